import type { Dependencies } from '../dependencies.ts';
import { type OwnRootsAsked, ownRootsAsked } from '../execution/own-roots.ts';
import type { Identified } from '../handle.ts';

/** A request that asks for rights, and for nothing else. */
export type RightsAsked = OwnRootsAsked;

/**
 * The request as one for the rights department; null when it asks for no rights.
 *
 * @throws {GatewayError} `OPERATION_MIXED` when it asks for more: rights are executed where they are
 *   kept, and what is asked about a subject is decided; `ARGUMENT_INVALID`
 */
export function rightsAsked(
  dependencies: Dependencies,
  identified: Identified,
): RightsAsked | null {
  return ownRootsAsked(dependencies, identified, dependencies.contract.rights);
}
