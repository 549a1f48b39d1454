/**
 * Civil dates of Asia/Shanghai as whole days since 1970-01-01, so that a decision compares integers.
 *
 * Periods follow reading X02: the start day is not counted, the last day is the corresponding day
 * of the last month (or that month's end), and it counts whole, to 24:00.
 */

declare const day: unique symbol;
/** A civil day, as days since 1970-01-01. */
export type Day = number & { readonly [day]: true };

/** A length of time in calendar units; both parts may be present. */
export interface Period {
  readonly months: number;
  readonly days: number;
}

const MS_A_DAY = 86_400_000;
/** China has kept UTC+8 without daylight saving since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const PERIOD = /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/;

/** Days in the 400 years after which the calendar repeats itself. */
const ERA_DAYS = 146_097;
const ERA_YEARS = 400;
/** From 1 March of the year 0, where eras begin, to 1 January 1970. */
const EPOCH_SHIFT = 719_468;

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

/**
 * Days since 1970-01-01 of a proleptic Gregorian date. Years are counted from March, so that a leap
 * day is the last of its year; by integers alone, since periods are reckoned for every record.
 */
function daysOf(year: number, month: number, dayOfMonth: number): Day {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / ERA_YEARS);
  const yearOfEra = marchYear - era * ERA_YEARS;
  const marchMonth = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + dayOfMonth - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return (era * ERA_DAYS + yearOfEra * 365 + leapDays + dayOfYear - EPOCH_SHIFT) as Day;
}

/** The date of a day; the inverse of `daysOf`. */
function dateOf(value: Day): CivilDate {
  const shifted = value + EPOCH_SHIFT;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const leapDaysPast =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDaysPast) / 365);
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - (yearOfEra * 365 + leapDays);
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = ((marchMonth + 2) % 12) + 1;
  return {
    year: era * ERA_YEARS + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const FEBRUARY = 2;

/** In days; a month that does not exist has none. */
function lengthOfMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % ERA_YEARS === 0);
  return month === FEBRUARY && leap ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** Reads `YYYY-MM-DD`; null when it is no date of the calendar (such as 30 February). */
export function parseDay(text: string): Day | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isDate = dayOfMonth >= 1 && dayOfMonth <= lengthOfMonth(year, month);
  return year < 1000 || !isDate ? null : daysOf(year, month, dayOfMonth);
}

/** Reads a date-time that names its offset, as milliseconds since the epoch; null if it is none. */
export function parseInstant(text: string): number | null {
  if (!INSTANT.test(text) || parseDay(text.slice(0, 10)) === null) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}

/** The civil day in Asia/Shanghai at an instant (milliseconds since the epoch). */
export function dayAt(instant: number): Day {
  return Math.floor((instant + SHANGHAI_OFFSET_MS) / MS_A_DAY) as Day;
}

/** Noon in Asia/Shanghai of a day, in milliseconds since the epoch. */
export function noonOf(value: Day): number {
  return value * MS_A_DAY + MS_A_DAY / 2 - SHANGHAI_OFFSET_MS;
}

/** Midnight in Asia/Shanghai at which a day begins, in milliseconds since the epoch. */
export function beginningOf(value: Day): number {
  return value * MS_A_DAY - SHANGHAI_OFFSET_MS;
}

/** `YYYY-MM-DD`. */
export function formatDay(value: Day): string {
  return new Date(value * MS_A_DAY).toISOString().slice(0, 10);
}

/** Reads an ISO 8601 duration of years, months and days; null if it is none or empty. */
export function parsePeriod(text: string): Period | null {
  const match = PERIOD.exec(text);
  if (match === null) return null;
  return {
    months: Number(match[1] ?? 0) * 12 + Number(match[2] ?? 0),
    days: Number(match[3] ?? 0),
  };
}

export function plusDays(value: Day, days: number): Day {
  return (value + days) as Day;
}

/** The corresponding day `months` later, or that month's last day where it has none. */
export function plusMonths(value: Day, months: number): Day {
  const date = dateOf(value);
  const index = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return daysOf(year, month, Math.min(date.dayOfMonth, lengthOfMonth(year, month)));
}

/** The last day of a period that starts on `start`, itself not counted; inclusive to 24:00. */
export function lastDayOf(start: Day, period: Period): Day {
  return plusDays(plusMonths(start, period.months), period.days);
}

/** The shorter of two periods, compared from the same start. */
export function shorter(start: Day, a: Period, b: Period): Period {
  return lastDayOf(start, a) <= lastDayOf(start, b) ? a : b;
}

const SOME_DAY = 0 as Day;

/** Whether one period is no longer than another, both reckoned from 1 January 1970. */
export function isNoLonger(one: Period, other: Period): boolean {
  return shorter(SOME_DAY, one, other) === one;
}
