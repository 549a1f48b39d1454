import { RegisterError } from '../../registers/errors.ts';
import type { AuthorisationLedger, RightsRegister } from '../../registers/port.ts';
import { readDay } from './context.ts';
import type { TermsInput } from './inputs.ts';

export type Grant = Parameters<AuthorisationLedger['grantAuthorisation']>[0];
export type Amendment = Parameters<AuthorisationLedger['amendAuthorisation']>[1];
export type Repair = Parameters<RightsRegister['recordRepair']>[0];
export type BasisStatus = Parameters<RightsRegister['recordBasisStatus']>[0];
type Scope = Grant['scope'];

/** Forms that say that there is a document or a recording. */
const NEEDS_EVIDENCE: readonly string[] = ['written', 'electronic-signature', 'oral-recorded'];

/**
 * The terms of an authorisation as the registers take them, without what was left out.
 *
 * INVARIANT no-word-for-it: a form that stands for a document, and written consent, come with the
 * digest of what proves them; without it an authorisation is what it is, a click.
 *
 * @throws {RegisterError} `AUTH_SCOPE`, `AUTH_NO_EVIDENCE`
 */
export function termsOf(input: TermsInput): Amendment {
  const { items, allItems, from, until, ...rest } = input;
  const claims = NEEDS_EVIDENCE.includes(rest.form ?? '') || rest.writtenConsentAt != null;
  if (claims && !rest.evidenceDigest) {
    throw new RegisterError('AUTH_NO_EVIDENCE', 'expected `evidenceDigest` of what was granted');
  }
  const scope = items == null && allItems == null ? undefined : scopeOf({ items, allItems });
  return present({
    ...rest,
    form: rest.form ?? undefined,
    bundled: rest.bundled ?? undefined,
    scope,
    from: dayIn(from),
    until: dayIn(until),
  }) as unknown as Amendment;
}

/** @throws {RegisterError} `AUTH_SCOPE` unless it is either some items or all of them */
export function scopeOf(given: {
  readonly items?: readonly string[] | null | undefined;
  readonly allItems?: boolean | null | undefined;
}): Scope {
  const { items, allItems } = given;
  if (allItems === true && items == null) return 'all';
  if (allItems !== true && items != null) return new Set(items);
  throw new RegisterError('AUTH_SCOPE', 'expected either `items` or `allItems`');
}

/** What was given; an input that was left out MUST NOT empty a field. */
export function present<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/** A calendar day of the `Date` scalar; what was left out stays left out. */
export function dayIn(text: string | null | undefined) {
  return text == null ? text : readDay(text);
}
