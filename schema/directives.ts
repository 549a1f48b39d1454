/**
 * The contract's directive vocabulary: what a field *is* in law. What may be *done* with it is the
 * regulation's business and never stands in the schema.
 *
 * Every department links it and composes it into the supergraph with `@composeDirective`, so that
 * the gateway reads the catalogue from the supergraph alone.
 */

export const CATALOGUE_SPEC = 'https://specs.creditgate.example/catalogue/v1.0';
export const FEDERATION_SPEC = 'https://specs.apollo.dev/federation/v2.9';

/** Nature of an item, as the regulations classify public credit information. */
export const ITEM_CLASSES = [
  'BASIC',
  'ADVERSE',
  'COMMENDATION',
  'COMMITMENT',
  'EVALUATION',
  'CREDIT_POINTS',
  'SELF_REPORTED',
  'OTHER',
] as const;
export type ItemClassName = (typeof ITEM_CLASSES)[number];

/** The five fields that identify a natural person (Guangdong 2021 art. 18.2). */
export const IDENTITY_FIELDS = ['NAME', 'BIRTH_DATE', 'ID_NUMBER', 'ADDRESS', 'PHONE'] as const;
export type IdentityFieldName = (typeof IDENTITY_FIELDS)[number];

/** Restricted financial data of natural persons (Guangdong 2021 art. 22.2; Hangzhou art. 37.3). */
export const RESTRICTED_CLASSES = [
  'INCOME',
  'DEPOSIT',
  'SECURITIES',
  'COMMERCIAL_INSURANCE',
  'REAL_ESTATE',
  'TAX_AMOUNT',
  'PROPERTY_TRANSACTION',
] as const;
export type RestrictedClassName = (typeof RESTRICTED_CLASSES)[number];

/** Classes no department may offer at all; composition refuses them. */
export const PROHIBITED_CLASSES = [
  'RELIGION',
  'GENE',
  'FINGERPRINT',
  'BIOMETRIC',
  'BLOOD_TYPE',
  'DISEASE',
  'MOVEMENT',
] as const;
export type ProhibitedClassName = (typeof PROHIBITED_CLASSES)[number];

/**
 * What a record tells the decision, each the name of a field of the record type.
 * `record` is the record's own identity (document number) and is always needed.
 */
export const EVIDENCE_ARGUMENTS = [
  'record',
  'recognisedOn',
  'endedOn',
  'continuing',
  'serious',
  'procedure',
  'slightAndCorrected',
  'sanction',
  'fieldOfLaw',
  'debt',
  'validUntil',
  'cancelledOn',
  'disclosureUntil',
  'awardLevel',
  'basisDocument',
  'listedOn',
  'removedOn',
  'removalConditions',
  'remedies',
  'selfReported',
  'responsibleRole',
  'catalogueSource',
  'computedWithoutOptOuts',
] as const;
export type EvidenceName = (typeof EVIDENCE_ARGUMENTS)[number];

export const DIRECTIVE_NAMES = ['@subject', '@item', '@sensitive', '@evidence'] as const;

/** The directive definitions, as SDL. Arguments are strings so that no enum of ours joins the API. */
export const DIRECTIVE_DEFINITIONS = `
"""Marks an entity type as a kind of credit subject, or a root field as asking about one; \`key\` names the key field or the argument."""
directive @subject(kind: String!, key: String!) on OBJECT | FIELD_DEFINITION

"""Names the catalogue item that a field serves, its class, the providing department and how often it is updated (ISO 8601 duration)."""
directive @item(id: String!, class: String!, provider: String!, updateCycle: String!) on FIELD_DEFINITION

"""Marks a field as identifying a natural person, as restricted financial data, as a prohibited class, or as free text that may carry identity."""
directive @sensitive(identity: String, restricted: String, prohibited: String, freeText: Boolean) on FIELD_DEFINITION

"""Names the fields of a record type that decisions rest on."""
directive @evidence(${EVIDENCE_ARGUMENTS.map((name) => `${name}: String${name === 'record' ? '!' : ''}`).join(', ')}) on OBJECT
`;

/** The schema extension each department's SDL begins with. */
export const SCHEMA_LINKS = `
extend schema
  @link(url: "${FEDERATION_SPEC}", import: ["@key", "@shareable", "@external", "@composeDirective"])
  @link(url: "${CATALOGUE_SPEC}", import: [${DIRECTIVE_NAMES.map((name) => `"${name}"`).join(', ')}])
${DIRECTIVE_NAMES.map((name) => `  @composeDirective(name: "${name}")`).join('\n')}
`;
