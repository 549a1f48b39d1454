import {
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLObjectType,
  Kind,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { SubjectKind } from '../../policy/terms.ts';
import type { Dependencies } from '../dependencies.ts';
import { kindOf } from '../disclosure/subjects.ts';
import { GatewayError } from '../errors.ts';
import { coerceVariables, selectOperation } from '../execution/operation.ts';
import type { SelectionShape } from '../execution/selection.ts';
import { shapeOf } from '../execution/shapes.ts';
import { publicError } from '../http/graphql.ts';
import { beyondLimits, type OperationLimits } from '../http/limits.ts';

/** What the law and the shape of an operation rest on. */
export type OperationDependencies = Pick<Dependencies, 'supergraph' | 'contract'>;

export interface BatchOperationLimits extends OperationLimits {
  readonly maxTokens: number;
}

/** An operation that asks one root field about one subject, whose key is its variable. */
export interface BatchOperation {
  readonly document: DocumentNode;
  /** The variable that each key of the file stands for. */
  readonly variable: string;
  /** With defaults; the key's own variable is put beside them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly root: SelectionShape;
  readonly kind: SubjectKind;
}

/** Faults told of a text that is no valid operation. */
const FAULTS_TOLD = 5;

/**
 * Reads the operation of a batch.
 *
 * @throws {GatewayError} `BATCH_OPERATION`, with what is wrong
 */
export function readOperation(
  dependencies: OperationDependencies,
  text: string,
  limits: BatchOperationLimits,
): BatchOperation {
  const { supergraph, contract } = dependencies;
  const document = readDocument(dependencies, text, limits);
  const operation = selectOperation(document);
  if (operation.operation !== 'query') refuse('a query');
  const defaults = coerceVariables(supergraph.apiSchema, withoutRequired(operation), {});
  const variables = 'variables' in defaults ? defaults.variables : {};
  const { root } = shapeOf(supergraph, document, null, variables);
  const shapes = root.fieldsFor(root.type as GraphQLObjectType);
  const node = shapes.length === 1 ? shapes[0]?.nodes[0] : undefined;
  const known = node === undefined ? undefined : contract.roots.get(node.name.value);
  if (node === undefined || known === undefined || known.list) {
    return refuse('one root field that asks about one subject');
  }
  const variable = keyVariable(node, known.argument);
  const required = (operation.variableDefinitions ?? []).filter(
    ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined,
  );
  if (required.some((definition) => definition.variable.name.value !== variable)) {
    refuse('no variable without a value but the key');
  }
  return { document, variable, variables, root, kind: kindOf(known.kind) };
}

function readDocument(
  { supergraph }: OperationDependencies,
  text: string,
  { maxTokens, ...limits }: BatchOperationLimits,
): DocumentNode {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens });
  } catch (cause) {
    return invalid([cause as GraphQLError]);
  }
  const beyond = beyondLimits(supergraph.apiSchema, document, limits);
  if (beyond.length > 0) invalid(beyond);
  const faults = validate(supergraph.apiSchema, document, specifiedRules);
  if (faults.length > 0) invalid(faults);
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operations.length === 1 ? document : refuse('one operation');
}

type Operation = ReturnType<typeof selectOperation>;

function withoutRequired(operation: Operation): Operation {
  const variableDefinitions = operation.variableDefinitions?.filter(
    ({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE || defaultValue !== undefined,
  );
  return { ...operation, variableDefinitions: variableDefinitions ?? [] };
}

function keyVariable(node: FieldNode, argument: string): string {
  const given = node.arguments?.find(({ name }) => name.value === argument);
  return given?.value.kind === Kind.VARIABLE
    ? given.value.name.value
    : refuse('the key as a variable');
}

function invalid(faults: readonly GraphQLError[]): never {
  const told = faults.slice(0, FAULTS_TOLD).map((fault) => publicError(fault.toJSON()).message);
  throw new GatewayError('BATCH_OPERATION', { faults: told });
}

function refuse(expected: string): never {
  throw new GatewayError('BATCH_OPERATION', { expected });
}
