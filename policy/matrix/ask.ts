import { noonOf, parseDay } from '../days.ts';
import type {
  AuthorisationFacts,
  CallerFacts,
  ItemFacts,
  Question,
  RecordFacts,
  RequestFacts,
  SubjectFacts,
} from '../question.ts';
import type { CallerKind, ItemClass, OrganisationKind, SubjectKind } from '../terms.ts';

/** The questions of the matrix: who asks, what for, about whom; everything else is in order. */

export interface Asker {
  readonly title: string;
  readonly kind: CallerKind;
  readonly openness: Openness;
  readonly authorised?: boolean;
  readonly withCase?: boolean;
}

/** What the catalogue or a law says of publication; the levels of Hangzhou go with it. */
export type Openness = 'ordered by law' | 'opened by the catalogue' | 'not open';

/** Whoever is not the public is asked about an item that is not open: the rest it sees anyway. */
export const ASKERS: readonly Asker[] = [
  { title: 'public, ordered by law', kind: 'public', openness: 'ordered by law' },
  { title: 'public, opened by the catalogue', kind: 'public', openness: 'opened by the catalogue' },
  { title: 'public, not open', kind: 'public', openness: 'not open' },
  { title: 'subject', kind: 'subject', openness: 'not open' },
  { title: 'agency in duty', kind: 'agency', openness: 'not open', withCase: true },
  { title: 'firm without authorisation', kind: 'firm', openness: 'not open' },
  { title: 'firm with authorisation', kind: 'firm', openness: 'not open', authorised: true },
  { title: 'analyst without case', kind: 'analyst', openness: 'not open' },
  { title: 'analyst with case', kind: 'analyst', openness: 'not open', withCase: true },
];

export interface Thing {
  readonly title: string;
  readonly class: ItemClass;
  readonly identity?: ItemFacts['identity'];
  readonly restricted?: ItemFacts['restricted'];
}

export const THINGS: readonly Thing[] = [
  { title: 'basic', class: 'basic' },
  { title: 'adverse', class: 'adverse' },
  { title: 'commendation', class: 'commendation' },
  { title: 'commitment', class: 'commitment' },
  { title: 'evaluation', class: 'evaluation' },
  { title: 'credit points', class: 'credit-points' },
  { title: 'self-reported', class: 'self-reported' },
  { title: 'other', class: 'other' },
  { title: 'identity field', class: 'basic', identity: 'name' },
  { title: 'restricted', class: 'other', restricted: 'tax-amount' },
];

/** A day on which every text that was enacted is in force. */
const DAY = dayOf('2024-06-03');
const PURPOSE = 'loan';

export function questionFor(asker: Asker, subject: SubjectKind, thing: Thing): Question {
  return {
    request: requestOf(asker),
    subject: subjectOf(subject, asker.authorised === true),
    item: itemOf(thing, asker.openness),
    record: RECORDED.has(thing.class) ? RECORD : null,
  };
}

const RECORDED: ReadonlySet<ItemClass> = new Set(['adverse', 'commendation', 'self-reported']);

function requestOf(asker: Asker): RequestFacts {
  return {
    day: DAY,
    instant: noonOf(DAY),
    caller: callerOf(asker),
    purpose: PURPOSE,
    use: null,
    legalBasis: null,
    batch: false,
    agreement: null,
  };
}

const ORGANISATIONS: Readonly<Record<CallerKind, OrganisationKind | null>> = {
  public: null,
  subject: null,
  agency: 'administrative-organ',
  firm: 'credit-service-firm',
  analyst: 'administrative-organ',
};

function callerOf({ kind, withCase = false }: Asker): CallerFacts {
  return {
    kind,
    organisationKind: ORGANISATIONS[kind],
    operatorNamed: true,
    channel: kind === 'agency' || kind === 'analyst' ? 'egov' : 'internet',
    offshoreRecipient: false,
    offshoreBasis: null,
    duty: { registered: withCase, publishedOn: DAY, caseNumberGiven: withCase },
  };
}

function subjectOf(kind: SubjectKind, authorised: boolean): SubjectFacts {
  const natural = kind === 'natural';
  return {
    kind,
    bornOn: natural ? dayOf('1985-05-06') : null,
    diedOn: null,
    capacity: 'full',
    identifiedBy: natural ? 'resident-id' : 'uscc',
    hasResidentId: true,
    terminatedOn: null,
    authorisations: authorised ? [AUTHORISATION] : [],
  };
}

/** It meets every condition that any text has, those on restricted data included. */
const AUTHORISATION: AuthorisationFacts = {
  form: 'written',
  grantedBy: 'subject',
  purpose: PURPOSE,
  scope: 'all',
  from: null,
  until: dayOf('2024-12-31'),
  revokedAt: null,
  bundled: false,
  adverseNotice: true,
};

function itemOf(thing: Thing, openness: Openness): ItemFacts {
  const open = openness !== 'not open';
  return {
    id: 'item',
    class: thing.class,
    identity: thing.identity ?? null,
    restricted: thing.restricted ?? null,
    prohibited: null,
    catalogued: true,
    catalogueSource: 'supplementary',
    openable: open,
    shareable: true,
    level: open ? 'public' : 'authorised',
    listing: false,
    publicationOrderedByLaw: openness === 'ordered by law',
    period: { months: 12, days: 0 },
    periodBasis: true,
  };
}

/** An ordinary record inside every period. */
const RECORD: RecordFacts = {
  recognisedOn: dayOf('2024-01-10'),
  endedOn: dayOf('2023-12-01'),
  continuing: false,
  serious: false,
  listed: [],
  listEntry: false,
  listConditions: true,
  procedure: 'general',
  slightAndCorrected: false,
  sanction: null,
  field: null,
  debt: null,
  validUntil: null,
  cancelledOn: null,
  disclosureUntil: null,
  awardLevel: 'city',
  basis: 'effective',
  basisChangedOn: null,
  basisDocumented: true,
  objection: null,
  repair: null,
  optOutRequestedOn: null,
  selfReported: false,
  responsibleRole: null,
  computedWithoutOptOuts: true,
};

function dayOf(text: string) {
  const day = parseDay(text);
  if (day === null) throw new RangeError('expected a date of the calendar');
  return day;
}
