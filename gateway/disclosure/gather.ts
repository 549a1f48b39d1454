import { dayAt } from '../../policy/days.ts';
import type { CallerKind, SubjectKind } from '../../policy/terms.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Identified } from '../handle.ts';
import type { EntityAsk } from './ask.ts';
import {
  callerAbout,
  type DecidedSubject,
  decideSubject,
  type RequestFactsFor,
  requestFacts,
} from './decide.ts';
import { NOBODY_REGISTERED, type RegisterFacts } from './facts.ts';
import {
  type AnsweredSubject,
  edgesOf,
  type Fetched,
  fetchSubjects,
  type SourceFault,
  type SubjectQuestion,
  unanswered,
} from './round.ts';
import { kindOf } from './subjects.ts';
import { withoutRegisters } from './unavailable.ts';

/** Whose question it is, and how it is put. */
export interface Asking extends Pick<Identified, 'caller' | 'stated' | 'now' | 'signal'> {
  /** As one of a batch (rule R43). */
  readonly batch: boolean;
  /** Everything is decided that can be before a record is known, and no department is asked. */
  readonly dryRun: boolean;
}

export interface DecidedQuestion {
  readonly ask: EntityAsk;
  readonly subjects: readonly DecidedSubject[];
}

/** What is known of the subjects asked and of those behind their edges, by the question. */
export type Known = ReadonlyMap<EntityAsk, ReadonlyMap<string, AnsweredSubject>>;

export interface Gathered {
  readonly known: Known;
  readonly faults: readonly SourceFault[];
  readonly facts: RegisterFacts | null;
}

/**
 * What may be asked at all, of what was decided about the subjects of the first round; throws where
 * the whole request is inadmissible.
 */
export type AdmitDecided = (
  decided: readonly DecidedQuestion[],
) => Promise<readonly DecidedQuestion[]>;

/** Subjects decided before others get their turn. */
const SUBJECTS_AT_ONCE = 50;

type Gathering = Map<EntityAsk, Map<string, AnsweredSubject>>;

/** Looks up, decides and fetches, a round for the subjects asked and one for those behind edges. */
export async function gather(
  dependencies: Dependencies,
  asking: Asking,
  first: readonly SubjectQuestion[],
  admit: AdmitDecided,
): Promise<Gathered> {
  const known: Gathering = new Map();
  const faults: SourceFault[] = [];
  let questions = first;
  let facts: RegisterFacts | null = null;
  for (let round = 0; questions.length > 0; round += 1) {
    facts = await lookUp(dependencies, asking, questions);
    const decided = await decide(dependencies, asking, questions, facts);
    const admitted = round === 0 ? await admit(decided) : decided;
    questions = await fetchRound(dependencies, asking, admitted, known, faults);
  }
  return { known, faults, facts };
}

/** One round trip to the registers for all subjects of a round; null when they cannot be read. */
async function lookUp(
  { facts, notice }: Dependencies,
  { caller, stated, now }: Asking,
  questions: readonly SubjectQuestion[],
): Promise<RegisterFacts | null> {
  const subjects = questions.flatMap(({ ask, keys }) =>
    [...new Set(keys)].map((key) => ({ kind: kindOf(ask.subject.kind), key })),
  );
  try {
    const { purpose } = stated;
    return await facts.lookUp({ subjects, organisation: caller.organisation, purpose, at: now });
  } catch (cause) {
    notice('registers unavailable', { cause: cause instanceof Error ? cause.name : 'unknown' });
    return null;
  }
}

/** Decides every subject of these questions on its own; a long list lets others have their turn. */
export async function decide(
  dependencies: Dependencies,
  { caller: asker, stated, now, batch }: Omit<Asking, 'signal' | 'dryRun'>,
  questions: readonly SubjectQuestion[],
  facts: RegisterFacts | null,
): Promise<readonly DecidedQuestion[]> {
  const at = { day: dayAt(now), instant: now };
  const registered = facts?.caller ?? NOBODY_REGISTERED;
  const requests = new Map<CallerKind, RequestFactsFor>();
  const requestAbout = (kind: SubjectKind, key: string): RequestFactsFor => {
    const caller = callerAbout(asker, kind, key);
    const known = requests.get(caller.kind);
    if (known !== undefined) return known;
    const made = requestFacts(caller, stated, registered, { ...at, batch });
    requests.set(caller.kind, made);
    return made;
  };
  const judge = facts === null ? withoutRegisters(dependencies) : dependencies;
  const decided: DecidedQuestion[] = [];
  for (const { ask, keys } of questions) {
    const subjects: DecidedSubject[] = [];
    for (const key of new Set(keys)) {
      const request = requestAbout(kindOf(ask.subject.kind), key);
      subjects.push(decideSubject(judge, request, ask, key, facts));
      if (subjects.length % SUBJECTS_AT_ONCE === 0) await new Promise(setImmediate);
    }
    decided.push({ ask, subjects });
  }
  return decided;
}

/** Fetches what was decided open, and gives the questions about the subjects behind its edges. */
async function fetchRound(
  dependencies: Dependencies,
  { now, signal, dryRun }: Asking,
  decided: readonly DecidedQuestion[],
  known: Gathering,
  faults: SourceFault[],
): Promise<readonly SubjectQuestion[]> {
  const next: SubjectQuestion[] = [];
  const law = dependencies.engine.packOn(dayAt(now)).parameters;
  const fetching = { masks: law['identity.maskForm'].value, signal };
  const fetched = await Promise.all(
    decided.map(({ ask, subjects }): Fetched | Promise<Fetched> => {
      if (dryRun) return { answers: unanswered(subjects), faults: [] };
      return fetchSubjects(dependencies, ask, subjects, fetching);
    }),
  );
  for (const [index, { answers, faults: failed }] of fetched.entries()) {
    const question = decided[index];
    if (question === undefined) continue;
    const before = known.get(question.ask) ?? new Map<string, AnsweredSubject>();
    for (const [key, answered] of answers) before.set(key, answered);
    known.set(question.ask, before);
    faults.push(...failed);
    for (const [{ edge }, keys] of edgesOf(question.ask, answers.values())) {
      const ask = dependencies.asks.entity(edge.selection, edge.subject);
      const asked = known.get(ask);
      const fresh = [...keys].filter((key) => asked?.has(key) !== true);
      if (fresh.length > 0 && ask.fields.length > 0) next.push({ ask, keys: fresh });
    }
  }
  return next;
}
