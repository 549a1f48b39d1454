import { createHash } from 'node:crypto';
import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import type { Department } from './department.ts';
import { ExecutionError, formatExecutionError } from './errors.ts';
import { type ExecutionAnswer, executeOperation } from './execute.ts';
import { PlanCache } from './plans.ts';
import { loadSupergraph } from './supergraph.ts';

/** A GraphQL request, decoded and not yet believed. */
export interface OpenRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly signal?: AbortSignal;
}

export type OpenExecutor = (request: OpenRequest) => Promise<ExecutionAnswer>;

/** Documents longer than this are read anew each time: a caller chooses their length. */
const MAX_KEPT_LENGTH = 100_000;
const MAX_KEPT = 1_000;

/**
 * Answers requests on any supergraph with no policy at all: the conformance profile. It MUST NOT be put
 * in front of departments whose data is anyone's but the public's. Fetches are planned per runtime
 * type: an operation that asks something of one kind of object asks nobody about another kind.
 *
 * @throws ExecutionError `SUPERGRAPH_INVALID`
 */
export function createOpenExecutor(
  sdl: string,
  departments: ReadonlyMap<string, Department>,
): OpenExecutor {
  const supergraph = loadSupergraph(sdl, { typeConditionedFetching: true });
  const plans = new PlanCache();
  const read = createReader(supergraph.apiSchema);
  return async (request) => {
    const checked = read(request.query);
    if ('errors' in checked) return { errors: checked.errors.map((error) => error.toJSON()) };
    const { document } = checked;
    const operationName = request.operationName ?? null;
    try {
      const plan = await plans.get(supergraph, document, operationName);
      return await executeOperation({
        supergraph,
        plan,
        document,
        operationName,
        variables: request.variables ?? {},
        departments,
        signal: request.signal ?? new AbortController().signal,
      });
    } catch (error) {
      if (error instanceof ExecutionError) return { errors: [formatExecutionError(error)] };
      throw error;
    }
  };
}

type Checked = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** Parses and validates, each text once while it is remembered. */
function createReader(schema: GraphQLSchema): (query: string) => Checked {
  const kept = new Map<string, Checked>();
  return (query) => {
    const key = createHash('sha256').update(query).digest('base64');
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const checked = check(schema, query);
    if (query.length <= MAX_KEPT_LENGTH) kept.set(key, checked);
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    return checked;
  };
}

function check(schema: GraphQLSchema, query: string): Checked {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: 50_000 });
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
  const errors = validate(schema, document);
  return errors.length > 0 ? { errors } : { document };
}
