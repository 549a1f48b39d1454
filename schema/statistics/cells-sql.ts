import { type CountedCell, DIMENSIONS, type Dimension, UNKNOWN } from './question.ts';

/** A value that travels beside a statement. */
export type Bind = (value: string | number) => string;

/** How a relation holds the values of dimensions: as texts, or as numbers that stand for them. */
export interface Values {
  /** The literal of what is unknown. */
  readonly unknown: string;
  of(dimension: Dimension, value: string): string | number;
}

const AS_TEXT: Values = { unknown: `'${UNKNOWN}'`, of: (_dimension, value) => value };

export interface CellsOf {
  readonly dimensions: readonly Dimension[];
  readonly filters: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  readonly amount: boolean;
  /** Gives one more than this at most, so that too many are noticed. */
  readonly most: number;
}

/**
 * Counts the cells of one level over a relation `facts(s, <dimensions>, n, a)`: subject, records and
 * amount of a part of what a subject has. Plain SQL that SQLite, PostgreSQL and DuckDB read alike, so
 * that a cell counted by a department is the cell that the platform would count.
 */
export function cellsSql(
  { dimensions, filters, amount, most }: CellsOf,
  bind: Bind,
  as = AS_TEXT,
): string {
  const names = dimensions.map(columnOf);
  const by = names.length === 0 ? '' : `partition by ${names.join(', ')}`;
  const group = names.length === 0 ? '' : `group by ${names.join(', ')}`;
  const listed = names.map((name) => `${name}, `).join('');
  const tested = DIMENSIONS.flatMap((dimension) => {
    const values = filters[dimension];
    return values === undefined ? [] : [among(dimension, values, bind, as)];
  });
  const where = tested.length === 0 ? '' : `where ${tested.join(' and ')}`;
  const shown = names.map((name) => `coalesce(${name}, ${as.unknown}) as ${name}, `).join('');
  const own = `select ${listed}s, sum(n) as n, coalesce(sum(a), 0) as v from
    (select ${shown}s, n, a from facts ${where}) as shown group by ${listed}s`;
  const limit = `limit ${Math.trunc(most) + 1}`;
  if (!amount) {
    return `select ${listed}count(*), sum(n) from (${own}) as own ${group} ${limit}`;
  }
  return `select ${listed}count(*), sum(n), sum(v), max(case when place = 1 then v end),
      max(case when place = 2 then v end), avg(case when 2 * rising in (m, m + 1, m + 2) then v end)
    from (select own.*, row_number() over (${by} order by v desc) as place,
        row_number() over (${by} order by v) as rising, count(*) over (${by}) as m
      from (${own}) as own) as ranked ${group} ${limit}`;
}

/** Reads a row of {@link cellsSql}; null for the row of an empty level without dimensions. */
export function cellOf(
  row: readonly unknown[],
  { dimensions, amount }: CellsOf,
): CountedCell | null {
  const at = dimensions.length;
  const subjects = Number(row[at]);
  if (subjects === 0) return null;
  const number = (place: number) => Number(row[at + place] ?? 0);
  return {
    values: row.slice(0, at).map(String),
    subjects,
    records: number(1),
    amount: amount
      ? { sum: number(2), largest: number(3), second: number(4), median: number(5) }
      : null,
  };
}

function among(dimension: Dimension, values: readonly string[], bind: Bind, as: Values): string {
  if (values.length === 0) return '1 = 0';
  const bound = values.map((value) => bind(as.of(dimension, value))).join(', ');
  return `coalesce(${columnOf(dimension)}, ${as.unknown}) in (${bound})`;
}

/** Names of columns come from the closed list alone. */
function columnOf(dimension: string): string {
  const known = DIMENSIONS.find((name) => name === dimension);
  if (known === undefined) throw new RangeError('expected a dimension');
  return `d_${known.toLowerCase()}`;
}

export const FACT_COLUMNS = DIMENSIONS.map(columnOf);
