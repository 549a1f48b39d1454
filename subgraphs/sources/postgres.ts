import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Column, Row, Table, Value } from '../shared/tables.ts';
import { misfit } from './check.ts';
import type { Counter } from './counting/counter.ts';
import { type FactsOf, NOTHING_COUNTED } from './counting/facts-sql.ts';
import { type DepartmentMapping, type ResolvedMapping, resolveMapping } from './mapping.ts';
import { postgresCounter } from './postgres-counting.ts';
import {
  type CountingSource,
  type QueryObserver,
  SourceError,
  type SourceHealth,
  type SourceReport,
} from './source.ts';

export interface PostgresOptions {
  /** `postgres://…`; MUST be a role that may only read. Never logged. */
  readonly url: string;
  readonly tables: ReadonlyMap<string, Table>;
  readonly mapping: DepartmentMapping;
  /** Longest time a statement may take, in milliseconds; 5,000 when left out. */
  readonly statementTimeout?: number;
  /** Connections held at most; 8 when left out. */
  readonly connections?: number;
  readonly onQuery?: QueryObserver;
  /** What can be counted; nothing when left out. */
  readonly counting?: FactsOf;
}

type Database = Record<string, Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

const CONNECTION_TIMEOUT_MS = 3_000;
/** Dates as the text they are: a JavaScript date would move them by the time zone. */
const AS_TEXT = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

/**
 * Opens a department's own PostgreSQL database as a source. Connects at the first question. Transactions
 * are read-only; names come from the mapping, values travel as parameters.
 */
export function openPostgresSource(options: PostgresOptions): CountingSource {
  return new DatabaseSource(options);
}

class DatabaseSource implements CountingSource {
  readonly #options: PostgresOptions;
  readonly counter: Counter;
  readonly #database: Kysely<Database>;
  readonly #mappings = new Map<string, ResolvedMapping>();
  readonly #refused = new Map<string, number>();

  constructor(options: PostgresOptions) {
    this.#options = options;
    const pool = poolOf(options);
    this.#database = new Kysely({ dialect: new PostgresDialect({ pool }) });
    for (const table of options.tables.values()) {
      this.#mappings.set(table.name, resolveMapping(table, options.mapping));
    }
    this.counter = postgresCounter(pool, this.#mappings, options.counting ?? NOTHING_COUNTED);
  }

  async rows(name: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly Row[]>> {
    const table = this.#options.tables.get(name);
    const mapping = this.#mappings.get(name);
    if (table === undefined || mapping === undefined) {
      throw new SourceError('UNKNOWN_TABLE', `expected a record type, got \`${name}\``);
    }
    this.#options.onQuery?.(name, keys.length);
    const answers = await this.#ask(table, mapping, keys);
    return this.#grouped(table, answers);
  }

  async health(): Promise<SourceHealth> {
    try {
      await sql`select 1`.execute(this.#database);
      return { ok: true };
    } catch {
      return { ok: false, reason: 'database does not answer' };
    }
  }

  report(): SourceReport {
    const refusedByTable = Object.fromEntries(this.#refused);
    const refused = [...this.#refused.values()].reduce((sum, count) => sum + count, 0);
    return { refused, refusedByTable, rows: [] };
  }

  async close(): Promise<void> {
    await this.#database.destroy();
  }

  /** One statement. The driver's own error may quote values: it stays the cause. */
  async #ask(
    table: Table,
    mapping: ResolvedMapping,
    keys: readonly string[],
  ): Promise<readonly Answer[]> {
    const columns = table.columns.map(
      ({ name }) => sql`${sql.ref(mapping.columns.get(name) ?? name)} as ${sql.ref(name)}`,
    );
    const key = sql.ref(mapping.key);
    const question = sql<Answer>`
      select ${key} as subject_key, ${sql.join(columns)} from ${sql.table(mapping.table)}
      where ${key} = any(${keys}::text[])
    `;
    try {
      return (await question.execute(this.#database)).rows;
    } catch (cause) {
      throw new SourceError('UNAVAILABLE', `database did not answer \`${table.name}\``, { cause });
    }
  }

  #grouped(table: Table, answers: readonly Answer[]): ReadonlyMap<string, readonly Row[]> {
    const found = new Map<string, Row[]>();
    for (const answer of answers) {
      const key = String(answer.subject_key).trimEnd();
      const row = rowOf(table, answer);
      const held = found.get(key) ?? [];
      if (row === undefined || holds(held, row, table.record)) this.#count(table.name);
      else found.set(key, [...held, row]);
    }
    for (const rows of found.values()) sortByRecord(rows, table.record);
    return found;
  }

  #count(table: string): void {
    this.#refused.set(table, (this.#refused.get(table) ?? 0) + 1);
  }
}

function poolOf({ url, connections = 8, statementTimeout = 5_000 }: PostgresOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    statement_timeout: statementTimeout,
    application_name: 'creditgate',
    options: '-c default_transaction_read_only=on',
    types: AS_TEXT,
  });
  // An idle connection that breaks is replaced at the next question; `health` tells.
  pool.on('error', () => undefined);
  return pool;
}

/** The row in catalogue terms, or undefined when it does not fit the table's description. */
function rowOf(table: Table, answer: Answer): Row | undefined {
  const row: Record<string, Value> = {};
  for (const column of table.columns) {
    const value = canonical(column, answer[column.name]);
    if (misfit(column, value) !== undefined) return undefined;
    row[column.name] = value;
  }
  return row;
}

/** Databases keep flags as booleans, digits or letters, and days with or without a time. */
function canonical(column: Column, given: unknown): Value {
  if (typeof given !== 'string') return null;
  switch (column.kind) {
    case 'boolean':
      return BOOLEANS.get(given.trim().toLowerCase()) ?? given;
    case 'amount':
    case 'integer':
      return given.trim() === '' ? null : Number(given);
    case 'date':
      return given.slice(0, 10);
    case 'text':
    case 'uscc':
    case 'idNumber':
      return given.trimEnd() === '' ? null : given.trimEnd();
  }
}

const BOOLEANS: ReadonlyMap<string, boolean | null> = new Map([
  ['t', true],
  ['true', true],
  ['1', true],
  ['y', true],
  ['f', false],
  ['false', false],
  ['0', false],
  ['n', false],
  ['', null],
]);

function holds(rows: readonly Row[], row: Row, record: string | undefined): boolean {
  if (record === undefined) return rows.length > 0;
  return rows.some((other) => other[record] === row[record]);
}

/** In byte order of UTF-8, as the embedded store sorts. */
function sortByRecord(rows: Row[], record: string | undefined): void {
  if (record === undefined) return;
  rows.sort((a, b) =>
    Buffer.compare(Buffer.from(String(a[record])), Buffer.from(String(b[record]))),
  );
}
