import { canonicalBytes } from '../canonical.ts';
import type { CryptoSuite } from '../crypto.ts';

/** Who an answer is about, in the clear: only ever in memory, on its way into a digest. */
export interface Subject {
  readonly kind: 'natural' | 'legal';
  readonly identifier: string;
}

/**
 * The key of each subject's digests. Erasing a subject's key leaves its digests in the log, and all
 * proofs whole, but nobody can say any more whose they are.
 *
 * Implementers MUST have a new key durable before giving it, MUST give one subject one key for all
 * replicas and all time until it is erased, MUST NOT keep identifiers in the clear, and MUST have an
 * erased key gone from what they answer from when `erase` resolves, and say what a database may keep.
 * Failures are `SUBJECT_KEYS_UNAVAILABLE`.
 */
export interface SubjectKeys {
  /** The keys in the order of the subjects, made where there is none. */
  getOrCreate(subjects: readonly Subject[]): Promise<readonly Uint8Array[]>;
  /** The keys there are; for reading the log, which makes none. */
  find(subjects: readonly Subject[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** Every key under which the log may speak of a subject. */
  all(subject: Subject): Promise<readonly Uint8Array[]>;
  /** Whether there was a key. */
  erase(subject: Subject): Promise<boolean>;
  close(): Promise<void>;
}

/** What stands for a subject in the log. */
export function subjectDigest(suite: CryptoSuite, key: Uint8Array, subject: Subject): string {
  return keyed(suite, key, `subject/v1\n${subject.kind}\n${subject.identifier}`);
}

/**
 * What stands for a record that was shown (or silently left out) in the log: keyed by its subject's
 * key, since records are guessable.
 */
export function recordDigest(
  suite: CryptoSuite,
  key: Uint8Array,
  item: string,
  record: unknown,
): string {
  return keyed(suite, key, `record/v1\n${item}\n${canonicalBytes(record).toString('utf8')}`);
}

/**
 * What stands for an erased key in the log: of the key alone, so that the number of an order leads to
 * no entry about the subject, and a copy of the key that turns up is known for what it is.
 */
export function erasedKeyDigest(suite: CryptoSuite, key: Uint8Array): string {
  return keyed(suite, key, 'erased-key/v1');
}

function keyed(suite: CryptoSuite, key: Uint8Array, text: string): string {
  return Buffer.from(suite.keyed(key, Buffer.from(`creditgate/${text}`))).toString('base64');
}
