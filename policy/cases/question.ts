import {
  beginningOf,
  type Day,
  dayAt,
  noonOf,
  type Period,
  parseDay,
  parseInstant,
  parsePeriod,
} from '../days.ts';
import type {
  AuthorisationFacts,
  CallerFacts,
  ItemFacts,
  Question,
  RecordFacts,
  Scope,
  SubjectFacts,
} from '../question.ts';
import type { CallerKind, OrganisationKind } from '../terms.ts';
import type { PolicyCase } from './format.ts';

/** Turns a case, whose form was checked, into the question it asks. */
export function questionOf(found: Omit<PolicyCase, 'expect'>): Question {
  const instant = instantOf(found.asOf, noonOf);
  return {
    request: {
      day: dayAt(instant),
      instant,
      caller: callerOf(found),
      purpose: found.purpose,
      use: found.use,
      legalBasis: found.legalBasis,
      batch: found.batch,
      agreement: found.agreement && {
        ...found.agreement,
        scope: scopeOf(found.agreement.scope),
        until: toDay(found.agreement.until),
      },
    },
    subject: subjectOf(found),
    item: itemOf(found),
    record: found.record && recordOf(found.record),
  };
}

const ORGANISATIONS: Readonly<Record<CallerKind, OrganisationKind | null>> = {
  public: null,
  subject: null,
  agency: 'administrative-organ',
  firm: 'credit-service-firm',
  analyst: 'administrative-organ',
};

function callerOf({ caller, duty }: Omit<PolicyCase, 'expect'>): CallerFacts {
  const { kind } = caller;
  const official = kind === 'agency' || kind === 'analyst';
  return {
    kind,
    organisationKind:
      caller.organisationKind === undefined ? ORGANISATIONS[kind] : caller.organisationKind,
    operatorNamed: caller.operator === 'named',
    channel: caller.channel ?? (official ? 'egov' : 'internet'),
    offshoreRecipient: caller.offshoreRecipient,
    offshoreBasis: caller.offshoreBasis,
    duty: {
      registered: duty.registered ?? kind === 'agency',
      publishedOn: dayOrNull(duty.publishedOn),
      caseNumberGiven: (duty.caseNumber ?? (kind === 'analyst' ? 'missing' : 'given')) === 'given',
    },
  };
}

function subjectOf({ subject, authorisation }: Omit<PolicyCase, 'expect'>): SubjectFacts {
  const natural = subject.kind === 'natural';
  return {
    kind: subject.kind,
    bornOn: dayOrNull(subject.bornOn),
    diedOn: dayOrNull(subject.diedOn),
    // a minor is never fully capable by this default: capacity is read with the age
    capacity: subject.capacity ?? 'full',
    identifiedBy: subject.identifiedBy ?? (natural ? 'resident-id' : 'uscc'),
    hasResidentId: subject.hasResidentId,
    terminatedOn: dayOrNull(subject.terminatedOn),
    authorisations: authorisation === null ? [] : [authorisationOf(authorisation)],
  };
}

function authorisationOf(found: NonNullable<PolicyCase['authorisation']>): AuthorisationFacts {
  return {
    form: found.form,
    grantedBy: found.grantedBy,
    purpose: found.purpose,
    scope: scopeOf(found.scope),
    from: dayOrNull(found.from),
    until: dayOrNull(found.until),
    revokedAt: found.revokedAt === null ? null : instantOf(found.revokedAt, beginningOf),
    bundled: found.bundled,
    adverseNotice: found.adverseNotice,
  };
}

function itemOf({ item, record }: Omit<PolicyCase, 'expect'>): ItemFacts {
  const ordered = item.publicationOrderedByLaw;
  return {
    ...item,
    listing: record?.listEntry ?? false,
    publicationOrderedByLaw: ordered !== null && ordered !== false,
    period: item.period === null ? null : toPeriod(item.period),
    periodBasis: item.periodBasis !== null,
  };
}

function recordOf(found: NonNullable<PolicyCase['record']>): RecordFacts {
  const { objection, repair } = found;
  return {
    ...found,
    recognisedOn: dayOrNull(found.recognisedOn),
    endedOn: dayOrNull(found.endedOn),
    listed:
      found.listed === null
        ? []
        : [{ from: toDay(found.listed.from), until: dayOrNull(found.listed.until) }],
    validUntil: dayOrNull(found.validUntil),
    cancelledOn: dayOrNull(found.cancelledOn),
    disclosureUntil: dayOrNull(found.disclosureUntil),
    basisChangedOn: dayOrNull(found.basisChangedOn),
    basisDocumented: true,
    objection: objection && {
      receivedOn: toDay(objection.receivedOn),
      decidedOn: dayOrNull(objection.decidedOn),
      outcome: objection.outcome,
    },
    repair: repair && {
      decidedOn: toDay(repair.decidedOn),
      effect: repair.effect,
      newEnd: dayOrNull(repair.newEnd),
    },
    optOutRequestedOn: found.optOut === null ? null : toDay(found.optOut.requestedOn),
  };
}

function scopeOf(scope: 'all' | readonly string[]): Scope {
  return scope === 'all' ? scope : new Set(scope);
}

function dayOrNull(text: string | null): Day | null {
  return text === null ? null : toDay(text);
}

function toDay(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError('expected a date of the calendar');
  return day;
}

function toPeriod(text: string): Period {
  const period = parsePeriod(text);
  if (period === null) throw new RangeError('expected an ISO 8601 duration');
  return period;
}

function instantOf(text: string, ofDay: (day: Day) => number): number {
  return parseInstant(text) ?? ofDay(toDay(text));
}
