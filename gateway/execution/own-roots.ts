import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { Dependencies } from '../dependencies.ts';
import { GatewayError } from '../errors.ts';
import type { Identified } from '../handle.ts';
import { coerceVariables, fragmentsOf, selectOperation } from './operation.ts';
import { shapeOf } from './shapes.ts';

/** A request that asks for root fields which go their own way, and for nothing else. */
export interface OwnRootsAsked extends Identified {
  readonly operation: OperationDefinitionNode['operation'];
  /** Names of its root fields. */
  readonly fields: readonly string[];
  /** The one operation with its fragments. */
  readonly executable: DocumentNode;
}

/**
 * The request as one for these root fields; null when it asks for none of them.
 *
 * @param own as `Query.field` and `Mutation.field`
 * @throws {GatewayError} `OPERATION_MIXED` when it asks for others too; `ARGUMENT_INVALID`
 */
export function ownRootsAsked(
  { supergraph }: Dependencies,
  identified: Identified,
  own: ReadonlySet<string>,
): OwnRootsAsked | null {
  const { document, operationName, variables } = identified;
  if (!mentions(document, own)) return null;
  const operation = selectOperation(document, operationName);
  const result = coerceVariables(supergraph.apiSchema, operation, variables);
  // the way of a query tells what is wrong with the variables of a query
  const coerced = 'errors' in result ? {} : result.variables;
  const { root } = shapeOf(supergraph, document, operationName, coerced);
  const shapes = root.fieldsFor(root.type);
  const names = shapes.map(({ nodes }) => nodes[0]?.name.value ?? '');
  const fields = names.filter((name) => own.has(`${root.type.name}.${name}`));
  if (fields.length === 0) return null;
  if (names.some((name) => name !== '__typename' && !fields.includes(name))) {
    throw new GatewayError('OPERATION_MIXED');
  }
  if ('errors' in result) throw new GatewayError('ARGUMENT_INVALID', { argument: 'variables' });
  const executable = {
    kind: Kind.DOCUMENT,
    definitions: [operation, ...fragmentsOf(document).values()],
  } as const;
  return { ...identified, operation: operation.operation, fields, executable };
}

const known = new WeakMap<ReadonlySet<string>, WeakMap<DocumentNode, boolean>>();

/** Whether the name of such a field stands anywhere in a document; looked up once for each. */
function mentions(document: DocumentNode, own: ReadonlySet<string>): boolean {
  const documents = known.get(own) ?? new WeakMap<DocumentNode, boolean>();
  known.set(own, documents);
  const before = documents.get(document);
  if (before !== undefined) return before;
  const names = new Set([...own].map((field) => field.split('.')[1]));
  let found = false;
  visit(document, {
    Field({ name }) {
      found ||= names.has(name.value);
    },
  });
  documents.set(document, found);
  return found;
}
