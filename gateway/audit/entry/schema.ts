import { z } from 'zod';
import { carriesIdentifier } from './guard.ts';

/**
 * What an entry of the log holds, version 1. Two parts:
 *
 * - the *entry* is what the tree hashes. It says who asked, when, for what, under which law, and
 *   commits to the answer and to the detail. The caller may be shown it: it is in the receipt.
 * - the *detail* says what was decided about whom. It is kept beside the entry, bound to it by a
 *   salted digest, and never shown to a third party, for it tells a silent record from an absent one.
 *
 * INVARIANT no-value: nothing here can hold a value of a record: codes, register ids, digests, and
 * three guarded texts. Unknown keys are refused, and so is any text that carries an identifier.
 * Every field is described in docs/audit-events.md; a test compares both ways.
 */

export const EVENTS = [
  'answer',
  'denial',
  'refusal',
  'refusals',
  'batch-row',
  'report',
  'history-view',
  'statistics',
  'register-change',
  'erasure',
  'product-notice',
  'pack-loaded',
  'log-opened',
] as const;
export type EventKind = (typeof EVENTS)[number];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Standard base64 of 32 bytes, in its one canonical form. */
const DIGEST = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const CODE = /^[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*$/;
const ID = /^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/;
/** Article, paragraph and item, such as `24.1.2`; of an overlay, after its name and a colon. */
const ARTICLE = /^([a-z0-9-]+:)?[0-9][0-9A-Za-z.-]*$/;

const withoutIdentifier = (text: string) => UUID.test(text) || !carriesIdentifier(text);
const guarded = { message: 'expected no identity number and no social credit code' };

/** A word of a closed or published list: an outcome, a reason, an item, a purpose. */
const code = z.string().max(64).regex(CODE).refine(withoutIdentifier, guarded);
/** The id of a row in a register; UUIDs are exempt from the guard, being typed. */
const id = z.string().max(128).regex(ID).refine(withoutIdentifier, guarded);
/** A name or number that people gave; the only free texts there are. */
const text = z
  .string()
  .min(1)
  .max(128)
  .refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value), {
    message: 'expected a text without control characters',
  })
  .refine(withoutIdentifier, guarded);
const digest = z.string().regex(DIGEST);
const count = z.int().min(0);

const origin = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\s+]+$/u)
  .refine(withoutIdentifier, guarded);
const time = z.iso.datetime({ precision: 3 });

const caller = z.strictObject({
  kind: code,
  organisation: z.strictObject({ id, name: text.optional(), kind: code.optional() }).optional(),
  operator: z.strictObject({ id, name: text.optional() }).optional(),
  offshore: z.enum(['with-basis', 'without-basis']).optional(),
});

const regulation = z.strictObject({
  pack: code,
  digest,
  catalogue: digest.optional(),
  overlays: z.array(z.strictObject({ pack: code, digest })).optional(),
  simulation: z.boolean().optional(),
});

export const entrySchema = z.strictObject({
  v: z.literal(1),
  suite: code,
  log: origin,
  time,
  clockBehindMs: count.optional(),
  event: z.enum(EVENTS),
  request: z.string().regex(UUID).optional(),
  caller: caller.optional(),
  decidedAt: time.optional(),
  caseNumber: text.optional(),
  purpose: code.optional(),
  use: code.optional(),
  channel: code.optional(),
  regulation: regulation.optional(),
  operation: digest.optional(),
  code: code.optional(),
  counted: z.strictObject({ count, since: time }).optional(),
  batch: z.strictObject({ id, row: count }).optional(),
  response: digest.optional(),
  detail: digest.optional(),
});

const reliance = z.strictObject({
  kind: z.enum(['authorisation', 'duty', 'agreement', 'guardianship', 'self', 'higher-law']),
  id: id.optional(),
});

const decision = z.strictObject({
  items: z.array(code),
  outcome: code,
  reason: code.optional(),
  marks: z.array(code).optional(),
  articles: z.array(z.string().max(64).regex(ARTICLE)),
  reliedOn: z.array(reliance).optional(),
});

const record = z.strictObject({
  item: code,
  digest,
  outcome: code,
  reason: code.optional(),
  marks: z.array(code).optional(),
  articles: z.array(z.string().max(64).regex(ARTICLE)).optional(),
});

const subject = z.strictObject({
  digest,
  kind: z.enum(['natural', 'legal']),
  decisions: count,
  knownAt: count.optional(),
  records: z.array(record).optional(),
});

export const detailSchema = z.strictObject({
  v: z.literal(1),
  salt: digest,
  decisions: z.array(z.array(decision)),
  subjects: z.array(subject),
  change: z
    .strictObject({ register: code, action: code, record: id, digest: digest.optional() })
    .optional(),
  erasure: z.strictObject({ what: code, articles: z.array(z.string().regex(ARTICLE)) }).optional(),
});

export type Entry = z.infer<typeof entrySchema>;
export type Detail = z.infer<typeof detailSchema>;
export type DetailSubject = z.infer<typeof subject>;
export type DetailRecord = z.infer<typeof record>;
export type ItemDecision = z.infer<typeof decision>;
export type Reliance = z.infer<typeof reliance>;

/** What each kind of event must say beside what all say. */
export const REQUIRED: Readonly<Record<EventKind, readonly (keyof Entry)[]>> = {
  answer: ['request', 'caller', 'channel', 'regulation', 'operation', 'response', 'detail'],
  denial: ['request', 'caller', 'channel', 'regulation', 'operation', 'response', 'detail'],
  refusal: ['request', 'code', 'response'],
  refusals: ['code', 'counted'],
  'batch-row': ['request', 'caller', 'channel', 'regulation', 'batch', 'response', 'detail'],
  report: ['request', 'caller', 'channel', 'regulation', 'operation', 'response', 'detail'],
  'history-view': ['request', 'caller', 'channel', 'response', 'detail'],
  statistics: ['request', 'caller', 'channel', 'regulation', 'operation', 'response'],
  'register-change': ['request', 'caller', 'detail'],
  erasure: ['request', 'caller', 'detail'],
  'product-notice': ['request', 'caller', 'detail'],
  'pack-loaded': ['regulation'],
  'log-opened': [],
};
