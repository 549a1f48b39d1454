import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { Contract } from '../../schema/items.ts';
import type { Dependencies } from '../dependencies.ts';
import { GatewayError } from '../errors.ts';
import { coerceVariables, fragmentsOf, selectOperation } from '../execution/operation.ts';
import { shapeOf } from '../execution/shapes.ts';
import type { Identified } from '../handle.ts';

/** A request that asks for rights, and for nothing else. */
export interface RightsAsked extends Identified {
  readonly operation: OperationDefinitionNode['operation'];
  /** Names of its root fields. */
  readonly fields: readonly string[];
  /** The one operation with its fragments. */
  readonly executable: DocumentNode;
}

/**
 * The request as one for the rights department; null when it asks about credit subjects only.
 *
 * @throws {GatewayError} `OPERATION_MIXED` when it asks for both: rights are executed where they are
 *   kept, and what is asked about a subject is decided; `ARGUMENT_INVALID`
 */
export function rightsAsked(
  { supergraph, contract }: Dependencies,
  identified: Identified,
): RightsAsked | null {
  const { document, operationName, variables } = identified;
  if (!mentionsRights(document, contract)) return null;
  const operation = selectOperation(document, operationName);
  const result = coerceVariables(supergraph.apiSchema, operation, variables);
  // the way of a query tells what is wrong with the variables of a query
  const coerced = 'errors' in result ? {} : result.variables;
  const { root } = shapeOf(supergraph, document, operationName, coerced);
  const shapes = root.fieldsFor(root.type);
  const names = shapes.map(({ nodes }) => nodes[0]?.name.value ?? '');
  const fields = names.filter((name) => contract.rights.has(`${root.type.name}.${name}`));
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

const known = new WeakMap<Contract, WeakMap<DocumentNode, boolean>>();

/** Whether the name of a rights field stands anywhere in a document; looked up once for each. */
function mentionsRights(document: DocumentNode, contract: Contract): boolean {
  const documents = known.get(contract) ?? new WeakMap<DocumentNode, boolean>();
  known.set(contract, documents);
  const before = documents.get(document);
  if (before !== undefined) return before;
  const names = new Set([...contract.rights].map((field) => field.split('.')[1]));
  let found = false;
  visit(document, {
    Field({ name }) {
      found ||= names.has(name.value);
    },
  });
  documents.set(document, found);
  return found;
}
