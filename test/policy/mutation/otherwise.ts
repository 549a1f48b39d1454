import { parseDay, parsePeriod } from '../../../policy/days.ts';
import type { ParameterName } from '../../../policy/pack/parameters.ts';
import type { SubjectFacts } from '../../../policy/question.ts';
import type { ReferenceCase, Regulation } from '../../reference/types.ts';

/** A text that says something else, a question, and what that text would answer. */
export interface Otherwise {
  readonly regulation: Regulation;
  readonly values: Readonly<Partial<Record<ParameterName, unknown>>>;
  readonly asked: Omit<ReferenceCase, 'name' | 'regulation'>;
  /** What no case can say. */
  readonly facts?: { readonly subject: Partial<SubjectFacts> };
  /** Outcome, reason and marks. */
  readonly answer: string;
}

const FIRM = {
  asOf: '2024-06-01',
  caller: { kind: 'firm' },
  purpose: 'loan',
} as const;
const ANYBODY = { asOf: '2024-06-01', caller: { kind: 'public' } } as const;
const CONSENT = {
  authorisation: { form: 'written', purpose: 'loan', until: '2024-12-31' },
} as const;
const ADULT = { kind: 'natural', bornOn: '1985-05-06' } as const;
const CHILD = { kind: 'natural', bornOn: '2015-05-06' } as const;
const OPEN = { id: 'penalty', class: 'adverse', openable: true } as const;
const RUNNING = { recognisedOn: '2023-01-10', endedOn: '2023-01-01' } as const;
const ORDERED = { ...OPEN, publicationOrderedByLaw: 'a law' } as const;
/** Received four working weeks before the day on which it is asked about. */
const OBJECTED = {
  ...RUNNING,
  objection: { receivedOn: '2024-05-06', decidedOn: null, outcome: null },
} as const;

/** Each before the change and after it. */
export const OTHERWISE: readonly Otherwise[] = [
  ...either(
    'guangdong-2021',
    { inForceFrom: null },
    { ...ANYBODY, subject: { kind: 'legal' }, item: OPEN, record: RUNNING },
    ['disclosed', 'refused PACK_NOT_IN_FORCE'],
  ),
  ...either(
    'guangdong-2021',
    { 'restricted.lift': [] },
    { ...FIRM, subject: ADULT, item: { id: 'income', class: 'other', restricted: 'income' } },
    ['withheld RESTRICTED_NO_NOTICE', 'withheld RESTRICTED'],
  ),
  ...either(
    'heilongjiang',
    { 'level.internal': 'closed' },
    {
      ...ANYBODY,
      subject: ADULT,
      item: { ...ORDERED, level: 'authorised', period: 'P12M' },
      record: { recognisedOn: '2024-02-10', endedOn: '2024-02-01' },
    },
    ['disclosed', 'disclosed'],
  ),
  ...either(
    'guangdong-2018',
    { 'level.internal': 'closed' },
    { ...ANYBODY, subject: ADULT, item: { ...ORDERED, level: 'authorised' }, record: RUNNING },
    ['disclosed', 'withheld NOT_PUBLIC'],
  ),
  ...either(
    'guangdong-2018',
    { 'subject.conductBefore': 'counted' },
    {
      ...{ ...FIRM, ...CONSENT, item: OPEN },
      subject: { kind: 'natural', bornOn: '2004-01-01' },
      record: { recognisedOn: '2021-07-01', endedOn: '2021-06-01' },
    },
    ['silent CONDUCT_BEFORE_SUBJECT', 'disclosed'],
  ),
  ...either(
    'guangdong-2018',
    { 'period.listExtensionReach': 'list-entry' },
    { ...ANYBODY, subject: { kind: 'legal' }, item: OPEN, record: RUNNING },
    ['disclosed', 'disclosed'],
  ),
  ...either(
    'guangdong-2018',
    { 'period.listExtensionReach': 'list-entry' },
    {
      ...{ ...ANYBODY, subject: { kind: 'legal' } as const, item: OPEN },
      record: { recognisedOn: '2021-06-01', endedOn: '2021-06-01' },
    },
    ['disclosed', 'disclosed'],
  ),
  {
    regulation: 'guangdong-2018',
    values: { 'period.listEntry': 'while-listed' },
    asked: {
      ...{ ...FIRM, ...CONSENT, item: OPEN, subject: ADULT },
      record: {
        listEntry: true,
        listConditions: true,
        listed: { from: '2023-01-01', until: null },
      },
    },
    answer: 'disclosed LISTED',
  },
  ...either(
    'guangdong-2021',
    { 'death.stops': new Set(['public']) },
    {
      ...{ ...FIRM, ...CONSENT, item: OPEN, record: RUNNING },
      subject: { ...ADULT, diedOn: '2024-01-01' },
    },
    ['silent SUBJECT_ENDED', 'disclosed'],
  ),
  ...either(
    'guangdong-2021',
    { 'objection.platformDays': 30, 'objection.sourceDays': 5 },
    {
      ...{ asOf: '2024-06-03', caller: { kind: 'subject' } as const },
      ...{ subject: { kind: 'legal' } as const, item: OPEN, record: OBJECTED },
    },
    ['disclosed DISPUTED,OVERDUE', 'disclosed DISPUTED'],
  ),
  ...either(
    'guangdong-2021',
    { 'guardian.of': 'nobody' },
    { ...ANYBODY, subject: CHILD, item: OPEN, record: RUNNING },
    ['withheld GUARDIAN_REQUIRED', 'disclosed'],
  ),
  ...either(
    'guangdong-2018',
    { 'period.unknownStops': new Set(['public']) },
    { ...{ ...FIRM, ...CONSENT }, subject: ADULT, item: OPEN, record: {} },
    ['silent PERIOD_UNKNOWN', 'disclosed PERIOD_UNKNOWN'],
  ),
  ...either(
    'guangdong-2018',
    { 'subject.minimumAge': null, 'subject.fullCapacity': false },
    {
      ...{ ...FIRM, ...CONSENT, item: OPEN },
      subject: { kind: 'natural', bornOn: '2023-05-01' },
      record: { recognisedOn: '2023-06-01', endedOn: '2023-05-01' },
    },
    ['refused NOT_A_CREDIT_SUBJECT', 'disclosed'],
  ),
  {
    regulation: 'guangdong-2018',
    values: {},
    asked: { ...{ ...FIRM, ...CONSENT }, subject: { kind: 'legal' }, item: OPEN, record: RUNNING },
    facts: { subject: { bornOn: parseDay('2015-01-01') } },
    answer: 'disclosed',
  },
  {
    regulation: 'guangdong-2018',
    values: {},
    asked: {
      ...{ asOf: '2024-01-02', caller: { kind: 'public' } as const },
      ...{ subject: { kind: 'legal' } as const, item: { ...OPEN, period: 'P1096D' } },
      record: { recognisedOn: '2021-01-01', endedOn: '2021-01-01' },
    },
    answer: 'silent PERIOD_ENDED',
  },
  ...either(
    'guangdong-2021',
    { 'guardian.lawLifts': false },
    { ...ANYBODY, legalBasis: 'a law', subject: CHILD, item: OPEN, record: RUNNING },
    ['disclosed', 'withheld GUARDIAN_REQUIRED'],
  ),
  ...either(
    'guangdong-2021',
    { 'authorisation.maximum': parsePeriod('P100Y') },
    { ...{ ...FIRM, ...CONSENT }, subject: { kind: 'legal' }, item: { ...OPEN, openable: false } },
    ['disclosed', 'withheld AUTH_EXPIRED'],
  ),
  {
    regulation: 'guangdong-2021',
    values: {},
    asked: { ...ANYBODY, subject: ADULT, item: OPEN, record: RUNNING },
    facts: { subject: { bornOn: null } },
    answer: 'withheld GUARDIAN_REQUIRED',
  },
  {
    regulation: 'guizhou-2018',
    values: {},
    asked: {
      ...ANYBODY,
      subject: ADULT,
      item: OPEN,
      record: { ...RUNNING, disclosureUntil: '2025-01-10' },
    },
    facts: { subject: { bornOn: null } },
    answer: 'disclosed',
  },
];

function either(
  regulation: Regulation,
  values: Otherwise['values'],
  asked: Otherwise['asked'],
  [before, after]: readonly [before: string, after: string],
): readonly Otherwise[] {
  return [
    { regulation, values: {}, asked, answer: before },
    { regulation, values, asked, answer: after },
  ];
}
