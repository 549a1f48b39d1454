import type { Period } from '../days.ts';
import type {
  AgreementFacts,
  AuthorisationFacts,
  CallerFacts,
  DutyFacts,
  ItemFacts,
  Membership,
  ObjectionFacts,
  RecordFacts,
  RepairFacts,
  RequestFacts,
  SubjectFacts,
} from '../question.ts';

/**
 * INVARIANT complete: no rule reads a fact that is not there. Most rules ask whether a fact is null,
 * and what is missing is not: a right unknown would pass for a right held.
 *
 * @throws {Error} naming the fact, never its value.
 */
export function demandItemFacts(request: RequestFacts, subject: SubjectFacts, item: ItemFacts) {
  demand('request', request, REQUEST);
  demand('caller', request.caller, CALLER);
  demand('duty', request.caller.duty, DUTY);
  if (request.agreement !== null) demand('agreement', request.agreement, AGREEMENT);
  demand('subject', subject, SUBJECT);
  for (const one of subject.authorisations) demand('authorisation', one, AUTHORISATION);
  demand('item', item, ITEM);
  if (item.period !== null) demand('period', item.period, PERIOD);
}

/** The same of a record. */
export function demandRecordFacts(record: RecordFacts) {
  demand('record', record, RECORD);
  for (const one of record.listed) demand('listed', one, MEMBERSHIP);
  if (record.objection !== null) demand('objection', record.objection, OBJECTION);
  if (record.repair !== null) demand('repair', record.repair, REPAIR);
}

function demand<T>(of: string, facts: T, names: readonly (keyof T & string)[]) {
  for (const name of names) {
    const fact = facts[name];
    if (fact === undefined || Number.isNaN(fact)) throw new Error(`missing fact \`${of}.${name}\``);
  }
}

/** Every fact of a kind; one that is added to the questions does not compile until it is here. */
function factsOf<T>() {
  return <const N extends readonly (keyof T & string)[]>(
    ...names: N & ([Exclude<keyof T, N[number]>] extends [never] ? unknown : never)
  ): readonly (keyof T & string)[] => names;
}

const REQUEST = factsOf<RequestFacts>()(
  'day',
  'instant',
  'caller',
  'purpose',
  'use',
  'legalBasis',
  'batch',
  'agreement',
);
const CALLER = factsOf<CallerFacts>()(
  'kind',
  'organisationKind',
  'operatorNamed',
  'channel',
  'offshoreRecipient',
  'offshoreBasis',
  'duty',
);
const DUTY = factsOf<DutyFacts>()('registered', 'publishedOn', 'caseNumberGiven');
const AGREEMENT = factsOf<AgreementFacts>()('confidentiality', 'scope', 'purpose', 'until');
const SUBJECT = factsOf<SubjectFacts>()(
  'kind',
  'bornOn',
  'diedOn',
  'capacity',
  'identifiedBy',
  'hasResidentId',
  'terminatedOn',
  'authorisations',
);
const AUTHORISATION = factsOf<AuthorisationFacts>()(
  'form',
  'grantedBy',
  'purpose',
  'scope',
  'from',
  'until',
  'revokedAt',
  'bundled',
  'adverseNotice',
);
const ITEM = factsOf<ItemFacts>()(
  'id',
  'class',
  'identity',
  'restricted',
  'prohibited',
  'catalogued',
  'catalogueSource',
  'openable',
  'shareable',
  'level',
  'listing',
  'publicationOrderedByLaw',
  'period',
  'periodBasis',
);
const PERIOD = factsOf<Period>()('months', 'days');
const RECORD = factsOf<RecordFacts>()(
  'recognisedOn',
  'endedOn',
  'continuing',
  'serious',
  'listed',
  'listEntry',
  'listConditions',
  'procedure',
  'slightAndCorrected',
  'sanction',
  'field',
  'debt',
  'validUntil',
  'cancelledOn',
  'disclosureUntil',
  'awardLevel',
  'basis',
  'basisChangedOn',
  'basisDocumented',
  'objection',
  'repair',
  'optOutRequestedOn',
  'selfReported',
  'responsibleRole',
  'computedWithoutOptOuts',
);
const MEMBERSHIP = factsOf<Membership>()('from', 'until');
const OBJECTION = factsOf<ObjectionFacts>()('receivedOn', 'decidedOn', 'outcome');
const REPAIR = factsOf<RepairFacts>()('decidedOn', 'effect', 'newEnd');
