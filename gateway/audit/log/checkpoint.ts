import type { CryptoSuite, SigningKey } from '../crypto.ts';
import { HASH_BYTES } from '../crypto.ts';
import { AuditError } from '../errors.ts';
import type { Hash } from './merkle.ts';
import type { Note, Verifier } from './note.ts';
import { decodeBase64, formatNote, openNote, parseNote, signText } from './note.ts';

/** C2SP tlog-checkpoint: origin, size and root of a log, as a signed note. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** The text of a checkpoint; attacker-controlled. @throws AuditError `CHECKPOINT_INVALID` */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  const [origin, size, root, ...extensions] = lines;
  if (lines.pop() !== '' || !origin || size === undefined || root === undefined) {
    throw invalid('an origin, a size and a root');
  }
  if (extensions.slice(0, -1).includes('')) throw invalid('extension lines that are not empty');
  if (!/^(0|[1-9][0-9]*)$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw invalid('a decimal size');
  }
  const hash = decodeBase64(root);
  if (hash.length !== HASH_BYTES) throw invalid(`a root of ${HASH_BYTES} bytes`);
  return { origin, size: Number(size), root: hash };
}

/** A checkpoint and the note that carries it. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: Note;
}

/**
 * INVARIANT one-history: a checkpoint is signed only for entries that are durable and that extend
 * the last one signed ("Signatures": a log never signs inconsistent checkpoints).
 */
export async function signCheckpoint(
  suite: CryptoSuite,
  verifier: Verifier,
  key: SigningKey,
  checkpoint: Checkpoint,
): Promise<SignedCheckpoint> {
  const text = formatCheckpoint(checkpoint);
  const signatures = [await signText(suite, verifier, key, text)];
  return { ...checkpoint, note: { text, signatures } };
}

/**
 * Opens a checkpoint that one of the log's keys signed; each verifier's name is the log's origin.
 * @throws AuditError `NOTE_INVALID` or `CHECKPOINT_INVALID`
 */
export function openCheckpoint(
  suite: CryptoSuite,
  bytes: Uint8Array,
  verifiers: readonly Verifier[],
): SignedCheckpoint {
  const checkpoint = parseCheckpoint(parseNote(bytes).text);
  // A key vouches for its own log only, whatever origin the text claims.
  const own = verifiers.filter(({ name }) => name === checkpoint.origin);
  return { ...checkpoint, note: openNote(suite, bytes, own) };
}

export function encodeCheckpoint(checkpoint: SignedCheckpoint): Buffer {
  return formatNote(checkpoint.note);
}

function invalid(expected: string): AuditError {
  return new AuditError('CHECKPOINT_INVALID', `expected ${expected}`);
}
