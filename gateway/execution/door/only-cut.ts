import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Cut } from '../../disclosure/cut.ts';
import type { CompiledFetch } from '../plan.ts';

/**
 * INVARIANT asked-is-cut: a department is asked for the fields of the cut operation and for the keys
 * of subjects, and for nothing else. A plan that needs more (by `@requires`, `@provides` or a second
 * `@key`) is not carried out, whatever the composition let through.
 */
export function asksOnlyCut(cut: Cut, fetch: CompiledFetch): boolean {
  let checked = known.get(cut);
  if (checked === undefined) {
    checked = new WeakMap();
    known.set(cut, checked);
  }
  const before = checked.get(fetch.document);
  if (before !== undefined) return before;
  const allowed = pathsOf(cut.document);
  const isKey = (path: string) => KEYS.has(path.slice(path.lastIndexOf('.') + 1));
  const only = [...pathsOf(fetch.document)].every((path) => allowed.has(path) || isKey(path));
  checked.set(fetch.document, only);
  return only;
}

/** Cuts and plans are kept, so each pair is checked once. */
const known = new WeakMap<Cut, WeakMap<DocumentNode, boolean>>();

const KEYS: ReadonlySet<string> = new Set(['__typename', 'uscc', 'idNumber']);

/** Every field below the one root field, by its path of field names; aliases aside. */
function pathsOf({ definitions }: DocumentNode): ReadonlySet<string> {
  const paths = new Set<string>();
  const collect = (set: SelectionSetNode | undefined, above: string): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, above);
      // the planner writes no named fragments; one would hide what is asked
      else if (selection.kind === Kind.FRAGMENT_SPREAD) paths.add(`...${selection.name.value}`);
      else {
        const path = `${above}.${selection.name.value}`;
        paths.add(path);
        collect(selection.selectionSet, path);
      }
    }
  };
  const isOperation = (node: (typeof definitions)[number]): node is OperationDefinitionNode =>
    node.kind === Kind.OPERATION_DEFINITION;
  for (const { selectionSet } of definitions.filter(isOperation)) {
    for (const root of selectionSet.selections) {
      if (root.kind === Kind.FIELD) collect(root.selectionSet, '');
    }
  }
  return paths;
}
