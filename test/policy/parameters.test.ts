import { describe, expect, it } from 'vitest';
import { loadReckoning } from '../../policy/calendar/calendar.ts';
import { compileEngine } from '../../policy/engine/engine.ts';
import { loadPack } from '../../policy/pack/load.ts';
import type { Pack, Parameter } from '../../policy/pack/pack.ts';
import { PARAMETER_NAMES, PARAMETERS } from '../../policy/pack/parameters.ts';
import { PACKS } from '../../policy/policy.ts';
import { readRules } from '../../policy/trace/rules.ts';
import { crossedCase } from '../reference/questions.ts';
import { REGULATIONS, type Regulation } from '../reference/types.ts';
import { questionFrom, seeded } from './support.ts';

const QUESTIONS = 300;

/** The pack with each parameter's value read through `onRead`. */
function recording(pack: Pack, onRead: (name: string) => void): Pack {
  const record = <P extends Parameter>(parameter: P): P => ({
    ...parameter,
    get value() {
      onRead(parameter.name);
      return parameter.value;
    },
  });
  const parameters = Object.values<Parameter>(pack.parameters).map((one) => [
    one.name,
    record(one),
  ]);
  return { ...pack, parameters: Object.fromEntries(parameters) };
}

function readBy(regulation: Regulation, read: Set<string>): void {
  const pack = loadPack({ root: PACKS, regulation });
  const recorded = recording(pack, (name) => read.add(name));
  const engine = compileEngine(recorded, loadReckoning());
  const random = seeded(1);
  for (let each = 0; each < QUESTIONS; each += 1) {
    engine.decide(questionFrom({ ...crossedCase(regulation, random), overlays: [] }));
  }
}

/** It allows one value only: what it says holds under every text. */
function isFixed(name: (typeof PARAMETER_NAMES)[number]): boolean {
  return PARAMETERS[name].value.type === 'literal';
}

describe('every parameter of a pack', () => {
  const read = new Set<string>();
  for (const regulation of REGULATIONS) readBy(regulation, read);
  const elsewhere = new Set(readRules().flatMap((rule) => Object.keys(rule.carriedOutBy)));
  const fixed = PARAMETER_NAMES.filter(isFixed);

  it('is read by the engine, or the rules say who uses it, or it has one value only', () => {
    const unused = PARAMETER_NAMES.filter((name) => !read.has(name));
    expect(unused.sort()).toEqual([...elsewhere, ...fixed].sort());
  });
});
