import { z } from 'zod';
import { canonicalBytes } from './canonical.ts';
import type { CryptoSuite } from './crypto.ts';
import type { Entry } from './entry/schema.ts';
import { decodeEntry, digestOf } from './entry/seal.ts';
import { AuditError } from './errors.ts';
import type { SignedCheckpoint } from './log/checkpoint.ts';
import { openCheckpoint, parseCheckpoint } from './log/checkpoint.ts';
import { treeHasher } from './log/merkle.ts';
import type { Verifier } from './log/note.ts';
import { parseNote } from './log/note.ts';
import { equalHashes, verifyInclusion } from './log/proof.ts';
import { parseTlogProof } from './log/tlog-proof.ts';

const hash = z.base64().length(44);

/** What `extensions.disclosure.receipt` carries; the proof endpoint adds the rest. */
const receiptSchema = z.strictObject({
  /** The origin of the log. */
  log: z.string().max(255),
  index: z.int().min(0),
  /** The leaf hash, RFC 6962 section 2.1. */
  leaf: hash,
  /** What the response was digested with; without it the log says nothing about the response. */
  salt: hash,
  /** The entry, as hashed: whoever has the receipt needs nobody for it. */
  entry: z.base64().max(90_000),
});

const proofSchema = z.strictObject({
  index: z.int().min(0).optional(),
  size: z.int().min(1),
  proof: z.array(hash).max(64),
  /** The signed note. */
  checkpoint: z.string().max(65_536),
});

export type Receipt = z.infer<typeof receiptSchema>;
export type InclusionEvidence = z.infer<typeof proofSchema>;

/** The parts of a GraphQL response that a receipt stands for. */
export interface ReceiptedResponse {
  readonly data?: unknown;
  readonly errors?: unknown;
  /** `extensions.disclosure`; its `receipt` is left out. */
  readonly disclosure?: unknown;
}

/**
 * The digest of a response: over `salt`, a newline, and the RFC 8785 form of
 * `{data, errors, disclosure}`, where `disclosure` is `extensions.disclosure` without `receipt`, and
 * members that the response does not have are left out. Other extensions are not covered.
 */
export function responseDigest(
  suite: CryptoSuite,
  salt: string,
  response: ReceiptedResponse,
): string {
  const { data, errors, disclosure } = response;
  const covered = { data, errors, disclosure: withoutReceipt(disclosure) };
  return digestOf(
    suite,
    'response',
    Buffer.concat([Buffer.from(`${salt}\n`), canonicalBytes(covered)]),
  );
}

/** The evidence that a C2SP tlog-proof carries. @throws AuditError for a text that is none */
export function evidenceOf(text: string): InclusionEvidence {
  const { index, hashes, checkpoint } = parseTlogProof(text);
  const { size } = parseCheckpoint(parseNote(Buffer.from(checkpoint)).text);
  const proof = hashes.map((node) => Buffer.from(node).toString('base64'));
  return { index, size, proof, checkpoint };
}

/** What a verified receipt establishes. */
export interface VerifiedReceipt {
  readonly entry: Entry;
  readonly index: number;
  readonly checkpoint: SignedCheckpoint;
}

/**
 * Verifies, offline, that a saved response is the one the log recorded. All of it is
 * attacker-controlled but the keys.
 *
 * @param response the GraphQL response as received: `{data, errors, extensions}`
 * @param evidence the answer of the proof endpoint; may also be within the receipt
 * @param logKeys the log's verifier keys, from a trusted place; their name is its origin
 * @throws AuditError `RECEIPT_INVALID`, or what the failed stage throws
 */
export function verifyReceipt(
  suite: CryptoSuite,
  response: unknown,
  logKeys: readonly Verifier[],
  evidence?: unknown,
): VerifiedReceipt {
  const { receipted, receipt, proof } = parse(response, evidence);
  const checkpoint = verifyCheckpoint(suite, logKeys, receipt, proof);
  const entry = verifyEntry(suite, receipt, proof, checkpoint);
  verifyResponse(suite, receipted, receipt, entry);
  return { entry, index: receipt.index, checkpoint };
}

function parse(response: unknown, evidence: unknown) {
  const { data, errors, extensions } = asObject(response, 'a GraphQL response');
  const disclosure = asObject(asObject(extensions, 'extensions').disclosure, 'a disclosure');
  const saved = asObject(disclosure.receipt, 'a receipt');
  const { log, index, leaf, salt, entry, ...rest } = saved;
  const receipt = receiptSchema.safeParse({ log, index, leaf, salt, entry });
  const proof = proofSchema.safeParse(evidence ?? rest);
  if (!receipt.success) throw invalid('a receipt of log, index, leaf, salt and entry');
  if (!proof.success) throw invalid('a proof of size, proof and checkpoint');
  return { receipted: { data, errors, disclosure }, receipt: receipt.data, proof: proof.data };
}

function verifyCheckpoint(
  suite: CryptoSuite,
  logKeys: readonly Verifier[],
  receipt: Receipt,
  proof: InclusionEvidence,
): SignedCheckpoint {
  const checkpoint = openCheckpoint(suite, Buffer.from(proof.checkpoint), logKeys);
  if (checkpoint.origin !== receipt.log) throw invalid('a checkpoint of the log of the receipt');
  if ((proof.index ?? receipt.index) !== receipt.index) throw invalid('a proof of this entry');
  if (checkpoint.size !== proof.size) throw invalid('a proof for the size of the checkpoint');
  return checkpoint;
}

function verifyEntry(
  suite: CryptoSuite,
  receipt: Receipt,
  proof: InclusionEvidence,
  checkpoint: SignedCheckpoint,
): Entry {
  const hasher = treeHasher(suite);
  const bytes = Buffer.from(receipt.entry, 'base64');
  const leaf = Buffer.from(receipt.leaf, 'base64');
  if (!equalHashes(hasher.leaf(bytes), leaf)) throw invalid('the entry of the leaf of the receipt');
  const { size, root } = checkpoint;
  const path = proof.proof.map((node) => Buffer.from(node, 'base64'));
  verifyInclusion(hasher, { index: receipt.index, size, leaf, root, proof: path });
  const entry = decodeEntry(bytes);
  if (entry.log !== receipt.log) throw invalid('an entry of the log of the receipt');
  return entry;
}

function verifyResponse(
  suite: CryptoSuite,
  receipted: ReceiptedResponse,
  receipt: Receipt,
  entry: Entry,
): void {
  const digest = responseDigest(suite, receipt.salt, receipted);
  if (entry.response !== digest) throw invalid('the response that the entry records');
}

function withoutReceipt(disclosure: unknown): unknown {
  if (typeof disclosure !== 'object' || disclosure === null) return disclosure;
  return { ...disclosure, receipt: undefined };
}

function asObject(value: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(expected);
  return value as Readonly<Record<string, unknown>>;
}

function invalid(expected: string): AuditError {
  return new AuditError('RECEIPT_INVALID', `expected ${expected}`);
}
