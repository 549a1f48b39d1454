import { type Bind, cellOf, cellsSql } from '../../../schema/statistics/cells-sql.ts';
import {
  type AttributeRow,
  type CellsQuestion,
  type Counted,
  type CountedCell,
  type ProfileRow,
  UNKNOWN,
} from '../../../schema/statistics/question.ts';
import type { CountingDialect } from './dialect.ts';
import { type FactsOf, factsSql, REGISTRATION } from './facts-sql.ts';

/**
 * Counts in a department's own database. What it gives are cells, or for the platform's join
 * pseudonyms under a key that the platform makes anew for each run.
 */
export interface Counter {
  /** The cells of one level; none is empty. @throws SourceError when the store does not answer */
  cells(question: CellsQuestion): Promise<readonly CountedCell[]>;
  /** What each subject has of each item, by month, in blocks of rows. @throws SourceError */
  profiles(counted: Counted, key: Buffer): AsyncIterable<readonly ProfileRow[]>;
  /** Empty unless the department keeps the registration of organisations. @throws SourceError */
  attributes(key: Buffer): AsyncIterable<readonly AttributeRow[]>;
  /** Another text whenever the data may have changed; null = it cannot tell. @throws SourceError */
  revision(): Promise<string | null>;
}

/** A statement with the values that travel beside it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** How a database binds the n-th value (from 1) of a statement. */
export type Placeholder = (at: number, value: string | number) => string;

export function cellsStatement(
  of: FactsOf,
  question: CellsQuestion,
  dialect: CountingDialect,
  placeholder: Placeholder,
): Statement {
  return statement(placeholder, (bind) => {
    const facts = factsSql(of, question, dialect, bind);
    return `${facts} ${cellsSql(question, bind)}`;
  });
}

export function profilesStatement(
  of: FactsOf,
  counted: Counted,
  dialect: CountingDialect,
  placeholder: Placeholder,
  key: Buffer,
): Statement {
  const by = 's, d_region, d_item, d_month, d_objection';
  return statement(placeholder, (bind) => {
    const facts = factsSql(of, counted, dialect, bind);
    return `${facts} select ${dialect.pseudonym('s', key, bind)}, d_region, d_item,
      coalesce(d_month, '${UNKNOWN}'), d_objection, sum(n), coalesce(sum(a), 0)
      from facts group by ${by}`;
  });
}

export function attributesStatement(
  dialect: CountingDialect,
  placeholder: Placeholder,
  key: Buffer,
): Statement {
  const column = (name: string) => dialect.text(dialect.column(REGISTRATION, name));
  return statement(
    placeholder,
    (bind) => `select ${dialect.pseudonym(dialect.key(REGISTRATION), key, bind)},
      coalesce(${column('entityType')}, '${UNKNOWN}'), coalesce(${column('industry')}, '${UNKNOWN}')
      from ${dialect.table(REGISTRATION)} t`,
  );
}

/** The cells in rows of a {@link cellsStatement}. */
export function cellsOf(
  rows: Iterable<readonly unknown[]>,
  question: CellsQuestion,
): readonly CountedCell[] {
  return [...rows].flatMap((row) => cellOf(row, question) ?? []);
}

export function profileOf(row: readonly unknown[]): ProfileRow {
  const text = (at: number) => String(row[at] ?? UNKNOWN);
  return [text(0), text(1), text(2), text(3), text(4), Number(row[5]), Number(row[6])];
}

export function attributeOf(row: readonly unknown[]): AttributeRow {
  return [String(row[0]), String(row[1]), String(row[2])];
}

function statement(placeholder: Placeholder, write: (bind: Bind) => string): Statement {
  const values: (string | number)[] = [];
  const text = write((value) => placeholder(values.push(value), value));
  return { text, values };
}

/** Of a department that has none. */
export async function* nothing(): AsyncGenerator<never> {}

/** The same count, an item at a time: no statement sorts all that a department holds. */
export function itemByItem(counted: Counted): readonly Counted[] {
  return counted.items.map((item) => ({ ...counted, items: [item] }));
}
