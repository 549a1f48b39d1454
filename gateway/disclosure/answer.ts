import type { GraphQLFormattedError } from 'graphql';
import type { Decision } from '../../policy/decision.ts';
import type { Dependencies } from '../dependencies.ts';
import { ERROR_CATALOGUE, type ErrorCode, GatewayError } from '../errors.ts';
import { shapeResponse } from '../execution/shape.ts';
import type { Identified } from '../handle.ts';
import type { EntityAsk } from './ask.ts';
import type { Asked } from './asked.ts';
import { Assembly } from './assemble.ts';
import { type DecidedSubject, refusalOf } from './decide.ts';
import { onlyExportable } from './exportable.ts';
import type { RegisterFacts } from './facts.ts';
import { type Asking, type DecidedQuestion, type Gathered, gather, type Known } from './gather.ts';
import { refuse } from './recorded.ts';
import { type DisclosureReport, type Language, ReportBuilder } from './report.ts';
import type { AnsweredSubject, SourceFault } from './round.ts';
import type { RootAsk } from './subjects.ts';

/** A request with its answer, which has not left yet. */
export interface Answered extends Asked, Assembled {
  readonly subjects: readonly AnsweredSubject[];
  readonly facts: RegisterFacts | null;
}

/** An answer in the shape that was asked for. */
export interface Assembled {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphQLFormattedError[];
  readonly report: DisclosureReport;
}

/** Looks up, decides and fetches for all subjects of a request, and puts the answer together. */
export async function answer(dependencies: Dependencies, asked: Asked): Promise<Answered> {
  const asking: Asking = { ...asked, batch: false, dryRun: false };
  const { engine } = dependencies;
  const under = asked.exportable
    ? { ...dependencies, engine: onlyExportable(engine) }
    : dependencies;
  const gathered = await gather(under, asking, asked.roots, (decided) =>
    unlessInadmissible(dependencies, asked, decided),
  );
  const assembled = assemble(dependencies, asked, gathered);
  return { ...asked, ...assembled, subjects: subjectsOf(gathered.known), facts: gathered.facts };
}

async function unlessInadmissible(
  dependencies: Dependencies,
  asked: Asked,
  decided: readonly DecidedQuestion[],
): Promise<readonly DecidedQuestion[]> {
  const subjects: readonly DecidedSubject[] = decided.flatMap((question) => question.subjects);
  const refusal = refusalOf(subjects);
  if (refusal === null) return decided;
  return refuse(dependencies, asked, subjects, refusalError(refusal, asked.language));
}

/** A refusal of the engine as callers are told of it. */
export function refusalError({ reason, citations }: Decision, language: Language): GatewayError {
  const basis = citations.map(({ article, gist }) => ({ article, gist: gist[language] }));
  const isKnown = reason !== null && reason in ERROR_CATALOGUE;
  return new GatewayError(isKnown ? (reason as ErrorCode) : 'INTERNAL_ERROR', { basis });
}

export function subjectsOf(known: Known): readonly AnsweredSubject[] {
  return [...known.values()].flatMap((answers) => [...answers.values()]);
}

/** What an answer is put together for. */
export interface ToAssemble
  extends Pick<Identified, 'document' | 'operationName' | 'language' | 'stated'> {
  readonly coerced: Readonly<Record<string, unknown>>;
  readonly roots: readonly (RootAsk & { readonly ask: EntityAsk })[];
  /** Nothing is said beside the data of what stayed behind. */
  readonly exportable?: boolean;
}

export function assemble(
  dependencies: Dependencies,
  asked: ToAssemble,
  { known, faults }: Pick<Gathered, 'known' | 'faults'>,
): Assembled {
  const { engine, supergraph, asks } = dependencies;
  const { regulation, parameters } = engine.pack;
  const report = new ReportBuilder(regulation, asked.language);
  const assembly = new Assembly(
    {
      edgeAsk: ({ edge }) => asks.entity(edge.selection, edge.subject),
      of: (ask, key) => known.get(ask)?.get(key),
    },
    report,
    asked.exportable !== true,
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
  };
}

/** One error for each department that failed and root field: what it would have filled is null. */
function sourceErrors(
  { roots }: ToAssemble,
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
