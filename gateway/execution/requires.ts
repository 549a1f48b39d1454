import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { mergeInto } from './merge.ts';
import { getOwn, isRecord, type Records, setOwn } from './records.ts';
import type { TypeConditions } from './types.ts';

/** What an entity fetch needs of an entity, read once from the plan. */
export interface Requirement {
  readonly fields: readonly RequiredField[];
  readonly fragments: readonly {
    readonly names: ReadonlySet<string>;
    readonly of: Requirement;
  }[];
}

interface RequiredField {
  readonly key: string;
  readonly of?: Requirement;
}

export function compileRequires(
  selections: readonly QueryPlanSelectionNode[],
  types: TypeConditions,
): Requirement {
  const fields: RequiredField[] = [];
  const fragments: { names: ReadonlySet<string>; of: Requirement }[] = [];
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const of = selection.selections && compileRequires(selection.selections, types);
      fields.push({ key: selection.alias ?? selection.name, ...(of ? { of } : {}) });
    } else if (selection.typeCondition !== undefined) {
      const names = types.namesFor(selection.typeCondition);
      fragments.push({ names, of: compileRequires(selection.selections, types) });
    }
  }
  return { fields, fragments };
}

/**
 * The representation of an entity. `undefined` when a required field never came: such an entity MUST NOT
 * be asked about, for its department would answer on incomplete grounds. A required field that came as
 * null is sent as null.
 */
export function represent(requirement: Requirement, source: Records): Records | undefined {
  const result: Records = {};
  for (const { key, of } of requirement.fields) {
    const value = getOwn(source, key);
    if (value === undefined) return undefined;
    setOwn(result, key, of ? nested(of, value) : value);
  }
  const typename = getOwn(source, '__typename');
  for (const { names, of } of requirement.fragments) {
    if (typeof typename !== 'string' || !names.has(typename)) continue;
    const part = represent(of, source);
    if (part) mergeInto(result, part);
  }
  return result;
}

function nested(requirement: Requirement, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => nested(requirement, item));
  return isRecord(value) ? (represent(requirement, value) ?? null) : null;
}
