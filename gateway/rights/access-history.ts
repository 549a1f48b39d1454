import type { RightsSubject } from './desk.ts';

/** One look at a subject, as the subject may know it (rule R31). */
export interface Access {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `answer`, `refusal`, `history-view` and so on. */
  readonly event: string;
  /** The kind of caller; of questions asked on behalf of a ward, `guardian`. */
  readonly caller: string;
  /** Who asked; null = a natural person, whom no regulation lets the subject learn. */
  readonly organisation: { readonly id: string; readonly name: string | null } | null;
  readonly purpose: string | null;
  readonly channel: string | null;
  /** What was asked, and what became of it. */
  readonly items: readonly AccessedItem[];
  /** Authorisations that were relied on. */
  readonly authorisations: readonly string[];
  /** The entry in the log, so that its proof can be asked for. */
  readonly entry: LogPlace;
}

export interface AccessedItem {
  readonly item: string;
  readonly outcome: string;
  readonly reason: string | null;
  /** Records that came to the door, shown or not: the subject may know of all of them. */
  readonly records: readonly {
    readonly outcome: string;
    readonly reason: string | null;
    readonly count: number;
  }[];
}

export interface LogPlace {
  /** Origin of the log. */
  readonly log: string;
  readonly index: number;
  /** Leaf hash, base64. */
  readonly leaf: string;
}

/** A page, newest first; stable while entries are added. */
export interface LogPage<T> {
  readonly nodes: readonly T[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

export interface PageRequest {
  /** `next` of the page before; null = the first one. */
  readonly after: string | null;
  readonly limit: number;
}

/** Who asked about a subject, when, what for and what they got. */
export interface AccessHistory {
  /**
   * @param callers the kinds of callers of whom the subject may learn
   * @throws {GatewayError} `ARGUMENT_INVALID`: not a place of a page; `REGISTER_UNAVAILABLE`,
   *   `LOG_UNAVAILABLE`: there is no saying what is in the log
   */
  of(
    subject: RightsSubject,
    callers: readonly string[],
    page: PageRequest,
  ): Promise<LogPage<Access>>;
}

/** What an officer looks for; null = anything. */
export interface LogQuestion {
  readonly organisation: string | null;
  readonly operator: string | null;
  readonly purpose: string | null;
  readonly outcome: string | null;
  readonly subject: RightsSubject | null;
  /** Milliseconds since the epoch; `from` is included, `until` is not. */
  readonly from: number | null;
  readonly until: number | null;
}

/** An entry of the log as an officer sees it; never whom it is about. */
export interface FoundEntry
  extends Pick<Access, 'time' | 'event' | 'organisation' | 'purpose' | 'channel' | 'entry'> {
  readonly caller: string | null;
  /** The officer's id, or name where it has none. */
  readonly operator: string | null;
  readonly caseNumber: string | null;
  readonly regulation: string | null;
  readonly code: string | null;
  readonly outcomes: readonly string[];
}

/** The review of how queries are used (rules R57–R60). */
export interface LogSearch {
  /** @throws {GatewayError} as {@link AccessHistory.of} */
  find(question: LogQuestion, page: PageRequest): Promise<LogPage<FoundEntry>>;
}
