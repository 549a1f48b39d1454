import { before, type Day, earliest, type Facts, type Notes, type RecordFacts } from './facts.ts';
import { isUnrepairable } from './repair.ts';

export interface Period {
  /** running, over, or impossible to tell */
  state: 'running' | 'ended' | 'unknown';
  /** the conduct goes on and the period, which runs from its end, has not begun */
  notBegun: boolean;
}

const NO_END: Period = { state: 'running', notBegun: false };
const UNKNOWN: Period = { state: 'unknown', notBegun: false };

/**
 * The day after which the record is no longer shown. The starting day is not counted, the last day
 * is included, and a day the month does not have becomes its last.
 */
export function readPeriod(facts: Facts, record: RecordFacts, notes: Notes): Period {
  const period =
    facts.item.class === 'adverse'
      ? adversePeriod(facts, record, notes)
      : otherPeriod(facts, record, notes);
  if (record.disclosureUntil === null || isLongTerm(facts, record)) return period;
  // an end set on the record itself may be earlier than the law's
  if (facts.regulation !== 'hangzhou-2020' && before(record.disclosureUntil, facts.today)) {
    const extended =
      facts.regulation === 'guangdong-2018' &&
      facts.item.class === 'adverse' &&
      period.state === 'running';
    if (!extended) return { ...period, state: 'ended' };
  }
  return period;
}

function adversePeriod(facts: Facts, record: RecordFacts, notes: Notes): Period {
  switch (facts.regulation) {
    case 'guangdong-2018':
      return guangdong2018(facts, record, notes);
    case 'guangdong-2021':
      return guangdong2021(facts, record, notes);
    case 'guizhou-2018':
      return guizhou(facts, record, notes);
    case 'hangzhou-2020':
      return hangzhou(facts, record, notes);
    case 'heilongjiang':
      return heilongjiang(facts, record, notes);
  }
}

function until(last: Day | null, facts: Facts): Period {
  if (last === null) return NO_END;
  return { state: before(last, facts.today) ? 'ended' : 'running', notBegun: false };
}

/** The catalogue may shorten the law's period; to lengthen it takes a higher law cited for that. */
function lastDay(facts: Facts, start: Day, law: string): Day {
  const { period, periodBasis } = facts.item;
  const byLaw = start.add(law);
  if (period === null) return byLaw;
  const byCatalogue = start.add(period);
  if (periodBasis) return byCatalogue;
  return before(byCatalogue, byLaw) ? byCatalogue : byLaw;
}

/** An entry states that its subject is on the list, which ends with the removal. */
function removal(record: RecordFacts, lastDayIncluded: boolean): Day | null {
  if (!record.listEntry || record.listedUntil === null) return null;
  return lastDayIncluded ? record.listedUntil : record.listedUntil.subtract({ days: 1 });
}

function newEnd(record: RecordFacts): Day | null {
  return record.repair?.effect === 'new-end' ? record.repair.newEnd : null;
}

/** Still on the list when the period ends: shown up to and including the day of removal. */
function extendedByListing(last: Day, record: RecordFacts): Day | null {
  const { listedFrom, listedUntil } = record;
  if (listedFrom === null || before(last, listedFrom)) return last;
  if (listedUntil === null) return null;
  return before(last, listedUntil) ? listedUntil : last;
}

// article 24.1.2: three years from recognition, even while the conduct goes on
function guangdong2018(facts: Facts, record: RecordFacts, notes: Notes): Period {
  notes.say('three years from recognition, or to removal from the list', '24.1.2', '24.2');
  const removed = until(removal(record, true), facts);
  if (record.recognisedOn === null) return removed.state === 'ended' ? removed : UNKNOWN;
  const last = earliest(lastDay(facts, record.recognisedOn, 'P3Y'), record.disclosureUntil);
  if (last === null) return UNKNOWN;
  const extended = extendedByListing(last, record);
  return until(earliest(extended, removal(record, true)), facts);
}

/** Where the period of continuing conduct runs from its end. */
function startOfPeriod(record: RecordFacts): Day | 'not begun' | null {
  if (record.continuing) return 'not begun';
  if (record.recognisedOn === null) return null;
  const wentOn = record.endedOn !== null && before(record.recognisedOn, record.endedOn);
  return wentOn ? record.endedOn : record.recognisedOn;
}

// article 43: at most five years, from recognition or from the end of continuing conduct
function guangdong2021(facts: Facts, record: RecordFacts, notes: Notes): Period {
  notes.say('published for five years at most', '43');
  const start = startOfPeriod(record);
  // a new end decided on repair is not shown past, though the text does not name one
  const repaired = newEnd(record);
  const known = until(earliest(removal(record, false), repaired), facts);
  if (start === null) return known.state === 'ended' ? known : UNKNOWN;
  if (start === 'not begun') {
    return { ...until(earliest(removal(record, false), repaired), facts), notBegun: true };
  }
  return until(earliest(lastDay(facts, start, 'P5Y'), repaired, removal(record, false)), facts);
}

// article 33: three years from the end of the conduct; a list entry follows the list (25.3)
function guizhou(facts: Facts, record: RecordFacts, notes: Notes): Period {
  notes.say('three years from the end of the conduct', '33.1', '33.2');
  if (record.listEntry && record.listedFrom !== null) {
    notes.say('a list entry lasts as long as the listing', '25.3');
    return until(removal(record, false), facts);
  }
  if (record.continuing) return { state: 'running', notBegun: true };
  if (record.endedOn === null) return UNKNOWN;
  return until(lastDay(facts, record.endedOn, 'P3Y'), facts);
}

// no period in the text: one set on the record or cited, or the overlay's five years
function hangzhou(facts: Facts, record: RecordFacts, notes: Notes): Period {
  notes.say('the period is the one set on the record or by a law cited', '36.2', '11.1.3');
  const { recognisedOn } = record;
  const citedPeriod = facts.item.periodBasis ? facts.item.period : null;
  const cited =
    citedPeriod !== null && recognisedOn !== null ? recognisedOn.add(citedPeriod) : null;
  // zhejiang-2017 article 16.1
  if (facts.overlay) notes.say('five years from recognition', 'zhejiang-2017:16.1');
  const provincial =
    facts.overlay && cited === null && recognisedOn !== null
      ? lastDay(facts, recognisedOn, 'P5Y')
      : null;
  const repaired = isUnrepairable(facts, record) ? null : newEnd(record);
  const own = earliest(record.disclosureUntil, repaired);
  const last = earliest(own, cited, provincial);
  const removed = until(earliest(removal(record, facts.overlay), own), facts);
  // a law sets its length, but nobody knows from when: only a known end that has passed is certain
  const undated = recognisedOn === null && (facts.overlay || citedPeriod !== null);
  if (undated) return removed.state === 'ended' ? removed : UNKNOWN;
  if (last === null) return removed.state === 'ended' ? removed : UNKNOWN;
  const extended = facts.overlay ? extendedByListing(last, record) : last;
  return until(earliest(extended, removal(record, facts.overlay)), facts);
}

const LONG_TERM_SANCTIONS = ['crime', 'licence-revoked', 'lifetime-ban'];
const LONG_TERM_FIELDS = [
  'food-drug',
  'environment',
  'construction-quality',
  'work-safety',
  'fire',
  'product-certification',
  'finance',
];

function isLongTerm(facts: Facts, record: RecordFacts): boolean {
  return (
    facts.regulation === 'heilongjiang' &&
    facts.item.class === 'adverse' &&
    LONG_TERM_SANCTIONS.includes(record.sanction ?? '') &&
    LONG_TERM_FIELDS.includes(record.field ?? '')
  );
}

// articles 19.1 and 51: the catalogue's period, within 12 months or 36 for serious conduct
function heilongjiang(facts: Facts, record: RecordFacts, notes: Notes): Period {
  notes.say('the period of the catalogue, within the range of the text', '19.1', '51.2', '51.3');
  if (isLongTerm(facts, record)) {
    notes.say('a grave sanction in a named field is published long-term', '51.2');
    return until(removal(record, false), facts);
  }
  const removed = until(removal(record, false), facts);
  if (removed.state === 'ended') return { ...removed, notBegun: record.continuing };
  if (facts.item.period === null) return { state: 'unknown', notBegun: record.continuing };
  const start = startOfPeriod(record);
  if (start === null) return UNKNOWN;
  if (start === 'not begun') return { ...until(removal(record, false), facts), notBegun: true };
  const cap = record.serious || record.listEntry ? 'P36M' : 'P12M';
  return until(earliest(lastDay(facts, start, cap), removal(record, false)), facts);
}

function otherPeriod(facts: Facts, record: RecordFacts, notes: Notes): Period {
  // hangzhou-2020 has no period of its own, but stops where a known end has passed
  if (facts.regulation === 'hangzhou-2020') return until(record.disclosureUntil, facts);
  if (facts.regulation === 'heilongjiang') notes.say('may be published long-term', '51.1');
  if (facts.regulation !== 'guangdong-2018' || facts.item.class === 'basic') return NO_END;
  // guangdong-2018 article 24.1.3: its own validity, else until cancelled, that day included
  notes.say('shown while valid, or until cancelled', '24.1.3');
  return until(earliest(record.validUntil, record.cancelledOn), facts);
}
