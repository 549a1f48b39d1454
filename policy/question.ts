import type { Day, Period } from './days.ts';
import type {
  AuthorisationForm,
  AwardLevel,
  BasisState,
  CallerKind,
  Capacity,
  CatalogueSource,
  Channel,
  Debt,
  FieldOfLaw,
  Grantor,
  IdentifierKind,
  Identity,
  ItemClass,
  Level,
  ObjectionOutcome,
  OrganisationKind,
  Procedure,
  Prohibited,
  RepairEffect,
  ResponsibleRole,
  Restricted,
  Sanction,
  SubjectKind,
  Use,
} from './terms.ts';

/**
 * A question to the law, in facts. Nothing here names a person, and nothing is looked up while it
 * is decided. What is dated after `day` (or `instant`) has not happened yet.
 */

/** Who asks, when, for what, under what standing. The same for all subjects of a request. */
export interface RequestFacts {
  /** The civil day in Asia/Shanghai. */
  readonly day: Day;
  /** The same moment in milliseconds since the epoch; revocation is immediate, so the hour counts. */
  readonly instant: number;
  readonly caller: CallerFacts;
  /** Purpose code; null = none given. */
  readonly purpose: string | null;
  /** Whether the answer is for an advantage or for limiting a right; null = not said. */
  readonly use: Use | null;
  /** A higher law cited for this request, as text; null = none. */
  readonly legalBasis: string | null;
  /** Asked as one of a batch. */
  readonly batch: boolean;
  /** The firm's agreement with the platform; null = none. */
  readonly agreement: AgreementFacts | null;
}

export interface CallerFacts {
  readonly kind: CallerKind;
  /** Null: a natural person. */
  readonly organisationKind: OrganisationKind | null;
  /** The officer behind the system is named. */
  readonly operatorNamed: boolean;
  readonly channel: Channel;
  /** The result goes abroad. */
  readonly offshoreRecipient: boolean;
  /** The registered legal basis for that; null = none. */
  readonly offshoreBasis: string | null;
  readonly duty: DutyFacts;
}

/** What the duty register says of this organisation and purpose. */
export interface DutyFacts {
  readonly registered: boolean;
  /** Day on which the query item was published; null = not published. */
  readonly publishedOn: Day | null;
  readonly caseNumberGiven: boolean;
}

export interface AgreementFacts {
  readonly confidentiality: boolean;
  readonly scope: Scope;
  readonly purpose: string;
  /** Last day, included. */
  readonly until: Day;
}

export type Scope = 'all' | ReadonlySet<string>;

/** What the registers say of one subject and of what it granted this caller. */
export interface SubjectFacts {
  readonly kind: SubjectKind;
  /** Null for a legal person; for a natural person null = unknown, which closes what rests on age. */
  readonly bornOn: Day | null;
  readonly diedOn: Day | null;
  readonly capacity: Capacity;
  readonly identifiedBy: IdentifierKind;
  readonly hasResidentId: boolean;
  readonly terminatedOn: Day | null;
  /** What the consent register holds for this caller and subject, in any order. */
  readonly authorisations: readonly AuthorisationFacts[];
}

export interface AuthorisationFacts {
  readonly form: AuthorisationForm;
  readonly grantedBy: Grantor;
  /** Null = no purpose was agreed. */
  readonly purpose: string | null;
  readonly scope: Scope;
  readonly from: Day | null;
  /** Last day, included; null = no end. */
  readonly until: Day | null;
  /** Milliseconds since the epoch; null = not revoked. */
  readonly revokedAt: number | null;
  readonly bundled: boolean;
  /** Told of the adverse consequences (restricted data). */
  readonly adverseNotice: boolean;
}

/** What the catalogue in force says of an item. */
export interface ItemFacts {
  readonly id: string;
  readonly class: ItemClass;
  readonly identity: Identity | null;
  readonly restricted: Restricted | null;
  readonly prohibited: Prohibited | null;
  readonly catalogued: boolean;
  readonly catalogueSource: CatalogueSource;
  readonly openable: boolean;
  readonly shareable: boolean;
  readonly level: Level;
  /** The item is a list of seriously dishonest subjects: its records are entries of the list. */
  readonly listing: boolean;
  /** A law orders or allows publication. */
  readonly publicationOrderedByLaw: boolean;
  /** The catalogue's own period; null = none. */
  readonly period: Period | null;
  /** A higher law is cited for that period. */
  readonly periodBasis: boolean;
}

/** What one record tells, with what the registers say of it. */
export interface RecordFacts {
  readonly recognisedOn: Day | null;
  /** End of the conduct; null with `continuing` false = unknown. */
  readonly endedOn: Day | null;
  readonly continuing: boolean;
  readonly serious: boolean;
  /** Memberships of the subject in a serious-dishonesty list; `until` = day of removal. */
  readonly listed: readonly Membership[];
  /** This record is the list entry itself. */
  readonly listEntry: boolean;
  /** The entry carries removal conditions and remedies. */
  readonly listConditions: boolean;
  readonly procedure: Procedure;
  readonly slightAndCorrected: boolean;
  readonly sanction: Sanction | null;
  readonly field: FieldOfLaw | null;
  readonly debt: Debt | null;
  readonly validUntil: Day | null;
  readonly cancelledOn: Day | null;
  /** Period end set on the record itself. */
  readonly disclosureUntil: Day | null;
  readonly awardLevel: AwardLevel | null;
  readonly basis: BasisState;
  readonly basisChangedOn: Day | null;
  /** The record names the document it rests on. */
  readonly basisDocumented: boolean;
  readonly objection: ObjectionFacts | null;
  readonly repair: RepairFacts | null;
  readonly optOutRequestedOn: Day | null;
  readonly selfReported: boolean;
  readonly responsibleRole: ResponsibleRole | null;
  readonly computedWithoutOptOuts: boolean;
}

export interface Membership {
  readonly from: Day;
  readonly until: Day | null;
}

export interface ObjectionFacts {
  readonly receivedOn: Day;
  readonly decidedOn: Day | null;
  readonly outcome: ObjectionOutcome | null;
}

export interface RepairFacts {
  readonly decidedOn: Day;
  readonly effect: RepairEffect;
  readonly newEnd: Day | null;
}

/** One whole question: a request about an item of a subject, and a record where the item has any. */
export interface Question {
  readonly request: RequestFacts;
  readonly subject: SubjectFacts;
  readonly item: ItemFacts;
  readonly record: RecordFacts | null;
}
