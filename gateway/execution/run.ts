import { type GraphQLSchema, isInterfaceType } from 'graphql';
import type { Department } from './department.ts';
import type { Fault } from './faults.ts';
import { type ExecutionHooks, type Run, runFetch } from './fetch.ts';
import type { CompiledNode, CompiledPlan } from './plan.ts';
import { getOwn, newRecord, type Records } from './records.ts';
import type { LoadedSupergraph } from './supergraph.ts';

export interface RunInput {
  readonly supergraph: LoadedSupergraph;
  readonly plan: CompiledPlan;
  /** Coerced variables of the operation. */
  readonly variables: Readonly<Records>;
  readonly departments: ReadonlyMap<string, Department>;
  readonly hooks?: ExecutionHooks;
  readonly signal: AbortSignal;
  /** Data to start from, merged into; for the most part none. */
  readonly rootValue?: Records;
  /** At most so many representations in one request; 500 unless told. */
  readonly representationsPerRequest?: number;
  /** Sent with every request to a department. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** All that the departments gave, merged, before it is given the caller's shape. Never an answer by itself. */
export interface RawResult {
  readonly data: Records;
  readonly faults: readonly Fault[];
}

/**
 * Runs a plan.
 *
 * @throws ExecutionError `CANCELLED` when the signal aborts before the end
 */
export async function runPlan(input: RunInput): Promise<RawResult> {
  const data = input.rootValue ?? newRecord();
  const run: Run = {
    root: { value: data, key: undefined, parent: undefined },
    departments: input.departments,
    hooks: input.hooks ?? {},
    signal: input.signal,
    variables: input.variables,
    limit: input.representationsPerRequest ?? 500,
    isConcrete: (name) => isConcrete(input.supergraph.schema, name),
    ...(input.headers ? { headers: input.headers } : {}),
    faults: [],
  };
  if (input.plan.node) await runNode(run, input.plan.node);
  return { data, faults: run.faults.toSorted(byOrder) };
}

function isConcrete(schema: GraphQLSchema, name: string): boolean {
  return !isInterfaceType(schema.getType(name));
}

async function runNode(run: Run, node: CompiledNode): Promise<void> {
  switch (node.kind) {
    case 'sequence':
      for (const child of node.nodes) await runNode(run, child);
      return;
    case 'parallel':
      await Promise.all(node.nodes.map((child) => runNode(run, child)));
      return;
    case 'condition': {
      const branch = getOwn(run.variables, node.variable) === true ? node.whenTrue : node.whenFalse;
      if (branch) await runNode(run, branch);
      return;
    }
    case 'fetch':
      return runFetch(run, node.fetch);
  }
}

function byOrder({ order: a }: Fault, { order: b }: Fault): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
