import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { evaluate, type ReferenceCase } from './evaluate.ts';
import { gridCases, randomCase } from './questions.ts';
import { REGULATIONS } from './types.ts';

interface Expected {
  outcome: string;
  reason?: string;
  marks?: string[];
  articles?: string[];
}
type ExampleCase = ReferenceCase & { expect: Expected };

/** Only there are the articles asked of the reference: elsewhere cases cite what the packs cite. */
const EXAMPLES = 'examples.yaml';
const PROJECT = join(import.meta.dirname, '..', '..');

function readExamples(file: string): ExampleCase[] {
  const parsed: ExampleCase | ExampleCase[] = parse(readFileSync(join(PROJECT, file), 'utf8'));
  return Array.isArray(parsed) ? parsed : [parsed];
}

for (const file of globSync('policy/packs/*/cases/*.yaml', { cwd: PROJECT }).sort()) {
  describe(file, () => {
    it.each(readExamples(file).map((each) => [each.name, each] as const))('%s', (_name, each) => {
      const answer = evaluate(each);
      const found = { outcome: answer.outcome, marks: answer.marks };
      expect(found, answer.steps.join('\n')).toEqual({
        outcome: each.expect.outcome,
        marks: [...(each.expect.marks ?? [])].sort(),
      });
      if (each.expect.reason !== undefined) expect(answer.reason).toBe(each.expect.reason);
      if (file.endsWith(EXAMPLES)) {
        expect(answer.articles).toEqual(expect.arrayContaining(each.expect.articles ?? []));
      }
    });
  });
}

/** A small generator of chance, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe.each(REGULATIONS)('questions on %s', (regulation) => {
  it('reach every outcome that the text knows', () => {
    const outcomes = new Set<string>();
    const random = seeded(7);
    for (let each = 0; each < 2_000; each += 1) {
      outcomes.add(evaluate(randomCase(regulation, random)).outcome);
    }
    expect(outcomes).toContain('disclosed');
    expect(outcomes).toContain('withheld');
    expect(outcomes).toContain('silent');
    expect(outcomes).toContain('refused');
  });

  it('are the same each time', () => {
    const [first] = gridCases(regulation);
    expect(first).toEqual([...gridCases(regulation).take(1)][0]);
    expect(randomCase(regulation, seeded(3))).toEqual(randomCase(regulation, seeded(3)));
  });

  it('give no reason for what is shown and one for what is not', () => {
    for (const each of gridCases(regulation)) {
      const { outcome, reason } = evaluate(each);
      expect(reason === null).toBe(outcome === 'disclosed' || outcome === 'masked');
    }
  });
});
