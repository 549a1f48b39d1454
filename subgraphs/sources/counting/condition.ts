import type { EvidenceName } from '../../../schema/directives.ts';
import type { Bind } from '../../../schema/statistics/cells-sql.ts';
import type { Condition } from '../../../schema/statistics/question.ts';
import type { CountingDialect } from './dialect.ts';
import type { CountableTable } from './tables.ts';

const TRUE = '1 = 1';
const FALSE = '1 = 0';
/** A year, in dates written as the number YYYYMMDD. */
const YEAR = 10_000;

/** A condition on evidence as SQL. There is no negation: what is null fulfils nothing but `missing`. */
export function conditionSql(
  condition: Condition,
  table: CountableTable,
  dialect: CountingDialect,
  bind: Bind,
): string {
  const sql = (part: Condition) => conditionSql(part, table, dialect, bind);
  if ('all' in condition) return joined(condition.all.map(sql), ' and ', TRUE);
  if ('any' in condition) return joined(condition.any.map(sql), ' or ', FALSE);
  if ('conductFromAge' in condition) {
    return afterBirthday(condition.conductFromAge, table, dialect);
  }
  if ('bornUntil' in condition) {
    const birth = birthOf(table, dialect);
    return birth === null ? TRUE : `${birth} <= ${bind(condition.bornUntil.replaceAll('-', ''))}`;
  }
  const { evidence } = condition;
  if ('is' in condition) {
    const value = textOf(evidence, table, dialect);
    if (value === null) return condition.is === 'missing' ? TRUE : FALSE;
    return `${value} is ${condition.is === 'missing' ? '' : 'not '}null`;
  }
  if ('flag' in condition) return flagIs(evidence, condition.flag, table, dialect);
  if ('oneOf' in condition) {
    const value = textOf(evidence, table, dialect);
    if (value === null || condition.oneOf.length === 0) return FALSE;
    return `${value} in (${condition.oneOf.map(bind).join(', ')})`;
  }
  const day = dayOf(evidence, table, dialect);
  if (day === null) return FALSE;
  return 'before' in condition
    ? `${day} < ${bind(condition.before)}`
    : `${day} >= ${bind(condition.from)}`;
}

function joined(parts: readonly string[], word: string, none: string): string {
  return parts.length === 0 ? none : `(${parts.join(word)})`;
}

function flagIs(
  evidence: EvidenceName,
  expected: boolean,
  table: CountableTable,
  dialect: CountingDialect,
): string {
  const column = table.evidence[evidence];
  if (column === undefined) return expected ? FALSE : TRUE;
  const flag = dialect.flag(dialect.column(table.table, column));
  return `coalesce(${flag}, 1 = 0) = (${expected ? TRUE : FALSE})`;
}

function textOf(
  evidence: EvidenceName,
  table: CountableTable,
  dialect: CountingDialect,
): string | null {
  if (evidence === 'recognisedOn') return dayOf(evidence, table, dialect);
  const column = table.evidence[evidence];
  return column === undefined ? null : dialect.text(dialect.column(table.table, column));
}

/** The day of evidence; an entry of a list is recognised on the day it is entered. */
export function dayOf(
  evidence: EvidenceName,
  { evidence: has, table }: CountableTable,
  dialect: CountingDialect,
): string | null {
  const names: readonly EvidenceName[] =
    evidence === 'recognisedOn' ? ['recognisedOn', 'listedOn'] : [evidence];
  const days = [...new Set(names.flatMap((name) => has[name] ?? []))].map((column) =>
    dialect.day(dialect.column(table, column)),
  );
  if (days.length === 0) return null;
  return days.length === 1 ? (days[0] ?? null) : `coalesce(${days.join(', ')})`;
}

/** An identity number states the birth date in its digits 7 to 14 (GB 11643-1999). */
function birthOf(table: CountableTable, dialect: CountingDialect): string | null {
  return table.subject === 'LEGAL' ? null : `substr(${dialect.key(table.table)}, 7, 8)`;
}

function afterBirthday(age: number, table: CountableTable, dialect: CountingDialect): string {
  const birth = birthOf(table, dialect);
  const days = [dayOf('endedOn', table, dialect), dayOf('recognisedOn', table, dialect)];
  const dated = days.filter((day) => day !== null);
  if (birth === null || dated.length === 0) return TRUE;
  const day = dated.length === 1 ? dated[0] : `coalesce(${dated.join(', ')})`;
  const conduct = `cast(replace(${day}, '-', '') as integer)`;
  return `(${day} is null or ${conduct} > cast(${birth} as integer) + ${age * YEAR})`;
}
