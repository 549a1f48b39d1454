import type { Parameter } from '../pack/pack.ts';
import type { CallerKind } from '../terms.ts';
import { type Citations, citationsOf } from './rule.ts';

/**
 * One of the law's acts by which an item may reach a caller: publication, authorised query, sharing,
 * or the subject's own query. They are separate acts, and a record may be closed to one and open to
 * another.
 */
export interface Grant {
  /** Whom the act serves: who gets what is published is the public, whoever it is. */
  readonly audience: CallerKind;
  readonly masked: boolean;
  readonly citations: Citations;
}

export function grantOf(
  audience: CallerKind,
  grounds: readonly Parameter[],
  masked = false,
): Grant {
  return { audience, masked, citations: citationsOf(grounds) };
}
