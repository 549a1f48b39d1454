import { describe, expect, it } from 'vitest';
import { openPolicy } from '../../policy/policy.ts';
import { REGULATIONS } from '../reference/types.ts';
import { TURNS } from './reading-turns.ts';
import { lineOf, questionFrom } from './support.ts';

describe.each(REGULATIONS)('the readings of %s', (regulation) => {
  const asRead = openPolicy({ regulation });
  const turns = TURNS.filter(({ asked }) => asked.regulation === regulation);

  it.each(turns)('$reading: $asRead, and with $choice: $asChosen', (turn) => {
    const { reading, choice, asked } = turn;
    const chosen = openPolicy({ regulation, readings: { [reading]: choice } });
    expect(lineOf(asRead.decide(questionFrom(asked)))).toBe(turn.asRead);
    expect(lineOf(chosen.decide(questionFrom(asked)))).toBe(turn.asChosen);
    expect(chosen.pack.readings.find(({ id }) => id === reading)?.choice).toBe(choice);
  });

  it('have a question for each alternative on which its answer is another', () => {
    const turning = turns.filter((turn) => turn.asRead !== turn.asChosen);
    const asked = turning.map(({ reading, choice }) => `${reading} ${choice}`);
    const offered = asRead.pack.readings.flatMap(({ id, alternatives: [, ...others] }) =>
      others.map((choice) => `${id} ${choice}`),
    );
    expect([...new Set(asked)].sort()).toEqual([...offered].sort());
  });
});
