import type { Citation, Decision, Obligations } from '../decision.ts';
import type { Pack, Parameter } from '../pack/pack.ts';
import type { CallerKind, Mark, Outcome, Reason } from '../terms.ts';

/** A bar with the parameters it rests on. */
export interface Bar<R extends Reason = Reason> {
  readonly reason: R;
  readonly grounds: readonly Parameter[];
  readonly citations: Citations;
}

export function bar<R extends Reason>(reason: R, ...grounds: readonly Parameter[]): Bar<R> {
  return { reason, grounds, citations: citationsOf(grounds) };
}

export type Citations = readonly Citation[];

/** The articles that parameters rest on, each once, in the order considered. */
export function citationsOf(grounds: readonly Parameter[]): Citations {
  return joined(grounds.map(({ citations }) => citations));
}

/** Several lists of citations in one, each article once; they are short, and this is done often. */
export function joined(lists: readonly Citations[]): Citations {
  const citations: Citation[] = [];
  for (const list of lists) {
    for (const citation of list) if (!citations.includes(citation)) citations.push(citation);
  }
  return citations;
}

/** Remembers what was made of each key; keys are objects of the compiled pack, and few. */
export function remembering<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

export function decisionOf(
  outcome: Outcome,
  reason: Reason | null,
  citations: Citations,
  obligations: Obligations,
  marks: readonly Mark[],
): Decision {
  return { outcome, reason, marks, citations, obligations };
}

/** What follows from an answer to each kind of caller, made once for a pack. */
export function obligationsOf(pack: Pack): Readonly<Record<CallerKind, Obligations>> {
  const p = pack.parameters;
  const log = [...p['log.fields'].value].sort();
  const shared = { log, retention: p['log.retention'].value };
  const told = { ...shared, subjectMayLearn: p['self.mayLearn'].value };
  return {
    public: { log: ['contents', 'time'], retention: shared.retention, subjectMayLearn: [] },
    subject: told,
    agency: told,
    firm: told,
    analyst: told,
  };
}
