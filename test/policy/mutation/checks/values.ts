import assert from 'node:assert/strict';
import { Temporal } from 'temporal-polyfill';
import { loadReckoning } from '../../../../policy/calendar/calendar.ts';
import {
  beginningOf,
  type Day,
  dayAt,
  formatDay,
  lastDayOf,
  noonOf,
  parseDay,
  parseInstant,
  parsePeriod,
  plusMonths,
  shorter,
} from '../../../../policy/days.ts';
import { hasGuardian } from '../../../../policy/engine/authorisation.ts';
import { overdueOn, workingDaysAfter } from '../../../../policy/engine/working-days.ts';
import { mask } from '../../../../policy/masks.ts';
import type { Capacity } from '../../../../policy/terms.ts';
import { afterWorkingDays } from '../../../reference/objection.ts';
import type { Regulation } from '../../../reference/types.ts';
import { seeded } from '../../support.ts';
import { packOf } from '../asked.ts';

/** Dates, periods, working days and masks, each against an independent reckoning or a fixed table. */

const SPANS = Array.from({ length: 600 }, (_none, at) => {
  const random = seeded(at);
  const pick = (most: number) => Math.floor(random() * most);
  const date = Temporal.PlainDate.from({ year: 1896 + pick(520), month: 1 + pick(12), day: 31 });
  const start = at % 3 === 0 ? date : date.subtract({ days: pick(60) });
  const period = `P${pick(9)}Y${pick(30)}M${pick(90)}D`;
  const months = pick(1500) - 300;
  return {
    start: start.toString(),
    since: Temporal.PlainDate.from('1970-01-01').until(start).days,
    midnight: start.toZonedDateTime('Asia/Shanghai').epochMilliseconds,
    summer: start.year > 1990 || start.year < 1900 ? 0 : 1,
    period,
    last: start.add(period).toString(),
    months,
    moved: start.add({ months }).toString(),
  };
});
const NO_DATES = [
  ...['2023-02-29', '2100-02-29', '2024-02-30', '2024-04-31', '2024-13-01', '2024-00-10', ''],
  ...['2024-01-00', '2024-01-32', '0999-12-31', '24-01-01', '2024-1-1', ' 2024-01-01'],
  ...['2024-01-011', '+2024-01-01', '2024/01/01'],
];
const NO_INSTANTS = [
  ...['2024-01-01', '2024-01-01T10:00:00', '2024-02-30T10:00:00Z', '2024-01-01T25:00:00Z'],
  ...['2024-01-01 (2024-01-01T10:00Z', '2024-01-01T10:00Z\0'],
  ...['2024-01-01T10Z', '2024-01-01T10:00+8', 'x2024-01-01T10:00Z', '2024-01-01T10:00:00Zx'],
];
const NO_PERIODS = ['', 'P', '3Y', 'P3', 'P-3Y', 'P3W', 'PT3H', 'P1D1M', 'xP3Y', 'P3Yx', 'P1.5Y'];
const NOON = 12 * 3_600_000;

export function days(): void {
  for (const { start, since, midnight, summer, period, last, months, moved } of SPANS) {
    const day = parseDay(start);
    const length = parsePeriod(period);
    assert.ok(day !== null && length !== null);
    assert.equal(day, since);
    assert.equal(formatDay(day), start);
    assert.equal(formatDay(lastDayOf(day, length)), last);
    assert.equal(formatDay(plusMonths(day, months)), moved);
    if (summer === 1) continue;
    if (midnight > 0) assert.equal(beginningOf(day), midnight);
    assert.equal(noonOf(day), beginningOf(day) + NOON);
    assert.equal(dayAt(beginningOf(day)), day);
    assert.equal(dayAt(beginningOf(day) - 1), day - 1);
  }
}

export function texts(): void {
  for (const text of NO_DATES) assert.equal(parseDay(text), null, text);
  assert.equal(parseDay('1000-01-01'), -354_285);
  assert.equal(parseDay('2000-02-29'), 11_016);
  assert.equal(formatDay(plusMonths(11_016 as Day, 12)), '2001-02-28');
  for (const text of NO_INSTANTS) assert.equal(parseInstant(text), null, text);
  assert.equal(parseInstant('1970-01-01T08:00+08:00'), 0);
  assert.equal(parseInstant('1970-01-01T00:00:01.5Z'), 1500);
  assert.equal(parseInstant('1969-12-31T19:00:00.123456789-05:00'), 123);
  for (const text of NO_PERIODS) assert.equal(parsePeriod(text), null, text);
  assert.deepEqual(parsePeriod('P2Y3M4D'), { months: 27, days: 4 });
}

const JANUARY_31 = 19_753 as Day;

/** Judged from 31 January 2024: a month is 29 days there. */
export function shorterPeriods(): void {
  const month = { months: 1, days: 0 };
  const [one, same, more] = [28, 29, 30].map((each) => ({ months: 0, days: each }));
  assert.ok(one !== undefined && same !== undefined && more !== undefined);
  assert.equal(shorter(JANUARY_31, month, one), one);
  assert.equal(shorter(JANUARY_31, month, same), month);
  assert.equal(shorter(JANUARY_31, same, month), same);
  assert.equal(shorter(JANUARY_31, more, month), month);
}

const WEEK = 7;
const STARTS = [
  ...['2018-01-01', '2018-02-01', '2019-04-26', '2020-01-20', '2021-09-16', '2022-12-28'],
  ...['2024-02-08', '2024-09-27', '2025-09-26', '2026-12-01', '2026-12-28', '2017-12-25'],
].map((start) => Temporal.PlainDate.from(start));
const DUE = STARTS.flatMap((start) =>
  [0, 1, 4, WEEK].map((count) => ({
    start: sinceEpoch(start),
    count,
    due: afterWorkingDays(start, count),
  })),
);

function sinceEpoch(date: Temporal.PlainDate): Day {
  return Temporal.PlainDate.from('1970-01-01').until(date).days as Day;
}

export function workingDays(): void {
  const reckoning = loadReckoning();
  for (const { start, count, due } of DUE) {
    const found = workingDaysAfter(start, count, reckoning);
    assert.equal(found, due === null ? null : sinceEpoch(due));
    if (found === null) continue;
    assert.equal(overdueOn(start, count, found, reckoning), false);
    assert.equal(overdueOn(start, count, (found + 1) as Day, reckoning), true);
  }
  assert.equal(
    overdueOn(JANUARY_31, 1, JANUARY_31, () => null),
    false,
  );
  assert.equal(reckoning(sinceEpoch(Temporal.PlainDate.from('2017-12-29'))), null);
  assert.equal(reckoning(sinceEpoch(Temporal.PlainDate.from('2027-01-04'))), null);
}

const FORMS = {
  name: { first: 1, last: 0 },
  'birth-date': { first: 4, last: 0 },
  'id-number': { first: 3, last: 4 },
  address: { first: 0, last: 0 },
  phone: { first: 3, last: 4 },
};
const MASKED: readonly (readonly [keyof typeof FORMS, text: string, shown: string])[] = [
  ['id-number', '998000198505060010', '998****0010'],
  ['phone', '10012345678', '100****5678'],
  ['phone', '1001234567', '****'],
  ['name', '云示例', '云****'],
  ['name', '云示', '云****'],
  ['name', '云', '****'],
  ['name', '', '****'],
  ['birth-date', '1985-05-06', '1985****'],
  ['address', '云汐市', '****'],
  ['name', '𠮷示', '𠮷****'],
];

export function masks(): void {
  for (const [identity, text, shown] of MASKED) assert.equal(mask(FORMS, identity, text), shown);
}

const WARDS: readonly (readonly [
  Regulation,
  born: string,
  Capacity,
  died: string | null,
  boolean,
])[] = [
  ['guangdong-2021', '2010-06-01', 'full', null, true],
  ['guangdong-2021', '2010-06-01', 'proven-full', null, true],
  ['guangdong-2021', '2007-06-01', 'proven-full', null, true],
  ['guizhou-2018', '2007-06-01', 'proven-full', null, false],
  ['guizhou-2018', '2010-06-01', 'proven-full', null, true],
  ['guizhou-2018', '1985-06-01', 'limited', null, true],
  ['guangdong-2021', '1985-06-01', 'limited', null, true],
  ['guangdong-2021', '1985-06-01', 'full', null, false],
  ['guangdong-2021', '2010-06-01', 'full', '2024-05-31', false],
  ['guangdong-2021', '2010-06-01', 'full', '2024-06-01', false],
  ['guangdong-2021', '2010-06-01', 'full', '2024-06-02', true],
];

/** Of whom somebody who is registered as a guardian is one on 1 June 2024. */
export function guardians(): void {
  const day = parseDay('2024-06-01');
  assert.ok(day !== null);
  for (const [regulation, born, capacity, died, expected] of WARDS) {
    const diedOn = died === null ? null : parseDay(died);
    const ward = { bornOn: parseDay(born), capacity, diedOn };
    const found = hasGuardian(packOf(regulation), ward, day);
    assert.equal(found, expected, `${regulation} ${born} ${capacity} ${died}`);
  }
}
