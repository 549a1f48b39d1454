import { type Day, dayAt } from '../../policy/days.ts';
import { basisStatus, lists, optOuts, repairs } from '../definitions/records.ts';
import type { Columns, EntryOf, Register, Written } from '../definitions/register.ts';
import { lifecycle, reportCounts, representatives } from '../definitions/subjects.ts';
import type { SubjectId, SubjectRef } from '../subject.ts';
import { latestOf } from '../write/entries.ts';
import type { Target } from '../write/write.ts';
import { entryInForce, loaded, patch, record } from './entry.ts';
import { standingOf, subjectIdOf } from './represent.ts';
import { type By, once, type Recorded } from './request.ts';

/** An entry about a subject; with an identity, the next version of that entry. */
export type OfSubject<R> = EntryOf<R> & { readonly subject: SubjectRef; readonly id?: string };

/** Records an entry as it is given. Who may, the caller of the port knows. */
function recorder<C extends Columns>(register: Register<C>, action: string) {
  return (target: Target, given: Written<C> & { subject: SubjectRef; id?: string }, by: By) => {
    const { id, subject, ...fields } = given;
    return once(target, action, by, given, (mutation) =>
      record(mutation, register, {
        ...(id !== undefined && { id }),
        subject,
        fields: fields as unknown as Written<C>,
      }),
    );
  };
}

export const recordRepair = recorder(repairs, 'repair');
export const recordBasisStatus = recorder(basisStatus, 'basis-status');
export const setMembership = recorder(lists, 'membership');
export const setRepresentative = recorder(representatives, 'representative');

/** What of a subject's life is to be known; what is left out stays as it is. */
export interface LifeChange extends Partial<EntryOf<typeof lifecycle>> {
  readonly subject: SubjectRef;
}

const UNKNOWN_LIFE: EntryOf<typeof lifecycle> = {
  bornOn: null,
  diedOn: null,
  terminatedOn: null,
  hasResidentId: true,
  capacity: 'full',
  capacitySince: null,
  knownAt: null,
};

export function setLifecycle(target: Target, given: LifeChange, by: By): Promise<Recorded> {
  return once(target, 'lifecycle', by, given, async (mutation) => {
    const { subject, ...changes } = given;
    const id = String(await subjectIdOf(mutation, subject));
    const generic = lifecycle as unknown as Register;
    const latest = (await latestOf(mutation, generic, [id])).get(id);
    if (latest !== undefined && !latest.retracted) {
      return patch(mutation, lifecycle, latest, changes);
    }
    return record(mutation, lifecycle, { subject, fields: { ...UNKNOWN_LIFE, ...changes } });
  });
}

export interface OptOut {
  readonly subject: SubjectRef;
  readonly item: string;
  /** Null = every record of the item. */
  readonly record: string | null;
  readonly kind: string;
  readonly requestedOn?: Day;
}

/** A subject's wish that its own honours, or what it reported, be shown no more (rules R71, R72). */
export function recordOptOut(target: Target, given: OptOut, by: By): Promise<Recorded> {
  return once(target, 'opt-out', by, given, async (mutation) => {
    const { subject, requestedOn = dayAt(mutation.now), ...rest } = given;
    await standingOf(mutation, by.actor, await subjectIdOf(mutation, subject), requestedOn);
    const fields = { ...rest, requestedOn, withdrawnOn: null };
    return record(mutation, optOuts, { subject, fields });
  });
}

export function withdrawOptOut(target: Target, id: string, by: By): Promise<Recorded> {
  return once(target, 'withdraw-opt-out', by, id, async (mutation) => {
    const latest = await entryInForce(mutation, optOuts, id);
    const today = dayAt(mutation.now);
    await standingOf(mutation, by.actor, latest.subject as SubjectId, today);
    const { withdrawnOn } = loaded(optOuts, latest.fields) as { withdrawnOn: Day | null };
    return patch(mutation, optOuts, latest, { withdrawnOn: withdrawnOn ?? today });
  });
}

export interface CountedReport extends Recorded {
  readonly year: number;
  /** Reports of that year, this one included. */
  readonly reports: number;
}

/** Counts a report that a body gave to a subject, in the calendar year of Asia/Shanghai (X37). */
export function countReport(
  target: Target,
  given: { readonly subject: SubjectRef; readonly body: string },
  by: By,
): Promise<CountedReport> {
  return once(target, 'report', by, given, async (mutation) => {
    const { subject, body } = given;
    const year = yearAt(mutation.now);
    const owner = await subjectIdOf(mutation, subject);
    const id = reportCounts.identity?.({ body, year, reports: 0 }, owner) ?? '';
    const generic = reportCounts as unknown as Register;
    const latest = (await latestOf(mutation, generic, [id])).get(id);
    const reports = Number(latest?.fields.reports ?? 0) + 1;
    const done = await record(mutation, reportCounts, { subject, fields: { body, year, reports } });
    return { ...done, year, reports };
  });
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

export function yearAt(instant: number): number {
  return new Date(instant + SHANGHAI_OFFSET_MS).getUTCFullYear();
}
