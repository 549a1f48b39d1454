import { before, type Facts, type Notes, type RecordFacts } from './facts.ts';
import { isOverdue } from './objection.ts';
import { readPeriod } from './period.ts';
import { readRepair } from './repair.ts';
import { isAdult } from './subject.ts';
import { SILENT_REASONS, type Silence } from './types.ts';

/** The ways in which a record can reach somebody. */
export type Route = 'publication' | 'query' | 'sharing' | 'self';

export const PUBLICATION: readonly Route[] = ['publication'];
export const THIRD_PARTIES: readonly Route[] = ['publication', 'query', 'sharing'];
export const EVERYONE: readonly Route[] = ['publication', 'query', 'sharing', 'self'];

/** A reason why a record is not there, and the ways it closes. */
export interface Closure {
  reason: Silence;
  routes: readonly Route[];
}

export interface RecordReading {
  closures: Closure[];
  marks: string[];
}

/** Everything about the record, and the subject's end, that silences it or marks it. */
export function readRecord(facts: Facts, notes: Notes): RecordReading {
  const closures = subjectEnded(facts, notes);
  const marks: string[] = [];
  const { record } = facts;
  if (record !== null) {
    readPeriodInto(facts, record, notes, closures, marks);
    const repair = readRepair(facts, record, notes);
    if (repair !== null) {
      marks.push('REPAIRED');
      if (repair.length > 0) closures.push({ reason: 'REPAIRED', routes: repair });
    }
    if (record.basisGone) {
      notes.say('the decision it rests on is gone', ...BASIS[facts.regulation]);
      closures.push({ reason: 'BASIS_REVOKED', routes: THIRD_PARTIES });
    }
    closures.push(...optedOut(facts, record, notes));
    if (facts.item.class === 'adverse') closures.push(...notAdverse(facts, record, notes));
    closures.push(...awardBelowCity(facts, record, notes));
    marks.push(...otherMarks(facts, record, notes));
  }
  closures.sort((a, b) => SILENT_REASONS.indexOf(a.reason) - SILENT_REASONS.indexOf(b.reason));
  return { closures, marks };
}

export function closes(reading: RecordReading, route: Route): Silence | null {
  return reading.closures.find((closure) => closure.routes.includes(route))?.reason ?? null;
}

const BASIS = {
  'guangdong-2018': ['18.2'],
  'guangdong-2021': ['32.1', '44'],
  'guizhou-2018': ['36'],
  'hangzhou-2020': ['37.1'],
  heilongjiang: ['52.3'],
};

function subjectEnded(facts: Facts, notes: Notes): Closure[] {
  const { natural, diedOn, terminatedOn } = facts.subject;
  if (natural && diedOn !== null) {
    // article 24.1.1: nothing is shown from the date of death
    if (facts.regulation === 'guangdong-2018') {
      notes.say('nothing is shown about the dead', '24.1.1', '24.2');
      return [{ reason: 'SUBJECT_ENDED', routes: EVERYONE }];
    }
    notes.say('authorisations lapse at death, and the public hears nothing');
    return [{ reason: 'SUBJECT_ENDED', routes: ['publication', 'query'] }];
  }
  const basic = facts.item.class === 'basic' && facts.regulation === 'guangdong-2018';
  if (!natural && basic) {
    notes.say('basic information of an organisation: to three years after its end', '24.1.1');
    if (terminatedOn !== null && before(terminatedOn.add({ years: 3 }), facts.today)) {
      notes.say('those three years are over', '24.2');
      return [{ reason: 'SUBJECT_ENDED', routes: THIRD_PARTIES }];
    }
  }
  return [];
}

function readPeriodInto(
  facts: Facts,
  record: RecordFacts,
  notes: Notes,
  closures: Closure[],
  marks: string[],
): void {
  const period = readPeriod(facts, record, notes);
  if (period.notBegun) marks.push('CONTINUING');
  if (period.state === 'ended') {
    closures.push({ reason: 'PERIOD_ENDED', routes: stoppedAtExpiry(facts, notes) });
  }
  if (period.state === 'unknown') {
    notes.say('its period cannot be told');
    closures.push({ reason: 'PERIOD_UNKNOWN', routes: stoppedWhileUnknown(facts) });
  }
}

function stoppedAtExpiry(facts: Facts, notes: Notes): readonly Route[] {
  notes.say('the period is over');
  // guangdong-2021 article 43 stops publication only
  if (facts.regulation === 'guangdong-2021') return PUBLICATION;
  if (facts.overlay && facts.item.class === 'adverse') {
    notes.say('the province has it deleted', 'zhejiang-2017:16.2');
    return EVERYONE;
  }
  return THIRD_PARTIES;
}

function stoppedWhileUnknown(facts: Facts): readonly Route[] {
  if (facts.regulation === 'guangdong-2021') return PUBLICATION;
  // hangzhou-2020 sets no period itself: an agency in duty still sees the record, marked
  if (facts.regulation === 'hangzhou-2020') return ['publication', 'query'];
  return THIRD_PARTIES;
}

function optedOut(facts: Facts, record: RecordFacts, notes: Notes): Closure[] {
  if (!record.optedOut) return [];
  const closure = (routes: readonly Route[], article: string): Closure[] => {
    notes.say('the subject asked for it', article);
    return [{ reason: 'OPTED_OUT', routes }];
  };
  if (facts.item.class === 'commendation') {
    switch (facts.regulation) {
      case 'guangdong-2018':
        return closure(EVERYONE, '38');
      case 'guangdong-2021':
        return closure(PUBLICATION, '41');
      case 'hangzhou-2020':
        return closure(THIRD_PARTIES, '35.1');
      case 'heilongjiang':
        return closure(PUBLICATION, '51.1');
      case 'guizhou-2018':
        notes.say('this text gives the wish no effect');
        return [];
    }
  }
  if (isSelfReported(facts, record)) {
    if (facts.regulation === 'hangzhou-2020') return closure(THIRD_PARTIES, '35.2');
    // heilongjiang article 22.3: held and opened only as the subject authorises
    if (facts.regulation === 'heilongjiang') return closure(THIRD_PARTIES, '22.3');
  }
  return [];
}

function isSelfReported(facts: Facts, record: RecordFacts): boolean {
  return record.selfReported || facts.item.class === 'self-reported';
}

// hangzhou-2020 article 12.1.2 counts awards of the city and above
function awardBelowCity(facts: Facts, record: RecordFacts, notes: Notes): Closure[] {
  const county = facts.item.class === 'commendation' && record.awardLevel === 'county';
  if (facts.regulation !== 'hangzhou-2020' || !county) return [];
  notes.say('awards count from the city level up', '12.1.2');
  return [{ reason: 'NOT_ADVERSE_HERE', routes: THIRD_PARTIES }];
}

function notAdverse(facts: Facts, record: RecordFacts, notes: Notes): Closure[] {
  const found: Closure[] = [];
  const debt = debtThatDoesNotCount(facts, record);
  if (debt !== null) {
    notes.say('this text does not count such a debt', debt);
    found.push({ reason: 'NOT_ADVERSE_HERE', routes: THIRD_PARTIES });
  }
  const excluded = excludedPenalty(facts, record, notes);
  if (excluded !== null) {
    notes.say('such a penalty is kept out of the catalogue', excluded);
    found.push({ reason: 'EXCLUDED_PENALTY', routes: THIRD_PARTIES });
  }
  if (isConductBeforeSubject(facts, record)) {
    notes.say('at the time the person was no credit subject', '3.1');
    found.push({ reason: 'CONDUCT_BEFORE_SUBJECT', routes: THIRD_PARTIES });
  }
  const conditions = { 'guangdong-2018': '31.2', 'guizhou-2018': '25.3' };
  if (record.listEntry && facts.regulation in conditions) {
    const article = conditions[facts.regulation as keyof typeof conditions];
    notes.say('a list is published together with its conditions and remedies', article);
    if (!record.listConditions) {
      found.push({ reason: 'LIST_WITHOUT_CONDITIONS', routes: PUBLICATION });
    }
  }
  return found;
}

function debtThatDoesNotCount(facts: Facts, record: RecordFacts): string | null {
  const { debt } = record;
  if (!debt || debt === 'refused') return null;
  switch (facts.regulation) {
    // mere arrears count, or whatever the catalogue holds
    case 'guangdong-2018':
    case 'guizhou-2018':
      return null;
    // the range limits the supplementary catalogue and leaves room for other law
    case 'guangdong-2021':
      return facts.item.national || facts.legalBasis ? null : '15.1.5';
    case 'heilongjiang':
      return facts.item.national || facts.legalBasis ? null : '19.1.7';
    case 'hangzhou-2020':
      return debt === 'dunned' || facts.legalBasis ? null : '11.1.2';
  }
}

function excludedPenalty(facts: Facts, record: RecordFacts, notes: Notes): string | null {
  const { summary, slightAndCorrected } = record;
  if (facts.regulation === 'heilongjiang' && (summary || slightAndCorrected)) {
    notes.say('summary and slight penalties stay out of the supplementary catalogue', '19.2');
    return facts.item.national || facts.legalBasis ? null : '19.2';
  }
  if (!summary) return null;
  // an organisation's penalties are listed where the general procedure was followed
  if (facts.regulation === 'guangdong-2018' && !facts.subject.natural) {
    notes.say('general-procedure penalties are listed', '13.2.4', '13.2.7');
    return facts.item.national || facts.legalBasis ? null : '13.2.4';
  }
  if (facts.overlay) return facts.legalBasis ? null : 'zhejiang-2017:11.1.2';
  return null;
}

/** Conduct that ended before the person was a subject; its recognition stands in if unknown. */
function isConductBeforeSubject(facts: Facts, record: RecordFacts): boolean {
  if (facts.regulation !== 'guangdong-2018' || !facts.subject.natural) return false;
  if (record.continuing) return false;
  const conduct = record.endedOn ?? record.recognisedOn;
  return conduct !== null && !isAdult(facts, conduct);
}

const OBJECTION = {
  'guangdong-2018': '40.2',
  'guangdong-2021': '46.2',
  'guizhou-2018': '34.2',
  'hangzhou-2020': '34.2',
  heilongjiang: '53.2',
};

function otherMarks(facts: Facts, record: RecordFacts, notes: Notes): string[] {
  const marks: string[] = [];
  if (facts.item.class === 'adverse' && record.onListToday) marks.push('LISTED');
  if (record.objectionOpen) {
    notes.say('an objection is pending', OBJECTION[facts.regulation]);
    marks.push('DISPUTED');
    const { kind, organisationKind } = facts.caller;
    const supervisor = kind === 'analyst' || (kind === 'agency' && organisationKind === 'platform');
    if ((kind === 'subject' || supervisor) && isOverdue(facts, record)) marks.push('OVERDUE');
  }
  if (facts.regulation === 'hangzhou-2020' && isSelfReported(facts, record)) {
    notes.say('self-reported information is marked', '15.2');
    marks.push('SELF_REPORTED');
  }
  return marks;
}
