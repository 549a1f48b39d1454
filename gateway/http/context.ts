import type { IncomingHttpHeaders } from 'node:http';
import { USES } from '../../policy/terms.ts';
import { carriesIdentifier } from '../audit/entry/guard.ts';
import type { Purpose } from '../disclosure/decide.ts';
import type { Language } from '../disclosure/report.ts';
import { GatewayError } from '../errors.ts';

/** A purpose code or case number: short, printable, and no place to hide an identifier in. */
export const PURPOSE = /^(?=.{1,64}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const CASE_NUMBER = /^[\p{L}\p{N}()〔〕（）._/-]{1,64}$/u;

/**
 * What the caller says the question is for. The token says who; these headers say what for; neither
 * can name the regulation or the date.
 *
 * @throws {GatewayError} `HEADER_INVALID` naming the header, never its value
 */
export function readPurpose(headers: IncomingHttpHeaders): Purpose {
  const purpose = single(headers, 'x-purpose');
  const caseNumber = single(headers, 'x-case-number');
  const use = single(headers, 'x-use');
  if (purpose !== null && !(PURPOSE.test(purpose) && isHarmless(purpose))) invalid('x-purpose');
  const number = caseNumber === null ? null : decode(caseNumber);
  if (number !== null && !(CASE_NUMBER.test(number) && isHarmless(number))) {
    invalid('x-case-number');
  }
  const known = USES.find((word) => word === use) ?? null;
  if (use !== null && known === null) invalid('x-use');
  return { purpose, caseNumber: number, use: known };
}

/** Caller-controlled; both go into the log, which holds no identity number and no credit code. */
export function isHarmless(text: string): boolean {
  return text.isWellFormed() && !carriesIdentifier(text);
}

/** Chinese where the caller prefers it, English otherwise. */
export function readLanguage(headers: IncomingHttpHeaders): Language {
  return /^\s*zh\b/i.test(headers['accept-language'] ?? '') ? 'zh' : 'en';
}

function single(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  if (value === undefined || value === '') return null;
  if (Array.isArray(value)) return invalid(name);
  return value;
}

/** Case numbers have Chinese characters, which a header carries percent-encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return invalid('x-case-number');
  }
}

function invalid(header: string): never {
  throw new GatewayError('HEADER_INVALID', { header });
}
