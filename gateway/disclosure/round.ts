import type { Decision } from '../../policy/decision.ts';
import type { MaskForms } from '../../policy/masks.ts';
import type { RequestFacts } from '../../policy/question.ts';
import type { RootField } from '../../schema/items.ts';
import type { Department } from '../execution/department.ts';
import { type Door, openDoor, type Passage } from '../execution/door/door.ts';
import type { PlanCache } from '../execution/plans.ts';
import { runPlan } from '../execution/run.ts';
import type { LoadedSupergraph } from '../execution/supergraph.ts';
import type { AskedField, Content, EntityAsk } from './ask.ts';
import { type Cut, cutOperation, KEY, keysVariable, ROOT } from './cut.ts';
import { cutSignature, type DecidedSubject } from './decide.ts';

/** A question about subjects: these fields of these. A query has one a root field; edges add more. */
export interface SubjectQuestion {
  readonly ask: EntityAsk;
  readonly keys: readonly string[];
}

export type Sent = Readonly<Record<string, unknown>>;

/** What came through the door about one subject. */
export interface AnsweredSubject {
  readonly decided: DecidedSubject;
  /** By the aliases of its ask; null when nothing could be asked. */
  readonly values: Sent | null;
  /** By alias. */
  readonly passages: ReadonlyMap<string, Passage>;
}

/** A department that failed, by name. */
export interface SourceFault {
  readonly service: string;
  readonly code: string;
}

export interface Fetched {
  readonly answers: ReadonlyMap<string, AnsweredSubject>;
  readonly faults: readonly SourceFault[];
}

export interface FetchDependencies {
  readonly supergraph: LoadedSupergraph;
  readonly plans: PlanCache;
  readonly departments: ReadonlyMap<string, Department>;
  /** By the type name of the entity: the root field that takes a list of its keys. */
  readonly roots: ReadonlyMap<string, { readonly root: RootField; readonly keyType: string }>;
  /** Told of failures that the answer must not show, for the operational log; never with values. */
  readonly notice: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** What holds of one request's fetches. */
export interface Fetching {
  /** How much of an identity field a mask may show. */
  readonly masks: MaskForms;
  readonly signal: AbortSignal;
}

/** More subjects than this never travel in one request. */
const SUBJECTS_PER_FETCH = 500;

/**
 * Fetches what was decided open. Subjects with the same cut travel together, so the number of fetches
 * grows with the number of distinct decisions and not with the number of subjects. Nothing left to ask
 * is no fetch.
 */
export async function fetchSubjects(
  dependencies: FetchDependencies,
  ask: EntityAsk,
  subjects: readonly DecidedSubject[],
  how: Fetching,
): Promise<Fetched> {
  const groups = groupBy(subjects, cutSignature).flatMap(inChunks);
  const fetched = await Promise.all(
    groups.map((group) => fetchGroup(dependencies, ask, group, how)),
  );
  return {
    answers: new Map(fetched.flatMap(({ answers }) => [...answers])),
    faults: fetched.flatMap(({ faults }) => faults),
  };
}

async function fetchGroup(
  dependencies: FetchDependencies,
  ask: EntityAsk,
  subjects: readonly DecidedSubject[],
  { masks, signal }: Fetching,
): Promise<Fetched> {
  const { supergraph, plans, departments } = dependencies;
  const cut = cutFor(dependencies, ask, subjects);
  if (cut === null) return { answers: unanswered(subjects), faults: [] };
  const plan = await plans.get(supergraph, cut.document);
  const door = openDoor(cut, subjects, masks, (department, records) =>
    dependencies.notice('records left out', { department, records }),
  );
  const variables = keysVariable(subjects.map(({ key }) => key));
  const raw = await runPlan({
    supergraph,
    plan,
    variables,
    departments,
    hooks: door.hooks,
    signal,
  });
  const faults = raw.faults.map(({ error }) => ({
    service: String(error.extensions?.service ?? error.extensions?.serviceName ?? 'unknown'),
    code: error.extensions?.code === 'SOURCE_UNAVAILABLE' ? 'SOURCE_UNAVAILABLE' : 'SOURCE_ERROR',
  }));
  return { answers: answersOf(subjects, raw.data[ROOT], door), faults };
}

const cuts = new WeakMap<EntityAsk, Map<string, Cut | null>>();

/** The cut for a group; made once for each ask and signature. */
function cutFor(
  { roots }: FetchDependencies,
  ask: EntityAsk,
  subjects: readonly DecidedSubject[],
): Cut | null {
  const [first] = subjects;
  const entry = roots.get(ask.subject.type);
  if (first === undefined || entry === undefined) return null;
  let known = cuts.get(ask);
  if (known === undefined) {
    known = new Map();
    cuts.set(ask, known);
  }
  const signature = cutSignature(first);
  const before = known.get(signature);
  if (before !== undefined) return before;
  const open = new Set<AskedField>(
    first.items.filter(({ decision }) => decision.open).map(({ asked }) => asked),
  );
  const cut = cutOperation(ask, entry.root, entry.keyType, (field) => open.has(field));
  known.set(signature, cut);
  return cut;
}

function answersOf(
  subjects: readonly DecidedSubject[],
  list: unknown,
  door: Door,
): ReadonlyMap<string, AnsweredSubject> {
  const values = new Map<string, Sent>();
  for (const sent of Array.isArray(list) ? (list as readonly Sent[]) : []) {
    const key = sent?.[KEY];
    if (typeof key === 'string') values.set(key, sent);
  }
  const passages = new Map<DecidedSubject, Map<string, Passage>>();
  for (const passage of door.passages) {
    const own = passages.get(passage.subject) ?? new Map<string, Passage>();
    own.set(passage.item.asked.alias, passage);
    passages.set(passage.subject, own);
  }
  return new Map(
    subjects.map((decided) => [
      decided.key,
      {
        decided,
        values: values.get(decided.key) ?? null,
        passages: passages.get(decided) ?? new Map(),
      },
    ]),
  );
}

/** Nothing was asked of these. */
export function unanswered(
  subjects: readonly DecidedSubject[],
): ReadonlyMap<string, AnsweredSubject> {
  return new Map(
    subjects.map((decided) => [decided.key, { decided, values: null, passages: new Map() }]),
  );
}

/** The subjects behind the edges of what came in, for each edge that was asked. */
export function edgesOf(
  ask: EntityAsk,
  answers: Iterable<AnsweredSubject>,
): ReadonlyMap<Content & { kind: 'edge' }, ReadonlySet<string>> {
  const found = new Map<Content & { kind: 'edge' }, Set<string>>();
  const visit = (content: Content, value: unknown): void => {
    if (content.kind === 'value' || value === null || value === undefined) return;
    if (Array.isArray(value)) {
      for (const one of value) visit(content, one);
    } else if (content.kind === 'edge') {
      const key = (value as Sent)[KEY];
      if (typeof key !== 'string') return;
      const keys = found.get(content) ?? new Set();
      found.set(content, keys.add(key));
    } else {
      for (const part of content.record.fields) visit(part.content, (value as Sent)[part.alias]);
    }
  };
  for (const { values } of answers) {
    if (values === null) continue;
    for (const { alias, content } of ask.fields) visit(content, values[alias]);
  }
  return found;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function inChunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += SUBJECTS_PER_FETCH) {
    chunks.push(items.slice(at, at + SUBJECTS_PER_FETCH));
  }
  return chunks;
}

export type { Decision, RequestFacts };
