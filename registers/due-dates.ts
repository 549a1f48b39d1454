import { loadReckoning } from '../policy/calendar/calendar.ts';
import type { Day } from '../policy/days.ts';
import type { Citation } from '../policy/decision.ts';
import { type Reckoning, workingDaysAfter } from '../policy/engine/working-days.ts';
import type { Pack } from '../policy/pack/pack.ts';
import type { RegisterCode } from './errors.ts';

/** Steps of an objection that a text may give a time for. */
export const OBJECTION_STEPS = ['mark', 'platform', 'source', 'collector'] as const;
export type ObjectionStep = (typeof OBJECTION_STEPS)[number];

/** When a step is due by law. */
export interface DueDate {
  readonly workingDays: number;
  /** Last day, included; null = it lies in a year whose calendar is not published. */
  readonly dueOn: Day | null;
  /** Why there is no date: nobody knows it yet, and none is guessed. */
  readonly code: Extract<RegisterCode, 'CALENDAR_NOT_PUBLISHED'> | null;
  readonly citations: readonly Citation[];
}

/** The parameters of a pack that count working days. */
export type WorkingDayParameter =
  | 'objection.markDays'
  | 'objection.platformDays'
  | 'objection.sourceDays'
  | 'objection.collectorDays'
  | 'correction.passedOnDays'
  | 'correction.sourceDays'
  | 'repair.days'
  | 'selfReported.optOutDays';

let official: Reckoning | undefined;

/** The vendored calendar, read once. */
function officialReckoning(): Reckoning {
  official ??= loadReckoning();
  return official;
}

/**
 * When something is due that a pack gives working days for: the first working day after `start` is
 * day 1 (reading X36). Null = the text gives no time.
 */
export function dueDate(
  pack: Pack,
  parameter: WorkingDayParameter,
  start: Day,
  excludedDays = 0,
  reckoning: Reckoning = officialReckoning(),
): DueDate | null {
  const { value, citations } = pack.parameters[parameter];
  if (value === null) return null;
  const dueOn = workingDaysAfter(start, value + excludedDays, reckoning);
  const code = dueOn === null ? 'CALENDAR_NOT_PUBLISHED' : null;
  return { workingDays: value, dueOn, code, citations };
}

export interface ObjectionCourse {
  readonly receivedOn: Day;
  /** Working days of tests and expert opinions. */
  readonly excludedDays: number;
}

/** Deadlines of an objection from its receipt (rules R73–R77); steps without one are left out. */
export function dueDates(
  { receivedOn, excludedDays }: ObjectionCourse,
  pack: Pack,
  reckoning: Reckoning = officialReckoning(),
): Readonly<Partial<Record<ObjectionStep, DueDate>>> {
  const excluded = pack.parameters['objection.excludesTesting'].value ? excludedDays : 0;
  const found = OBJECTION_STEPS.flatMap((step) => {
    // the mark waits for no test
    const more = step === 'mark' ? 0 : excluded;
    const due = dueDate(pack, `objection.${step}Days`, receivedOn, more, reckoning);
    return due === null ? [] : [[step, due] as const];
  });
  return Object.fromEntries(found);
}
