import { z } from 'zod';
import { type Day, isNoLonger, type Period, parseDay, parsePeriod } from '../days.ts';
import {
  AWARD_LEVELS,
  CALLER_KINDS,
  DEBTS,
  FIELDS_OF_LAW,
  IDENTIFIERS,
  ORGANISATION_KINDS,
  PROHIBITED,
  REPAIR_EFFECTS,
  RESPONSIBLE_ROLES,
  RESTRICTED,
  SANCTIONS,
  SUBJECT_KINDS,
} from '../terms.ts';

/**
 * Every parameter a pack must state, with the form of its value and the rules (R01–R91) it carries
 * out. A pack gives each one a value with its citation, or says that the text is silent and which
 * value is read into the silence.
 */

const date = z.string().transform((text, context): Day => {
  const value = parseDay(text);
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: 'expected a date of the calendar, YYYY-MM-DD' });
  return z.NEVER;
});

const LONGEST_MONTHS = 1200;

const period = z.string().transform((text, context): Period => {
  const value = parsePeriod(text);
  if (value !== null && value.months + value.days > 0 && value.months <= LONGEST_MONTHS) {
    return value;
  }
  context.addIssue({
    code: 'custom',
    message: 'expected an ISO 8601 duration between P1D and P100Y',
  });
  return z.NEVER;
});

function oneOf<const T extends readonly [string, ...string[]]>(...values: T) {
  return z.enum(values);
}

function setOf<const T extends readonly string[]>(values: T) {
  return z
    .array(z.enum(values))
    .transform((list): ReadonlySet<T[number]> => new Set(list as T[number][]));
}

const words = z.array(z.string().min(1));
const workingDays = z.number().int().min(0).max(120).nullable();
const thirdParties = setOf(CALLER_KINDS.filter((kind) => kind !== 'subject') as ThirdParty[]);
export type ThirdParty = Exclude<(typeof CALLER_KINDS)[number], 'subject'>;

/** What a repair decision of one effect does to a record. */
const treatment = z.strictObject({
  /** Who no longer gets the record. */
  stops: thirdParties,
  /** Not even the subject gets it. */
  deleted: z.boolean().default(false),
  /** The date set by the decision replaces the period's end. */
  setsEnd: z.boolean().default(false),
  /** The effect is none: the decision changes nothing and marks nothing. */
  nothing: z.boolean().default(false),
});
export type RepairTreatment = z.output<typeof treatment>;

const range = z
  .strictObject({ from: period, to: period })
  .refine(
    ({ from, to }) => isNoLonger(from, to),
    'expected a range that ends no earlier than it begins',
  );

/** How long adverse information is shown. */
const length = z.discriminatedUnion('kind', [
  /** The text fixes it; the catalogue may only shorten. */
  z.strictObject({ kind: z.literal('fixed'), length: period }),
  /** The text caps it; the catalogue may shorten. */
  z.strictObject({ kind: z.literal('cap'), length: period }),
  /** The catalogue sets it within ranges for ordinary and serious conduct. */
  z.strictObject({ kind: z.literal('catalogue'), ordinary: range, serious: range }),
  /** The text has none: the record's own end, or a period for which a higher law is cited. */
  z.strictObject({ kind: z.literal('external') }),
]);

const longTerm = z
  .strictObject({ sanctions: setOf(SANCTIONS), fields: setOf(FIELDS_OF_LAW) })
  .nullable();

const shown = z.strictObject({
  first: z.number().int().min(0).max(6),
  last: z.number().int().min(0).max(4),
});
const maskForms = z.strictObject({
  name: shown,
  'birth-date': shown,
  'id-number': shown,
  address: shown,
  phone: shown,
});

export const PARAMETERS = {
  // status, scope, subjects, keys
  status: { rules: ['R01'], value: oneOf('draft', 'enacted') },
  inForceFrom: { rules: ['R01'], value: date.nullable() },
  'drafts.answer': { rules: ['R01'], value: oneOf('as-simulation', 'never') },
  territory: { rules: ['R03'], value: oneOf('province', 'city') },
  'override.general': { rules: ['R02'], value: z.boolean() },
  'subject.minimumAge': { rules: ['R04'], value: z.number().int().min(0).max(100).nullable() },
  'subject.fullCapacity': { rules: ['R04'], value: z.boolean() },
  'subject.adultFrom': { rules: ['R04'], value: oneOf('day-after-birthday', 'birthday') },
  'subject.conductBefore': { rules: ['R04'], value: oneOf('excluded', 'counted') },
  'guardian.of': { rules: ['R05'], value: oneOf('nobody', 'minors', 'without-full-capacity') },
  'guardian.binds': { rules: ['R05'], value: thirdParties },
  'guardian.lawLifts': { rules: ['R05', 'R02'], value: z.boolean() },
  'key.natural': { rules: ['R07'], value: setOf(IDENTIFIERS).nullable() },
  'key.legal': { rules: ['R08'], value: oneOf('uscc').nullable() },

  // catalogue and classes
  producers: { rules: ['R06'], value: setOf(ORGANISATION_KINDS) },
  'catalogue.binds': { rules: ['R09'], value: z.literal(true) },
  'catalogue.elements': { rules: ['R10'], value: words },
  'catalogue.classes': { rules: ['R11'], value: words },
  'basic.natural': { rules: ['R12'], value: words },
  'basic.legal': { rules: ['R13'], value: words },
  'adverse.natural': { rules: ['R14'], value: words },
  'adverse.legal': { rules: ['R15'], value: words },
  'adverse.debts': { rules: ['R16'], value: setOf(DEBTS) },
  commendations: { rules: ['R17'], value: words },
  /** What makes a debt count though the text's own list leaves it out. */
  'adverse.debtsSavedBy': { rules: ['R16', 'R02'], value: setOf(['law', 'national-catalogue']) },
  'award.minimumLevel': { rules: ['R17'], value: z.enum(AWARD_LEVELS).nullable() },
  'commitments.publication': { rules: ['R18'], value: oneOf('by-default', 'ordered') },
  'penalty.summaryExcluded': { rules: ['R19'], value: setOf(SUBJECT_KINDS) },
  'penalty.slightExcluded': { rules: ['R19'], value: setOf(SUBJECT_KINDS) },
  'penalty.savedBy': { rules: ['R19', 'R02'], value: setOf(['law', 'national-catalogue']) },
  'basis.document': { rules: ['R20'], value: oneOf('required', 'not-required') },

  // publication, identity, points
  'disclosure.modes': { rules: ['R21'], value: words },
  'publication.legal': {
    rules: ['R22'],
    value: oneOf('openable', 'level', 'ordered-by-law'),
  },
  'publication.natural': {
    rules: ['R23'],
    value: oneOf('openable', 'level', 'ordered-by-law', 'law-only'),
  },
  'publication.lists': { rules: ['R27'], value: oneOf('by-default', 'ordered') },
  'level.internal': { rules: ['R21'], value: oneOf('closed', 'opens-with-consent', 'no-levels') },
  'identity.barredFrom': { rules: ['R24'], value: thirdParties },
  'identity.masked': { rules: ['R25'], value: thirdParties },
  /** How much of each identity field a mask may show. */
  'identity.maskForm': { rules: ['R25'], value: maskForms },
  privacy: { rules: ['R26'], value: oneOf('closed', 'opens-with-consent') },
  'points.barRestriction': { rules: ['R28'], value: setOf(SUBJECT_KINDS) },
  'points.withoutOptOuts': { rules: ['R28', 'R71'], value: z.boolean() },

  // the subject
  'self.query': { rules: ['R29'], value: oneOf('unlimited-free', 'right', 'free') },
  'self.freeReports': { rules: ['R30'], value: z.number().int().min(1).nullable() },
  'self.mayLearn': { rules: ['R31'], value: words },
  'report.shows': { rules: ['R32'], value: words },
  'product.notice': { rules: ['R33'], value: words },

  // authorisation, agreement, batch, border
  'authorisation.required': { rules: ['R34'], value: z.literal(true) },
  'authorisation.written': { rules: ['R35'], value: setOf(SUBJECT_KINDS) },
  'authorisation.purpose': { rules: ['R36'], value: oneOf('required', 'binds-if-named') },
  'authorisation.scope': { rules: ['R37'], value: z.literal(true) },
  'authorisation.lifetimeBarred': { rules: ['R38'], value: setOf(SUBJECT_KINDS) },
  'authorisation.maximum': { rules: ['R38'], value: period.nullable() },
  'authorisation.bundledInvalid': {
    rules: ['R39'],
    value: oneOf('always', 'credit-service-firms', 'never'),
  },
  'authorisation.unit': { rules: ['R40'], value: oneOf('entrustment', 'as-authorisation') },
  'authorisation.lawReplaces': { rules: ['R02', 'R34'], value: z.boolean() },
  necessity: { rules: ['R42'], value: oneOf('smallest-scope', 'principle') },
  'batch.agreement': { rules: ['R43'], value: oneOf('required', 'not-required') },
  'batch.callers': { rules: ['R43'], value: oneOf('organisations', 'anybody') },
  'agreement.opens': { rules: ['R44'], value: setOf(SUBJECT_KINDS) },
  'crossBorder.lawNeeded': { rules: ['R45'], value: z.boolean() },

  // restricted and prohibited data
  'restricted.classes': { rules: ['R46'], value: setOf(RESTRICTED) },
  'restricted.lift': { rules: ['R47'], value: z.array(z.enum(['notice', 'written', 'purpose'])) },
  'restricted.binds': { rules: ['R48'], value: thirdParties },
  'restricted.lawLifts': { rules: ['R48', 'R02'], value: z.boolean() },
  /** What a law orders to be published is not bound. */
  'restricted.publicationLifts': { rules: ['R48', 'R02'], value: z.boolean() },
  'prohibited.classes': { rules: ['R49'], value: setOf(PROHIBITED) },
  'prohibited.lawLifts': { rules: ['R50', 'R02'], value: setOf(PROHIBITED) },

  // shared lookups, log, staff
  'agency.kinds': { rules: ['R52'], value: setOf(ORGANISATION_KINDS) },
  'agency.shareable': { rules: ['R10', 'R52'], value: oneOf('by-catalogue', 'not-asked') },
  'agency.queryList': { rules: ['R53'], value: oneOf('none', 'administrative-organs', 'all') },
  'agency.channel': { rules: ['R54'], value: oneOf('egov', 'any') },
  'agency.occasions': { rules: ['R56'], value: words },
  'log.fields': {
    rules: ['R57'],
    value: setOf(['operator', 'caller', 'time', 'contents', 'purpose']),
  },
  'log.retention': { rules: ['R58'], value: z.string().min(1) },
  'staff.access': { rules: ['R59'], value: z.literal('duty-and-case') },
  'staff.conduct': { rules: ['R60'], value: words },
  'staff.analysts': { rules: ['R61'], value: z.literal('aggregates-only') },

  // periods
  'period.length': { rules: ['R63'], value: length },
  'period.start': { rules: ['R64'], value: oneOf('recognition', 'end-of-conduct') },
  'period.startDay': { rules: ['R64'], value: oneOf('not-counted', 'counted') },
  'period.endUnknown': { rules: ['R64'], value: oneOf('unknown', 'recognition') },
  'period.continuing': { rules: ['R65'], value: oneOf('from-end', 'clock-runs') },
  'period.listExtension': { rules: ['R66'], value: oneOf('to-removal', 'none') },
  'period.listExtensionReach': { rules: ['R66'], value: oneOf('every-record', 'list-entry') },
  'period.listEntry': {
    rules: ['R27', 'R66'],
    value: oneOf('as-record', 'while-listed', 'while-listed-within-period'),
  },
  'period.longTerm': { rules: ['R67'], value: longTerm },
  'period.lawLengthens': { rules: ['R02', 'R63'], value: z.boolean() },
  'period.unknownStops': { rules: ['R63'], value: thirdParties },
  'basic.untilDeath': { rules: ['R68'], value: z.boolean() },
  'basic.afterTermination': { rules: ['R68'], value: period.nullable() },
  'death.stops': { rules: ['R68'], value: setOf(CALLER_KINDS) },
  'other.validity': { rules: ['R69'], value: oneOf('own-validity', 'no-end') },
  'expiry.stops': { rules: ['R70'], value: thirdParties },
  'expiry.self': { rules: ['R70'], value: oneOf('shown', 'hidden', 'deleted') },

  // rights that change an answer
  'optOut.effect': {
    rules: ['R71'],
    value: oneOf('none', 'deletes', 'ends-publication', 'shields'),
  },
  'selfReported.marked': { rules: ['R72'], value: z.boolean() },
  'selfReported.optOut': { rules: ['R72'], value: oneOf('none', 'shields') },
  'selfReported.optOutDays': { rules: ['R72'], value: workingDays },
  'selfReported.served': { rules: ['R72'], value: oneOf('by-default', 'as-authorised') },
  'objection.markDays': { rules: ['R73'], value: workingDays },
  'objection.platformDays': { rules: ['R74'], value: workingDays },
  'objection.sourceDays': { rules: ['R75'], value: workingDays },
  'objection.collectorDays': { rules: ['R76'], value: workingDays },
  'objection.excludesTesting': { rules: ['R77'], value: z.boolean() },
  'correction.passedOnDays': { rules: ['R78'], value: workingDays },
  'correction.sourceDays': { rules: ['R79'], value: workingDays },
  'basis.stops': { rules: ['R80'], value: thirdParties },
  'repair.serious': { rules: ['R81'], value: oneOf('repairable', 'not-repairable') },
  'repair.whileListed': { rules: ['R81'], value: oneOf('repairable', 'not-repairable') },
  'repair.days': { rules: ['R82'], value: workingDays },
  'repair.effects': {
    rules: ['R83'],
    value: z.strictObject(
      Object.fromEntries(REPAIR_EFFECTS.map((effect) => [effect, treatment])) as Record<
        (typeof REPAIR_EFFECTS)[number],
        typeof treatment
      >,
    ),
  },

  // lists and linkage
  'list.conditionsFor': { rules: ['R87'], value: thirdParties },
  'linkage.roles': { rules: ['R88'], value: setOf(RESPONSIBLE_ROLES) },
} as const;

export type ParameterName = keyof typeof PARAMETERS;
export type ParameterValue<K extends ParameterName> = z.output<(typeof PARAMETERS)[K]['value']>;

export const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];
