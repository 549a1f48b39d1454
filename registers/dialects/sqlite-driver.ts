import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { RegisterError, unavailable } from '../errors.ts';

/** Prepared statements kept; the oldest goes first. */
const STATEMENTS_KEPT = 256;

const SQLITE_BUSY = 5;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 20;

/** A Kysely driver over one connection of `node:sqlite`; its users take turns. */
export class SqliteDriver implements Driver {
  readonly #open: () => DatabaseSync;
  readonly #timeout: number;
  #connection: SqliteConnection | undefined;
  #busy: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  /** @param timeout longest wait for another connection's transaction, in milliseconds */
  constructor(open: () => DatabaseSync, timeout: number) {
    this.#open = open;
    this.#timeout = timeout;
  }

  async init(): Promise<void> {
    this.#connection = new SqliteConnection(this.#open());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#busy;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#busy = promise;
    await before;
    this.#release = resolve;
    if (this.#connection === undefined) throw closed();
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  /**
   * `immediate`: a transaction that will write has the right to before it reads. While another
   * connection has it, this one waits without holding up the process: the other may be in it too.
   */
  async beginTransaction(): Promise<void> {
    const deadline = Date.now() + this.#timeout;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      if (this.#held().begin(Date.now() >= deadline)) return;
      await pause(wait);
    }
  }

  async commitTransaction(): Promise<void> {
    this.#held().execute('commit');
  }

  async rollbackTransaction(): Promise<void> {
    this.#held().rollback();
  }

  async destroy(): Promise<void> {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #held(): SqliteConnection {
    if (this.#connection === undefined) throw closed();
    return this.#connection;
  }
}

function closed(): RegisterError {
  return new RegisterError('REGISTER_CLOSED', 'registers are closed');
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const statement = this.#prepare(sql);
      const values = parameters as readonly SQLInputValue[];
      if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
      const { changes } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes) };
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  // biome-ignore lint/correctness/useYield: the port demands it; nothing here is ever streamed
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new RegisterError('INVALID_ENTRY', 'answers of the registers are not streamed');
  }

  /** False when another connection writes, unless that is final. */
  begin(final: boolean): boolean {
    try {
      this.#database.exec('begin immediate');
      return true;
    } catch (cause) {
      // the low byte is the code, the rest says more of it
      const code = Number((cause as { readonly errcode?: unknown }).errcode) & 0xff;
      if (code === SQLITE_BUSY && !final) return false;
      throw unavailable(cause);
    }
  }

  execute(statement: string): void {
    try {
      this.#database.exec(statement);
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  /** A failed statement may have ended the transaction already. */
  rollback(): void {
    if (this.#database.isTransaction) this.execute('rollback');
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(statement: string): StatementSync {
    const held = this.#statements.get(statement);
    if (held !== undefined) return held;
    const prepared = this.#database.prepare(statement);
    const [oldest] = this.#statements.keys();
    if (this.#statements.size >= STATEMENTS_KEPT && oldest !== undefined) {
      this.#statements.delete(oldest);
    }
    this.#statements.set(statement, prepared);
    return prepared;
  }
}
