import type { Day } from '../days.ts';
import { plusDays, plusMonths } from '../days.ts';
import type { Pack } from '../pack/pack.ts';
import type { AgreementFacts, ItemFacts, RequestFacts, SubjectFacts } from '../question.ts';
import type { RefusalReason } from '../terms.ts';
import { type Bar, bar } from './rule.ts';

/** What makes a request inadmissible as a whole, before any source is asked; the first that holds. */
export type Admissibility = (
  request: RequestFacts,
  subject: SubjectFacts,
  item: ItemFacts,
) => Bar<RefusalReason> | null;

type Check = Admissibility;

const NATURAL_KEYS_BEFORE_FALLBACK = 'resident-id';
const MINORITY_YEARS = 18;
/** A minor of this age who lives on its own labour counts as fully capable (Civil Code art. 18). */
const OWN_LABOUR_YEARS = 16;

/** Compiles the checks of a pack in the order of precedence of the reasons. */
export function compileAdmissibility(pack: Pack): Admissibility {
  const checks: readonly Check[] = [
    inForce(pack),
    channel(pack),
    logComplete(pack),
    duty(pack),
    authority(pack),
    batchAgreement(pack),
    batchCaller(pack),
    keyAllowed(pack),
    creditSubject(pack),
    pointsUse(pack),
  ];
  return (request, subject, item) => {
    for (const check of checks) {
      const found = check(request, subject, item);
      if (found !== null) return found;
    }
    return null;
  };
}

function inForce({ parameters: p }: Pack): Check {
  const from = p.inForceFrom.value;
  const closed = bar('PACK_NOT_IN_FORCE', p.inForceFrom, p.status);
  if (p.status.value === 'draft') {
    return p['drafts.answer'].value === 'never' ? () => closed : () => null;
  }
  return (request) => (from !== null && request.day >= from ? null : closed);
}

function channel({ parameters: p }: Pack): Check {
  if (p['agency.channel'].value === 'any') return () => null;
  const wrong = bar('WRONG_CHANNEL', p['agency.channel']);
  return ({ caller }) => (isShared(caller.kind) && caller.channel !== 'egov' ? wrong : null);
}

/** Reading X34: the log of a query must be complete; the public display of public data is no query. */
function logComplete({ parameters: p }: Pack): Check {
  const fields = p['log.fields'].value;
  const incomplete = bar('LOG_INCOMPLETE', p['log.fields']);
  const unnamed = bar('LOG_INCOMPLETE', p['staff.access'], p['log.fields']);
  return ({ caller, purpose }) => {
    if (caller.kind === 'public') return null;
    // staff look under a right of their own name, whatever the text wants in the log (rules R59–R61)
    if (caller.kind === 'analyst' && !caller.operatorNamed) return unnamed;
    if (fields.has('operator') && !caller.operatorNamed) return incomplete;
    return fields.has('purpose') && purpose === null ? incomplete : null;
  };
}

function duty({ parameters: p }: Pack): Check {
  const kinds = p['agency.kinds'].value;
  const outside = bar('OUTSIDE_DUTY', p['agency.kinds'], p['agency.occasions']);
  return ({ caller }) => {
    if (caller.kind !== 'agency') return null;
    const party = caller.organisationKind !== null && kinds.has(caller.organisationKind);
    return party && caller.duty.registered ? null : outside;
  };
}

/** No text gives staff a right of its own to look at individuals (rules R59–R61). */
function authority({ parameters: p }: Pack): Check {
  const outside = bar(
    'OUTSIDE_AUTHORITY',
    p['staff.conduct'],
    p['staff.access'],
    p['staff.analysts'],
  );
  const kinds = p['agency.kinds'].value;
  return ({ caller }) => {
    if (caller.kind !== 'analyst') return null;
    const own = caller.organisationKind;
    const party = own === 'platform' || (own !== null && kinds.has(own));
    return party && caller.duty.registered && caller.duty.caseNumberGiven ? null : outside;
  };
}

function batchAgreement({ parameters: p }: Pack): Check {
  if (p['batch.agreement'].value === 'not-required') return () => null;
  const missing = bar('NO_BATCH_AGREEMENT', p['batch.agreement']);
  return (request) => {
    if (!request.batch || isShared(request.caller.kind) || request.caller.kind === 'subject')
      return null;
    const { agreement } = request;
    return agreementHolds(agreement, request) && agreement.confidentiality ? null : missing;
  };
}

/** The agreement runs on the day of the request and was made for its purpose. */
export function agreementHolds(
  agreement: AgreementFacts | null,
  request: RequestFacts,
): agreement is AgreementFacts {
  return (
    agreement !== null && agreement.until >= request.day && agreement.purpose === request.purpose
  );
}

function batchCaller({ parameters: p }: Pack): Check {
  if (p['batch.callers'].value === 'anybody') return () => null;
  const person = bar('BATCH_CALLER', p['batch.callers']);
  return ({ batch, caller }, subject) => {
    if (!batch) return null;
    const natural =
      caller.kind === 'subject' ? subject.kind === 'natural' : caller.organisationKind === null;
    return natural ? person : null;
  };
}

function keyAllowed({ parameters: p }: Pack): Check {
  const fallbacks = p['key.natural'].value;
  const legal = p['key.legal'].value;
  const wrongNatural = bar('KEY_NOT_ALLOWED', p['key.natural']);
  const wrongLegal = bar('KEY_NOT_ALLOWED', p['key.legal']);
  return (_request, subject) => {
    const key = subject.identifiedBy;
    if (subject.kind === 'legal') return legal === null || key === legal ? null : wrongLegal;
    if (fallbacks === null || key === NATURAL_KEYS_BEFORE_FALLBACK) return null;
    return !subject.hasResidentId && fallbacks.has(key) ? null : wrongNatural;
  };
}

function creditSubject({ parameters: p }: Pack): Check {
  const minimumAge = p['subject.minimumAge'].value;
  const fullCapacity = p['subject.fullCapacity'].value;
  const none = bar('NOT_A_CREDIT_SUBJECT', p['subject.minimumAge'], p['subject.fullCapacity']);
  const age = ageRule(p['subject.adultFrom'].value);
  return ({ day }, subject) => {
    if (subject.kind === 'legal') return null;
    if (minimumAge !== null && !age.reached(subject.bornOn, minimumAge, day)) return none;
    return fullCapacity && !fullyCapable(subject, day, age) ? none : null;
  };
}

function pointsUse({ parameters: p }: Pack): Check {
  const kinds = p['points.barRestriction'].value;
  const barred = bar('POINTS_USE_BARRED', p['points.barRestriction']);
  return ({ use }, subject, item) =>
    item.class === 'credit-points' && use === 'restriction' && kinds.has(subject.kind)
      ? barred
      : null;
}

/** Agencies and, with a case and authority, the platform's officers get data by sharing. */
export function isShared(kind: RequestFacts['caller']['kind']): boolean {
  return kind === 'agency' || kind === 'analyst';
}

export interface AgeRule {
  /** The first day on which somebody born on `bornOn` has reached `years`. */
  firstDay(bornOn: Day, years: number): Day;
  /** An unknown birth date has reached no age. */
  reached(bornOn: Day | null, years: number, day: Day): boolean;
}

/** Reading X23: by the ordinary reckoning an age is reached on the day after the birthday. */
export function ageRule(from: 'day-after-birthday' | 'birthday'): AgeRule {
  const shift = from === 'day-after-birthday' ? 1 : 0;
  const firstDay = (bornOn: Day, years: number) => plusDays(plusMonths(bornOn, years * 12), shift);
  return {
    firstDay,
    reached: (bornOn, years, day) => bornOn !== null && day >= firstDay(bornOn, years),
  };
}

export function isMinor(subject: Pick<SubjectFacts, 'bornOn'>, day: Day, age: AgeRule): boolean {
  return !age.reached(subject.bornOn, MINORITY_YEARS, day);
}

/** A minor is not capable unless it is proven to live on its own labour at sixteen or more. */
export function fullyCapable(
  subject: Pick<SubjectFacts, 'bornOn' | 'capacity'>,
  day: Day,
  age: AgeRule,
): boolean {
  if (!isMinor(subject, day, age)) {
    return subject.capacity === 'full' || subject.capacity === 'proven-full';
  }
  return subject.capacity === 'proven-full' && age.reached(subject.bornOn, OWN_LABOUR_YEARS, day);
}

/** The first day on which a natural person is a credit subject by age; null = no such day is set. */
export function firstDayAsSubject({ parameters: p }: Pack): (bornOn: Day | null) => Day | null {
  const years = p['subject.minimumAge'].value;
  const age = ageRule(p['subject.adultFrom'].value);
  return (bornOn) => (years === null || bornOn === null ? null : age.firstDay(bornOn, years));
}
