import { type Day, plusDays } from '../days.ts';

/**
 * Official working days: null = the State Council has not published that year's calendar, so that
 * nobody knows (a guess would be silently wrong).
 */
export type Reckoning = (day: Day) => boolean | null;

/** The n-th working day after `start` (the first one after it is day 1); null = not published. */
export function workingDaysAfter(start: Day, count: number, isWorking: Reckoning): Day | null {
  let day = start;
  for (let left = count; left > 0; ) {
    day = plusDays(day, 1);
    const working = isWorking(day);
    if (working === null) return null;
    if (working) left -= 1;
  }
  return day;
}

/** Whether `limit` working days after `start` have passed by `day`; unknown counts as not yet. */
export function overdueOn(start: Day, limit: number, day: Day, isWorking: Reckoning): boolean {
  const due = workingDaysAfter(start, limit, isWorking);
  return due !== null && day > due;
}
