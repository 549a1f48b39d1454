import { readContext } from './context.ts';
import type { Targets } from './faults.ts';
import type { ObjectPlace } from './places.ts';
import type { CompiledFetch } from './plan.ts';
import { canonical, getOwn, type Records, setOwn } from './records.ts';
import { represent } from './requires.ts';
import { applyRewrites } from './rewrites.ts';

/** One request of a fetch. */
export interface Batch {
  /** The entities asked about; absent when a root type is asked. */
  readonly representations?: readonly Records[];
  /** For each representation, or for the one root answer: where its answer goes. */
  readonly targets: Targets;
  readonly variables: Records;
}

/** Of the caller's variables, those that a fetch uses. */
function usedVariables(fetch: CompiledFetch, given: Readonly<Records>): Records {
  const variables: Records = {};
  for (const { name, from } of fetch.variables) {
    const value = getOwn(given, from);
    if (value !== undefined) setOwn(variables, name, value);
  }
  return variables;
}

/**
 * Splits a fetch into requests: one representation for all equal entities, requests of at most `limit`
 * representations, and entities with different contextual arguments apart, for these are variables of
 * a request. Entities that lack what the fetch requires are left out.
 */
export function batchesOf(
  fetch: CompiledFetch,
  places: readonly ObjectPlace[],
  given: Readonly<Records>,
  limit: number,
): Batch[] {
  if (places.length === 0) return [];
  const variables = usedVariables(fetch, given);
  if (!fetch.requires) return [{ targets: [places], variables }];
  const groups = groupEntities(fetch, places);
  return groups.flatMap(({ context, entities }) => {
    const all = [...entities.values()];
    return chunks(all, limit).map((chunk) => {
      const representations = chunk.map(({ representation }) => representation);
      const targets = chunk.map(({ places: at }) => at);
      return {
        representations,
        targets,
        variables: { ...variables, ...context, representations },
      };
    });
  });
}

interface Entity {
  readonly representation: Records;
  readonly places: ObjectPlace[];
}

interface Group {
  readonly context: Records;
  readonly entities: Map<string, Entity>;
}

function groupEntities(fetch: CompiledFetch, places: readonly ObjectPlace[]): Group[] {
  const groups = new Map<string, Group>();
  for (const place of places) {
    const representation = fetch.requires && represent(fetch.requires, place.value);
    if (!representation || typeof getOwn(representation, '__typename') !== 'string') continue;
    applyRewrites(fetch.input, representation);
    const context = readContext(fetch.context, place);
    const group = getOrAdd(groups, fetch.context.length === 0 ? '' : canonical(context), () => ({
      context,
      entities: new Map(),
    }));
    const key = canonical(representation);
    getOrAdd(group.entities, key, () => ({ representation, places: [] })).places.push(place);
  }
  return [...groups.values()];
}

function getOrAdd<V>(map: Map<string, V>, key: string, make: () => V): V {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    result.push(items.slice(start, start + size));
  }
  return result;
}
