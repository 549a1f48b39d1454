/** The words of the law as the gateway uses them. Every list is closed; a match over one is exhaustive. */

export const CALLER_KINDS = ['public', 'subject', 'agency', 'firm', 'analyst'] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

export const ORGANISATION_KINDS = [
  'state-organ',
  'administrative-organ',
  'court',
  'authorised-organisation',
  'mass-organisation',
  'public-utility',
  'credit-service-firm',
  'platform',
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export const CHANNELS = ['egov', 'internet'] as const;
export type Channel = (typeof CHANNELS)[number];

export const USES = ['benefit', 'restriction'] as const;
export type Use = (typeof USES)[number];

export const SUBJECT_KINDS = ['natural', 'legal'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export const CAPACITIES = ['full', 'limited', 'none', 'proven-full'] as const;
export type Capacity = (typeof CAPACITIES)[number];

export const IDENTIFIERS = ['resident-id', 'passport', 'hukou', 'uscc'] as const;
export type IdentifierKind = (typeof IDENTIFIERS)[number];

export const AUTHORISATION_FORMS = [
  'written',
  'electronic-signature',
  'oral-recorded',
  'click',
] as const;
export type AuthorisationForm = (typeof AUTHORISATION_FORMS)[number];

export const GRANTORS = ['subject', 'guardian', 'unit'] as const;
export type Grantor = (typeof GRANTORS)[number];

export const ITEM_CLASSES = [
  'basic',
  'adverse',
  'commendation',
  'commitment',
  'evaluation',
  'credit-points',
  'self-reported',
  'other',
] as const;
export type ItemClass = (typeof ITEM_CLASSES)[number];

export const IDENTITIES = ['name', 'birth-date', 'id-number', 'address', 'phone'] as const;
export type Identity = (typeof IDENTITIES)[number];

export const RESTRICTED = [
  'income',
  'deposit',
  'securities',
  'commercial-insurance',
  'real-estate',
  'tax-amount',
  'property-transaction',
] as const;
export type Restricted = (typeof RESTRICTED)[number];

export const PROHIBITED = [
  'religion',
  'gene',
  'fingerprint',
  'biometric',
  'blood-type',
  'disease',
  'movement',
] as const;
export type Prohibited = (typeof PROHIBITED)[number];

export const CATALOGUE_SOURCES = ['supplementary', 'national'] as const;
export type CatalogueSource = (typeof CATALOGUE_SOURCES)[number];

export const LEVELS = ['public', 'authorised', 'internal'] as const;
export type Level = (typeof LEVELS)[number];

export const PROCEDURES = ['general', 'summary'] as const;
export type Procedure = (typeof PROCEDURES)[number];

export const SANCTIONS = ['crime', 'licence-revoked', 'lifetime-ban', 'fine', 'warning'] as const;
export type Sanction = (typeof SANCTIONS)[number];

export const FIELDS_OF_LAW = [
  'food-drug',
  'environment',
  'construction-quality',
  'work-safety',
  'fire',
  'product-certification',
  'finance',
  'other',
] as const;
export type FieldOfLaw = (typeof FIELDS_OF_LAW)[number];

export const DEBTS = ['arrears', 'dunned', 'refused'] as const;
export type Debt = (typeof DEBTS)[number];

/** The lowest first. */
export const AWARD_LEVELS = ['county', 'city', 'province', 'national'] as const;
export type AwardLevel = (typeof AWARD_LEVELS)[number];

export const BASIS_STATES = ['effective', 'revoked', 'void', 'illegal', 'changed'] as const;
export type BasisState = (typeof BASIS_STATES)[number];

export const OBJECTION_OUTCOMES = ['upheld', 'rejected'] as const;
export type ObjectionOutcome = (typeof OBJECTION_OUTCOMES)[number];

export const REPAIR_EFFECTS = [
  'remove',
  'stop-open-and-share',
  'mark',
  'shield',
  'delete',
  'end-publication',
  'new-end',
  'none',
] as const;
export type RepairEffect = (typeof REPAIR_EFFECTS)[number];

export const RESPONSIBLE_ROLES = [
  'legal-representative',
  'principal',
  'actual-controller',
  'other-direct',
  'other-direct-debt',
] as const;
export type ResponsibleRole = (typeof RESPONSIBLE_ROLES)[number];

export const OUTCOMES = ['disclosed', 'masked', 'withheld', 'silent', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Reasons a whole request is inadmissible, in the order of precedence. */
export const REFUSAL_REASONS = [
  'PACK_NOT_IN_FORCE',
  'WRONG_CHANNEL',
  'LOG_INCOMPLETE',
  'OUTSIDE_DUTY',
  'OUTSIDE_AUTHORITY',
  'NO_BATCH_AGREEMENT',
  'BATCH_CALLER',
  'KEY_NOT_ALLOWED',
  'NOT_A_CREDIT_SUBJECT',
  'POINTS_USE_BARRED',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Reasons a value is withheld; each says nothing about what the subject's record holds. */
export const WITHHELD_REASONS = [
  'PROHIBITED_CLASS',
  'PRIVATE',
  'NOT_IN_CATALOGUE',
  'LEVEL_INTERNAL',
  'RESTRICTED_NO_NOTICE',
  'RESTRICTED_NOT_WRITTEN',
  'RESTRICTED_NO_PURPOSE',
  'RESTRICTED',
  'NO_AUTHORISATION',
  'AUTH_NOT_WRITTEN',
  'AUTH_NO_PURPOSE',
  'AUTH_PURPOSE_MISMATCH',
  'AUTH_SCOPE',
  'AUTH_NOT_YET_VALID',
  'AUTH_EXPIRED',
  'AUTH_REVOKED',
  'AUTH_LIFETIME',
  'AUTH_BUNDLED',
  'GUARDIAN_REQUIRED',
  'AGREEMENT_SCOPE',
  'NOT_PUBLIC',
  'IDENTITY_FIELD',
  'NOT_SHAREABLE',
  'NOT_ON_QUERY_LIST',
  'LINK_ROLE',
  'CROSS_BORDER',
  'POINTS_NOT_COMPUTED_WITHOUT',
  'REGISTER_UNAVAILABLE',
  'DECISION_ERROR',
] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** Reasons a record is silently absent; only its subject is ever told. */
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
export type SilentReason = (typeof SILENT_REASONS)[number];

export type Reason = RefusalReason | WithheldReason | SilentReason;

export const MARKS = [
  'CONTINUING',
  'LISTED',
  'DISPUTED',
  'OVERDUE',
  'REPAIRED',
  'PERIOD_ENDED',
  'BASIS_REVOKED',
  'OPTED_OUT',
  'NOT_FOR_PUBLICATION',
  'SELF_REPORTED',
  'PERIOD_UNKNOWN',
  'NOT_EXPORTABLE',
  'SIMULATION',
] as const;
export type Mark = (typeof MARKS)[number];
