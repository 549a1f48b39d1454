import { type Day, parseDay } from '../../../policy/days.ts';
import type { Engine } from '../../../policy/engine/engine.ts';
import type {
  ItemFacts,
  RecordFacts,
  RequestFacts,
  SubjectFacts,
} from '../../../policy/question.ts';
import type { SubjectKind } from '../../../policy/terms.ts';

/** What is changed in a plain record to see what comes of it. */
export interface Change {
  readonly record?: Partial<RecordFacts>;
  readonly subject?: Partial<SubjectFacts>;
}

/** Whether a plain record with a change counts. */
export type Counts = (change?: Change) => boolean;

const LONG_AGO = parseDay('1950-01-01') as Day;
/** Of age before any record that is tried. */
const BORN_ON = parseDay('1900-01-01') as Day;

/** An item as it would be if nothing of it were published: what is left is what is shared. */
export function unpublished(item: ItemFacts): ItemFacts {
  return { ...item, openable: false, publicationOrderedByLaw: false, level: 'internal' };
}

/**
 * Which records may be counted, asked of the engine itself: those that the pack shares with an officer
 * of the platform who has a registered duty and a case (rules R59-R61, reading X34). Nothing of the
 * law is said a second time here.
 */
export function probe(engine: Engine, item: ItemFacts, kind: SubjectKind, day: Day): Counts {
  const request = officerOn(day);
  const subject = plainSubject(kind);
  const record = plainRecord(item, day);
  const shared = unpublished(item);
  return (change = {}) => {
    const { outcome } = engine.decide({
      request,
      item: shared,
      subject: { ...subject, ...change.subject },
      record: { ...record, ...change.record },
    });
    return outcome === 'disclosed' || outcome === 'masked';
  };
}

function officerOn(day: Day): RequestFacts {
  return {
    day,
    instant: day * 86_400_000,
    purpose: 'statistics',
    use: null,
    legalBasis: null,
    batch: false,
    agreement: null,
    caller: {
      kind: 'analyst',
      organisationKind: 'platform',
      operatorNamed: true,
      channel: 'egov',
      offshoreRecipient: false,
      offshoreBasis: null,
      duty: { registered: true, publishedOn: LONG_AGO, caseNumberGiven: true },
    },
  };
}

function plainSubject(kind: SubjectKind): SubjectFacts {
  const natural = kind === 'natural';
  return {
    kind,
    bornOn: natural ? BORN_ON : null,
    diedOn: null,
    capacity: 'full',
    identifiedBy: natural ? 'resident-id' : 'uscc',
    hasResidentId: true,
    terminatedOn: null,
    authorisations: [],
  };
}

/** Recognised today, of conduct that ended today, with everything that a record should have. */
function plainRecord(item: ItemFacts, day: Day): RecordFacts {
  return {
    recognisedOn: day,
    endedOn: day,
    continuing: false,
    serious: false,
    listed: item.listing ? [{ from: day, until: null }] : [],
    listEntry: item.listing,
    listConditions: true,
    procedure: 'general',
    slightAndCorrected: false,
    sanction: null,
    field: null,
    debt: null,
    validUntil: null,
    cancelledOn: null,
    disclosureUntil: null,
    awardLevel: null,
    basis: 'effective',
    basisChangedOn: null,
    basisDocumented: true,
    objection: null,
    repair: null,
    optOutRequestedOn: null,
    selfReported: item.class === 'self-reported',
    responsibleRole: null,
    computedWithoutOptOuts: true,
  };
}
