/** The shape of a policy case, as a lawyer writes it in YAML; optional keys may be left out. */

export const REGULATIONS = [
  'guangdong-2018',
  'guangdong-2021',
  'guizhou-2018',
  'hangzhou-2020',
  'heilongjiang',
] as const;
export type Regulation = (typeof REGULATIONS)[number];

type Optional<T> = T | null | undefined;

export type CallerKind = 'public' | 'subject' | 'agency' | 'firm' | 'analyst';
export type OrganisationKind =
  | 'state-organ'
  | 'administrative-organ'
  | 'court'
  | 'authorised-organisation'
  | 'mass-organisation'
  | 'public-utility'
  | 'credit-service-firm'
  | 'platform';

export interface ReferenceCaller {
  kind: CallerKind;
  organisationKind?: Optional<OrganisationKind>;
  operator?: Optional<'named' | 'missing'>;
  channel?: Optional<'egov' | 'internet'>;
  offshoreRecipient?: Optional<boolean>;
  offshoreBasis?: Optional<string>;
}

export interface ReferenceDuty {
  registered?: Optional<boolean>;
  publishedOn?: Optional<string>;
  caseNumber?: Optional<'given' | 'missing'>;
}

export interface ReferenceAgreement {
  confidentiality: boolean;
  scope: 'all' | string[];
  purpose: string;
  until: string;
}

export interface ReferenceAuthorisation {
  form: 'written' | 'electronic-signature' | 'oral-recorded' | 'click';
  grantedBy?: Optional<'subject' | 'guardian' | 'unit'>;
  purpose: string | null;
  scope?: Optional<'all' | string[]>;
  from?: Optional<string>;
  until: string | null;
  revokedAt?: Optional<string>;
  bundled?: Optional<boolean>;
  adverseNotice?: Optional<boolean>;
}

export type Capacity = 'full' | 'limited' | 'none' | 'proven-full';
export type Key = 'resident-id' | 'passport' | 'hukou' | 'uscc';

export interface ReferenceSubject {
  kind: 'natural' | 'legal';
  bornOn?: Optional<string>;
  diedOn?: Optional<string>;
  capacity?: Optional<Capacity>;
  identifiedBy?: Optional<Key>;
  hasResidentId?: Optional<boolean>;
  terminatedOn?: Optional<string>;
}

export type ItemClass =
  | 'basic'
  | 'adverse'
  | 'commendation'
  | 'commitment'
  | 'evaluation'
  | 'credit-points'
  | 'self-reported'
  | 'other';
export type IdentityField = 'name' | 'birth-date' | 'id-number' | 'address' | 'phone';
export type RestrictedKind =
  | 'income'
  | 'deposit'
  | 'securities'
  | 'commercial-insurance'
  | 'real-estate'
  | 'tax-amount'
  | 'property-transaction';
export type ProhibitedKind =
  | 'religion'
  | 'gene'
  | 'fingerprint'
  | 'biometric'
  | 'blood-type'
  | 'disease'
  | 'movement';

export interface ReferenceItem {
  id: string;
  class: ItemClass;
  identity?: Optional<IdentityField>;
  restricted?: Optional<RestrictedKind>;
  prohibited?: Optional<ProhibitedKind>;
  catalogued?: Optional<boolean>;
  catalogueSource?: Optional<'supplementary' | 'national'>;
  openable?: Optional<boolean>;
  shareable?: Optional<boolean>;
  level?: Optional<'public' | 'authorised' | 'internal'>;
  publicationOrderedByLaw?: Optional<string | boolean>;
  period?: Optional<string>;
  periodBasis?: Optional<string>;
}

export type RepairEffect =
  | 'remove'
  | 'stop-open-and-share'
  | 'mark'
  | 'shield'
  | 'delete'
  | 'end-publication'
  | 'new-end'
  | 'none';
export type ResponsibleRole =
  | 'legal-representative'
  | 'principal'
  | 'actual-controller'
  | 'other-direct'
  | 'other-direct-debt';
export type Basis = 'effective' | 'revoked' | 'void' | 'illegal' | 'changed';

export interface ReferenceRecord {
  recognisedOn?: Optional<string>;
  endedOn?: Optional<string>;
  continuing?: Optional<boolean>;
  serious?: Optional<boolean>;
  listed?: Optional<{ from?: Optional<string>; until?: Optional<string> }>;
  listEntry?: Optional<boolean>;
  listConditions?: Optional<boolean>;
  procedure?: Optional<'general' | 'summary'>;
  slightAndCorrected?: Optional<boolean>;
  sanction?: Optional<'crime' | 'licence-revoked' | 'lifetime-ban' | 'fine' | 'warning'>;
  field?: Optional<
    | 'food-drug'
    | 'environment'
    | 'construction-quality'
    | 'work-safety'
    | 'fire'
    | 'product-certification'
    | 'finance'
    | 'other'
  >;
  debt?: Optional<'arrears' | 'dunned' | 'refused'>;
  validUntil?: Optional<string>;
  cancelledOn?: Optional<string>;
  disclosureUntil?: Optional<string>;
  awardLevel?: Optional<'county' | 'city' | 'province' | 'national'>;
  basis?: Optional<Basis>;
  basisChangedOn?: Optional<string>;
  objection?: Optional<{
    receivedOn: string;
    decidedOn?: Optional<string>;
    outcome?: Optional<'upheld' | 'rejected'>;
  }>;
  repair?: Optional<{ decidedOn: string; effect: RepairEffect; newEnd?: Optional<string> }>;
  optOut?: Optional<{ requestedOn: string }>;
  selfReported?: Optional<boolean>;
  responsibleRole?: Optional<ResponsibleRole>;
  computedWithoutOptOuts?: Optional<boolean>;
}

export interface ReferenceCase {
  name: string;
  regulation: Regulation;
  overlays?: Optional<string[]>;
  asOf: string;
  caller: ReferenceCaller;
  purpose?: Optional<string>;
  use?: Optional<'benefit' | 'restriction'>;
  duty?: Optional<ReferenceDuty>;
  legalBasis?: Optional<string>;
  batch?: Optional<boolean>;
  agreement?: Optional<ReferenceAgreement>;
  authorisation?: Optional<ReferenceAuthorisation>;
  subject: ReferenceSubject;
  item: ReferenceItem;
  record?: Optional<ReferenceRecord>;
}

export type Outcome = 'disclosed' | 'masked' | 'withheld' | 'silent' | 'refused';

export interface ReferenceAnswer {
  outcome: Outcome;
  reason: string | null;
  marks: string[];
  articles: string[];
  steps: string[];
}

export type Refusal =
  | 'PACK_NOT_IN_FORCE'
  | 'WRONG_CHANNEL'
  | 'LOG_INCOMPLETE'
  | 'OUTSIDE_DUTY'
  | 'OUTSIDE_AUTHORITY'
  | 'NO_BATCH_AGREEMENT'
  | 'BATCH_CALLER'
  | 'KEY_NOT_ALLOWED'
  | 'NOT_A_CREDIT_SUBJECT'
  | 'POINTS_USE_BARRED';

export type AuthorisationFault =
  | 'NO_AUTHORISATION'
  | 'AUTH_NOT_WRITTEN'
  | 'AUTH_NO_PURPOSE'
  | 'AUTH_PURPOSE_MISMATCH'
  | 'AUTH_SCOPE'
  | 'AUTH_NOT_YET_VALID'
  | 'AUTH_EXPIRED'
  | 'AUTH_REVOKED'
  | 'AUTH_LIFETIME'
  | 'AUTH_BUNDLED'
  | 'GUARDIAN_REQUIRED'
  | 'AGREEMENT_SCOPE';

export type Withheld =
  | AuthorisationFault
  | 'NOT_PUBLIC'
  | 'IDENTITY_FIELD'
  | 'RESTRICTED_NO_NOTICE'
  | 'RESTRICTED_NOT_WRITTEN'
  | 'RESTRICTED_NO_PURPOSE'
  | 'RESTRICTED'
  | 'PROHIBITED_CLASS'
  | 'PRIVATE'
  | 'NOT_IN_CATALOGUE'
  | 'NOT_SHAREABLE'
  | 'NOT_ON_QUERY_LIST'
  | 'LEVEL_INTERNAL'
  | 'LINK_ROLE'
  | 'CROSS_BORDER'
  | 'POINTS_NOT_COMPUTED_WITHOUT';

/** In the order in which cases name them; where several hold, the first is told. */
export const SILENT_REASONS = [
  'PERIOD_ENDED',
  'PERIOD_UNKNOWN',
  'REPAIRED',
  'BASIS_REVOKED',
  'OPTED_OUT',
  'NOT_ADVERSE_HERE',
  'EXCLUDED_PENALTY',
  'CONDUCT_BEFORE_SUBJECT',
  'LIST_WITHOUT_CONDITIONS',
  'SUBJECT_ENDED',
] as const;
export type Silence = (typeof SILENT_REASONS)[number];
