import type { DuckDBConnection } from '@duckdb/node-api';
import type { Values } from '../../schema/statistics/cells-sql.ts';
import {
  type AttributeRow,
  type Dimension,
  type ProfileRow,
  UNKNOWN,
} from '../../schema/statistics/question.ts';
import type { CountableItem } from './counting/counted.ts';

/** Stands for what is unknown in every column. */
const NONE = 0;
const REGION = /^[0-9]{6}$/;
const MONTH = /^([0-9]{4})-([0-9]{2})$/;
const YEAR = /^[0-9]{4}$/;

/** Numbers that stand for words, so that a row is thirty bytes and not two hundred. */
export class Codes implements Values {
  readonly unknown = `${NONE}`;
  readonly #words = [UNKNOWN];
  readonly #codes = new Map([[UNKNOWN, NONE]]);

  codeOf(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    const code = this.#words.push(word) - 1;
    this.#codes.set(word, code);
    return code;
  }

  /** What a filter compares with; a value that stands nowhere is -1. */
  of(dimension: Dimension, value: string): number {
    if (value === UNKNOWN) return NONE;
    switch (dimension) {
      case 'region':
        return REGION.test(value) ? Number(value) : -1;
      case 'month':
        return monthOf(value) || -1;
      case 'year':
        return YEAR.test(value) ? Number(value) : -1;
      default:
        return this.#codes.get(value) ?? -1;
    }
  }

  /** The value that a number stands for. */
  valueOf(dimension: Dimension, code: number): string {
    if (code === NONE) return UNKNOWN;
    switch (dimension) {
      case 'region':
        return String(code).padStart(6, '0');
      case 'month':
        return `${String(code).slice(0, -2)}-${String(code).slice(-2)}`;
      case 'year':
        return String(code);
      default:
        return this.#words[code] ?? UNKNOWN;
    }
  }
}

function monthOf(month: string): number {
  return MONTH.test(month) ? Number(month.replace('-', '')) : NONE;
}

export async function createTables(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    create table item (item integer, class integer, department integer);
    create table attribute (s uhugeint, entity_type integer, industry integer);
    create table profile (s uhugeint, region integer, item integer, month integer,
      objection integer, n integer, a double);
  `);
}

/** Numbers the subjects; after this nothing holds a pseudonym any more. */
export async function forgetPseudonyms(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    create table fact as
      select cast(dense_rank() over (order by p.s) as integer) as s, p.region, p.item, p.month,
        p.objection, coalesce(r.entity_type, ${NONE}) as entity_type,
        coalesce(r.industry, ${NONE}) as industry, p.n, p.a
      from profile p left join attribute r on r.s = p.s;
    drop table profile;
    drop table attribute;
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

export async function appendProfiles(
  connection: DuckDBConnection,
  codes: Codes,
  rows: AsyncIterable<ProfileRow>,
): Promise<void> {
  const appender = await connection.createAppender('profile');
  for await (const [pseudonym, region, item, month, objection, records, amount] of rows) {
    appender.appendUHugeInt(BigInt(`0x${pseudonym}`));
    appender.appendInteger(REGION.test(region) ? Number(region) : NONE);
    appender.appendInteger(codes.codeOf(item));
    appender.appendInteger(monthOf(month));
    appender.appendInteger(codes.codeOf(objection));
    appender.appendInteger(records);
    appender.appendDouble(amount);
    appender.endRow();
  }
  appender.closeSync();
}

export async function appendAttributes(
  connection: DuckDBConnection,
  codes: Codes,
  rows: AsyncIterable<AttributeRow>,
): Promise<void> {
  const appender = await connection.createAppender('attribute');
  for await (const [pseudonym, entityType, industry] of rows) {
    appender.appendUHugeInt(BigInt(`0x${pseudonym}`));
    appender.appendInteger(codes.codeOf(entityType));
    appender.appendInteger(codes.codeOf(industry));
    appender.endRow();
  }
  appender.closeSync();
}
