import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Day, parseDay, plusDays } from '../days.ts';
import type { Reckoning } from '../engine/working-days.ts';
import { PackError, parseYaml, validate } from '../pack/yaml.ts';

const FILE = 'calendar/working-days.yaml';
const MONTH_DAY = z.string().regex(/^\d{2}-\d{2}$/);
const schema = z.strictObject({
  years: z.record(
    z.string().regex(/^\d{4}$/),
    z.strictObject({ rest: z.array(MONTH_DAY), work: z.array(MONTH_DAY) }),
  ),
});

const SATURDAYS = 2;
const WEEK = 7;

/**
 * The official working days, from the State Council's yearly notices. A day of a year whose notice
 * is not held is neither a working day nor a holiday: null.
 */
export function loadReckoning(): Reckoning {
  return readReckoning(readFileSync(join(import.meta.dirname, 'working-days.yaml'), 'utf8'));
}

/** @throws {PackError} for a calendar that names a date that does not exist. */
export function readReckoning(text: string): Reckoning {
  const yaml = parseYaml(FILE, text);
  const { years } = validate(yaml, schema);
  const working = new Map<Day, boolean>();
  for (const [year, { rest, work }] of Object.entries(years)) {
    const dayOf = (monthDay: string): Day => {
      const day = parseDay(`${year}-${monthDay}`);
      if (day === null) throw new PackError([yaml.fault(['years', year], 'no such date')]);
      return day;
    };
    const last = dayOf('12-31');
    for (let day = dayOf('01-01'); day <= last; day = plusDays(day, 1)) {
      working.set(day, isWeekday(day));
    }
    for (const monthDay of rest) working.set(dayOf(monthDay), false);
    for (const monthDay of work) working.set(dayOf(monthDay), true);
  }
  return (day) => working.get(day) ?? null;
}

/** 1970-01-01 was a Thursday; Saturday and Sunday are days 0 and 1 of weeks counted from day 2. */
function isWeekday(day: Day): boolean {
  return (((day - SATURDAYS) % WEEK) + WEEK) % WEEK > 1;
}
