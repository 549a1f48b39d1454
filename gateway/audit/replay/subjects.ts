import type { Registers } from '../../../registers/store.ts';
import { readSubjectKind, type SubjectId } from '../../../registers/subject.ts';
import { UsageError } from '../commands/invocation.ts';
import type { CryptoSuite } from '../crypto.ts';
import { type Subject, type SubjectKeys, subjectDigest } from '../entry/subject-keys.ts';
import { notReplayable } from './question.ts';

/** Subjects tried at once. */
const PAGE = 500;

/**
 * The subjects behind digests, found among candidates.
 *
 * @throws AuditError `NOT_REPLAYABLE` when one of them is no candidate, or its key was erased
 */
export async function subjectsOfDigests(
  suite: CryptoSuite,
  keys: SubjectKeys,
  digests: ReadonlySet<string>,
  candidates: AsyncIterable<readonly Subject[]> | Iterable<readonly Subject[]>,
): Promise<ReadonlyMap<string, Subject>> {
  const found = new Map<string, Subject>();
  for await (const page of candidates) {
    const held = await keys.find(page);
    for (const [at, subject] of page.entries()) {
      const key = held[at];
      const digest = key && subjectDigest(suite, key, subject);
      if (digest !== undefined && digests.has(digest)) found.set(digest, subject);
    }
    if (found.size === digests.size) return found;
  }
  throw notReplayable(
    `identifiers and keys of ${digests.size} subjects, got those of ${found.size}`,
  );
}

/** Everybody whom the registers know, by pages. */
export async function* knownTo(
  registers: Pick<Registers, 'knownSubjects'>,
): AsyncGenerator<readonly Subject[]> {
  let after: SubjectId | null = null;
  do {
    const page = await registers.knownSubjects({ after, limit: PAGE });
    yield page.map(({ kind, key }) => ({ kind, identifier: key }));
    after = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
  } while (after !== null);
}

/** Reads `natural ID` or `legal USCC` a line. @throws {UsageError} naming the line, never what it says */
export function* givenIn(text: string): Generator<readonly Subject[]> {
  const lines = text.split('\n').map((line) => line.trim());
  for (let from = 0; from < lines.length; from += PAGE) {
    yield lines.slice(from, from + PAGE).flatMap((line, at): readonly Subject[] => {
      if (line === '') return [];
      const [word, identifier, ...more] = line.split(/\s+/);
      const kind = readSubjectKind(word);
      if (kind !== null && identifier !== undefined && more.length === 0) {
        return [{ kind, identifier }];
      }
      throw new UsageError(`line ${from + at + 1}: expected a kind of subject and its identifier`);
    });
  }
}
