/**
 * The index over the provable logs: what the history of a subject and an officer's search ask of them.
 * It holds digests of subjects, never a key, and nothing that the logs do not say.
 *
 * INVARIANT index-follows-log: an entry is indexed after it is durable in its log, so a crash leaves
 * the index behind the log and never ahead of it. The index is made again from the logs at any time.
 */
export interface LogIndex {
  /** How far a log is indexed; null = not at all. */
  head(log: string): Promise<IndexHead | null>;
  /**
   * Adds the entries that follow the first `from` of a log, all or none.
   *
   * @returns false when the log is not indexed exactly up to `from`: somebody else was there
   */
  extend(log: string, from: number, entries: readonly IndexedEntry[]): Promise<boolean>;
  /** Forgets a log. */
  clear(log: string): Promise<void>;
  /** What is held of the entries `[from, to)` of a log, in order. */
  held(log: string, from: number, to: number): Promise<readonly IndexedEntry[]>;
  /** The looks at a subject, newest first. */
  accesses(question: AccessQuestion): Promise<readonly FoundAccess[]>;
  /** Entries that fit, newest first. */
  search(question: SearchQuestion): Promise<readonly FoundEntry[]>;
  close(): Promise<void>;
}

export interface IndexHead {
  /** So many entries of the log are indexed. */
  readonly size: number;
  /** Leaf hash of the last of them, base64: the index is of this log and no other. */
  readonly leaf: string;
}

/** What an entry says in the clear. */
export interface EntryFacts {
  readonly index: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly event: string;
  /** Leaf hash, base64. */
  readonly leaf: string;
  readonly caller: string | null;
  readonly organisation: string | null;
  readonly organisationName: string | null;
  readonly operator: string | null;
  readonly operatorName: string | null;
  readonly purpose: string | null;
  readonly caseNumber: string | null;
  readonly channel: string | null;
  readonly regulation: string | null;
  readonly code: string | null;
}

export interface IndexedEntry extends EntryFacts {
  /** Sets of decisions, which subjects share. */
  readonly decisions: readonly (readonly IndexedDecision[])[];
  /** Each subject once, in order of the digests. */
  readonly subjects: readonly IndexedSubject[];
}

export interface IndexedDecision {
  /** None where no item was asked, and only what the look relied on is told. */
  readonly items: readonly string[];
  readonly outcome: string;
  readonly reason: string | null;
  readonly reliedOn: readonly Reliance[];
}

/** What in the registers a decision relied on. */
export interface Reliance {
  readonly kind: string;
  readonly id: string | null;
}

export interface IndexedSubject {
  readonly digest: string;
  /** Places in the entry's sets of decisions. */
  readonly decisions: readonly number[];
  /** Records that came to the door, counted. */
  readonly records: readonly RecordCount[];
}

export interface RecordCount {
  readonly item: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly count: number;
}

/** A place in the order of answers: newest first, then by log and index. */
export interface Position {
  readonly time: number;
  readonly log: string;
  readonly index: number;
}

export interface Page {
  /** Only what comes after this place. */
  readonly after: Position | null;
  readonly limit: number;
}

export interface AccessQuestion extends Page {
  /** Keyed digests that stand for the subject, at least one. */
  readonly digests: readonly string[];
  /** Kinds of events that are looks. */
  readonly events: readonly string[];
  /** Kinds of callers whose looks are told. */
  readonly callers: readonly string[];
}

export interface SearchQuestion extends Page {
  readonly organisation: string | null;
  readonly operator: string | null;
  readonly purpose: string | null;
  readonly outcome: string | null;
  readonly digests: readonly string[] | null;
  /** Milliseconds since the epoch; `from` is included, `until` is not. */
  readonly from: number | null;
  readonly until: number | null;
}

export interface FoundEntry extends EntryFacts {
  readonly log: string;
  /** The organisation's name: as logged, else as it is registered now. */
  readonly organisationName: string | null;
  readonly outcomes: readonly string[];
}

export interface FoundAccess extends FoundEntry {
  readonly decisions: readonly IndexedDecision[];
  readonly records: readonly RecordCount[];
}
