import { describe, expect, it } from 'vitest';
import type { Decision } from '../../policy/decision.ts';
import { openPolicy } from '../../policy/policy.ts';
import type { Question } from '../../policy/question.ts';
import { crossedCase } from '../reference/questions.ts';
import { REGULATIONS, type ReferenceCase, type Regulation } from '../reference/types.ts';
import { questionFrom, seeded } from './support.ts';

/** Enough for the rarest reading to make a difference; the same each run, which each must. */
const QUESTIONS = 200_000;
const FIXED_SEED = 1;

describe.each(REGULATIONS)('every alternative reading of %s changes an answer', (regulation) => {
  const asRead = openPolicy({ regulation });
  const alternatives = asRead.pack.readings.flatMap(({ id, alternatives: [, ...others] }) =>
    others.map((choice) => ({ id, choice })),
  );

  it.each(alternatives)('$id: $choice', ({ id, choice }) => {
    const other = openPolicy({ regulation, readings: { [id]: choice } });
    expect(other.pack.readings.find((reading) => reading.id === id)?.choice).toBe(choice);
    for (const question of questionsOn(regulation, id)) {
      if (summary(asRead.decide(question)) !== summary(other.decide(question))) return;
    }
    expect.unreachable(`${id} ${choice} changed nothing`);
  });
});

/** What a question must hold to tell the rarer readings apart. */
const TELLING: Readonly<Record<string, (asked: ReferenceCase) => boolean>> = {
  X02: ({ record }) => record?.recognisedOn !== undefined,
  X15: ({ item }) => item.prohibited !== undefined,
  X20: ({ authorisation }) => authorisation?.purpose === null,
  X23: ({ subject }) => (subject.bornOn ?? '') > '2000',
};

function* questionsOn(regulation: Regulation, reading: string): Generator<Question> {
  const telling = TELLING[reading] ?? (() => true);
  const random = seeded(FIXED_SEED);
  for (let each = 0; each < QUESTIONS; each += 1) {
    const asked = crossedCase(regulation, random);
    if (telling(asked)) yield questionFrom({ ...asked, overlays: [] });
  }
}

function summary({ outcome, reason, marks }: Decision): string {
  return `${outcome} ${reason} ${marks.join()}`;
}
