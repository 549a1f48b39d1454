import type { DuckDBConnection } from '@duckdb/node-api';
import type { AttributeRow, ProfileRow } from '../../schema/statistics/question.ts';
import type { CountableItem } from './counting/counted.ts';

const REGION = /^[0-9]{6}$/;
const MONTH = /^([0-9]{4})-([0-9]{2})$/;

/** Words stand as numbers, so that a row is forty bytes and not two hundred. */
export interface Codes {
  item(item: string): number | undefined;
  word(word: string): number;
  /** Writes the words that were met. */
  write(): Promise<void>;
}

export async function createTables(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    create table item (code smallint, item varchar, class varchar, department varchar);
    create table word (code smallint, word varchar);
    create table attribute (s uhugeint, entity_type varchar, industry varchar);
    create table fact (s uhugeint, region integer, item smallint, month integer,
      objection smallint, n integer, a double);
  `);
}

export async function registerCodes(
  connection: DuckDBConnection,
  items: readonly CountableItem[],
): Promise<Codes> {
  const byItem = new Map(items.map(({ item }, code) => [item, code]));
  const appender = await connection.createAppender('item');
  for (const [code, { item, class: kind, department }] of items.entries()) {
    appender.appendSmallInt(code);
    appender.appendVarchar(item);
    appender.appendVarchar(kind);
    appender.appendVarchar(department);
    appender.endRow();
  }
  appender.closeSync();
  const words = new Map<string, number>();
  return {
    item: (item) => byItem.get(item),
    word(word) {
      const code = words.get(word) ?? words.size;
      words.set(word, code);
      return code;
    },
    async write() {
      const written = await connection.createAppender('word');
      for (const [word, code] of words) {
        written.appendSmallInt(code);
        written.appendVarchar(word);
        written.endRow();
      }
      written.closeSync();
    },
  };
}

export async function appendProfiles(
  connection: DuckDBConnection,
  codes: Codes,
  rows: AsyncIterable<ProfileRow>,
): Promise<void> {
  const appender = await connection.createAppender('fact');
  for await (const [pseudonym, region, item, month, objection, records, amount] of rows) {
    const code = codes.item(item);
    if (code === undefined) continue;
    appender.appendUHugeInt(BigInt(`0x${pseudonym}`));
    appender.appendInteger(REGION.test(region) ? Number(region) : -1);
    appender.appendSmallInt(code);
    appender.appendInteger(MONTH.test(month) ? Number(month.replace('-', '')) : 0);
    appender.appendSmallInt(codes.word(objection));
    appender.appendInteger(records);
    appender.appendDouble(amount);
    appender.endRow();
  }
  appender.closeSync();
}

export async function appendAttributes(
  connection: DuckDBConnection,
  rows: AsyncIterable<AttributeRow>,
): Promise<void> {
  const appender = await connection.createAppender('attribute');
  for await (const [pseudonym, entityType, industry] of rows) {
    appender.appendUHugeInt(BigInt(`0x${pseudonym}`));
    appender.appendVarchar(entityType);
    appender.appendVarchar(industry);
    appender.endRow();
  }
  appender.closeSync();
}
