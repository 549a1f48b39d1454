import { createHash } from 'node:crypto';
import type { Outcome, Reason, SubjectKind } from '../../policy/terms.ts';
import type { Caller } from '../auth/caller.ts';
import type { Purpose } from './decide.ts';
import type { AnsweredSubject } from './round.ts';

/** What the log is told of an answer or a refusal: who, when, what for, what of whom, why. No values. */
export interface DisclosureEvent {
  readonly event: 'answer' | 'report' | 'refusal' | 'batch-row' | 'history-view' | 'statistics';
  /** Of rows of a batch: which, and the number of the first of them. */
  readonly batch?: { readonly id: string; readonly row: number };
  /** When it was decided, by which law and ages count; in milliseconds since the epoch. */
  readonly time: number;
  readonly caller: Caller;
  readonly stated: Purpose;
  readonly regulation: string;
  readonly packDigest: string;
  /** SHA-256 of the catalogue in force, in hexadecimal, where items were decided. */
  readonly catalogueDigest?: string;
  /** The regulation is a draft. */
  readonly simulation: boolean;
  /** SHA-256 of the operation text, or of the questions of statistics, in hexadecimal. */
  readonly operation: string;
  /** Error code of a refusal; `DRY_RUN` of rows that were decided and not fetched. */
  readonly code: string | null;
  readonly subjects: readonly LoggedSubject[];
  /** What left, or will; the log keeps its digest only. */
  readonly response: LoggedResponse;
}

export interface LoggedSubject {
  readonly kind: SubjectKind;
  /** The identifier in the clear: the log keeps its keyed digest only. */
  readonly key: string;
  readonly items: readonly LoggedItem[];
  /** Authorisations on file that were before the decision. */
  readonly authorisations: readonly string[];
  /** The caller is this subject. */
  readonly self?: boolean;
  /** The entry by which the caller is the guardian of this subject, and asks as it would itself. */
  readonly guardianship?: string | undefined;
  /** The registers' clock of what the decisions rest on; null = it cannot be told. */
  readonly knownAt?: number | null;
}

export interface LoggedItem {
  readonly item: string;
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  readonly articles: readonly string[];
  /** Records that came to the door: the log keeps digests of their numbers only. */
  readonly records: readonly LoggedRecord[];
}

export interface LoggedRecord {
  readonly record: string;
  readonly outcome: Outcome;
  readonly reason: Reason | null;
}

/** The parts of a response that its receipt stands for. */
export interface LoggedResponse {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly disclosure?: unknown;
}

/** Proof that an entry stands in the log. */
export interface Receipt {
  readonly log: string;
  readonly index: number;
  readonly leaf: string;
  /** What the response was digested with. */
  readonly salt: string;
  /** The entry as it was hashed, base64; a log without a tree gives none. */
  readonly entry?: string;
}

/** The provable log. An answer MUST NOT leave before `append` has resolved. */
export interface DisclosureLog {
  /** @throws when the entry cannot be made durable; then nothing is given out. */
  append(event: DisclosureEvent): Promise<Receipt>;
}

/** The items of a subject as the log holds them. */
export function loggedSubject(
  { decided, passages }: AnsweredSubject,
  { guardian }: Pick<Caller, 'guardian'>,
): LoggedSubject {
  const self = decided.caller === 'subject';
  return {
    kind: decided.kind,
    key: decided.key,
    authorisations: decided.register.authorisations.map(({ id }) => id),
    self,
    ...(self && guardian !== undefined && { guardianship: guardian.entry }),
    knownAt: decided.knownAt,
    items: itemsOnce(
      decided.items.map(({ asked, decision: { decision } }) => {
        const passage = passages.get(asked.alias);
        const seen = [...(passage?.shown ?? []), ...(passage?.kept ?? [])];
        return {
          item: asked.item.id,
          outcome: decision.outcome,
          reason: decision.reason,
          articles: [...new Set(decision.citations.map(({ article }) => article))],
          records: seen.flatMap(({ record, decision: { outcome, reason } }) =>
            record === null ? [] : [{ record, outcome, reason }],
          ),
        };
      }),
    ),
  };
}

/**
 * An item that was asked under many names is logged once, and each of its records once. Otherwise a
 * caller could multiply what the log must hold of hidden records, until it holds no more.
 */
function itemsOnce(items: readonly LoggedItem[]): readonly LoggedItem[] {
  const byItem = Map.groupBy(items, ({ item, outcome, reason }) => `${item} ${outcome} ${reason}`);
  if (byItem.size === items.length) return items;
  return [...byItem.values()].flatMap((equal) => {
    const records = equal.flatMap((one) => one.records);
    const byRecord = records.map((one) => [JSON.stringify(Object.values(one)), one] as const);
    return equal
      .slice(0, 1)
      .map((first) => ({ ...first, records: [...new Map(byRecord).values()] }));
  });
}

/** SHA-256 of a text, in hexadecimal. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
