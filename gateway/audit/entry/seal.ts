import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { canonicalBytes } from '../canonical.ts';
import type { CryptoSuite } from '../crypto.ts';
import { HASH_BYTES } from '../crypto.ts';
import { AuditError } from '../errors.ts';
import type { Detail, Entry } from './schema.ts';
import { detailSchema, entrySchema, REQUIRED } from './schema.ts';

/** An entry in the bytes that are hashed and kept. */
export interface Sealed {
  readonly entry: Buffer;
  readonly detail: Buffer;
}

/** A detail as its caller gives it; the salt is added here. */
export type DetailInput = Omit<Detail, 'v' | 'salt'>;

/** Digest of a text under a name of its own, so that no digest can stand for another. */
export function digestOf(suite: CryptoSuite, domain: string, bytes: Uint8Array): string {
  const input = Buffer.concat([Buffer.from(`creditgate/${domain}/v1\n`), bytes]);
  return Buffer.from(suite.hash(input)).toString('base64');
}

/** 32 random bytes that keep a digest of guessable content from being guessed. */
export function newSalt(): string {
  return randomBytes(HASH_BYTES).toString('base64');
}

/** The canonical bytes of a detail, and the digest that an entry commits to it with. */
export function sealDetail(
  suite: CryptoSuite,
  input: DetailInput,
): { readonly bytes: Buffer; readonly digest: string } {
  const detail = check(detailSchema, { v: 1, salt: newSalt(), ...input }, 'detail');
  checkReferences(detail);
  const bytes = canonicalBytes(detail);
  return { bytes, digest: digestOf(suite, 'detail', bytes) };
}

/** The canonical bytes of an entry: RFC 8785 JSON. @throws AuditError `ENTRY_INVALID` */
export function encodeEntry(entry: Entry): Buffer {
  return canonicalBytes(checkEntry(entry));
}

/**
 * Reads an entry back; attacker-controlled. Only the canonical bytes are an entry.
 * @throws AuditError `ENTRY_INVALID`
 */
export function decodeEntry(bytes: Uint8Array): Entry {
  const entry = checkEntry(parseJson(bytes, 'entry'));
  if (!canonicalBytes(entry).equals(bytes)) throw invalid('entry', 'the canonical encoding');
  return entry;
}

/** Reads a detail back and checks it against the entry that commits to it; attacker-controlled. */
export function decodeDetail(
  suite: CryptoSuite,
  entry: Entry,
  bytes: Uint8Array,
): Detail | undefined {
  if (entry.detail === undefined) {
    if (bytes.length > 0) throw invalid('detail', 'no detail, got one');
    return undefined;
  }
  if (digestOf(suite, 'detail', bytes) !== entry.detail) {
    throw invalid('detail', 'the detail that the entry commits to');
  }
  return check(detailSchema, parseJson(bytes, 'detail'), 'detail');
}

function checkEntry(value: unknown): Entry {
  const entry = check(entrySchema, value, 'entry');
  for (const field of REQUIRED[entry.event]) {
    if (entry[field] === undefined) throw invalid(field, `a field that \`${entry.event}\` needs`);
  }
  return entry;
}

function checkReferences({ decisions, subjects }: Detail): void {
  for (const subject of subjects) {
    if (decisions[subject.decisions] === undefined) {
      throw invalid('subjects.decisions', `an index below ${decisions.length}`);
    }
  }
}

/** Zod's messages may repeat the value, which may be an identifier: only the field is named. */
function check<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = [what, ...(issue?.path ?? [])].map(String).join('.');
  throw invalid(field, expectation(issue));
}

function expectation(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') return 'no unknown field';
  if (issue?.code === 'custom') return issue.message.replace(/^expected /, '');
  return 'a value of the form docs/audit-events.md describes';
}

function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AuditError('ENTRY_INVALID', 'expected JSON in UTF-8', { field: what }, { cause });
  }
}

function invalid(field: string, expected: string): AuditError {
  return new AuditError('ENTRY_INVALID', `\`${field}\`: expected ${expected}`, { field });
}
