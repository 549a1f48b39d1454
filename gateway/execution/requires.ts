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
  /** Its name in the merged data. */
  readonly key: string;
  /** Its name in the representation. */
  readonly as: string;
  readonly of?: Requirement;
}

/** @param nameOf the name under which a department takes a field of the plan */
export function compileRequires(
  selections: readonly QueryPlanSelectionNode[],
  types: TypeConditions,
  nameOf: (field: string) => string,
): Requirement {
  const fields: RequiredField[] = [];
  const fragments: { names: ReadonlySet<string>; of: Requirement }[] = [];
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const of = selection.selections && compileRequires(selection.selections, types, nameOf);
      const key = selection.alias ?? selection.name;
      fields.push({ key, as: nameOf(key), ...(of ? { of } : {}) });
    } else if (selection.typeCondition !== undefined) {
      const names = types.namesFor(selection.typeCondition);
      fragments.push({ names, of: compileRequires(selection.selections, types, nameOf) });
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
  for (const { key, as, of } of requirement.fields) {
    const value = getOwn(source, key);
    if (value === undefined) return undefined;
    setOwn(result, as, of ? nested(of, value) : value);
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
