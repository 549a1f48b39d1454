import type { Bind } from '../../../schema/statistics/cells-sql.ts';
import { FACT_COLUMNS } from '../../../schema/statistics/cells-sql.ts';
import {
  type Counted,
  type CountedItem,
  DIMENSIONS,
  type Dimension,
  NO_OBJECTION,
} from '../../../schema/statistics/question.ts';
import { conditionSql, dayOf } from './condition.ts';
import type { CountingDialect } from './dialect.ts';
import type { CountableTable } from './tables.ts';

/** The record type of the registration of organisations. */
export const REGISTRATION = 'registration';

export interface FactsOf {
  readonly department: string;
  readonly tables: readonly CountableTable[];
  /** The department keeps the registration of organisations. */
  readonly hasRegistration: boolean;
}

/** Of a source that counts nothing. */
export const NOTHING_COUNTED: FactsOf = { department: '', tables: [], hasRegistration: false };

/** `with … facts(…) as (…)`: what counts of a department, one row a record. */
export function factsSql(
  of: FactsOf,
  counted: Counted,
  dialect: CountingDialect,
  bind: Bind,
): string {
  const parts = counted.items.flatMap((item) =>
    of.tables
      .filter((table) => table.item === item.item && table.subject === counted.subject)
      .map((table) => itemSql(of, table, item, dialect, bind)),
  );
  const columns = ['s', ...FACT_COLUMNS, 'n', 'a'];
  const none = `select ${columns.map(() => 'null').join(', ')} where 1 = 0`;
  return `with notes(k, i, r, d, o) as (${dialect.recordNotes(counted.notes, bind)}),
    dropped(t) as (${dialect.texts(counted.notes.items, bind)}),
    revoked(t) as (${dialect.texts(counted.notes.documents, bind)}),
    facts(${columns.join(', ')}) as (${parts.length === 0 ? none : parts.join(' union all ')})`;
}

function itemSql(
  of: FactsOf,
  table: CountableTable,
  { item, class: kind, condition }: CountedItem,
  dialect: CountingDialect,
  bind: Bind,
): string {
  const name = bind(item);
  const key = dialect.key(table.table);
  const record = dialect.text(dialect.column(table.table, table.record));
  const month = dayOf('recognisedOn', table, dialect);
  const monthly = month === null ? 'null' : `substr(${month}, 1, 7)`;
  const legal = table.subject === 'LEGAL';
  const registered = legal && of.hasRegistration;
  const registrationText = (column: string) =>
    dialect.text(dialect.column(REGISTRATION, column, 'reg'));
  const dimensions: Record<Dimension, string> = {
    // the division that registered the organisation, or in which the person was first registered
    region: `substr(${key}, ${legal ? 3 : 1}, 6)`,
    industry: registered ? registrationText('industry') : 'null',
    entityType: registered ? registrationText('entityType') : 'null',
    year: month === null ? 'null' : `substr(${month}, 1, 4)`,
    month: monthly,
    recordClass: bind(kind),
    item: name,
    department: bind(of.department),
    objection: `coalesce(notes.o, '${NO_OBJECTION}')`,
  };
  const amount =
    table.amount === null ? '0' : dialect.amount(dialect.column(table.table, table.amount));
  const join = registered
    ? `left join ${dialect.table(REGISTRATION)} reg on ${dialect.key(REGISTRATION, 'reg')} = ${key}`
    : '';
  return `select ${key}, ${DIMENSIONS.map((each) => dimensions[each]).join(', ')}, 1, ${amount}
    from ${dialect.table(table.table)} t ${join}
    left join notes on notes.k = ${key} and notes.i = ${name} and notes.r = ${record}
    where ${conditionSql(condition, table, dialect, bind)}${whereSql(table, dialect, bind)}
      and ${keptSql(table, key, dialect)} and ${key} || '|' || ${name} not in (select t from dropped)`;
}

function keptSql(table: CountableTable, key: string, dialect: CountingDialect): string {
  const { serious, basisDocument } = table.evidence;
  const isSerious =
    serious === undefined
      ? '1 = 0'
      : `coalesce(${dialect.flag(dialect.column(table.table, serious))}, 1 = 0)`;
  const kept = `(coalesce(notes.d, 0) = 0 or (notes.d = 1 and ${isSerious}))`;
  if (basisDocument === undefined) return kept;
  const document = dialect.text(dialect.column(table.table, basisDocument));
  return `${kept} and ${key} || '|' || coalesce(${document}, '') not in (select t from revoked)`;
}

function whereSql({ where, table }: CountableTable, dialect: CountingDialect, bind: Bind): string {
  if (where === undefined) return '';
  const column = dialect.column(table, where.column);
  if (typeof where.equals === 'boolean') {
    return ` and coalesce(${dialect.flag(column)}, 1 = 0) = (${where.equals ? '1 = 1' : '1 = 0'})`;
  }
  return ` and ${dialect.text(column)} = ${bind(String(where.equals))}`;
}
