import assert from 'node:assert/strict';
import { compileEngine } from '../../../../policy/engine/engine.ts';
import type { Pack } from '../../../../policy/pack/pack.ts';
import type { ParameterName } from '../../../../policy/pack/parameters.ts';
import { lineOf } from '../../support.ts';
import { OTHERWISE, RECKONING } from '../asked.ts';

/** A pack whose text said something else in one place: values that no pack as shipped has together. */
export function otherwise(): void {
  for (const { text, values, asked, answer } of OTHERWISE) {
    const engine = compileEngine(withValues(text, values), RECKONING);
    const decision = engine.decide(asked);
    assert.equal(lineOf(decision), answer);
    const { open } = engine.decideItem(asked.request, asked.subject, asked.item);
    if (answer.startsWith('disclosed')) assert.ok(open);
  }
}

function withValues(pack: Pack, values: Readonly<Partial<Record<ParameterName, unknown>>>): Pack {
  const changed = Object.entries(values).map(([name, value]) => [
    name,
    { ...pack.parameters[name as ParameterName], value },
  ]);
  return { ...pack, parameters: { ...pack.parameters, ...Object.fromEntries(changed) } };
}
