import { type DocumentNode, Kind, print, type SelectionNode, visit } from 'graphql';
import { type Cut, KEY, ROOT } from '../../disclosure/cut.ts';
import type { DepartmentRequest } from '../department.ts';
import { type CompiledFetch, encodeHead } from '../plan.ts';

type Keyed = Pick<DepartmentRequest, 'document' | 'query' | 'head'>;

/** Plans are kept, so each is written once. */
const known = new WeakMap<DocumentNode, Keyed>();

/**
 * INVARIANT whose-is-whose: each department says of every stub whose it is. The planner asks one
 * department for the key and takes the order of the others' lists on trust; a list in another order
 * would give one subject what is another's.
 */
export function withKey(
  { subject }: Cut,
  fetch: CompiledFetch,
  request: DepartmentRequest,
): DepartmentRequest {
  if (fetch.requires !== undefined) return request;
  let keyed = known.get(fetch.document);
  if (keyed === undefined) {
    const document = askForKey(fetch.document, subject.key);
    const query = print(document);
    keyed = { document, query, head: encodeHead(query, fetch.operationName) };
    known.set(fetch.document, keyed);
  }
  return { ...request, ...keyed };
}

function askForKey(document: DocumentNode, key: string): DocumentNode {
  return visit(document, {
    Field(node) {
      const { alias, selectionSet } = node;
      if (alias?.value !== ROOT || selectionSet === undefined) return undefined;
      if (selectionSet.selections.some(isKey)) return false;
      const selections = [...selectionSet.selections, keyField(key)];
      return { ...node, selectionSet: { ...selectionSet, selections } };
    },
  });
}

function isKey(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.alias?.value === KEY;
}

function keyField(key: string): SelectionNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: KEY },
    name: { kind: Kind.NAME, value: key },
  };
}
