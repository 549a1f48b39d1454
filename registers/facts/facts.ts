import { dayAt } from '../../policy/days.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { RegisterError } from '../errors.ts';
import { mapKeyOf, type SubjectRef } from '../subject.ts';
import { type Answers, type Asked, ask, CLOCK, REVISION } from './ask.ts';
import type { Branch } from './branch.ts';
import type { CachedRows, CachePlace, FactsCache } from './cache.ts';
import { CALLER_PARTS, type CallerEntries, callerFactsOf } from './caller-facts.ts';
import { SUBJECT_PARTS, type SubjectEntries, subjectFactsOf } from './subject-facts.ts';
import { type FactsQuestion, MOST_SUBJECTS, type RequestRegisterFacts } from './types.ts';

/** A row of a register as a statement gives it. */
type Row = CachedRows['rows'][number];

/**
 * Everything a decision needs to know of up to 500 subjects and of the caller: one statement, so that
 * the parts of the answer are of one moment.
 *
 * INVARIANT cache-is-checked: rows of a cache are used only when this statement found the subject at
 * the revision that they were read at; else it brought the rows itself.
 *
 * @throws {RegisterError} `TOO_MANY_SUBJECTS`; `REGISTER_UNAVAILABLE` when the database is down or slow
 */
export async function askFacts(
  dialect: Dialect,
  cache: FactsCache | null,
  question: FactsQuestion & { readonly at: number },
): Promise<RequestRegisterFacts> {
  if (question.subjects.length > MOST_SUBJECTS) {
    throw new RegisterError(
      'TOO_MANY_SUBJECTS',
      `expected ${MOST_SUBJECTS} subjects at most, got ${question.subjects.length}`,
      { expected: MOST_SUBJECTS, got: question.subjects.length },
    );
  }
  const distinct = [...new Map(question.subjects.map((ref) => [mapKeyOf(ref), ref])).values()];
  const user = cacheFor(cache, question);
  const kept = (await user?.get(distinct.map((ref) => placeOf(question, ref)))) ?? null;
  const asked = { ...question, distinct, kept };
  const answers = await ask(dialect, asked);
  const moment = { instant: question.at, day: dayAt(question.at) };
  const rows = rowsOfSubjects(asked, answers);
  user?.put(rows.flatMap(({ fresh }) => (fresh === null ? [] : [fresh])));
  const facts = new Map(
    distinct.map((ref, n) => {
      const entries = readAll(SUBJECT_PARTS, rows[n]?.rows ?? []) as unknown as SubjectEntries;
      return [mapKeyOf(ref), subjectFactsOf(entries, moment)] as const;
    }),
  );
  const others = rowsAt(answers, null);
  const callers = readAll(CALLER_PARTS, others) as unknown as CallerEntries;
  return {
    knownAt: question.knownAt ?? Number(others.find(([register]) => register === CLOCK)?.[1]),
    subjects: question.subjects.flatMap((ref) => facts.get(mapKeyOf(ref)) ?? []),
    caller: callerFactsOf(callers, question.purpose, moment.day),
    laws: callers.overrides.toSorted(
      (a, b) => a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1),
    ),
  };
}

/** What was known once, or what concerns some items only, is not kept. */
function cacheFor(
  cache: FactsCache | null,
  { knownAt, itemIds, subjects }: FactsQuestion,
): FactsCache | null {
  const isPlain = knownAt === undefined && itemIds === undefined && subjects.length > 0;
  return isPlain ? cache : null;
}

function placeOf({ grantee }: FactsQuestion, subject: SubjectRef): CachePlace {
  return { subject, grantee };
}

interface SubjectRows {
  readonly rows: readonly Row[];
  /** What a cache may keep of it from now on; null when it keeps that already. */
  readonly fresh: readonly [CachePlace, CachedRows] | null;
}

function rowsOfSubjects(asked: Asked, answers: Answers): readonly SubjectRows[] {
  return asked.distinct.map((subject, n): SubjectRows => {
    const found = rowsAt(answers, n);
    const revision = found.find(([register]) => register === REVISION)?.[1];
    const kept = asked.kept?.[n] ?? null;
    if (kept !== null && kept.revision === revision) return { rows: kept.rows, fresh: null };
    const rows = found.filter(([register]) => register !== REVISION);
    const fresh = revision === undefined ? null : { revision, rows };
    return { rows, fresh: fresh && [placeOf(asked, subject), fresh] };
  });
}

function rowsAt(answers: Answers, n: number | null): readonly Row[] {
  return (answers.get(n) ?? []).map(({ register, body }) => [register, body]);
}

function readAll(
  parts: Readonly<Record<string, Branch<unknown>>>,
  rows: readonly Row[],
): Readonly<Record<string, readonly unknown[]>> {
  const byRegister = Map.groupBy(rows, ([register]) => register);
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [
      name,
      (byRegister.get(part.register) ?? []).map(([, body]) => part.read(body)),
    ]),
  );
}
