import type { DepartmentName } from '../department.ts';
import { AWKWARD_DAYS, dayBetween, plusDays, TODAY } from './calendar.ts';
import type { Random } from './random.ts';
import type { Fields } from './sink.ts';
import { documentNumber, referenceTo, type Subject, write } from './subject.ts';

/** When conduct was recognised and when it ended; the two facts every period is computed from. */
export interface Timing {
  readonly recognisedOn: string;
  readonly endedOn: string | null;
  readonly continuing: boolean;
}

/** Every situation that some regulation tells apart. */
export const TIMING_STATES = [
  'weeks-old',
  'months-old',
  'within-three-years',
  'within-five-years',
  'older',
  'awkward-day',
  'continuing',
  'continuing-old',
  'ended-after-recognition',
  'end-unknown',
] as const;
export type TimingState = (typeof TIMING_STATES)[number];

/** Days before the data's own day, from and until. */
const AGE: Partial<Record<TimingState, readonly [number, number]>> = {
  'weeks-old': [5, 80],
  'months-old': [95, 360],
  'within-three-years': [370, 1090],
  'within-five-years': [1100, 1820],
  older: [1830, 3900],
  continuing: [30, 900],
  'continuing-old': [1830, 3000],
  'ended-after-recognition': [800, 2600],
  'end-unknown': [100, 1500],
};

export function timingOf(random: Random, state = random.pick(TIMING_STATES)): Timing {
  const [from, until] = AGE[state] ?? [0, 0];
  const recognisedOn =
    state === 'awkward-day' ? random.pick(AWKWARD_DAYS) : plusDays(TODAY, -random.int(from, until));
  if (state.startsWith('continuing')) return { recognisedOn, endedOn: null, continuing: true };
  if (state === 'end-unknown') return { recognisedOn, endedOn: null, continuing: false };
  const endedOn =
    state === 'ended-after-recognition'
      ? dayBetween(random, plusDays(recognisedOn, 1), plusDays(TODAY, -1))
      : plusDays(recognisedOn, -random.int(1, 300));
  return { recognisedOn, endedOn, continuing: false };
}

interface AdverseRecord {
  readonly department: DepartmentName;
  readonly table: string;
  /** First word of its document number. */
  readonly word: string;
  /** Column of the document number. */
  readonly column: string;
  readonly at: number;
  readonly timing: Timing;
  readonly fields: (number: string) => Fields;
}

/** Writes an adverse record and, for some, what the registers hold about it. Returns its number. */
export function writeAdverse(subject: Subject, record: AdverseRecord): string {
  const number = documentNumber(subject, record.word, record.timing.recognisedOn, record.at);
  const fields = record.fields(number);
  write(subject, record.department, record.table, { [record.column]: number, ...fields });
  const reference = referenceTo(subject, record.department, record.table, number);
  writeRights(subject, reference, record.timing, fields.basisDocument);
  return number;
}

/** The basis document; missing now and then, as it is in real deliveries. */
export function basisOf(random: Random, number: string): string | null {
  return random.chance(0.06) ? null : `${number}决定书`;
}

const REPAIR_EFFECTS = [
  'remove',
  'stop-open-and-share',
  'mark',
  'shield',
  'delete',
  'end-publication',
  'new-end',
  'none',
] as const;
const BASIS_STATES = ['revoked', 'void', 'illegal', 'changed'] as const;

function writeRights(
  { sink, random }: Subject,
  reference: ReturnType<typeof referenceTo>,
  timing: Timing,
  basisDocument: unknown,
): void {
  const after = (days: number) => later(timing.recognisedOn, days);
  const id = `${reference.item}-${reference.record}`;
  if (random.chance(0.08)) {
    const effect = random.pick(REPAIR_EFFECTS);
    const decidedOn = after(random.int(60, 400));
    const newEnd = effect === 'new-end' && random.chance(0.7) ? plusDays(decidedOn, 180) : null;
    const authority = '云汐市信用修复办公室（虚构）';
    sink.register('repairs', { id: `R-${id}`, ...reference, decidedOn, effect, newEnd, authority });
  }
  if (random.chance(0.07)) sink.register('objections', objection(random, `O-${id}`, reference));
  if (random.chance(0.03) && typeof basisDocument === 'string') {
    const changedOn = after(random.int(30, 300));
    const status = random.pick(BASIS_STATES);
    const knownAt = later(changedOn, 3);
    sink.register('basis-status', {
      documentId: basisDocument,
      ...reference,
      status,
      changedOn,
      knownAt,
    });
  }
}

function objection(random: Random, id: string, reference: object): Record<string, unknown> {
  const decided = random.chance(0.5);
  const receivedOn = decided
    ? plusDays(TODAY, -random.int(40, 400))
    : plusDays(TODAY, -random.int(0, 30));
  return {
    id,
    ...reference,
    receivedOn,
    acceptedOn: later(receivedOn, 1),
    forwardedOn: later(receivedOn, 2),
    decidedOn: decided ? plusDays(receivedOn, random.int(3, 12)) : null,
    outcome: decided ? random.pick(['upheld', 'rejected']) : null,
    excludedDays: random.chance(0.1) ? random.int(1, 10) : 0,
  };
}

/** The day itself, or the data's own day when it lies in the future. */
export function notAfterToday(day: string): string {
  return [day, TODAY].sort()[0] ?? TODAY;
}

/** `days` after a day, but not after the data's own day. */
function later(day: string, days: number): string {
  return notAfterToday(plusDays(day, days));
}
