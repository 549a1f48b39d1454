import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { loadReckoning } from '../../policy/calendar/calendar.ts';
import {
  beginningOf,
  type Day,
  dayAt,
  formatDay,
  lastDayOf,
  noonOf,
  type Period,
  parseDay,
  parseInstant,
  parsePeriod,
  plusDays,
  plusMonths,
  shorter,
} from '../../policy/days.ts';
import { overdueOn, workingDaysAfter } from '../../policy/engine/working-days.ts';

const ZONE = 'Asia/Shanghai';

/** Any date, and often the end of a month or the days about a leap day. */
const dates = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1992, max: 2200 }), fc.constantFrom(2000, 2024, 2100, 2400)),
    fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 2, 2, 2, 12)),
    fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constantFrom(28, 29, 30, 31)),
  )
  .map(([year, month, day]) => Temporal.PlainDate.from({ year, month, day }));

function dayOf(date: Temporal.PlainDate | string): Day {
  const day = parseDay(date.toString());
  if (day === null) throw new Error('expected a date');
  return day;
}

function periodOf(text: string): Period {
  const period = parsePeriod(text);
  if (period === null) throw new Error('expected a period');
  return period;
}

describe('days, against Temporal', () => {
  it('are read and written alike', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const day = dayOf(date);
        expect(formatDay(day)).toBe(date.toString());
        expect(day).toBe(Temporal.PlainDate.from('1970-01-01').until(date).days);
      }),
    );
  });

  it('every day of two centuries, one by one', () => {
    let date = Temporal.PlainDate.from('1895-01-01');
    const last = Temporal.PlainDate.from('2105-01-01');
    for (let day = dayOf(date); Temporal.PlainDate.compare(date, last) < 0; ) {
      if (dayOf(date) !== day) expect.unreachable(`${date} is not day ${day}`);
      date = date.add({ days: 1 });
      day = plusDays(day, 1);
    }
  });

  it('months lead to the corresponding day or the end of the month (Civil Code 202)', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -240, max: 1200 }), (date, months) => {
        const expected = date.add({ months });
        expect(formatDay(plusMonths(dayOf(date), months))).toBe(expected.toString());
      }),
      { numRuns: 1000 },
    );
  });

  it('a period ends like Temporal adds it: years, months, then days', () => {
    const parts = fc.tuple(fc.nat(10), fc.nat(40), fc.nat(400));
    fc.assert(
      fc.property(dates, parts, (date, [years, months, days]) => {
        const text = `P${years}Y${months}M${days}D`;
        const expected = date.add(text);
        expect(formatDay(lastDayOf(dayOf(date), periodOf(text)))).toBe(expected.toString());
      }),
      { numRuns: 1000 },
    );
  });

  it('the day at an instant is the civil day in Shanghai, whatever offset tells it', () => {
    const offsets = fc.constantFrom('Z', '+08:00', '-11:00', '+14:00', '+05:45', '-03:30');
    const times = fc.constantFrom('00:00', '00:00:00', '15:59:59', '16:00:00', '23:59:59.999');
    fc.assert(
      fc.property(dates, times, offsets, (date, time, offset) => {
        const text = `${date}T${time}${offset}`;
        const instant = Temporal.Instant.from(text);
        expect(parseInstant(text)).toBe(instant.epochMilliseconds);
        const day = instant.toZonedDateTimeISO(ZONE).toPlainDate();
        expect(formatDay(dayAt(instant.epochMilliseconds))).toBe(day.toString());
      }),
      { numRuns: 1000 },
    );
  });

  it('a day begins at midnight, and its noon lies within it', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const day = dayOf(date);
        const midnight = date.toZonedDateTime(ZONE).epochMilliseconds;
        expect(beginningOf(day)).toBe(midnight);
        expect(noonOf(day)).toBe(midnight + 12 * 3_600_000);
        expect(dayAt(beginningOf(day))).toBe(day);
        expect(dayAt(beginningOf(day) - 1)).toBe(plusDays(day, -1));
      }),
    );
  });

  it('the shorter of two periods is judged from the same start', () => {
    const start = dayOf('2024-01-31');
    const month = periodOf('P1M');
    expect(shorter(start, month, periodOf('P30D'))).toBe(month);
    expect(shorter(start, periodOf('P30D'), month)).toBe(month);
    const days = periodOf('P29D');
    expect(shorter(start, days, month)).toBe(days);
    const year = periodOf('P1Y');
    expect(shorter(start, year, periodOf('P12M'))).toBe(year);
  });
});

describe('periods the texts name (X02: start not counted, last day whole)', () => {
  it.each([
    ['2020-02-29', 'P3Y', '2023-02-28'],
    ['2020-02-29', 'P4Y', '2024-02-29'],
    ['2021-02-28', 'P3Y', '2024-02-28'],
    ['2021-01-31', 'P1M', '2021-02-28'],
    ['2023-08-31', 'P6M', '2024-02-29'],
    ['2020-05-10', 'P5Y', '2025-05-10'],
    ['2021-12-31', 'P2M', '2022-02-28'],
    ['2021-03-31', 'P3M1D', '2021-07-01'],
  ])('%s and %s lead to %s', (start, period, last) => {
    expect(formatDay(lastDayOf(dayOf(start), periodOf(period)))).toBe(last);
  });
});

describe('what is no date is refused', () => {
  it.each([
    ...['2023-02-29', '2100-02-29', '2024-02-30', '2024-04-31', '2024-13-01', '2024-00-10'],
    ...['2024-01-00', '2024-01-32', '0999-12-31', '24-01-01', '2024-1-1', '2024/01/01'],
    ...['2024-01-01T00:00:00Z', ' 2024-01-01', '2024-01-01 ', '', '2024-01-01\n', '+2024-01-01'],
  ])('`%s` as a day', (text) => {
    expect(parseDay(text)).toBeNull();
  });

  it('but the first and last days of a year are dates', () => {
    expect(parseDay('1000-01-01')).toBe(-354_285);
    expect(parseDay('2000-02-29')).toBe(11_016);
    expect(parseDay('2024-12-31')).toBe(20_088);
  });

  it.each([
    ...['2024-01-01', '2024-01-01T10:00:00', '2024-02-30T10:00:00Z', '2024-01-01T25:00:00Z'],
    ...['2024-01-01T10:60:00Z', '2024-01-01 10:00:00Z', '2024-01-01T10Z', '2024-01-01T10:00+8'],
    ...['x2024-01-01T10:00:00Z', '2024-01-01T10:00:00Zx', '2024-01-01T10:00:00.1234567890Z', ''],
  ])('`%s` as an instant', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it.each([
    ...[
      '',
      'P',
      '3Y',
      'P3',
      'P-3Y',
      'P3W',
      'PT3H',
      'P3Y2',
      'P1D1M',
      'p3y',
      'P3Y ',
      ' P3Y',
      'P1.5Y',
    ],
  ])('`%s` as a period', (text) => {
    expect(parsePeriod(text)).toBeNull();
  });

  it('periods add their years to their months', () => {
    expect(parsePeriod('P2Y3M4D')).toEqual({ months: 27, days: 4 });
    expect(parsePeriod('P36M')).toEqual({ months: 36, days: 0 });
    expect(parsePeriod('P10D')).toEqual({ months: 0, days: 10 });
  });
});

describe('working days, by the official calendar with its make-up days (X36)', () => {
  const isWorking = loadReckoning();
  const nthAfter = (start: string, count: number) => {
    const found = workingDaysAfter(dayOf(start), count, isWorking);
    return found === null ? null : formatDay(found);
  };

  it.each([
    // the notices for 2024 and 2025: holidays on weekdays, work on weekends
    ['2024-02-09', true],
    ['2024-02-12', false],
    ['2024-02-18', true],
    ['2024-05-11', true],
    ['2024-10-07', false],
    ['2024-10-12', true],
    ['2025-01-26', true],
    ['2025-01-28', false],
    ['2025-02-04', false],
    ['2025-02-05', true],
    ['2025-05-05', false],
    ['2025-09-28', true],
    ['2025-10-08', false],
    ['2025-10-11', true],
    ['2025-10-12', false],
    // plain weeks
    ['2024-03-01', true],
    ['2024-03-02', false],
    ['2024-03-03', false],
    ['2024-03-04', true],
    ['2018-01-02', true],
    ['2026-12-31', true],
  ])('%s: %s', (day, working) => {
    expect(isWorking(dayOf(day))).toBe(working);
  });

  it.each([
    ['2024-03-01', 1, '2024-03-04'],
    ['2024-02-19', 7, '2024-02-28'],
    ['2024-02-08', 1, '2024-02-09'],
    ['2024-02-08', 2, '2024-02-18'],
    ['2024-09-30', 3, '2024-10-10'],
    ['2024-09-30', 5, '2024-10-12'],
    ['2025-01-24', 2, '2025-01-27'],
    ['2025-01-24', 3, '2025-02-05'],
    ['2025-09-26', 1, '2025-09-28'],
    ['2025-09-30', 3, '2025-10-11'],
    ['2024-12-31', 1, '2025-01-02'],
  ])('after %s, number %i is %s', (start, count, day) => {
    expect(nthAfter(start, count)).toBe(day);
  });

  it('none at all leaves the day itself', () => {
    expect(nthAfter('2024-03-02', 0)).toBe('2024-03-02');
  });

  it('what is not published is unknown, never guessed', () => {
    expect(isWorking(dayOf('2017-12-29'))).toBeNull();
    expect(isWorking(dayOf('2027-01-04'))).toBeNull();
    expect(nthAfter('2026-12-30', 1)).toBe('2026-12-31');
    expect(nthAfter('2026-12-30', 2)).toBeNull();
    expect(nthAfter('2017-06-01', 1)).toBeNull();
  });

  it('a limit has passed only on the day after its last, and never by an unknown calendar', () => {
    const received = dayOf('2024-02-19');
    expect(overdueOn(received, 7, dayOf('2024-02-28'), isWorking)).toBe(false);
    expect(overdueOn(received, 7, dayOf('2024-02-29'), isWorking)).toBe(true);
    expect(overdueOn(dayOf('2026-12-30'), 2, dayOf('2030-01-01'), isWorking)).toBe(false);
  });
});
