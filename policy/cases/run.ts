import { articleLabel, type Decision } from '../decision.ts';
import type { Engine } from '../engine/engine.ts';
import { covers } from '../pack/structure.ts';
import { openPolicy, PACKS } from '../policy.ts';
import type { Mark, Outcome, Reason } from '../terms.ts';
import type { Expectation, PolicyCase } from './format.ts';
import { questionOf } from './question.ts';

/** A decision as the cases write it. */
export interface Answer {
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  readonly marks: readonly Mark[];
  readonly articles: readonly string[];
}

export interface Judged {
  readonly answer: Answer;
  readonly decision: Decision;
  readonly pass: boolean;
}

export type Judge = (found: PolicyCase) => Judged;

/** Judges cases with the engines of the packs below `root`, each compiled once. */
export function createJudge(root: string = PACKS): Judge {
  const engines = new Map<string, Engine>();
  const engineFor = ({ regulation, overlays }: PolicyCase): Engine => {
    const key = JSON.stringify([regulation, ...overlays]);
    const known = engines.get(key);
    if (known !== undefined) return known;
    const engine = openPolicy({ root, regulation, overlays });
    engines.set(key, engine);
    return engine;
  };
  return (found) => {
    const decision = engineFor(found).decide(questionOf(found));
    const answer = answerOf(decision, found.regulation);
    return { answer, decision, pass: meets(answer, found.expect) };
  };
}

/** `SIMULATION` is on every answer of a draft, and no case lists it. */
export function answerOf(decision: Decision, regulation: string): Answer {
  return {
    outcome: decision.outcome,
    reason: decision.reason,
    marks: decision.marks.filter((mark) => mark !== 'SIMULATION').sort(),
    articles: [
      ...new Set(decision.citations.map((citation) => articleLabel(citation, regulation))),
    ],
  };
}

function meets(answer: Answer, expected: Expectation): boolean {
  const marks = [...expected.marks].sort();
  return (
    answer.outcome === expected.outcome &&
    (expected.reason === null || answer.reason === expected.reason) &&
    answer.marks.length === marks.length &&
    answer.marks.every((mark, index) => mark === marks[index]) &&
    expected.articles.every((article) => answer.articles.some((cited) => covers(cited, article)))
  );
}
