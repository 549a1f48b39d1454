import { type Day, lastDayOf, type Period, plusDays, shorter } from '../days.ts';
import type { Pack, Parameter } from '../pack/pack.ts';
import type { ItemFacts, Membership, RecordFacts } from '../question.ts';

/** Where a record stands in its disclosure period on a day. */
export interface Standing {
  readonly state: State;
  /** The conduct goes on, so that a period which runs from its end has not begun. */
  readonly continuing: boolean;
  readonly grounds: readonly Parameter[];
}

type State = 'running' | 'ended' | 'unknown' | 'unlimited';

/** The same standing is always the same object, so that what rests on it is made once. */
export type PeriodRule = (day: Day, item: ItemFacts, record: RecordFacts) => Standing;

const NOT_BEGUN = 'not-begun';
/** Null = unknown. */
type Start = Day | typeof NOT_BEGUN | null;

/** Compiles the disclosure period of adverse information (rules R63–R67, R70). */
export function compilePeriod(pack: Pack): PeriodRule {
  const p = pack.parameters;
  const startOf = compileStart(pack);
  const lengthOf = compileLength(pack);
  const isLongTerm = compileLongTerm(pack);
  const hasEnded = compileEnd(pack);
  const waits = p['period.continuing'].value === 'from-end';
  const external = p['period.length'].value.kind === 'external';
  const shift = p['period.startDay'].value === 'counted' ? -1 : 0;

  const grounds = [
    p['period.length'],
    p['period.start'],
    p['period.continuing'],
    p['period.listExtension'],
    p['expiry.stops'],
  ];
  const byText = standingsOn(grounds);
  const byLaw = standingsOn([p['period.lawLengthens'], ...grounds]);
  const lengthens = p['period.lawLengthens'].value;
  const longTermStanding = standingsOn([
    p['period.longTerm'],
    p['period.start'],
    p['period.length'],
  ]);
  const entryStanding = standingsOn([p['period.listEntry'], p['publication.lists'], ...grounds]);

  /** A list entry stands and falls with the membership that it records, once that has begun. */
  const isEntry = (record: RecordFacts, day: Day) =>
    record.listEntry &&
    p['period.listEntry'].value !== 'as-record' &&
    record.listed.some(({ from }) => from <= day);
  /** Where a listing extends the period, the day of removal is still inside. */
  const removalCounts = p['period.listExtension'].value === 'to-removal' ? -1 : 0;
  const isEntryAlive = (record: RecordFacts, day: Day) =>
    isMember(record.listed, day) || isMember(record.listed, plusDays(day, removalCounts));

  return (day, item, record) => {
    const longTerm = isLongTerm(record);
    const continuing = waits && !longTerm && isContinuing(record, day);
    if (isEntry(record, day)) {
      const alive = isEntryAlive(record, day);
      if (p['period.listEntry'].value === 'while-listed') {
        const over = record.disclosureUntil !== null && record.disclosureUntil < day;
        return entryStanding(alive && !over ? 'running' : 'ended');
      }
      if (!alive) return entryStanding('ended', continuing);
    }
    if (longTerm) return longTermStanding('unlimited');
    // a period for which a higher law is cited rests on that law too
    const standing = item.period !== null && item.periodBasis && lengthens ? byLaw : byText;
    const ownEnd = record.disclosureUntil;
    const start = startOf(record, day);
    const length = lengthOf(item, record, typeof start === 'number' ? start : day);
    if (length === null && external && ownEnd !== null) {
      return standing(hasEnded(ownEnd, record, day) ? 'ended' : 'running', continuing);
    }
    if (length !== null && typeof start === 'number') {
      const lastDay = plusDays(lastDayOf(start, length), shift);
      const end = ownEnd === null ? lastDay : (Math.min(ownEnd, lastDay) as Day);
      return standing(hasEnded(end, record, day) ? 'ended' : 'running', continuing);
    }
    if (ownEnd !== null && ownEnd < day) return standing('ended', continuing);
    return standing(length !== null && start === NOT_BEGUN ? 'running' : 'unknown', continuing);
  };
}

function standingsOn(grounds: readonly Parameter[]) {
  const both = (state: State) => {
    const of = (continuing: boolean): Standing => ({ state, continuing, grounds });
    return { settled: of(false), continuing: of(true) };
  };
  const standings = {
    running: both('running'),
    ended: both('ended'),
    unknown: both('unknown'),
    unlimited: both('unlimited'),
  };
  return (state: State, continuing = false): Standing =>
    standings[state][continuing ? 'continuing' : 'settled'];
}

/** The conduct has not ended by that day, though the record was made before. */
export function isContinuing(record: RecordFacts, day: Day): boolean {
  return record.endedOn === null ? record.continuing : record.endedOn > day;
}

export function isMember(listed: readonly Membership[], day: Day): boolean {
  return listed.some(({ from, until }) => from <= day && (until === null || until > day));
}

function compileStart({ parameters: p }: Pack): (record: RecordFacts, day: Day) => Start {
  const fromEnd = p['period.start'].value === 'end-of-conduct';
  const waits = p['period.continuing'].value === 'from-end';
  const fallback = p['period.endUnknown'].value;
  return (record, day) => {
    if (waits && isContinuing(record, day)) return NOT_BEGUN;
    if (fromEnd) {
      if (record.endedOn !== null) return record.endedOn;
      return fallback === 'recognition' ? record.recognisedOn : null;
    }
    const { recognisedOn, endedOn } = record;
    if (recognisedOn === null || recognisedOn > day) return null;
    return waits && endedOn !== null && endedOn > recognisedOn ? endedOn : recognisedOn;
  };
}

type Length = (item: ItemFacts, record: RecordFacts, start: Day) => Period | null;

function compileLength({ parameters: p }: Pack): Length {
  const rule = p['period.length'].value;
  const lengthens = p['period.lawLengthens'].value;
  switch (rule.kind) {
    case 'fixed':
    case 'cap':
      return (item, _record, start) => {
        if (item.period === null) return rule.length;
        if (item.periodBasis && lengthens) return item.period;
        return shorter(start, item.period, rule.length);
      };
    case 'catalogue':
      return (item, record, start) => {
        if (item.period === null) return null;
        if (item.periodBasis && lengthens) return item.period;
        const range = record.serious || record.listEntry ? rule.serious : rule.ordinary;
        return shorter(start, item.period, range.to);
      };
    case 'external':
      return (item) => (item.periodBasis && lengthens ? item.period : null);
  }
}

/** Heilongjiang art. 51.2: three sanctions in seven named fields are published long-term. */
function compileLongTerm({ parameters: p }: Pack): (record: RecordFacts) => boolean {
  const rule = p['period.longTerm'].value;
  if (rule === null) return () => false;
  return ({ sanction, field }) =>
    sanction !== null && field !== null && rule.sanctions.has(sanction) && rule.fields.has(field);
}

/**
 * Whether a period with this last day has ended. Guangdong 2018 art. 24.1.2: who is still listed then
 * stays disclosed through the day of removal. Nothing that has ended is revived (reading X07).
 */
function compileEnd({ parameters: p }: Pack): (end: Day, record: RecordFacts, day: Day) => boolean {
  if (p['period.listExtension'].value === 'none') return (end, _record, day) => end < day;
  const entriesOnly = p['period.listExtensionReach'].value === 'list-entry';
  return (end, record, day) => {
    if (end >= day) return false;
    if (entriesOnly && !record.listEntry) return true;
    let last: number = end;
    for (const { from, until } of record.listed.toSorted((a, b) => a.from - b.from)) {
      if (from <= last) last = Math.max(last, until ?? Number.POSITIVE_INFINITY);
    }
    return last < day;
  };
}
