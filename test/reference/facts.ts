import { Temporal } from 'temporal-polyfill';
import type {
  CallerKind,
  Capacity,
  ItemClass,
  Key,
  OrganisationKind,
  ReferenceAgreement,
  ReferenceCase,
  ReferenceItem,
  ReferenceRecord,
  Regulation,
} from './types.ts';

export type Day = Temporal.PlainDate;

const ZONE = 'Asia/Shanghai';

/** A list of the articles relied on and of what was found, in the order considered. */
export class Notes {
  readonly articles = new Set<string>();
  readonly steps: string[] = [];

  say(step: string, ...articles: string[]): void {
    for (const article of articles) this.articles.add(article);
    this.steps.push(articles.length === 0 ? step : `${step} (${articles.join(', ')})`);
  }
}

export interface Authorisation {
  form: 'written' | 'electronic-signature' | 'oral-recorded' | 'click';
  grantedBy: 'subject' | 'guardian' | 'unit';
  purpose: string | null;
  scope: 'all' | string[];
  from: Day | null;
  until: Day | null;
  revoked: boolean;
  bundled: boolean;
  adverseNotice: boolean;
}

/** A case with every default filled in and every date read. */
export interface Facts {
  regulation: Regulation;
  overlay: boolean;
  today: Day;
  caller: {
    kind: CallerKind;
    organisationKind: OrganisationKind | null;
    operatorNamed: boolean;
    channel: 'egov' | 'internet';
    offshoreWithoutBasis: boolean;
  };
  purpose: string | null;
  use: 'benefit' | 'restriction' | null;
  duty: { registered: boolean; queryItemPublished: boolean; caseGiven: boolean };
  legalBasis: boolean;
  batch: boolean;
  agreement: ReferenceAgreement | null;
  authorisation: Authorisation | null;
  subject: {
    natural: boolean;
    bornOn: Day | null;
    diedOn: Day | null;
    capacity: Capacity | null;
    identifiedBy: Key;
    hasResidentId: boolean;
    terminatedOn: Day | null;
  };
  item: {
    id: string;
    class: ItemClass;
    identity: ReferenceItem['identity'];
    restricted: ReferenceItem['restricted'];
    prohibited: ReferenceItem['prohibited'];
    catalogued: boolean;
    national: boolean;
    openable: boolean;
    shareable: boolean;
    level: 'public' | 'authorised' | 'internal';
    publicationOrderedByLaw: boolean;
    period: string | null;
    periodBasis: boolean;
  };
  record: RecordFacts | null;
}

export interface RecordFacts {
  recognisedOn: Day | null;
  /** the conduct's end, once it has come */
  endedOn: Day | null;
  continuing: boolean;
  serious: boolean;
  listedFrom: Day | null;
  listedUntil: Day | null;
  onListToday: boolean;
  listEntry: boolean;
  listConditions: boolean;
  summary: boolean;
  slightAndCorrected: boolean;
  sanction: ReferenceRecord['sanction'];
  field: ReferenceRecord['field'];
  debt: ReferenceRecord['debt'];
  validUntil: Day | null;
  cancelledOn: Day | null;
  disclosureUntil: Day | null;
  awardLevel: 'county' | 'city' | 'province' | 'national';
  basisGone: boolean;
  objectionReceivedOn: Day | null;
  objectionOpen: boolean;
  repair: { decidedOn: Day; effect: string; newEnd: Day | null } | null;
  optedOut: boolean;
  selfReported: boolean;
  responsibleRole: ReferenceRecord['responsibleRole'];
  computedWithoutOptOuts: boolean;
}

export function day(text: string | null | undefined): Day | null {
  if (text === null || text === undefined) return null;
  if (!text.includes('T')) return Temporal.PlainDate.from(text);
  return Temporal.Instant.from(text).toZonedDateTimeISO(ZONE).toPlainDate();
}

export function before(a: Day, b: Day): boolean {
  return Temporal.PlainDate.compare(a, b) < 0;
}

export function earliest(...days: (Day | null)[]): Day | null {
  let first: Day | null = null;
  for (const each of days) {
    if (each !== null && (first === null || before(each, first))) first = each;
  }
  return first;
}

/** The moment of the question; a bare date is noon in Shanghai. */
function moment(asOf: string): Temporal.Instant {
  const local = asOf.includes('T') ? asOf : `${asOf}T12:00:00+08:00`;
  return Temporal.Instant.from(local);
}

export function readFacts(policyCase: ReferenceCase): Facts {
  const now = moment(policyCase.asOf);
  const today = now.toZonedDateTimeISO(ZONE).toPlainDate();
  const { caller, subject, item } = policyCase;
  const official = caller.kind === 'agency' || caller.kind === 'analyst';
  const natural = subject.kind === 'natural';
  const adverse = item.class === 'adverse';
  return {
    regulation: policyCase.regulation,
    // zhejiang-2017 article 36: in force from the first day of 2018
    overlay:
      (policyCase.overlays ?? []).includes('zhejiang-2017') &&
      !before(today, Temporal.PlainDate.from('2018-01-01')),
    today,
    caller: {
      kind: caller.kind,
      organisationKind: caller.organisationKind ?? defaultOrganisation(caller.kind),
      operatorNamed: caller.operator !== 'missing',
      channel: caller.channel ?? (official ? 'egov' : 'internet'),
      offshoreWithoutBasis: caller.offshoreRecipient === true && !caller.offshoreBasis,
    },
    purpose: policyCase.purpose ?? null,
    use: policyCase.use ?? null,
    duty: {
      registered: policyCase.duty?.registered ?? caller.kind === 'agency',
      queryItemPublished: publishedByNow(policyCase, today),
      caseGiven: (policyCase.duty?.caseNumber ?? defaultCase(caller.kind)) === 'given',
    },
    legalBasis: Boolean(policyCase.legalBasis),
    batch: policyCase.batch === true,
    agreement: policyCase.agreement ?? null,
    authorisation: readAuthorisation(policyCase, now, today),
    subject: {
      natural,
      bornOn: day(subject.bornOn),
      diedOn: happened(day(subject.diedOn), today),
      capacity: subject.capacity ?? null,
      identifiedBy: subject.identifiedBy ?? (natural ? 'resident-id' : 'uscc'),
      hasResidentId: subject.hasResidentId !== false,
      terminatedOn: happened(day(subject.terminatedOn), today),
    },
    item: {
      id: item.id,
      class: item.class,
      identity: item.identity,
      restricted: item.restricted,
      prohibited: item.prohibited,
      catalogued: item.catalogued !== false,
      national: item.catalogueSource === 'national',
      openable: item.openable !== false,
      shareable: item.shareable !== false,
      level: item.level ?? 'public',
      publicationOrderedByLaw: Boolean(item.publicationOrderedByLaw),
      period: item.period ?? null,
      periodBasis: Boolean(item.periodBasis),
    },
    // an adverse item is always a record, if only one of which nothing is known
    record: policyCase.record || adverse ? readRecord(policyCase.record ?? {}, today) : null,
  };
}

function defaultOrganisation(kind: CallerKind): OrganisationKind | null {
  if (kind === 'agency' || kind === 'analyst') return 'administrative-organ';
  return kind === 'firm' ? 'credit-service-firm' : null;
}

function defaultCase(kind: CallerKind): 'given' | 'missing' {
  return kind === 'agency' ? 'given' : 'missing';
}

/** What is dated after the question has not happened yet. */
function happened(when: Day | null, today: Day): Day | null {
  return when !== null && !before(today, when) ? when : null;
}

function publishedByNow(policyCase: ReferenceCase, today: Day): boolean {
  const publishedOn = policyCase.duty?.publishedOn;
  if (publishedOn === undefined) return true;
  return happened(day(publishedOn), today) !== null;
}

function readAuthorisation(
  policyCase: ReferenceCase,
  now: Temporal.Instant,
  today: Day,
): Authorisation | null {
  const given = policyCase.authorisation;
  if (!given) return null;
  const { revokedAt } = given;
  let revoked = false;
  if (revokedAt) {
    revoked = revokedAt.includes('T')
      ? Temporal.Instant.compare(Temporal.Instant.from(revokedAt), now) <= 0
      : happened(day(revokedAt), today) !== null;
  }
  return {
    form: given.form,
    grantedBy: given.grantedBy ?? 'subject',
    purpose: given.purpose,
    scope: given.scope ?? 'all',
    from: day(given.from),
    until: day(given.until),
    revoked,
    bundled: given.bundled === true,
    adverseNotice: given.adverseNotice === true,
  };
}

function readRecord(record: ReferenceRecord, today: Day): RecordFacts {
  const end = day(record.endedOn);
  const endedOn = happened(end, today);
  const repairedOn = happened(day(record.repair?.decidedOn), today);
  const listedFrom = happened(day(record.listed?.from), today);
  const listedUntil = happened(day(record.listed?.until), today);
  const objectionReceivedOn = happened(day(record.objection?.receivedOn), today);
  const basisChangedOn = day(record.basisChangedOn);
  return {
    recognisedOn: happened(day(record.recognisedOn), today),
    endedOn,
    // an end still to come means that the conduct goes on
    continuing: endedOn === null && (record.continuing === true || end !== null),
    serious: record.serious === true,
    listedFrom,
    listedUntil,
    // on the removal day the subject is no longer a member
    onListToday: listedFrom !== null && listedUntil === null,
    listEntry: record.listEntry === true,
    listConditions: record.listConditions !== false,
    summary: record.procedure === 'summary',
    slightAndCorrected: record.slightAndCorrected === true,
    sanction: record.sanction,
    field: record.field,
    debt: record.debt,
    validUntil: day(record.validUntil),
    cancelledOn: happened(day(record.cancelledOn), today),
    disclosureUntil: day(record.disclosureUntil),
    awardLevel: record.awardLevel ?? 'city',
    basisGone:
      (record.basis ?? 'effective') !== 'effective' &&
      (basisChangedOn === null || happened(basisChangedOn, today) !== null),
    objectionReceivedOn,
    objectionOpen:
      objectionReceivedOn !== null && happened(day(record.objection?.decidedOn), today) === null,
    repair:
      record.repair && repairedOn !== null
        ? {
            decidedOn: repairedOn,
            effect: record.repair.effect,
            newEnd: day(record.repair.newEnd),
          }
        : null,
    optedOut: happened(day(record.optOut?.requestedOn), today) !== null,
    selfReported: record.selfReported === true,
    responsibleRole: record.responsibleRole,
    computedWithoutOptOuts: record.computedWithoutOptOuts !== false,
  };
}
