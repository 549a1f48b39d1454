/** Everything the provable log can fail with; each code says what the caller of the log can do. */
export type AuditCode =
  /** Another process holds the directory: start it elsewhere, or stop the other. */
  | 'LOG_IN_USE'
  /** Nothing can be made durable now (disk full, read-only, I/O error, backlog full): do not answer; retry later. */
  | 'LOG_UNAVAILABLE'
  /** What is on disk contradicts itself or its signatures: stop and look. */
  | 'LOG_DAMAGED'
  /** The log was closed. */
  | 'LOG_CLOSED'
  /** The signing key cannot be read, is open to others, or is not of this suite. */
  | 'KEY_INVALID'
  /** The entry does not fit its schema; the message names the field, never the value. */
  | 'ENTRY_INVALID'
  /** An entry or its detail is larger than a record may be. */
  | 'ENTRY_TOO_LARGE'
  /** A tree or an index beyond what is integrated was asked for. */
  | 'NOT_INTEGRATED'
  /** An entry is in neither the log's directory nor the archives given: it was moved elsewhere. */
  | 'NOT_HERE'
  /** A proof does not lead to the root. */
  | 'PROOF_INVALID'
  /** A text is no signed note, or no known key signed it. */
  | 'NOTE_INVALID'
  /** A signed note is no checkpoint of this log. */
  | 'CHECKPOINT_INVALID'
  /** A witness line is of no known witness, does not verify, or is for a checkpoint no longer kept. */
  | 'COSIGNATURE_INVALID'
  /** A receipt is incomplete, or does not belong to the response. */
  | 'RECEIPT_INVALID'
  /** Subject keys cannot be read or made durable. */
  | 'SUBJECT_KEYS_UNAVAILABLE'
  /** Nothing is linked to that subject here: no key was ever made, or it was erased. */
  | 'NO_SUBJECT_KEY'
  /** An archive is incomplete or differs from the log. */
  | 'ARCHIVE_INVALID'
  /** Entries must be kept in the log: their retention has not ended, or never does. */
  | 'RETENTION_RUNS'
  /** A question cannot be decided again: what it was decided by is not here, or not told by its entry. */
  | 'NOT_REPLAYABLE'
  /** The index does not say what the log says: make it again. */
  | 'INDEX_DIFFERS';

/** Where a failure was found, as facts for scripts. */
export interface AuditFacts {
  readonly index?: number;
  readonly path?: string;
  readonly field?: string;
}

/** A failure of the log. The message carries no identifier and no value of an entry. */
export class AuditError extends Error {
  readonly code: AuditCode;
  readonly facts: AuditFacts;

  constructor(code: AuditCode, message: string, facts: AuditFacts = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AuditError';
    this.code = code;
    this.facts = facts;
  }
}

/** The error, when it has this code. */
export function hasCode(error: unknown, code: AuditCode): error is AuditError {
  return error instanceof AuditError && error.code === code;
}

/** The code of a system error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
