import { parse } from 'graphql';
import type {
  Department,
  DepartmentAnswer,
  DepartmentRequest,
} from '../../../gateway/execution/department.ts';
import { type ExecutionInput, executeOperation } from '../../../gateway/execution/execute.ts';
import { buildPlan } from '../../../gateway/execution/plan.ts';
import { type LoadedSupergraph, loadSupergraph } from '../../../gateway/execution/supergraph.ts';
import { compose } from './compose.ts';

export type Answer = (request: DepartmentRequest) => DepartmentAnswer | Promise<DepartmentAnswer>;

/** A department that answers as told and remembers what it was asked. */
export class StubDepartment implements Department {
  readonly asked: DepartmentRequest[] = [];
  readonly #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  async ask(request: DepartmentRequest): Promise<DepartmentAnswer> {
    this.asked.push(request);
    return this.#answer(request);
  }
}

export interface Stubs {
  readonly supergraph: LoadedSupergraph;
  readonly departments: Record<string, StubDepartment>;
  run(query: string, input?: Partial<ExecutionInput>): ReturnType<typeof executeOperation>;
}

/** A supergraph of stub departments. */
export function stub(
  subgraphs: Readonly<Record<string, string>>,
  answers: Readonly<Record<string, Answer>>,
): Stubs {
  const sources = Object.entries(subgraphs).map(([name, typeDefs]) => ({ name, typeDefs }));
  const supergraph = loadSupergraph(compose(sources));
  const departments = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, new StubDepartment(answer)]),
  );
  return {
    supergraph,
    departments,
    run(query, input = {}) {
      const document = parse(query);
      return executeOperation({
        supergraph,
        plan: buildPlan(supergraph, document, input.operationName ?? null),
        document,
        variables: {},
        departments: new Map(Object.entries(departments)),
        signal: new AbortController().signal,
        ...input,
      });
    },
  };
}

/** The representations of a request. */
export function representationsOf(
  request: DepartmentRequest | undefined,
): Record<string, unknown>[] {
  return (request?.variables.representations ?? []) as Record<string, unknown>[];
}

/** An answer that gives each representation what `entity` says of it. */
export function entities(
  request: DepartmentRequest,
  entity: (representation: Record<string, unknown>, index: number) => unknown,
): DepartmentAnswer {
  return { data: { _entities: representationsOf(request).map(entity) } };
}
