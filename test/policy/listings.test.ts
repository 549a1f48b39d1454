import { describe, expect, it } from 'vitest';
import { type Day, noonOf, parseDay, plusDays } from '../../policy/days.ts';
import { openPolicy } from '../../policy/policy.ts';
import { LISTINGS, RECOGNISED } from './listings.ts';
import { questionFrom } from './support.ts';

const engine = openPolicy({ regulation: RECOGNISED.regulation });
const question = questionFrom(RECOGNISED);

function dayOf(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError('expected a date');
  return day;
}

describe('a record of a subject listed more than once (GD18 24.1.2, X07)', () => {
  it.each(LISTINGS)('with listings %j is shown to %s', (listings, last) => {
    const listed = listings.map(([from, until]) => ({
      from: dayOf(from),
      until: until === null ? null : dayOf(until),
    }));
    const on = (day: Day) => {
      const { request, record } = question;
      return engine.decide({
        ...question,
        request: { ...request, day, instant: noonOf(day) },
        record: record && { ...record, listed },
      }).outcome;
    };
    if (last === null) {
      expect(on(dayOf('2099-12-31'))).toBe('disclosed');
    } else {
      expect(on(dayOf(last))).toBe('disclosed');
      expect(on(plusDays(dayOf(last), 1))).toBe('silent');
    }
  });
});
