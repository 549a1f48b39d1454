import { caseSchema, type PolicyCase } from '../../policy/cases/format.ts';
import { questionOf } from '../../policy/cases/question.ts';
import { regulations } from '../../policy/policy.ts';
import type { Question } from '../../policy/question.ts';
import type { ReferenceCase } from '../reference/types.ts';

const schema = caseSchema(regulations());

/** A case of the reference in the form in which the engine's cases are written. */
export function caseOf(asked: ReferenceCase): PolicyCase {
  return schema.parse({ ...asked, expect: { outcome: 'disclosed' } });
}

/** The question a case of the reference asks, as the engine hears it. */
export function questionFrom(asked: ReferenceCase): Question {
  return questionOf(caseOf(asked));
}

interface Told {
  readonly outcome: string;
  readonly reason: string | null;
  readonly marks: readonly string[];
}

/** Outcome, reason and marks in one line; what every answer of a draft bears is left out. */
export function lineOf({ outcome, reason, marks }: Told): string {
  const told = marks.filter((mark) => mark !== 'SIMULATION').sort();
  return [outcome, reason ?? [], told.length > 0 ? told.join() : []].flat().join(' ');
}

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const THROWN = 'the register is down';

type Break = (target: object, key: string) => void;

export const throwing: Break = (target, key) =>
  Object.defineProperty(target, key, {
    enumerable: true,
    get: () => {
      throw new TypeError(THROWN);
    },
  });
export const missing: Break = (target, key) => Reflect.deleteProperty(target, key);

/** The question once for each of its facts, with that fact broken. */
export function* brokenAt(
  question: Question,
  breaks: Break,
): Generator<readonly [string, Question]> {
  for (const path of pathsOf(question)) {
    if (NOT_ASKED.includes(path.join('.'))) continue;
    const copy = structuredClone(question);
    let target: object = copy;
    for (const key of path.slice(0, -1)) target = Reflect.get(target, key);
    breaks(target, path.at(-1) ?? '');
    yield [path.join('.'), copy];
  }
}

/** The facts of the case format that the engine does not ask for under that name. */
const NOT_ASKED = ['record.optOut', 'record.optOut.requestedOn'];

function pathsOf(value: object, at: readonly string[] = []): readonly string[][] {
  return Object.entries(value).flatMap(([key, each]): string[][] => {
    const path = [...at, key];
    const within = typeof each === 'object' && each !== null && !(each instanceof Set);
    const below = within ? pathsOf(each, path).map((found) => [...found]) : [];
    return Array.isArray(value) ? below : [path, ...below];
  });
}
