import assert from 'node:assert/strict';
import { compileEngine } from '../../../../policy/engine/engine.ts';
import type { Pack } from '../../../../policy/pack/pack.ts';
import type { ParameterName } from '../../../../policy/pack/parameters.ts';
import type { Question } from '../../../../policy/question.ts';
import { lineOf, questionFrom } from '../../support.ts';
import { packOf, RECKONING } from '../asked.ts';
import { OTHERWISE } from '../otherwise.ts';

/** A pack whose text said something else in one place: values that no pack as shipped has together. */
export function otherwise(): void {
  for (const { text, values, asked, answer } of ASKED) {
    const engine = compileEngine(withValues(text, values), RECKONING);
    const decision = engine.decide(asked);
    assert.equal(lineOf(decision), answer);
    const { open } = engine.decideItem(asked.request, asked.subject, asked.item);
    if (answer.startsWith('disclosed')) assert.ok(open);
  }
}

const ASKED = OTHERWISE.map(({ regulation, values, asked, facts, answer }) => {
  const question: Question = questionFrom({ ...asked, name: 'otherwise', regulation });
  const subject = { ...question.subject, ...facts?.subject };
  return { text: packOf(regulation), values, asked: { ...question, subject }, answer };
});

function withValues(pack: Pack, values: Readonly<Partial<Record<ParameterName, unknown>>>): Pack {
  const changed = Object.entries(values).map(([name, value]) => [
    name,
    { ...pack.parameters[name as ParameterName], value },
  ]);
  return { ...pack, parameters: { ...pack.parameters, ...Object.fromEntries(changed) } };
}
