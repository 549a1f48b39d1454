import type { Citation, Decision } from '../decision.ts';
import type { Engine } from '../engine/engine.ts';
import type { Question } from '../question.ts';

/** One step of a decision, with the articles that it adds to the steps before. */
export interface Step {
  readonly stage: 'request' | 'item' | 'record';
  readonly decision: Decision;
  readonly added: readonly Citation[];
}

/**
 * How the engine came to its answer, asked of the engine itself: whether the request is admissible,
 * what can be said of the item before any record is known, and what the record does to it.
 */
export function stepsOf(engine: Engine, question: Question): readonly Step[] {
  const { request, subject, item, record } = question;
  const { decision } = engine.decideItem(request, subject, item);
  const refused = decision.outcome === 'refused';
  const first: Step = {
    stage: refused ? 'request' : 'item',
    decision,
    added: decision.citations,
  };
  if (refused || record === null) return [first];
  const whole = engine.decide(question);
  return [first, { stage: 'record', decision: whole, added: addedTo(decision, whole) }];
}

function addedTo(before: Decision, after: Decision): readonly Citation[] {
  return after.citations.filter((citation) => !before.citations.includes(citation));
}
