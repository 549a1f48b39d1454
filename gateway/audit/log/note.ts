import type { CryptoSuite, SigningKey } from '../crypto.ts';
import { AuditError } from '../errors.ts';

/** C2SP signed-note: a text, and lines that sign it. Notes are attacker-controlled; parse defensively. */

/** A known key: a name, and what signatures of it look like. */
export interface Verifier {
  readonly name: string;
  /** The first four bytes of the hash of name, signature type and key, as a number. */
  readonly keyId: number;
  /** Signature type identifier bytes. */
  readonly type: Uint8Array;
  readonly publicKey: Uint8Array;
}

export interface SignatureLine {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Buffer;
}

export interface Note {
  /** With its final newline, without the blank line. */
  readonly text: string;
  readonly signatures: readonly SignatureLine[];
}

const MAX_NOTE_BYTES = 64 * 1024;
const MAX_SIGNATURES = 64;
const KEY_ID_BYTES = 4;
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;
const VERIFIER_KEY = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u;
/** Control characters are forbidden, but newline. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: signed-note names this very range
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** The parts of a note; nothing is verified here. @throws AuditError `NOTE_INVALID` */
export function parseNote(bytes: Uint8Array): Note {
  const note = decodeText(bytes);
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) throw invalid('a text, a blank line and signature lines');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw invalid(`at most ${MAX_SIGNATURES} signatures`);
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignatureLine) };
}

export function parseSignatureLine(line: string): SignatureLine {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) throw invalid('a signature line');
  const bytes = decodeBase64(encoded);
  if (bytes.length <= KEY_ID_BYTES) throw invalid('a key id and a signature');
  return { name, keyId: bytes.readUInt32BE(0), signature: bytes.subarray(KEY_ID_BYTES) };
}

export function formatSignatureLine({ name, keyId, signature }: SignatureLine): string {
  const id = Buffer.alloc(KEY_ID_BYTES);
  id.writeUInt32BE(keyId);
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}`;
}

export function formatNote({ text, signatures }: Note): Buffer {
  return Buffer.from(
    `${text}\n${signatures.map((line) => `${formatSignatureLine(line)}\n`).join('')}`,
  );
}

/** Signs a text. The name SHOULD be a schema-less URL; it has no spaces and no plus. */
export async function signText(
  suite: CryptoSuite,
  verifier: Verifier,
  key: SigningKey,
  text: string,
): Promise<SignatureLine> {
  const signature = Buffer.from(await suite.sign(key, Buffer.from(text)));
  return { name: verifier.name, keyId: verifier.keyId, signature };
}

/**
 * The text of a note that at least one of the verifiers signed ("Signatures"): lines of unknown keys
 * are ignored, a line of a known key that does not verify spoils the note.
 * @throws AuditError `NOTE_INVALID`
 */
export function openNote(
  suite: CryptoSuite,
  bytes: Uint8Array,
  verifiers: readonly Verifier[],
): Note {
  const note = parseNote(bytes);
  const text = Buffer.from(note.text);
  let verified = 0;
  for (const line of note.signatures) {
    const verifier = verifiers.find((known) => isFrom(line, known));
    if (verifier === undefined) continue;
    if (!suite.verify(verifier.publicKey, text, line.signature)) {
      throw invalid(`a signature of \`${line.name}\` that verifies`);
    }
    verified += 1;
  }
  if (verified === 0) throw invalid('a signature of a known key');
  return note;
}

export function isFrom(line: SignatureLine, verifier: Verifier): boolean {
  return line.name === verifier.name && line.keyId === verifier.keyId;
}

/** The verifier of a key under a name. */
export function verifierOf(
  suite: CryptoSuite,
  name: string,
  publicKey: Uint8Array,
  type: Uint8Array = suite.noteType,
): Verifier {
  if (!/^[^\s+]+$/u.test(name)) throw invalid('a key name without spaces and plus');
  const hash = suite.hash(Buffer.concat([Buffer.from(`${name}\n`), type, publicKey]));
  return { name, keyId: Buffer.from(hash).readUInt32BE(0), type, publicKey };
}

/** `<name>+<key id>+<type and key, base64>`, the text form of a verifier. */
export function formatVerifierKey({ name, keyId, type, publicKey }: Verifier): string {
  const id = keyId.toString(16).padStart(8, '0');
  return `${name}+${id}+${Buffer.concat([type, publicKey]).toString('base64')}`;
}

/** @param type which signature type the key is for; another one is refused. */
export function parseVerifierKey(
  suite: CryptoSuite,
  text: string,
  type: Uint8Array = suite.noteType,
): Verifier {
  const [, name, id, encoded] = VERIFIER_KEY.exec(text.trim()) ?? [];
  if (name === undefined || id === undefined || encoded === undefined)
    throw invalid('a verifier key');
  const bytes = decodeBase64(encoded);
  if (Buffer.compare(bytes.subarray(0, type.length), type) !== 0) {
    throw invalid('a verifier key of the signature type of this suite');
  }
  const verifier = verifierOf(suite, name, bytes.subarray(type.length), type);
  if (verifier.keyId !== Number.parseInt(id, 16)) throw invalid('the key id of this name and key');
  return verifier;
}

/** Standard base64, and only its one canonical form. */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw invalid('standard base64');
  return bytes;
}

function decodeText(bytes: Uint8Array): string {
  if (bytes.length > MAX_NOTE_BYTES) throw invalid(`at most ${MAX_NOTE_BYTES} bytes`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AuditError('NOTE_INVALID', 'expected UTF-8', {}, { cause });
  }
  if (CONTROL.test(text)) throw invalid('no control characters but newline');
  return text;
}

function invalid(expected: string): AuditError {
  return new AuditError('NOTE_INVALID', `expected ${expected}`);
}
