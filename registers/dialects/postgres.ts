import {
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type QueryResult,
  sql,
} from 'kysely';
import pg from 'pg';
import { RegisterError, unavailable } from '../errors.ts';
import type { Connection, Database, Dialect, StatementObserver, Tables } from './dialect.ts';

export interface PostgresOptions {
  /** `postgres://…`. Never logged. */
  readonly url: string;
  /** Longest wait for a connection, and for an answer, in milliseconds. */
  readonly timeout: number;
  readonly connections: number;
  readonly onStatement?: StatementObserver | undefined;
}

/** Any number, the same in every version: two replicas that start together migrate one by one. */
const MIGRATION_LOCK = 4_030_219_868;
const WRITERS = 4;
/** A write waits for the writes before it, so it may take longer than a question. */
const WRITE_PATIENCE = 4;
const KEEP_ALIVE_MS = 10_000;
/** Numbers come as numbers; everything else, JSON too, as the text it is. */
const INT8 = 20;
const INT4 = 23;
const NUMBERS = new Set([INT8, INT4]);
const TYPES = {
  getTypeParser: (oid: number) => (text: string) => (NUMBERS.has(oid) ? Number(text) : text),
} as unknown as pg.CustomTypesConfig;

export function openPostgres({ url, timeout, connections, onStatement }: PostgresOptions): Dialect {
  const read = databaseOf(poolOf(url, connections, timeout), onStatement);
  const write = databaseOf(poolOf(url, WRITERS, timeout * WRITE_PATIENCE), onStatement);
  return {
    name: 'postgres',
    read,
    write,
    exclusively: (work) => exclusively(url, timeout, work),
    asked(subjects) {
      const kinds = subjects.map(({ kind }) => kind);
      const keys = subjects.map(({ key }) => key);
      const known = subjects.map((subject) => subject.known ?? null);
      return sql`(select t.n - 1 as n, t.kind, t.key, t.known
        from unnest(${kinds}::text[], ${keys}::text[], ${known}::text[])
        with ordinality as t(kind, key, known, n))`;
    },
    jsonArray: (values) => sql`json_build_array(${sql.join(values)})::text`,
    // a text with a NUL is refused by PostgreSQL, and can be found nowhere
    among: (column, texts) =>
      sql<boolean>`${column} = any(${texts.filter((text) => !text.includes('\0'))}::text[])`,
    async close() {
      await Promise.all([read.destroy(), write.destroy()]);
    },
  };
}

async function exclusively(
  url: string,
  timeout: number,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const database = databaseOf(poolOf(url, 1, timeout, 0), undefined);
  try {
    await database.transaction().execute(async (connection) => {
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(connection);
      await work(connection);
    });
  } finally {
    await database.destroy();
  }
}

function databaseOf(pool: PostgresPool, onStatement: StatementObserver | undefined): Database {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    ...(onStatement && { log: (event) => onStatement(event.query.sql) }),
  });
}

function poolOf(url: string, max: number, patience: number, limit = patience): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: patience,
    statement_timeout: limit,
    // the server enforces the limit; when the server itself is gone, this does
    ...(limit > 0 && { query_timeout: limit + 250 }),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'creditgate-registers',
    types: TYPES,
  });
  // an idle connection that breaks is replaced at the next question
  pool.on('error', () => undefined);
  return {
    async connect() {
      try {
        return guarded(await pool.connect());
      } catch (cause) {
        throw unavailable(cause);
      }
    },
    end: () => pool.end(),
  };
}

/** SQLSTATE classes of a connection that cannot be used any further. */
const BROKEN = /^(?:08|57P)/;

/** A connection that broke, or that still owes an answer, MUST NOT go back to the pool. */
function guarded(client: pg.PoolClient): PostgresPoolClient {
  let broken = false;
  const onError = () => {
    broken = true;
  };
  client.on('error', onError);
  const query = async <R>(statement: string, parameters: readonly unknown[]) => {
    try {
      return (await client.query(statement, [...parameters])) as unknown as QueryResult<R>;
    } catch (cause) {
      const state = cause instanceof pg.DatabaseError ? (cause.code ?? '') : '08000';
      broken ||= BROKEN.test(state);
      throw cause instanceof RegisterError ? cause : unavailable(cause);
    }
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release() {
      client.off('error', onError);
      client.release(broken);
    },
  };
}
