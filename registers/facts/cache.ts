import type { SubjectRef } from '../subject.ts';

/** Whose rows, as a question of this organisation finds them. */
export interface CachePlace {
  readonly subject: SubjectRef;
  readonly grantee: string | null;
}

/** The rows of one subject, as they were at a revision of what is held of it. */
export interface CachedRows {
  readonly revision: string;
  readonly rows: readonly (readonly [register: string, body: string])[];
}

/**
 * Keeps rows of subjects between questions. It is never believed: what it gives is used only when the
 * database says, in the statement that asks, that the subject is still at that revision. So it MAY
 * lose, mix up or replay anything; it MUST NOT throw and MUST NOT keep a question waiting for long.
 */
export interface FactsCache {
  /** In the order of the places; null where nothing is kept, or nothing answers. */
  get(places: readonly CachePlace[]): Promise<readonly (CachedRows | null)[]>;
  /** Keeps rows, some time later or never. */
  put(entries: readonly (readonly [CachePlace, CachedRows])[]): void;
}
