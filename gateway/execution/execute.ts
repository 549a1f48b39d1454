import type { DocumentNode } from 'graphql';
import { ExecutionError } from './errors.ts';
import { coerceVariables, selectOperation } from './operation.ts';
import type { Records } from './records.ts';
import { type RunInput, runPlan } from './run.ts';
import { type ExecutionAnswer, shapeResponse } from './shape.ts';

export type { Department, DepartmentAnswer, DepartmentRequest } from './department.ts';
export type { ExecutionHooks, FetchContext } from './fetch.ts';
export type { CompiledFetch, CompiledPlan } from './plan.ts';
export { type RawResult, runPlan } from './run.ts';
export { type ExecutionAnswer, shapeResponse } from './shape.ts';

export interface ExecutionInput extends RunInput {
  /** What the caller asked and gets the shape of. The plan may be of less. */
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  /** The caller's variables as given; they are coerced here. */
  readonly variables: Readonly<Records>;
}

/**
 * Executes a planned operation. Departments' failures are errors in the answer; variables that do not
 * fit are an answer without data.
 *
 * @throws ExecutionError `CANCELLED`; `OPERATION_UNKNOWN`; `PLAN_FAILED` for a plan of another supergraph
 */
export async function executeOperation(input: ExecutionInput): Promise<ExecutionAnswer> {
  const { supergraph, plan, document, operationName } = input;
  if (plan.supergraph !== supergraph.id) {
    throw new ExecutionError('PLAN_FAILED', 'expected a plan of the loaded supergraph');
  }
  const operation = selectOperation(document, operationName);
  const coerced = coerceVariables(supergraph.apiSchema, operation, input.variables);
  if ('errors' in coerced) return { errors: coerced.errors };
  const { variables } = coerced;
  const raw = await runPlan({ ...input, variables });
  return shapeResponse(supergraph, document, operationName, variables, raw);
}
