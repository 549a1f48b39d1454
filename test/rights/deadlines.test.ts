import { describe, expect, it } from 'vitest';
import { optOutDeadlines, repairDeadlines } from '../../subgraphs/rights/deadlines.ts';
import { day, packOf } from '../registers/support/samples.ts';

const under = (regulation: string) => ({
  pack: packOf(regulation),
  language: 'en' as const,
  selfReported: new Set(['self-reported-contract']),
});
const wish = {
  item: 'self-reported-contract',
  requestedOn: day('2026-09-28'),
  withdrawnOn: null,
};

describe('deadlines', () => {
  it('of a wish about what was self-reported are those of Hangzhou art. 35.2', () => {
    const [due, ...more] = optOutDeadlines(under('hangzhou-2020'), wish);
    // the holiday of 1 to 7 October lies in between
    expect(due).toMatchObject({ step: 'opt-out', workingDays: 5, dueOn: '2026-10-10' });
    expect(due?.basis.map(({ article }) => article)).toEqual(['35.2']);
    expect(more).toEqual([]);
  });

  it('of a wish are none for other items, other texts, and a wish that was withdrawn', () => {
    const withdrawn = { ...wish, withdrawnOn: day('2026-09-29') };
    for (const [regulation, given] of [
      ['hangzhou-2020', { ...wish, item: 'award' }],
      ['hangzhou-2020', withdrawn],
      ['guangdong-2021', wish],
    ] as const) {
      expect(optOutDeadlines(under(regulation), given)).toEqual([]);
    }
  });

  it('of a repair are those of each text, and none is guessed', () => {
    const due = (regulation: string, decidedOn: string) =>
      repairDeadlines(under(regulation), { decidedOn: day(decidedOn) }).map(
        ({ step, workingDays, dueOn }) => [step, workingDays, dueOn],
      );
    expect(due('guizhou-2018', '2026-11-20')).toEqual([['repair', 3, '2026-11-25']]);
    expect(due('guizhou-2018', '2026-12-30')).toEqual([['repair', 3, null]]);
    expect(due('guangdong-2021', '2026-11-20')).toEqual([]);
  });
});
