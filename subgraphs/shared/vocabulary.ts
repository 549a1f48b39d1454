/** The closed vocabularies of evidence columns, one spelling for all departments. */

/** Procedure of an administrative penalty (Heilongjiang draft art. 19.2 leaves summary ones out). */
export const PROCEDURES = ['general', 'summary'] as const;

/** Sanctions that lengthen a period (Heilongjiang draft art. 51.2), and the ordinary ones. */
export const SANCTIONS = ['crime', 'licence-revoked', 'lifetime-ban', 'fine', 'warning'] as const;

/** Fields of law that art. 51.2 of the Heilongjiang draft names, and the rest. */
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

/** State of a debt: owed, owed after a dunning notice, or payment refused. The regulations differ in which counts. */
export const DEBTS = ['arrears', 'dunned', 'refused'] as const;

/** Level of the organ that gave an award (Hangzhou draft art. 12.2 counts the city level and above). */
export const AWARD_LEVELS = ['county', 'city', 'province', 'national'] as const;

/** How a person is answerable for an organisation (Guangdong 2021 art. 37 and its like). */
export const RESPONSIBLE_ROLES = [
  'legal-representative',
  'principal',
  'actual-controller',
  'other-direct',
  'other-direct-debt',
] as const;

/** Whether an item rests on the national basic catalogue or a region's supplementary one. */
export const CATALOGUE_SOURCES = ['supplementary', 'national'] as const;
