import { expect, it } from 'vitest';
import { formatDay } from '../../policy/days.ts';
import { dueDate, dueDates, OBJECTION_STEPS } from '../../registers/due-dates.ts';
import { day, packOf } from './support/samples.ts';

const told = (regulation: string, receivedOn: string, excludedDays = 0) => {
  const dates = dueDates({ receivedOn: day(receivedOn), excludedDays }, packOf(regulation));
  return Object.fromEntries(
    Object.entries(dates).map(([step, { dueOn, code }]) => [
      step,
      dueOn === null ? code : formatDay(dueOn),
    ]),
  );
};

// 2026-09-25 is a holiday (Mid-Autumn); 2026-09-20 and 2026-10-10 are worked; 1–7 October is National Day
it.each([
  [
    'guangdong-2021',
    '2026-09-17',
    0,
    { mark: '2026-09-18', platform: '2026-09-21', source: '2026-09-28' },
  ],
  [
    'guangdong-2021',
    '2026-09-17',
    2,
    { mark: '2026-09-18', platform: '2026-09-23', source: '2026-09-30' },
  ],
  ['guangdong-2018', '2026-09-17', 0, {}],
  ['hangzhou-2020', '2026-09-29', 3, { mark: '2026-09-29' }],
])('%s, received on %s with %i excluded days', (regulation, receivedOn, excluded, expected) => {
  expect(told(regulation, receivedOn, excluded)).toMatchObject(expected);
  for (const step of Object.keys(told(regulation, receivedOn)))
    expect(OBJECTION_STEPS).toContain(step);
});

it('counts excluded days only where the text excludes them', () => {
  expect(told('hangzhou-2020', '2026-09-17', 3)).toEqual(told('hangzhou-2020', '2026-09-17', 0));
  expect(told('heilongjiang', '2026-09-17', 3)).not.toEqual(told('heilongjiang', '2026-09-17', 0));
});

it('says of a date beyond the published years that nobody knows it', () => {
  const dates = told('guangdong-2021', '2026-12-28');
  expect(dates).toEqual({
    mark: '2026-12-29',
    platform: '2026-12-31',
    source: 'CALENDAR_NOT_PUBLISHED',
  });
  expect(told('guangdong-2021', '2016-01-04').mark).toBe('CALENDAR_NOT_PUBLISHED');
});

it('cites the article, and gives no date where the text gives no time', () => {
  const start = day('2026-11-02');
  const due = dueDate(packOf('guangdong-2018'), 'repair.days', start);
  expect(due).toMatchObject({ workingDays: 10, dueOn: day('2026-11-16'), code: null });
  expect(due?.citations[0]?.article).toBe('41.2');
  expect(dueDate(packOf('guangdong-2021'), 'repair.days', start)).toBeNull();
});
