import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  UBIGINT,
} from '@duckdb/node-api';
import type { AttributeRow, ProfileRow } from '../../schema/statistics/question.ts';
import { type Codes, NONE } from './codes.ts';
import type { CountableItem } from './counting/counted.ts';

/** Rows that DuckDB takes at once. */
const CHUNK_ROWS = 2048;
const PSEUDONYM_BYTES = 16;

export async function createTables(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    create table item (item integer, class integer, department integer);
    create table attribute (s1 ubigint, s2 ubigint, entity_type integer, industry integer);
    create table profile (s1 ubigint, s2 ubigint, region integer, item integer, month integer,
      objection integer, n integer, a double);
  `);
}

/** Numbers the subjects; after this nothing holds a pseudonym any more. */
export async function forgetPseudonyms(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    create table subject as
      select cast(row_number() over () as integer) as s, p.s1, p.s2,
        coalesce(r.entity_type, ${NONE}) as entity_type, coalesce(r.industry, ${NONE}) as industry
      from (select distinct s1, s2 from profile) p
        left join attribute r on r.s1 = p.s1 and r.s2 = p.s2;
    drop table attribute;
    create table fact as
      select j.s, p.region, p.item, p.month, p.objection, j.entity_type, j.industry, p.n, p.a
      from profile p join subject j on j.s1 = p.s1 and j.s2 = p.s2;
    drop table profile;
    drop table subject;
  `);
}

export async function appendItems(
  connection: DuckDBConnection,
  codes: Codes,
  items: readonly CountableItem[],
): Promise<void> {
  const appender = await connection.createAppender('item');
  for (const { item, class: kind, department } of items) {
    for (const word of [item, kind, department]) appender.appendInteger(codes.codeOf(word));
    appender.endRow();
  }
  appender.closeSync();
}

export function appendProfiles(
  connection: DuckDBConnection,
  codes: Codes,
  blocks: AsyncIterable<readonly ProfileRow[]>,
): Promise<void> {
  return append(connection, 'profile', blocks, [
    [INTEGER, ([, region]) => codes.regionOf(region)],
    [INTEGER, ([, , item]) => codes.codeOf(item)],
    [INTEGER, ([, , , month]) => codes.monthOf(month)],
    [INTEGER, ([, , , , objection]) => codes.codeOf(objection)],
    [INTEGER, ([, , , , , records]) => records],
    [DOUBLE, ([, , , , , , amount]) => amount],
  ]);
}

export function appendAttributes(
  connection: DuckDBConnection,
  codes: Codes,
  blocks: AsyncIterable<readonly AttributeRow[]>,
): Promise<void> {
  return append(connection, 'attribute', blocks, [
    [INTEGER, ([, entityType]) => codes.codeOf(entityType)],
    [INTEGER, ([, , industry]) => codes.codeOf(industry)],
  ]);
}

type PseudonymRow = readonly [pseudonym: string, ...rest: unknown[]];
type ColumnOf<T> = readonly [type: DuckDBType, value: (row: T) => DuckDBValue];

/** Column by column: a call a value would take several times as long. */
async function append<T extends PseudonymRow>(
  connection: DuckDBConnection,
  table: string,
  blocks: AsyncIterable<readonly T[]>,
  columns: readonly ColumnOf<T>[],
): Promise<void> {
  const types = [UBIGINT, UBIGINT, ...columns.map(([type]) => type)];
  const appender = await connection.createAppender(table);
  for await (const block of blocks) {
    for (let from = 0; from < block.length; from += CHUNK_ROWS) {
      const rows = block.slice(from, from + CHUNK_ROWS);
      const chunk = DuckDBDataChunk.create(types, rows.length);
      const halves = halvesOf(rows);
      fill(chunk, 0, rows.length, (at) => halves[2 * at] ?? 0n);
      fill(chunk, 1, rows.length, (at) => halves[2 * at + 1] ?? 0n);
      for (const [at, [, value]] of columns.entries()) {
        fill(chunk, 2 + at, rows.length, (row) => value(rows[row] as T));
      }
      appender.appendDataChunk(chunk);
    }
  }
  appender.closeSync();
}

/** Pseudonyms as two numbers each. */
function halvesOf(rows: readonly PseudonymRow[]): BigUint64Array {
  const bytes = Buffer.alloc(rows.length * PSEUDONYM_BYTES);
  rows.forEach(([pseudonym], at) => {
    bytes.write(pseudonym, at * PSEUDONYM_BYTES, 'hex');
  });
  return new BigUint64Array(bytes.buffer, bytes.byteOffset, 2 * rows.length);
}

function fill(
  chunk: DuckDBDataChunk,
  column: number,
  count: number,
  valueAt: (row: number) => DuckDBValue,
): void {
  const vector = chunk.getColumnVector(column);
  for (let row = 0; row < count; row++) vector.setItem(row, valueAt(row));
  vector.flush();
}
