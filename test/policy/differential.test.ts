import { describe, expect, it } from 'vitest';
import { createJudge } from '../../policy/cases/run.ts';
import { evaluate, type ReferenceAnswer } from '../reference/evaluate.ts';
import { crossedCase, gridCases, randomCase, rareCases } from '../reference/questions.ts';
import { REGULATIONS, type ReferenceCase } from '../reference/types.ts';
import { SEED } from '../support/seed.ts';
import { caseOf, seeded } from './support.ts';

/**
 * The compiled engine against the slow reference, written apart from it. `POLICY_FULL=1` asks the
 * whole grid and 100,000 random questions a pack; by itself the file asks a share of them.
 */
const FULL = process.env.POLICY_FULL === '1';
const GRID_STEP = FULL ? 1 : 3;
const RANDOM_CASES = FULL ? 100_000 : 5_000;
const RARE_CASES = FULL ? 5_000 : 100;
const TOLD = 3;

const judge = createJudge();

describe.each(REGULATIONS)('%s: engine and reference agree', (regulation) => {
  it('over the grid', () => {
    const offset = SEED % GRID_STEP;
    expect(
      disagreements(gridCases(regulation).filter((_each, at) => at % GRID_STEP === offset)),
    ).toBe('');
  }, 600_000);

  it('on random questions', () => {
    const random = seeded(SEED);
    expect(disagreements(repeat(RANDOM_CASES, () => randomCase(regulation, random)))).toBe('');
  }, 600_000);

  it('on questions crossed from two random ones', () => {
    const random = seeded(SEED + 1);
    expect(disagreements(repeat(RANDOM_CASES, () => crossedCase(regulation, random)))).toBe('');
  }, 600_000);

  it('where facts meet that seldom do', () => {
    expect(disagreements(rareCases(regulation, seeded(SEED + 2), RARE_CASES))).toBe('');
  }, 600_000);
});

function* repeat<T>(times: number, make: () => T): Generator<T> {
  for (let each = 0; each < times; each += 1) yield make();
}

/** Empty where all agree; else the seed, and the first few with both explanations. */
function disagreements(cases: Iterable<ReferenceCase>): string {
  const found: string[] = [];
  let count = 0;
  for (const asked of cases) {
    const told = disagreement(asked);
    if (told === null) continue;
    count += 1;
    if (found.length < TOLD) found.push(told);
  }
  if (count === 0) return '';
  return [`${count} disagreements; repeat with TEST_SEED=${SEED}`, ...found].join('\n\n');
}

function disagreement(asked: ReferenceCase): string | null {
  const { answer, decision } = judge(caseOf(asked));
  const expected = evaluate(asked);
  const [ours, theirs] = [lineOf(answer), lineOf(expected)];
  if (ours === theirs) return null;
  const cited = decision.citations.map(({ article, gist }) => `  ${article}: ${gist.en}`);
  return [
    JSON.stringify(asked),
    `engine: ${ours}`,
    ...cited,
    `reference: ${theirs}`,
    ...expected.steps.map((step) => `  ${step}`),
  ].join('\n');
}

function lineOf(
  answer: Pick<ReferenceAnswer, 'outcome' | 'reason'> & { marks: readonly string[] },
) {
  return `${answer.outcome} ${answer.reason ?? '-'} [${answer.marks.join(', ')}]`;
}
