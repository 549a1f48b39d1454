import type { Caller, Guardian } from '../auth/caller.ts';
import type { Dependencies } from '../dependencies.ts';
import { GatewayError } from '../errors.ts';
import type { RightsSubject } from '../rights/desk.ts';
import type { RootAsk } from './subjects.ts';

/** Who speaks for whom, by the registers. */
export interface Guardianships {
  /**
   * The entry by which somebody is the guardian of a person now; null = there is none, or that person
   * needs none any more.
   *
   * @param now milliseconds since the epoch
   * @throws when the registers cannot be read
   */
  entryOf(who: RightsSubject, ward: RightsSubject, now: number): Promise<string | null>;
}

/**
 * As whom a question is asked: as the bearer of the token, or where `me` is asked on behalf of a ward,
 * as that ward, whose guardian the bearer is registered to be (rule R05).
 *
 * @throws {GatewayError} `OPERATION_MIXED` when it asks about somebody else beside the ward;
 *   `NOT_REPRESENTATIVE`, the same whether or not anything is held of that person;
 *   `REGISTER_UNAVAILABLE`
 */
export async function speaking(
  { guardianships }: Dependencies,
  { caller, now }: { readonly caller: Caller; readonly now: number },
  roots: readonly RootAsk[],
): Promise<Caller> {
  const ward = roots.find((root) => root.ward !== null)?.ward ?? null;
  if (ward === null) return caller;
  if (roots.some((root) => root.ward?.key !== ward.key)) throw new GatewayError('OPERATION_MIXED');
  const bearer = caller.subject;
  if (bearer === null) throw new GatewayError('NOT_REPRESENTATIVE');
  const entry = await entryOf(guardianships, bearer, ward, now);
  if (entry === null) throw new GatewayError('NOT_REPRESENTATIVE');
  return { ...caller, subject: ward, guardian: { ...bearer, entry } satisfies Guardian };
}

async function entryOf(
  guardianships: Guardianships | undefined,
  ...question: Parameters<Guardianships['entryOf']>
): Promise<string | null> {
  if (guardianships === undefined) throw new GatewayError('REGISTER_UNAVAILABLE');
  try {
    return await guardianships.entryOf(...question);
  } catch (cause) {
    throw new GatewayError('REGISTER_UNAVAILABLE', {}, cause);
  }
}
