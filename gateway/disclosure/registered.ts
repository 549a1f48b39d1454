import { parse } from 'graphql';
import { runPlan } from '../execution/run.ts';
import { keysVariable } from './cut.ts';
import type { FetchDependencies, Sent } from './round.ts';

/**
 * Some codes given out before 2016 fail their check character. Whether an organisation is registered
 * under such a code is for the registration authority to say.
 */
const REGISTERED = parse(
  'query Registered($keys: [USCC!]!) { s: legalEntities(usccs: $keys) { k: uscc f0: entityType } }',
);

/** Those of the codes under which an organisation is registered. */
export async function registeredAmong(
  { supergraph, plans, departments }: FetchDependencies,
  codes: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const plan = await plans.get(supergraph, REGISTERED);
  const variables = keysVariable(codes);
  const { data } = await runPlan({ supergraph, plan, variables, departments, signal });
  const list = Array.isArray(data.s) ? (data.s as readonly Sent[]) : [];
  return new Set(list.flatMap(({ k, f0 }) => (typeof k === 'string' && f0 !== null ? [k] : [])));
}
