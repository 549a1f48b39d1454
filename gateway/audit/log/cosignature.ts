import type { CryptoSuite, SigningKey } from '../crypto.ts';
import { AuditError } from '../errors.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { SignatureLine, Verifier } from './note.ts';
import {
  formatSignatureLine,
  isFrom,
  parseSignatureLine,
  parseVerifierKey,
  verifierOf,
} from './note.ts';

/** C2SP tlog-cosignature, Ed25519: a witness saw this checkpoint, at this time, extend the ones before. */

/** Signature type identifier of timestamped Ed25519 cosignatures. */
export const COSIGNATURE_TYPE = Uint8Array.of(0x04);
const TIMESTAMP_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** A witness as configured. */
export function witnessOf(suite: CryptoSuite, name: string, publicKey: Uint8Array): Verifier {
  return verifierOf(suite, name, publicKey, COSIGNATURE_TYPE);
}

export function parseWitnessKey(suite: CryptoSuite, text: string): Verifier {
  return parseVerifierKey(suite, text, COSIGNATURE_TYPE);
}

/** What a witness's line says. */
export interface Cosignature {
  readonly witness: string;
  /** Seconds since the epoch. */
  readonly time: bigint;
  readonly line: SignatureLine;
}

/** Makes a witness's line for a checkpoint. */
export async function cosign(
  suite: CryptoSuite,
  witness: Verifier,
  key: SigningKey,
  text: string,
  time: bigint,
): Promise<string> {
  const stamp = Buffer.alloc(TIMESTAMP_BYTES);
  stamp.writeBigUInt64BE(time);
  const signature = Buffer.concat([stamp, await suite.sign(key, cosignedMessage(text, time))]);
  return formatSignatureLine({ name: witness.name, keyId: witness.keyId, signature });
}

/**
 * Verifies a witness's line over the text of a checkpoint; attacker-controlled.
 * @throws AuditError `COSIGNATURE_INVALID`
 */
export function verifyCosignature(
  suite: CryptoSuite,
  witnesses: readonly Verifier[],
  text: string,
  line: string | SignatureLine,
): Cosignature {
  const parsed = typeof line === 'string' ? parseSignatureLine(line.replace(/\n$/, '')) : line;
  const witness = witnesses.find((known) => isFrom(parsed, known));
  if (witness === undefined) throw invalid('a line of a known witness');
  const time = cosignatureTime(parsed);
  const signature = parsed.signature.subarray(TIMESTAMP_BYTES);
  if (!suite.verify(witness.publicKey, cosignedMessage(text, time), signature)) {
    throw invalid(`a cosignature of \`${witness.name}\` that verifies`);
  }
  return { witness: witness.name, time, line: parsed };
}

/** The timestamp of a line of this type: at most 2^63 - 1. */
export function cosignatureTime({ signature }: SignatureLine): bigint {
  if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) {
    throw invalid(`a timestamp and ${SIGNATURE_BYTES} bytes`);
  }
  const time = signature.readBigUInt64BE(0);
  if (time > 0x7fff_ffff_ffff_ffffn) throw invalid('a timestamp below 2^63');
  return time;
}

/** The checkpoint with one more line; a witness's later line replaces its earlier one. */
export function withCosignature(
  checkpoint: SignedCheckpoint,
  { line }: Cosignature,
): SignedCheckpoint {
  const others = checkpoint.note.signatures.filter(
    (known) => known.name !== line.name || known.keyId !== line.keyId,
  );
  return { ...checkpoint, note: { ...checkpoint.note, signatures: [...others, line] } };
}

/** Who of the witnesses cosigned; a line of a known witness that does not verify is an error. */
export function cosignaturesOf(
  suite: CryptoSuite,
  witnesses: readonly Verifier[],
  { note }: SignedCheckpoint,
): Cosignature[] {
  return note.signatures
    .filter((line) => witnesses.some((witness) => isFrom(line, witness)))
    .map((line) => verifyCosignature(suite, witnesses, note.text, line));
}

function cosignedMessage(text: string, time: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
}

function invalid(expected: string): AuditError {
  return new AuditError('COSIGNATURE_INVALID', `expected ${expected}`);
}
