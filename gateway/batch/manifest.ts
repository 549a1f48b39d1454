import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../audit/canonical.ts';
import type { CryptoSuite, SigningKey } from '../audit/crypto.ts';
import {
  formatNote,
  formatVerifierKey,
  openNote,
  signText,
  type Verifier,
  verifierOf,
} from '../audit/log/note.ts';
import { type Batch, OUTCOMES } from './batch.ts';
import { FILES, type Member } from './store/files.ts';
import type { BatchStore } from './store/store.ts';

const memberSchema = z.strictObject({
  number: z.int().min(0),
  firstRow: z.int().min(0),
  rows: z.int().min(0),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const fileSchema = z.strictObject({ bytes: z.int().min(0), members: z.array(memberSchema) });

/** What was answered, as a firm can prove it later: digests of every part of both files. */
const manifestSchema = z.strictObject({
  version: z.literal(1),
  batch: z.string(),
  organisation: z.string(),
  /** SHA-256 of the operation's text. */
  operation: z.string(),
  purpose: z.string().nullable(),
  regulation: z.string(),
  dryRun: z.boolean(),
  state: z.enum(['done', 'cancelled']),
  rows: z.int().min(0),
  outcomes: z.record(z.enum(OUTCOMES), z.int().min(0)),
  submittedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  files: z.record(z.enum(FILES), fileSchema),
});

/** A manifest with the note (C2SP signed-note) that signs its digest, and the key that verifies it. */
export const signedManifestSchema = z.strictObject({
  manifest: manifestSchema,
  note: z.string().max(4096),
  verifier: z.string().max(1024),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type SignedManifest = z.infer<typeof signedManifestSchema>;

/** Signs with the key of the log, under its name: who trusts the log's receipts can verify manifests. */
export interface ManifestSigner {
  readonly suite: CryptoSuite;
  readonly key: SigningKey;
  readonly origin: string;
}

export async function manifestOf(
  store: BatchStore,
  batch: Batch,
  regulation: string,
): Promise<Manifest> {
  const fileOf = async (file: (typeof FILES)[number]) => {
    const members: readonly Member[] = await store.members(batch.id, file);
    return { bytes: members.reduce((sum, { bytes }) => sum + bytes, 0), members: [...members] };
  };
  return {
    version: 1,
    batch: batch.id,
    organisation: batch.organisation,
    operation: createHash('sha256').update(batch.order.operation).digest('hex'),
    purpose: batch.order.stated.purpose,
    regulation,
    dryRun: batch.order.dryRun,
    state: batch.state === 'done' ? 'done' : 'cancelled',
    rows: batch.rows,
    outcomes: { ...batch.tally },
    submittedAt: new Date(batch.submittedAt).toISOString(),
    finishedAt: new Date(batch.finishedAt ?? batch.submittedAt).toISOString(),
    files: { results: await fileOf('results'), errors: await fileOf('errors') },
  };
}

export async function signManifest(
  { suite, key, origin }: ManifestSigner,
  manifest: Manifest,
): Promise<SignedManifest> {
  const verifier = verifierOf(suite, origin, key.publicKey);
  const text = signedText(manifest);
  const note = formatNote({ text, signatures: [await signText(suite, verifier, key, text)] });
  return { manifest, note: note.toString('utf8'), verifier: formatVerifierKey(verifier) };
}

/** @throws AuditError `NOTE_INVALID` unless the verifier's key signed this very manifest */
export function verifyManifest(
  suite: CryptoSuite,
  { manifest, note }: SignedManifest,
  verifier: Verifier,
): void {
  const { text } = openNote(suite, Buffer.from(note), [verifier]);
  if (text !== signedText(manifest)) throw new RangeError('the note signs another manifest');
}

/** The first line is no log's name, so that no checkpoint can be taken for a manifest. */
function signedText(manifest: Manifest): string {
  const digest = createHash('sha256').update(canonicalJson(manifest)).digest('base64');
  return `creditgate batch manifest v1\n${manifest.batch}\n${digest}\n`;
}
