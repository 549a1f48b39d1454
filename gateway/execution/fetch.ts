import type { Batch } from './batches.ts';
import { batchesOf } from './batches.ts';
import type { Department, DepartmentAnswer, DepartmentRequest } from './department.ts';
import { ExecutionError, SourceFailure } from './errors.ts';
import { type Fault, failedFetch, reportedFaults } from './faults.ts';
import { type IsConcrete, mergeInto } from './merge.ts';
import { type Place, pathOf, placesAt, type ResponsePath } from './places.ts';
import type { CompiledFetch } from './plan.ts';
import { copyValue, isRecord, type Records } from './records.ts';
import { applyRewrites } from './rewrites.ts';

/** What is known of one request when it is decided upon. */
export interface FetchContext {
  /** The entities asked about, in the order of `_entities`; absent when a root type is asked. */
  readonly representations?: readonly Readonly<Records>[];
  readonly variables: Readonly<Records>;
  /** For each representation, or for the one root answer: all response paths its answer goes to. */
  places(): readonly (readonly ResponsePath[])[];
}

/** Where enforcement takes hold of execution. All hooks are optional. */
export interface ExecutionHooks {
  /**
   * The door: called with what a department sent, under the names of `fetch.document` (which may alias
   * a field that the caller named otherwise: go by the document's field names), before any of it is merged. What is returned is merged, and nothing else. A throw fails the request closed: neither
   * its data nor the department's errors are used.
   */
  admit?(
    fetch: CompiledFetch,
    data: Records,
    context: FetchContext,
  ): Records | null | Promise<Records | null>;
  /** Stands between the executor and a department: may send less, several times, or not at all. */
  exchange?(
    fetch: CompiledFetch,
    request: DepartmentRequest,
    context: FetchContext,
    send: (request: DepartmentRequest) => Promise<DepartmentAnswer>,
  ): Promise<DepartmentAnswer>;
  /** Told of each failed request with its cause, for logs; a throw from it is not caught. */
  failed?(fetch: CompiledFetch, cause: unknown): void;
}

/** One execution of one plan. */
export interface Run {
  readonly root: Place;
  readonly departments: ReadonlyMap<string, Department>;
  readonly hooks: ExecutionHooks;
  readonly signal: AbortSignal;
  readonly variables: Readonly<Records>;
  readonly limit: number;
  readonly isConcrete: IsConcrete;
  readonly headers?: Readonly<Record<string, string>>;
  readonly faults: Fault[];
}

/**
 * Asks one department and merges what the door lets in. Failures become faults.
 *
 * @throws ExecutionError `CANCELLED` when the run's signal aborts
 */
export async function runFetch(run: Run, fetch: CompiledFetch): Promise<void> {
  const places = placesAt(run.root, fetch.path);
  const batches = batchesOf(fetch, places, run.variables, run.limit);
  await Promise.all(batches.map((batch, request) => runBatch(run, fetch, batch, request)));
}

async function runBatch(run: Run, fetch: CompiledFetch, batch: Batch, request: number) {
  const origin = { fetch, request, targets: batch.targets };
  const context = contextOf(batch);
  const fail = (cause: unknown, fault: Fault) => {
    throwIfCancelled(run.signal);
    run.hooks.failed?.(fetch, cause);
    run.faults.push(fault);
  };
  let answer: DepartmentAnswer;
  try {
    throwIfCancelled(run.signal);
    answer = checkAnswer(await send(run, fetch, batch, context), batch);
  } catch (cause) {
    const message = 'the department could not be reached';
    return fail(cause, failedFetch(origin, 'SOURCE_UNAVAILABLE', message));
  }
  throwIfCancelled(run.signal);
  let admitted: Records | null;
  try {
    admitted = await admit(run, fetch, answer.data ?? null, context, batch);
  } catch (cause) {
    const message = "the department's answer was not admitted";
    return fail(cause, failedFetch(origin, 'SOURCE_ERROR', message));
  }
  throwIfCancelled(run.signal);
  if (answer.errors) run.faults.push(...reportedFaults(origin, answer.errors));
  if (admitted) merge(run, fetch, batch, admitted);
}

function contextOf({ representations, variables, targets }: Batch): FetchContext {
  return {
    ...(representations ? { representations } : {}),
    variables,
    places: () => targets.map((places) => places.map(pathOf)),
  };
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new ExecutionError('CANCELLED', 'the request was cancelled', { cause: signal.reason });
  }
}

async function send(
  run: Run,
  fetch: CompiledFetch,
  batch: Batch,
  context: FetchContext,
): Promise<DepartmentAnswer> {
  const department = run.departments.get(fetch.service);
  if (!department) {
    throw new SourceFailure('connection', `expected a department \`${fetch.service}\`, got none`);
  }
  const request: DepartmentRequest = {
    service: fetch.service,
    query: fetch.query,
    document: fetch.document,
    ...(fetch.operationName === undefined ? {} : { operationName: fetch.operationName }),
    variables: batch.variables,
    kind: fetch.kind,
    signal: run.signal,
    ...(run.headers ? { headers: run.headers } : {}),
    head: fetch.head,
  };
  const ask = (asked: DepartmentRequest) => department.ask(asked);
  return run.hooks.exchange ? run.hooks.exchange(fetch, request, context, ask) : ask(request);
}

/** What a department sends is not believed: an answer of the wrong form is no answer. */
function checkAnswer(answer: unknown, batch: Batch): DepartmentAnswer {
  if (!isRecord(answer)) throw malformed('an object', answer);
  const { data, errors } = answer;
  if (errors != null && !Array.isArray(errors)) throw malformed('a list of errors', errors);
  const reported = Array.isArray(errors) && errors.length > 0;
  if (data == null) {
    if (!reported) throw malformed('data or errors', data);
    return { data: null, errors };
  }
  if (!isRecord(data)) throw malformed('an object as data', data);
  const checked = entitiesFit(data, batch, reported) ? data : null;
  return { data: checked, ...(reported ? { errors } : {}) };
}

function entitiesFit(data: Records, { representations }: Batch, reported: boolean): boolean {
  if (!representations) return true;
  const entities = data._entities;
  if (entities == null && reported) return false;
  if (!Array.isArray(entities)) throw malformed('`_entities` as a list', entities);
  if (entities.length !== representations.length) {
    throw malformed(`${representations.length} entities`, entities.length);
  }
  return true;
}

/** Names what came by its kind or count only: the value is the department's. */
function malformed(expected: string, got: unknown): SourceFailure {
  const kind = typeof got === 'number' ? got : Array.isArray(got) ? 'a list' : typeof got;
  return new SourceFailure('format', `expected ${expected}, got ${kind}`);
}

async function admit(
  run: Run,
  fetch: CompiledFetch,
  data: Records | null,
  context: FetchContext,
  batch: Batch,
): Promise<Records | null> {
  if (!data || !run.hooks.admit) return data;
  const admitted = await run.hooks.admit(fetch, data, context);
  if (admitted !== null && !isRecord(admitted)) throw malformed('an object or null', admitted);
  if (admitted) entitiesFit(admitted, batch, false);
  return admitted;
}

/** The first place takes what came; each further one takes a copy, so that later results stay apart. */
function merge(run: Run, fetch: CompiledFetch, batch: Batch, data: Records): void {
  const answers = batch.representations ? (data._entities as readonly unknown[]) : [data];
  for (const [index, answer] of answers.entries()) {
    if (!isRecord(answer)) continue;
    applyRewrites(fetch.output, answer);
    const [first, ...others] = batch.targets[index] ?? [];
    const copies = others.map((place) => [place, copyValue(answer) as Records] as const);
    if (first) mergeInto(first.value, answer, run.isConcrete);
    for (const [place, copy] of copies) mergeInto(place.value, copy, run.isConcrete);
  }
}
