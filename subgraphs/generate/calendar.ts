import type { Random } from './random.ts';

/** The day the generated data is made for; fixed, so that the data never depends on the clock. */
export const TODAY = '2026-11-15';

const DAY_MS = 86_400_000;

/** The day `days` after `day` (before, when negative). */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** A day from `from` to `until`, both included. */
export function dayBetween(random: Random, from: string, until: string): string {
  const span = (Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS;
  return plusDays(from, random.int(0, Math.max(0, span)));
}

/** Days on which date arithmetic goes wrong: leap days, ends of months of every length, year's ends. */
export const AWKWARD_DAYS = [
  '2016-02-29',
  '2020-02-29',
  '2024-02-29',
  '2021-02-28',
  '2023-02-28',
  '2025-02-28',
  '2021-11-30',
  '2023-11-30',
  '2025-08-31',
  '2025-12-31',
  '2021-05-31',
  '2021-06-01',
  '2026-01-31',
  '2026-08-31',
] as const;
