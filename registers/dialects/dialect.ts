import type { Kysely, RawBuilder, Transaction } from 'kysely';
import type { SubjectRef } from '../subject.ts';

/** Tables are described by the registers' definitions, so rows are checked there and not here. */
export type Tables = Record<string, Record<string, unknown>>;
export type Database = Kysely<Tables>;
export type Connection = Transaction<Tables>;

/** Told of every statement sent to a database; lets tests and metrics count round trips. */
export type StatementObserver = (statement: string) => void;

/** A subject in a question, with the revision that the asker holds its rows of. */
export interface AskedSubject extends SubjectRef {
  readonly known?: string | undefined;
}

/**
 * What differs between the databases. Everything else is one SQL.
 *
 * An adapter MUST throw `RegisterError` with `REGISTER_UNAVAILABLE` for every failure of its driver,
 * and MUST NOT keep the driver's own error: it may quote a subject's key. A read MUST see every write
 * that was committed before it was sent, by any process.
 */
export interface Dialect {
  readonly name: 'postgres' | 'sqlite';
  /** For questions; never waits for a writer. */
  readonly read: Database;
  readonly write: Database;
  /** Runs work in one transaction without a time limit while nobody else migrates. */
  exclusively(work: (connection: Connection) => Promise<void>): Promise<void>;
  /** A relation `(n, kind, key, known)` with one row for each subject, numbered from 0. */
  asked(subjects: readonly AskedSubject[]): RawBuilder<unknown>;
  /** One JSON array of the given expressions. */
  jsonArray(values: readonly RawBuilder<unknown>[]): RawBuilder<unknown>;
  /** `column` is one of the texts; one parameter, however many. MUST NOT fail for any text. */
  among(column: RawBuilder<unknown>, texts: readonly string[]): RawBuilder<boolean>;
  close(): Promise<void>;
}
