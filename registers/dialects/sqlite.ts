import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import { unavailable } from '../errors.ts';
import type { Database, Dialect, StatementObserver, Tables } from './dialect.ts';
import { SqliteDriver } from './sqlite-driver.ts';

export interface SqliteOptions {
  readonly file: string;
  /** Longest wait for another process that writes, in milliseconds. */
  readonly timeout: number;
  readonly onStatement?: StatementObserver | undefined;
}

/** The file holds subjects' keys: nobody but its owner may read it. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Embedded SQLite: one connection writes and one reads, so that a question never sees a half-done
 * write and never waits for one. A committed write has reached the disk (`synchronous = full`).
 */
export function openSqlite({ file, timeout, onStatement }: SqliteOptions): Dialect {
  const write = databaseOf(() => openFile(file, timeout, false), timeout, onStatement);
  const read = databaseOf(() => openFile(file, timeout, true), timeout, onStatement);
  return {
    name: 'sqlite',
    read,
    write,
    exclusively: (work) => write.transaction().execute(work),
    asked(subjects) {
      const list = JSON.stringify(
        subjects.map(({ kind, key, known = null }) => [kind, key, known]),
      );
      return sql`(select j.key as n, j.value ->> 0 as kind, j.value ->> 1 as key,
        j.value ->> 2 as known from json_each(${list}) j)`;
    },
    jsonArray: (values) => sql`json_array(${sql.join(values)})`,
    among: (column, texts) =>
      sql<boolean>`${column} in (select value from json_each(${JSON.stringify(texts)}))`,
    async close() {
      await read.destroy();
      await write.destroy();
    },
  };
}

function openFile(file: string, timeout: number, readOnly: boolean): DatabaseSync {
  try {
    if (!readOnly) {
      mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
      closeSync(openSync(file, 'a', OWNER_ONLY));
    }
    const database = new DatabaseSync(file, { timeout, readOnly });
    if (!readOnly) {
      // the driver waits for its turn itself, so a statement never does
      database.exec(
        'pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 0',
      );
    }
    return database;
  } catch (cause) {
    throw unavailable(cause);
  }
}

function databaseOf(
  open: () => DatabaseSync,
  timeout: number,
  onStatement: StatementObserver | undefined,
): Database {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new SqliteDriver(open, timeout),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    ...(onStatement && { log: (event) => onStatement(event.query.sql) }),
  });
}
