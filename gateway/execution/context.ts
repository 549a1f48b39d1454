import type { FetchDataKeyRenamer } from '@apollo/query-planner';
import type { Place } from './places.ts';
import { getOwn, isRecord, type Records, setOwn } from './records.ts';
import { compileStep, type RewriteStep } from './rewrites.ts';
import type { TypeConditions } from './types.ts';

/** An argument that is taken from data above the entity (`@fromContext`). */
export interface ContextArgument {
  readonly variable: string;
  /** How many fields up from the entity the context is. */
  readonly up: number;
  readonly steps: readonly RewriteStep[];
  readonly key: string;
}

export function compileContext(
  rewrites: readonly FetchDataKeyRenamer[] | undefined,
  types: TypeConditions,
): readonly ContextArgument[] {
  return (rewrites ?? []).map(({ path, renameKeyTo }) => {
    const up = path.filter((element) => element === '..').length;
    const down = path.slice(up);
    const steps = down.slice(0, -1).map((element) => compileStep(element, types));
    return { variable: renameKeyTo, up, steps, key: down.at(-1) ?? '' };
  });
}

/** The contextual variables of an entity. A context without a value gives no variable, hence null. */
export function readContext(args: readonly ContextArgument[], place: Place): Records {
  const values: Records = {};
  for (const arg of args) {
    if (Object.hasOwn(values, arg.variable)) continue;
    const value = descend(arg, 0, above(place, arg.up)?.value);
    if (value !== undefined) setOwn(values, arg.variable, value);
  }
  return values;
}

/** The object that is `levels` fields above; positions in lists are no level of their own. */
function above(place: Place, levels: number): Place | undefined {
  let at: Place | undefined = place;
  for (let level = 0; level < levels; level += 1) {
    while (typeof at?.key === 'number') at = at.parent;
    at = at?.parent;
  }
  return at;
}

function descend(arg: ContextArgument, depth: number, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => descend(arg, depth, item) ?? null);
  if (!isRecord(value)) return undefined;
  const step = arg.steps[depth];
  if (step === undefined) return getOwn(value, arg.key);
  if (step.kind === 'field') return descend(arg, depth + 1, getOwn(value, step.key));
  const typename = getOwn(value, '__typename');
  const applies = typeof typename !== 'string' || step.names.has(typename);
  return applies ? descend(arg, depth + 1, value) : undefined;
}
