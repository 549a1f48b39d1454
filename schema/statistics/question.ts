import type { EvidenceName } from '../directives.ts';
import type { SubjectKindName } from '../items.ts';

/**
 * What the platform asks a department to count. The department counts in its own database; what it
 * answers are cells, never rows, and nothing in a question or an answer is an identity field.
 */

/** What subjects and records may be counted by. */
export const DIMENSIONS = [
  'region',
  'industry',
  'entityType',
  'year',
  'month',
  'recordClass',
  'item',
  'department',
  'objection',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Dimensions that only the registration of organisations tells. */
export const REGISTRATION_DIMENSIONS = ['industry', 'entityType'] as const;
export const REGISTRATION_DEPARTMENT = 'market-regulation';

/** The value of whatever a record or a subject does not tell. */
export const UNKNOWN = 'unknown';

/** Which records count, in terms of their evidence. What is missing fulfils `missing` only. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly evidence: EvidenceName; readonly is: 'missing' | 'present' }
  /** Days `YYYY-MM-DD`: earlier than, not earlier than. */
  | { readonly evidence: EvidenceName; readonly before: string }
  | { readonly evidence: EvidenceName; readonly from: string }
  | { readonly evidence: EvidenceName; readonly oneOf: readonly string[] }
  | { readonly evidence: EvidenceName; readonly flag: boolean }
  /** The person was born on that day `YYYY-MM-DD` at the latest. */
  | { readonly bornUntil: string }
  /** The conduct, or its recognition, was after the person's birthday at this age, or is undated. */
  | { readonly conductFromAge: number };

/** One item, and which of its records count. */
export interface CountedItem {
  readonly item: string;
  readonly class: string;
  readonly condition: Condition;
}

/** What the platform's registers say of records; the keys are the department's own. */
export interface Notes {
  readonly records: readonly RecordNote[];
  /** `key|item`: nothing of it counts. */
  readonly items: readonly string[];
  /** `key|document`: nothing that rests on it counts. */
  readonly documents: readonly string[];
}

/** `[key, item, record, drop, objection]`: drop 0 = counts, 1 = unless serious, 2 = does not count. */
export type RecordNote = readonly [
  key: string,
  item: string,
  record: string,
  drop: 0 | 1 | 2,
  objection: string,
];

export const NO_NOTES: Notes = { records: [], items: [], documents: [] };

/** The outcome of an objection, where there was none. */
export const NO_OBJECTION = 'none';

/** What is counted: the records of these items, about this kind of subject. */
export interface Counted {
  readonly subject: SubjectKindName;
  readonly items: readonly CountedItem[];
  readonly notes: Notes;
}

/** One level of one table. */
export interface CellsQuestion extends Counted {
  readonly dimensions: readonly Dimension[];
  readonly filters: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  /** Adds up the amount of the records. */
  readonly amount: boolean;
  /** Gives one cell more than this at most. */
  readonly most: number;
}

/** One cell as it was counted, exactly. */
export interface CountedCell {
  /** One value for each dimension of the question. */
  readonly values: readonly string[];
  readonly subjects: number;
  readonly records: number;
  /** Null where no amount was asked. */
  readonly amount: {
    readonly sum: number;
    readonly largest: number;
    readonly second: number;
    readonly median: number;
  } | null;
}

/** How many rows travel and are held at once. */
export const BLOCK_ROWS = 10_000;

/** What one subject has of one item in one month, for the platform's join; the subject is a pseudonym. */
export type ProfileRow = readonly [
  pseudonym: string,
  region: string,
  item: string,
  month: string,
  objection: string,
  records: number,
  amount: number,
];

/** What the registration says of an organisation, for the platform's join. */
export type AttributeRow = readonly [pseudonym: string, entityType: string, industry: string];
