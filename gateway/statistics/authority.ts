import { dayAt } from '../../policy/days.ts';
import type { Pack } from '../../policy/pack/pack.ts';
import { dutyFactsOf } from '../../registers/facts/types.ts';
import type { Dependencies } from '../dependencies.ts';
import { GatewayError } from '../errors.ts';
import type { OwnRootsAsked } from '../execution/own-roots.ts';

/** What a duty names that lets an organisation's analysts ask for statistics. */
export const STATISTICS_ITEM = 'statistics';

/**
 * Why a caller may not ask for statistics; null when it may: an analyst, by name, of an organisation
 * with a duty registered for the purpose that is stated (rules R59-R61, reading X34). No case is
 * needed, for no case is looked at.
 */
export async function barToStatistics(
  { engine, facts }: Pick<Dependencies, 'engine' | 'facts'>,
  { caller, stated: { purpose }, now, language }: OwnRootsAsked,
): Promise<GatewayError | null> {
  const law = engine.packOn(dayAt(now));
  const outside = () => new GatewayError('OUTSIDE_AUTHORITY', { basis: basisOf(law, language) });
  const kinds = law.parameters['agency.kinds'].value;
  const { kind, organisation, organisationKind: own, operator } = caller;
  const isParty = own === 'platform' || (own !== null && kinds.has(own));
  if (kind !== 'analyst' || !isParty || organisation === null) return outside();
  if (operator === null || purpose === null) return new GatewayError('LOG_INCOMPLETE');
  const held = await facts
    .lookUp({ subjects: [], organisation, purpose, at: now })
    .catch((cause: unknown) => new GatewayError('REGISTER_UNAVAILABLE', {}, cause));
  if (held instanceof GatewayError) return held;
  return dutyFactsOf(held.caller.duty, STATISTICS_ITEM, false).registered ? null : outside();
}

function basisOf({ parameters: p }: Pack, language: OwnRootsAsked['language']) {
  const grounds = [p['staff.conduct'], p['staff.access'], p['staff.analysts']];
  return grounds.flatMap(({ citations }) =>
    citations.map(({ article, gist }) => ({ article, gist: gist[language] })),
  );
}
