import type { FetchDataRewrite } from '@apollo/query-planner';
import { getOwn, isRecord, type Records, setOwn } from './records.ts';
import type { TypeConditions } from './types.ts';

const CONDITION = '... on ';

/** One step of a rewrite: into a field, or only on for some types. */
export type RewriteStep =
  | { readonly kind: 'field'; readonly key: string }
  | { readonly kind: 'types'; readonly names: ReadonlySet<string> };

/** A change the planner asks for, to a representation before it is sent or to an answer before it is merged. */
export type Rewrite =
  | {
      readonly kind: 'set';
      readonly steps: readonly RewriteStep[];
      readonly key: string;
      readonly value: unknown;
    }
  | {
      readonly kind: 'rename';
      readonly steps: readonly RewriteStep[];
      readonly key: string;
      readonly to: string;
    };

export function compileStep(element: string, types: TypeConditions): RewriteStep {
  return element.startsWith(CONDITION)
    ? { kind: 'types', names: types.namesFor(element.slice(CONDITION.length)) }
    : { kind: 'field', key: element };
}

/**
 * Compiles a planner's rewrites, deepest last in, first out: a path inside a renamed field is written
 * with the name before the renaming, so inner rewrites MUST run first.
 */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  types: TypeConditions,
): readonly Rewrite[] {
  return (rewrites ?? []).toReversed().map((rewrite) => {
    const steps = rewrite.path.slice(0, -1).map((element) => compileStep(element, types));
    const key = rewrite.path.at(-1) ?? '';
    return rewrite.kind === 'ValueSetter'
      ? { kind: 'set', steps, key, value: rewrite.setValueTo }
      : { kind: 'rename', steps, key, to: rewrite.renameKeyTo };
  });
}

/** Applies the rewrites to a value in place. */
export function applyRewrites(rewrites: readonly Rewrite[], value: unknown): void {
  for (const rewrite of rewrites) visit(rewrite, 0, value);
}

function visit(rewrite: Rewrite, depth: number, value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(rewrite, depth, item);
    return;
  }
  if (!isRecord(value)) return;
  const step = rewrite.steps[depth];
  if (step === undefined) rewriteHere(rewrite, value);
  else if (step.kind === 'field') visit(rewrite, depth + 1, getOwn(value, step.key));
  else if (meets(value, step.names)) visit(rewrite, depth + 1, value);
}

/** A value without `__typename` is of a type the planner found no need to ask for: the condition holds. */
function meets(value: Records, names: ReadonlySet<string>): boolean {
  const typename = getOwn(value, '__typename');
  return typeof typename !== 'string' || names.has(typename);
}

function rewriteHere(rewrite: Rewrite, record: Records): void {
  if (rewrite.kind === 'set') {
    setOwn(record, rewrite.key, rewrite.value);
  } else if (Object.hasOwn(record, rewrite.key)) {
    // Falsy values move like any other: a `null`, `0` or `""` is an answer.
    setOwn(record, rewrite.to, record[rewrite.key]);
    delete record[rewrite.key];
  }
}
