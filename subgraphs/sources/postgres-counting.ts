import type pg from 'pg';
import type { Bind } from '../../schema/statistics/cells-sql.ts';
import { BLOCK_ROWS } from '../../schema/statistics/question.ts';
import {
  attributeOf,
  attributesStatement,
  type Counter,
  cellsOf,
  cellsStatement,
  itemByItem,
  nothing,
  profileOf,
  profilesStatement,
  type Statement,
} from './counting/counter.ts';
import type { CountingDialect } from './counting/dialect.ts';
import type { FactsOf } from './counting/facts-sql.ts';
import type { ResolvedMapping } from './mapping.ts';
import { SourceError } from './source.ts';

const BLOCK_BYTES = 64;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
/** Longest time that a statement of a count may take; a question about subjects has less. */
const COUNTING_TIMEOUT_MS = 60_000;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const qualified = (name: string) => name.split('.').map(quoted).join('.');

/** Counts in a department's own PostgreSQL database. */
export function postgresCounter(
  pool: pg.Pool,
  mappings: ReadonlyMap<string, ResolvedMapping>,
  of: FactsOf,
): Counter {
  const dialect = postgresCounting(mappings);
  const single = async (statement: Statement): Promise<readonly (readonly unknown[])[]> => {
    const found: (readonly unknown[])[] = [];
    for await (const block of blocksIn(pool, [statement])) found.push(...block);
    return found;
  };
  async function* stream<T>(
    statements: readonly Statement[],
    read: (row: readonly unknown[]) => T,
  ): AsyncGenerator<readonly T[]> {
    for await (const block of blocksIn(pool, statements)) yield block.map(read);
  }
  return {
    cells: async (question) =>
      cellsOf(await single(cellsStatement(of, question, dialect, placeholder)), question),
    profiles: (counted, key) =>
      stream(
        itemByItem(counted).map((one) => profilesStatement(of, one, dialect, placeholder, key)),
        profileOf,
      ),
    attributes: (key) =>
      of.hasRegistration
        ? stream([attributesStatement(dialect, placeholder, key)], attributeOf)
        : nothing(),
    revision: async () => null,
  };
}

/** The rows of statements through a cursor, all of one state of the database. */
async function* blocksIn(
  pool: pg.Pool,
  statements: readonly Statement[],
): AsyncGenerator<readonly (readonly unknown[])[]> {
  const client = await pool.connect().catch(unavailable);
  let isDone = false;
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`set local statement_timeout = ${COUNTING_TIMEOUT_MS}`);
    for (const { text, values } of statements) {
      await client.query(`declare counted no scroll cursor for ${text}`, [...values]);
      for (;;) {
        const fetch = { text: `fetch ${BLOCK_ROWS} from counted`, rowMode: 'array' } as const;
        const { rows } = await client.query<unknown[]>(fetch);
        if (rows.length > 0) yield rows;
        if (rows.length < BLOCK_ROWS) break;
      }
      await client.query('close counted');
    }
    await client.query('commit');
    isDone = true;
  } catch (cause) {
    unavailable(cause);
  } finally {
    // a connection in the middle of a count is of no use to the next question
    client.release(!isDone);
  }
}

function unavailable(cause: unknown): never {
  throw new SourceError('UNAVAILABLE', 'database did not count', { cause });
}

/** Untyped parameters in a select list would be refused. */
function placeholder(at: number, value: string | number): string {
  return `cast($${at} as ${typeof value === 'number' ? 'double precision' : 'text'})`;
}

/** The SQL of PostgreSQL, under the names that the department's database uses. */
function postgresCounting(mappings: ReadonlyMap<string, ResolvedMapping>): CountingDialect {
  const of = (record: string): ResolvedMapping => {
    const found = mappings.get(record);
    if (found === undefined) throw new RangeError(`expected a record type, got \`${record}\``);
    return found;
  };
  const text = (expression: string) => `nullif(rtrim(cast(${expression} as text)), '')`;
  return {
    table: (record) => qualified(of(record).table),
    key: (record, alias = 't') => `rtrim(cast(${alias}.${quoted(of(record).key)} as text))`,
    column: (record, column, alias = 't') =>
      `${alias}.${quoted(of(record).columns.get(column) ?? column)}`,
    text,
    day: (expression) => `substr(${text(expression)}, 1, 10)`,
    flag: (expression) => `(lower(trim(cast(${expression} as text))) in ('t', 'true', '1', 'y'))`,
    amount: (expression) => `cast(${expression} as double precision)`,
    recordNotes: ({ records }, bind) => `select n ->> 0, n ->> 1, n ->> 2, cast(n ->> 3 as integer),
      n ->> 4 from jsonb_array_elements(cast(${bind(JSON.stringify(records))} as jsonb)) n`,
    texts: (texts, bind) =>
      `select jsonb_array_elements_text(cast(${bind(JSON.stringify(texts))} as jsonb))`,
    pseudonym: hmac,
  };
}

/** HMAC (RFC 2104) out of the server's own `sha256`; the padded keys travel as values. */
function hmac(expression: string, key: Buffer, bind: Bind): string {
  const padded = (pad: number) => {
    const block = Buffer.alloc(BLOCK_BYTES, pad);
    key.forEach((byte, at) => {
      block[at] = byte ^ pad;
    });
    return `decode(${bind(block.toString('hex'))}, 'hex')`;
  };
  const inner = `sha256(${padded(INNER_PAD)} || convert_to(${expression}, 'UTF8'))`;
  return `substr(encode(sha256(${padded(OUTER_PAD)} || ${inner}), 'hex'), 1, 32)`;
}
