import { Kind, type SelectionSetNode } from 'graphql';
import type { Department, DepartmentAnswer } from '../../gateway/execution/department.ts';
import { DEPARTMENT_NAMES } from '../../subgraphs/department.ts';

/** What a department holds of one subject: values, or records, by the names of their fields. */
export type HeldObject = Readonly<Record<string, unknown>>;
type Told = Record<string, unknown>;

/** Changes what a department would have answered; gets the names it gave to the fields. */
export type Tamper = (data: { readonly s: Told[] }, names: Names) => DepartmentAnswer;

/** Aliases by the paths of field names, such as `penalties.serious`. */
export type Names = ReadonlyMap<string, string>;

/** Departments that answer by the rules from what they hold, after which a test tampers with it. */
export function tamperingDepartments(
  held: (key: string) => HeldObject,
  tamper: Tamper = (data) => ({ data }),
): ReadonlyMap<string, Department> {
  const department: Department = {
    ask: ({ document, variables }) => {
      const [operation] = document.definitions;
      const root =
        operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections[0] : null;
      if (root?.kind !== Kind.FIELD) throw new TypeError('expected an operation with a root field');
      const names = new Map<string, string>();
      const s = (variables.keys as readonly string[]).map((key) =>
        told(root.selectionSet, { uscc: key, idNumber: key, ...held(key) }, '', names),
      );
      return Promise.resolve(tamper({ s }, names));
    },
  };
  return new Map([...DEPARTMENT_NAMES, 'rights'].map((name) => [name, department]));
}

function told(
  set: SelectionSetNode | undefined,
  held: HeldObject,
  above: string,
  names: Map<string, string>,
): Told {
  const answer: Told = {};
  for (const selection of set?.selections ?? []) {
    if (selection.kind !== Kind.FIELD) continue;
    const { name, alias, selectionSet } = selection;
    const path = above === '' ? name.value : `${above}.${name.value}`;
    const key = (alias ?? name).value;
    // evidence comes after what was asked, and is what a test wants to tamper with
    names.set(path, key);
    const value = held[name.value] ?? null;
    const inner = (one: unknown) => told(selectionSet, one as HeldObject, path, names);
    answer[key] =
      selectionSet === undefined || value === null
        ? value
        : Array.isArray(value)
          ? value.map(inner)
          : inner(value);
  }
  return answer;
}
