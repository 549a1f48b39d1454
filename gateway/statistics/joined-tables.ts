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

/** Where rows stand with their pseudonyms until they are numbered. */
const ATTRIBUTE = `create or replace table attribute
  (s1 ubigint, s2 ubigint, entity_type integer, industry integer)`;
const PROFILE = `create or replace table profile (s1 ubigint, s2 ubigint, region integer,
  item integer, month integer, objection integer, n integer, a double)`;

export async function createTables(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    create table item (item integer, class integer, department integer);
    create table subject (s integer, s1 ubigint, s2 ubigint, entity_type usmallint, industry usmallint);
    create table fact (s integer, region integer, item usmallint, month integer,
      objection usmallint, entity_type usmallint, industry usmallint, n integer, a double);
    ${ATTRIBUTE};
    ${PROFILE};
  `);
}

/** Numbers the subjects that are registered, before any profile. */
async function numberRegistered(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    insert into subject select cast(row_number() over () as integer), s1, s2, e, i
      from (select s1, s2, min(entity_type) as e, min(industry) as i from attribute group by s1, s2);
    ${ATTRIBUTE};
  `);
}

/** Numbers the subjects of one department; its rows stand without pseudonyms afterwards. */
async function numberProfiles(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    insert into subject
      select cast((select coalesce(max(s), 0) from subject) + row_number() over () as integer),
        s1, s2, ${NONE}, ${NONE}
      from (select distinct s1, s2 from profile) anti join subject using (s1, s2);
    insert into fact
      select j.s, p.region, p.item, p.month, p.objection, j.entity_type, j.industry, p.n, p.a
      from profile p join subject j using (s1, s2);
    ${PROFILE};
  `);
}

/** After this nothing holds a pseudonym any more. */
export async function forgetPseudonyms(connection: DuckDBConnection): Promise<void> {
  await connection.run('drop table subject; drop table attribute; drop table profile');
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

/** Takes in the profiles of one department. */
export async function appendProfiles(
  connection: DuckDBConnection,
  codes: Codes,
  blocks: AsyncIterable<readonly ProfileRow[]>,
): Promise<void> {
  await append(connection, 'profile', blocks, [
    [INTEGER, ([, region]) => codes.regionOf(region)],
    [INTEGER, ([, , item]) => codes.codeOf(item)],
    [INTEGER, ([, , , month]) => codes.monthOf(month)],
    [INTEGER, ([, , , , objection]) => codes.codeOf(objection)],
    [INTEGER, ([, , , , , records]) => records],
    [DOUBLE, ([, , , , , , amount]) => amount],
  ]);
  await numberProfiles(connection);
}

/** Takes in the registration of organisations; it comes before the profiles. */
export async function appendAttributes(
  connection: DuckDBConnection,
  codes: Codes,
  blocks: AsyncIterable<readonly AttributeRow[]>,
): Promise<void> {
  await append(connection, 'attribute', blocks, [
    [INTEGER, ([, entityType]) => codes.codeOf(entityType)],
    [INTEGER, ([, , industry]) => codes.codeOf(industry)],
  ]);
  await numberRegistered(connection);
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
