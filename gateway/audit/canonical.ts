import { AuditError } from './errors.ts';

/** What JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * The canonical form of a JSON value: RFC 8785 (JCS). Keys in order of their UTF-16 code units,
 * numbers and strings as ECMAScript writes them, no white space; keys with `undefined` are left out.
 * @throws AuditError `ENTRY_INVALID` on what JSON cannot hold: non-finite numbers, lone surrogates.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return canonicalNumber(value);
    case 'string':
      return canonicalString(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw notJson(`a JSON value, got ${typeof value}`);
  }
}

/** The canonical form as UTF-8. */
export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalJson(value), 'utf8');
}

function canonicalArray(values: readonly unknown[]): string {
  return `[${values.map((item) => canonicalJson(item)).join(',')}]`;
}

function canonicalObject(value: object): string {
  const record = value as Readonly<Record<string, unknown>>;
  const members: string[] = [];
  // without a comparison of one's own, texts are sorted by their UTF-16 code units
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member !== undefined) members.push(`${canonicalString(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw notJson('a finite number');
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw notJson('well-formed Unicode, got a lone surrogate');
  return JSON.stringify(value);
}

function notJson(expected: string): AuditError {
  return new AuditError('ENTRY_INVALID', `expected ${expected}`);
}
