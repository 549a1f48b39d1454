import type { Caller } from '../auth/caller.ts';

/**
 * Whether somebody of the same organisation stands where the one stood who ordered a batch. The law was
 * asked about that one: what it gave over one network, for one country and to a named officer is not
 * given out on another network, abroad or to nobody in particular.
 */
export function standsAlike(ordered: Caller, caller: Caller): boolean {
  return (
    ordered.organisation === caller.organisation &&
    ordered.kind === caller.kind &&
    ordered.organisationKind === caller.organisationKind &&
    ordered.channel === caller.channel &&
    ordered.offshoreRecipient === caller.offshoreRecipient &&
    ordered.offshoreBasis === caller.offshoreBasis &&
    (ordered.operator === null || caller.operator !== null)
  );
}
