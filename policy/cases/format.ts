import { z } from 'zod';
import { parseDay, parseInstant, parsePeriod } from '../days.ts';
import {
  AUTHORISATION_FORMS,
  AWARD_LEVELS,
  BASIS_STATES,
  CALLER_KINDS,
  CAPACITIES,
  CATALOGUE_SOURCES,
  CHANNELS,
  DEBTS,
  FIELDS_OF_LAW,
  GRANTORS,
  IDENTIFIERS,
  IDENTITIES,
  ITEM_CLASSES,
  LEVELS,
  MARKS,
  OBJECTION_OUTCOMES,
  ORGANISATION_KINDS,
  OUTCOMES,
  PROCEDURES,
  PROHIBITED,
  REFUSAL_REASONS,
  REPAIR_EFFECTS,
  RESPONSIBLE_ROLES,
  RESTRICTED,
  SANCTIONS,
  SILENT_REASONS,
  SUBJECT_KINDS,
  USES,
  WITHHELD_REASONS,
} from '../terms.ts';

/** The form of a policy case: one question to the law and the answer expected. */

const day = z
  .string()
  .refine((text) => parseDay(text) !== null, 'expected a date of the calendar, YYYY-MM-DD');
const moment = z
  .string()
  .refine(
    (text) => parseDay(text) !== null || parseInstant(text) !== null,
    'expected a date of the calendar, or a date-time with its offset',
  );
const period = z
  .string()
  .refine((text) => parsePeriod(text) !== null, 'expected an ISO 8601 duration such as `P3M`');

const optionalDay = day.nullable().default(null);
const code = z.string().min(1);
const scope = z.union([z.literal('all'), z.array(code)]);

function oneOf<const T extends readonly string[]>(words: T) {
  return z.enum(words);
}
function nullableWord<const T extends readonly string[]>(words: T) {
  return z.enum(words).nullable().default(null);
}
function flag(value: boolean) {
  return z.boolean().default(value);
}

const LONG_AGO = '1990-01-01';

const caller = z.strictObject({
  kind: oneOf(CALLER_KINDS),
  organisationKind: oneOf(ORGANISATION_KINDS).nullable().optional(),
  operator: z.enum(['named', 'missing']).default('named'),
  channel: oneOf(CHANNELS).optional(),
  offshoreRecipient: flag(false),
  offshoreBasis: code.nullable().default(null),
});

const duty = z.strictObject({
  registered: z.boolean().optional(),
  publishedOn: day.nullable().default(LONG_AGO),
  caseNumber: z.enum(['given', 'missing']).optional(),
});

const agreement = z.strictObject({
  confidentiality: z.boolean(),
  scope,
  purpose: code,
  until: day,
});

const authorisation = z.strictObject({
  form: oneOf(AUTHORISATION_FORMS),
  grantedBy: oneOf(GRANTORS).default('subject'),
  purpose: code.nullable(),
  scope: scope.default('all'),
  from: optionalDay,
  until: day.nullable(),
  revokedAt: moment.nullable().default(null),
  bundled: flag(false),
  adverseNotice: flag(false),
});

const subject = z
  .strictObject({
    kind: oneOf(SUBJECT_KINDS),
    bornOn: optionalDay,
    diedOn: optionalDay,
    capacity: oneOf(CAPACITIES).optional(),
    identifiedBy: oneOf(IDENTIFIERS).optional(),
    hasResidentId: flag(true),
    terminatedOn: optionalDay,
  })
  .refine((found) => found.kind === 'legal' || found.bornOn !== null, {
    path: ['bornOn'],
    message: 'expected the birth date of a natural person',
  });

const item = z.strictObject({
  id: code,
  class: oneOf(ITEM_CLASSES),
  identity: nullableWord(IDENTITIES),
  restricted: nullableWord(RESTRICTED),
  prohibited: nullableWord(PROHIBITED),
  catalogued: flag(true),
  catalogueSource: oneOf(CATALOGUE_SOURCES).default('supplementary'),
  openable: flag(true),
  shareable: flag(true),
  level: oneOf(LEVELS).default('public'),
  publicationOrderedByLaw: z.union([code, z.boolean()]).nullable().default(null),
  period: period.nullable().default(null),
  periodBasis: code.nullable().default(null),
});

const record = z.strictObject({
  recognisedOn: optionalDay,
  endedOn: optionalDay,
  continuing: flag(false),
  serious: flag(false),
  listed: z.strictObject({ from: day, until: optionalDay }).nullable().default(null),
  listEntry: flag(false),
  listConditions: flag(true),
  procedure: oneOf(PROCEDURES).default('general'),
  slightAndCorrected: flag(false),
  sanction: nullableWord(SANCTIONS),
  field: nullableWord(FIELDS_OF_LAW),
  debt: nullableWord(DEBTS),
  validUntil: optionalDay,
  cancelledOn: optionalDay,
  disclosureUntil: optionalDay,
  awardLevel: nullableWord(AWARD_LEVELS),
  basis: oneOf(BASIS_STATES).default('effective'),
  basisChangedOn: optionalDay,
  objection: z
    .strictObject({
      receivedOn: day,
      decidedOn: optionalDay,
      outcome: nullableWord(OBJECTION_OUTCOMES),
    })
    .nullable()
    .default(null),
  repair: z
    .strictObject({ decidedOn: day, effect: oneOf(REPAIR_EFFECTS), newEnd: optionalDay })
    .nullable()
    .default(null),
  optOut: z.strictObject({ requestedOn: day }).nullable().default(null),
  selfReported: flag(false),
  responsibleRole: nullableWord(RESPONSIBLE_ROLES),
  computedWithoutOptOuts: flag(true),
});

const REASONS = [...REFUSAL_REASONS, ...WITHHELD_REASONS, ...SILENT_REASONS] as const;

const expectation = z
  .strictObject({
    outcome: oneOf(OUTCOMES),
    reason: z.enum(REASONS).nullable().default(null),
    marks: z.array(oneOf(MARKS)).default([]),
    articles: z.array(z.union([z.string().min(1), z.number()]).transform(String)).default([]),
  })
  .refine(
    ({ outcome, reason }) => reason !== null || (outcome !== 'withheld' && outcome !== 'refused'),
    { path: ['reason'], message: 'expected a reason for what is withheld or refused' },
  );

/** Every regulation named in a case must be one that the runner can open. */
export function caseSchema(regulations: readonly string[]) {
  return z.strictObject({
    name: z.string().min(1),
    regulation: z
      .string()
      .refine((name) => regulations.includes(name), 'expected the name of a regulation'),
    overlays: z.array(z.string()).default([]),
    asOf: moment,
    caller,
    purpose: code.nullable().default(null),
    use: oneOf(USES).nullable().default(null),
    duty: duty.default({ publishedOn: LONG_AGO }),
    legalBasis: code.nullable().default(null),
    batch: flag(false),
    agreement: agreement.nullable().default(null),
    authorisation: authorisation.nullable().default(null),
    subject,
    item,
    record: record.nullable().default(null),
    expect: expectation,
  });
}

export type PolicyCase = z.output<ReturnType<typeof caseSchema>>;
export type Expectation = PolicyCase['expect'];
