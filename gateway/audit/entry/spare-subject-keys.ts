import { AuditError } from '../errors.ts';
import type { SubjectKeys } from './subject-keys.ts';

/**
 * Shared keys, with keys of this replica's own while the shared ones are away: what is open to all is
 * answered without the registers' database, and stands in the log like any answer. Such an entry is
 * found by this replica only, since no other has the key it was made with.
 */
export function withSpareKeys(shared: SubjectKeys, spare: SubjectKeys): SubjectKeys {
  return {
    getOrCreate: (subjects) =>
      shared.getOrCreate(subjects).catch((cause: unknown) => {
        if (!isAway(cause)) throw cause;
        return spare.getOrCreate(subjects);
      }),
    find: (subjects) => shared.find(subjects),
    async all(subject) {
      return [...(await shared.all(subject)), ...(await spare.all(subject))];
    },
    async erase(subject) {
      const erased = await Promise.all([spare.erase(subject), shared.erase(subject)]);
      return erased.includes(true);
    },
    async close() {
      await spare.close();
      await shared.close();
    },
  };
}

function isAway(cause: unknown): boolean {
  return cause instanceof AuditError && cause.code === 'SUBJECT_KEYS_UNAVAILABLE';
}
