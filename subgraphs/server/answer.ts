import {
  type DocumentNode,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Department } from '../department.ts';
import type { Body } from './body.ts';

export interface Answered {
  readonly status: 200 | 400;
  readonly result: FormattedExecutionResult;
}

interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

type Checked = { readonly document: DocumentNode } | { readonly problems: readonly GraphQLError[] };

/** Executes one GraphQL request body on a department. No message in the result repeats a variable. */
export async function answer(department: Department, body: Body): Promise<Answered> {
  const operation = operationOf(body);
  if (operation === undefined) return refused('expected `query`, `variables` and `operationName`');
  const checked = check(department.schema, operation.query);
  if ('problems' in checked) {
    return { status: 400, result: { errors: checked.problems.map((problem) => problem.toJSON()) } };
  }
  if (!variablesFit(department.schema, checked.document, operation)) {
    return refused('a variable does not have the type it is declared with');
  }
  const { data, errors } = await execute({
    schema: department.schema,
    document: checked.document,
    contextValue: department.context(),
    variableValues: operation.variables,
    operationName: operation.operationName ?? null,
  });
  const result = errors === undefined ? {} : { errors: errors.map(withoutCause) };
  return { status: 200, result: { ...(data === undefined ? {} : { data }), ...result } };
}

function operationOf(body: Body): Operation | undefined {
  const { query, variables, operationName } = body;
  if (typeof query !== 'string') return undefined;
  if (typeof (variables ?? {}) !== 'object' || Array.isArray(variables)) return undefined;
  if (typeof (operationName ?? '') !== 'string') return undefined;
  return {
    query,
    variables: (variables ?? {}) as Operation['variables'],
    operationName: (operationName ?? undefined) as string | undefined,
  };
}

/**
 * GraphQL.js quotes a variable's value in its coercion errors. The gateway has checked every key it
 * sends, so that one fixed text is enough here and nobody's number comes back in an error.
 */
function variablesFit(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variables, operationName }: Operation,
): boolean {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return getVariableValues(schema, definitions, variables, { maxErrors: 1 }).errors === undefined;
}

/** Only GraphQL's own errors and those made to be shown keep their text. */
function withoutCause(error: GraphQLError): GraphQLFormattedError {
  const own = error.originalError === undefined || error.originalError instanceof GraphQLError;
  if (own) return error.toJSON();
  return {
    ...error.toJSON(),
    message: 'department could not answer',
    extensions: { code: 'SOURCE_UNAVAILABLE' },
  };
}

function refused(message: string): Answered {
  return { status: 400, result: { errors: [{ message }] } };
}

const CACHED_OPERATIONS = 500;
const cache = new WeakMap<GraphQLSchema, Map<string, Checked>>();

/** Parsed and validated operations by text; the oldest go first. */
function check(schema: GraphQLSchema, query: string): Checked {
  const held = cache.get(schema) ?? new Map<string, Checked>();
  cache.set(schema, held);
  const known = held.get(query);
  if (known !== undefined) return known;
  const checked = checkAnew(schema, query);
  held.set(query, checked);
  const oldest = held.keys().next().value;
  if (held.size > CACHED_OPERATIONS && oldest !== undefined) held.delete(oldest);
  return checked;
}

function checkAnew(schema: GraphQLSchema, query: string): Checked {
  try {
    const document = parse(query, { maxTokens: 20_000 });
    const problems = validate(schema, document, undefined, { maxErrors: 10 });
    return problems.length > 0 ? { problems } : { document };
  } catch {
    // The parser quotes the text it stumbles over.
    return { problems: [new GraphQLError('syntax error')] };
  }
}
