import type { Row } from '../shared/tables.ts';
import type { Counter } from './counting/counter.ts';

/**
 * A department's own data, as its subgraph asks for it.
 *
 * An adapter MUST answer all keys of a call with one question to its store, MUST leave out a row that
 * does not fit the table's description (and count it), MUST give a subject's rows in the order of
 * their record identity, and MUST NOT put a key or a value into an error or a log line.
 */
export interface Source {
  /**
   * The rows of the given subjects, by subject key; a subject without rows may be absent.
   * @param table a record type of the department, such as `penalty`
   * @throws SourceError when the table is unknown or the store does not answer
   */
  rows(table: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly Row[]>>;
  health(): Promise<SourceHealth>;
  /** What was refused so far. */
  report(): SourceReport;
  close(): Promise<void>;
}

/** A source that can also count, without giving a row. */
export interface CountingSource extends Source {
  readonly counter: Counter;
}

export interface SourceHealth {
  readonly ok: boolean;
  /** Why not, in words that name no key and no value. */
  readonly reason?: string;
}

/** Why a row was refused. */
export type RefusalReason =
  | 'MISSING'
  | 'DATE'
  | 'NUMBER'
  | 'INTEGER'
  | 'BOOLEAN'
  | 'TEXT'
  | 'ENCODING'
  | 'NOT_IN_VOCABULARY'
  | 'USCC'
  | 'ID_NUMBER'
  | 'SYNTAX'
  | 'TOO_LONG'
  | 'COLUMN_COUNT'
  | 'MISSING_COLUMN'
  | 'UNKNOWN_COLUMN'
  | 'UNKNOWN_RECORD_TYPE'
  | 'DUPLICATE';

/** Where and why a row was refused; never the value. Lines count from 1, the header included. */
export interface RefusedRow {
  readonly file: string;
  readonly line: number;
  /** Name of the column, `null` when the row as a whole is at fault. */
  readonly column: string | null;
  readonly reason: RefusalReason;
}

export interface SourceReport {
  readonly refused: number;
  /** Refused rows by table. */
  readonly refusedByTable: Readonly<Record<string, number>>;
  /** The first refused rows, as far as the source keeps them. */
  readonly rows: readonly RefusedRow[];
}

/** Told of every question put to the store; lets tests and metrics count SQL statements. */
export type QueryObserver = (table: string, keyCount: number) => void;

/** A source that cannot answer. The message names tables at most. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: 'UNKNOWN_TABLE' | 'UNAVAILABLE' | 'CLOSED';

  constructor(code: SourceError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
