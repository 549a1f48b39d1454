import { type DepartmentMapping, resolveMapping } from '../sources/mapping.ts';
import { type DepartmentFace, tablesOf } from './describe.ts';
import type { Table } from './tables.ts';

export const DEPARTMENT_NAMES = ['market-regulation', 'tax', 'court', 'social-security'] as const;
export type DepartmentName = (typeof DEPARTMENT_NAMES)[number];

/** Everything that sets one department apart from another. */
export interface DepartmentDefinition {
  readonly name: DepartmentName;
  readonly face: DepartmentFace;
  /** By record type. */
  readonly tables: ReadonlyMap<string, Table>;
  /** How the department's own PostgreSQL database names what the tables hold. */
  readonly mapping: DepartmentMapping;
}

/**
 * Joins a department's classes and its mapping.
 * @throws RangeError when they contradict themselves or each other.
 */
export function defineDepartment(
  name: DepartmentName,
  face: DepartmentFace,
  mapping: DepartmentMapping,
): DepartmentDefinition {
  const tables = tablesOf(face);
  for (const mapped of Object.keys(mapping)) {
    const table = tables.get(mapped);
    if (table === undefined)
      throw new RangeError(`\`${name}\`: expected a record type, got \`${mapped}\``);
    resolveMapping(table, mapping);
  }
  return { name, face, tables, mapping };
}
