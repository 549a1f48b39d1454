import type { GraphQLFormattedError } from 'graphql';
import { dayAt } from '../../policy/days.ts';
import type { CallerKind, SubjectKind } from '../../policy/terms.ts';
import type { Dependencies } from '../dependencies.ts';
import { ERROR_CATALOGUE, type ErrorCode, GatewayError } from '../errors.ts';
import { shapeResponse } from '../execution/shape.ts';
import type { EntityAsk } from './ask.ts';
import type { Asked } from './asked.ts';
import { Assembly } from './assemble.ts';
import {
  callerAbout,
  type DecidedSubject,
  decideSubject,
  type RequestFactsFor,
  refusalOf,
  requestFacts,
} from './decide.ts';
import { NOBODY_REGISTERED, type RegisterFacts } from './facts.ts';
import { refuse } from './recorded.ts';
import { type DisclosureReport, ReportBuilder } from './report.ts';
import {
  type AnsweredSubject,
  edgesOf,
  fetchSubjects,
  type SourceFault,
  type SubjectQuestion,
} from './round.ts';
import { kindOf } from './subjects.ts';
import { withoutRegisters } from './unavailable.ts';

/** A request with its answer, which has not left yet. */
export interface Answered extends Asked {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphQLFormattedError[];
  readonly report: DisclosureReport;
  readonly subjects: readonly AnsweredSubject[];
  readonly facts: RegisterFacts | null;
}

type Known = Map<EntityAsk, Map<string, AnsweredSubject>>;

/** Looks up, decides and fetches, a round for the subjects asked and one for those behind edges. */
export async function answer(dependencies: Dependencies, asked: Asked): Promise<Answered> {
  const known: Known = new Map();
  const faults: SourceFault[] = [];
  let questions: readonly SubjectQuestion[] = asked.roots;
  let facts: RegisterFacts | null = null;
  for (let first = true; questions.length > 0; first = false) {
    facts = await lookUp(dependencies, asked, questions);
    const decided = decide(dependencies, asked, questions, facts);
    if (first) await refuseIfInadmissible(dependencies, asked, decided);
    questions = await fetchRound(dependencies, asked, decided, known, faults);
  }
  return { ...asked, ...assemble(dependencies, asked, known, faults), facts };
}

/** One round trip to the registers for all subjects of a round; null when they cannot be read. */
async function lookUp(
  { facts, notice }: Dependencies,
  { caller, stated, now }: Asked,
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

interface DecidedQuestion {
  readonly ask: EntityAsk;
  readonly subjects: readonly DecidedSubject[];
}

function decide(
  dependencies: Dependencies,
  asked: Asked,
  questions: readonly SubjectQuestion[],
  facts: RegisterFacts | null,
): readonly DecidedQuestion[] {
  const at = { day: dayAt(asked.now), instant: asked.now };
  const registered = facts?.caller ?? NOBODY_REGISTERED;
  const requests = new Map<CallerKind, RequestFactsFor>();
  const requestAbout = (kind: SubjectKind, key: string): RequestFactsFor => {
    const caller = callerAbout(asked.caller, kind, key);
    const known = requests.get(caller.kind);
    if (known !== undefined) return known;
    const made = requestFacts(caller, asked.stated, registered, at);
    requests.set(caller.kind, made);
    return made;
  };
  const judge = facts === null ? withoutRegisters(dependencies) : dependencies;
  return questions.map(({ ask, keys }) => ({
    ask,
    subjects: [...new Set(keys)].map((key) =>
      decideSubject(judge, requestAbout(kindOf(ask.subject.kind), key), ask, key, facts),
    ),
  }));
}

async function refuseIfInadmissible(
  dependencies: Dependencies,
  asked: Asked,
  decided: readonly DecidedQuestion[],
): Promise<void> {
  const subjects = decided.flatMap((question) => question.subjects);
  const refusal = refusalOf(subjects);
  if (refusal === null) return;
  const reason = refusal.reason as ErrorCode;
  const basis = refusal.citations.map(({ article, gist }) => ({
    article,
    gist: gist[asked.language],
  }));
  const code = reason in ERROR_CATALOGUE ? reason : 'INTERNAL_ERROR';
  await refuse(dependencies, asked, subjects, new GatewayError(code, { basis }));
}

/** Fetches what was decided open, and gives the questions about the subjects behind its edges. */
async function fetchRound(
  dependencies: Dependencies,
  { signal }: Asked,
  decided: readonly DecidedQuestion[],
  known: Known,
  faults: SourceFault[],
): Promise<readonly SubjectQuestion[]> {
  const next: SubjectQuestion[] = [];
  const fetched = await Promise.all(
    decided.map(({ ask, subjects }) => fetchSubjects(dependencies, ask, subjects, signal)),
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

function assemble(
  dependencies: Dependencies,
  asked: Asked,
  known: Known,
  faults: readonly SourceFault[],
): Pick<Answered, 'data' | 'errors' | 'report' | 'subjects'> {
  const { engine, supergraph, asks } = dependencies;
  const { regulation, parameters } = engine.pack;
  const report = new ReportBuilder(regulation, asked.language);
  const assembly = new Assembly(
    {
      edgeAsk: ({ edge }) => asks.entity(edge.selection, edge.subject),
      of: (ask, key) => known.get(ask)?.get(key),
    },
    report,
  );
  const raw: Record<string, unknown> = Object.create(null);
  for (const { shape, ask, keys, list, doubtful } of asked.roots) {
    const subject = (key: string, index: number) =>
      assembly.subject(ask, key, list ? [shape.key, index] : [shape.key]);
    raw[shape.source] = list ? keys.map(subject) : subject(keys[0] ?? '', 0);
    for (const position of doubtful) {
      report.warned(list ? [shape.key, position] : [shape.key], 'CHECK_CHARACTER');
    }
  }
  const { document, operationName, coerced } = asked;
  const shaped = shapeResponse(supergraph, document, operationName, coerced, {
    data: raw,
    faults: [],
  });
  return {
    data: shaped.data ?? null,
    errors: [...sourceErrors(asked, faults), ...(shaped.errors ?? [])],
    report: report.build({
      simulation: parameters.status.value === 'draft',
      purpose: asked.stated.purpose,
    }),
    subjects: [...known.values()].flatMap((answers) => [...answers.values()]),
  };
}

/** One error for each department that failed and root field: what it would have filled is null. */
function sourceErrors(
  { roots }: Asked,
  faults: readonly SourceFault[],
): readonly GraphQLFormattedError[] {
  const distinct = new Map(faults.map((fault) => [`${fault.service} ${fault.code}`, fault]));
  const services = [...distinct.values()].sort((a, b) => (a.service < b.service ? -1 : 1));
  return services.flatMap(({ service, code }) =>
    roots.map(({ shape }) => ({
      message: ERROR_CATALOGUE[code as 'SOURCE_ERROR'][1],
      path: [shape.key],
      extensions: { code, service },
    })),
  );
}
