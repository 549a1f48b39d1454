import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { ExecutionError } from './errors.ts';
import type { Records } from './records.ts';

/**
 * Picks the operation to execute.
 *
 * @throws ExecutionError `OPERATION_UNKNOWN` when there is none of that name, or no name and several operations.
 */
export function selectOperation(
  document: DocumentNode,
  operationName?: string | null,
): OperationDefinitionNode {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const named = operationName
    ? operations.filter(({ name }) => name?.value === operationName)
    : operations;
  const [operation] = named;
  if (operation === undefined || named.length > 1) {
    const expected = operationName ? 'an operation of the given name' : 'exactly one operation';
    throw new ExecutionError('OPERATION_UNKNOWN', `expected ${expected}, got ${named.length}`);
  }
  return operation;
}

export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  return fragments;
}

/** Whether an operation selects any field of a root type but introspection. */
export function asksForData(document: DocumentNode, operationName?: string | null): boolean {
  const fragments = fragmentsOf(document);
  const anyIn = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return !selection.name.value.startsWith('__');
      const of =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      return of !== undefined && anyIn(of.selectionSet);
    });
  return anyIn(selectOperation(document, operationName).selectionSet);
}

/**
 * Refuses a variable `__proto__`: coercion loses it, and a department would be asked something else.
 *
 * @throws ExecutionError `OPERATION_UNSUPPORTED`
 */
export function assertSupported(document: DocumentNode): void {
  visit(document, {
    VariableDefinition({ variable }) {
      if (variable.name.value === '__proto__') {
        refuse('expected a variable name other than `__proto__`');
      }
    },
  });
}

export function refuse(message: string): never {
  throw new ExecutionError('OPERATION_UNSUPPORTED', message);
}

export type CoercedVariables =
  | { readonly variables: Records }
  | { readonly errors: readonly GraphQLFormattedError[] };

/** The caller's variables, checked and with defaults, as GraphQL asks. Only these are ever sent on. */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Records>,
): CoercedVariables {
  const definitions = operation.variableDefinitions ?? [];
  if (definitions.length === 0) return { variables: {} };
  const { coerced, errors } = getVariableValues(schema, definitions, given, { maxErrors: 50 });
  if (coerced) return { variables: coerced };
  return { errors: errors.map(formatInputError) };
}

function formatInputError(error: GraphQLError): GraphQLFormattedError {
  const { message, locations } = error.toJSON();
  return { message, ...(locations ? { locations } : {}), extensions: { code: 'BAD_USER_INPUT' } };
}
