import { operationFromDocument } from '@apollo/federation-internals';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { type ContextArgument, compileContext } from './context.ts';
import { withDirectiveDefaults } from './directives.ts';
import { ExecutionError } from './errors.ts';
import { responseKey } from './names.ts';
import { asksForData, assertSupported, refuse, selectOperation } from './operation.ts';
import { type PathElement, parsePathElement } from './places.ts';
import { withoutNeverIncluded } from './prune.ts';
import { compileRequires, type Requirement } from './requires.ts';
import { withoutReservedVariables } from './reserved.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import type { LoadedSupergraph } from './supergraph.ts';
import { TypeConditions } from './types.ts';

/** One question to one department, ready to be asked. */
export interface CompiledFetch {
  /** Its place in the plan: errors are given in this order, whatever the order of arrival. */
  readonly id: number;
  readonly service: string;
  readonly kind: 'query' | 'mutation';
  readonly query: string;
  readonly document: DocumentNode;
  readonly operationName?: string;
  /** The JSON body up to and with `"variables":`. */
  readonly head: string;
  /** Variables it uses: their name in the document, and the caller's name for them. */
  readonly variables: readonly { readonly name: string; readonly from: string }[];
  /** Where in the merged data its results go. */
  readonly path: readonly PathElement[];
  /** What it needs of each entity; absent when it asks a root type. */
  readonly requires?: Requirement;
  readonly input: readonly Rewrite[];
  readonly output: readonly Rewrite[];
  readonly context: readonly ContextArgument[];
  /** The caller's names of the fields it fills at each of its places. */
  readonly keys: readonly string[];
  /** The planner's own aliases, and the response names they stand for. */
  readonly aliases: ReadonlyMap<string, string>;
}

export type CompiledNode =
  | { readonly kind: 'sequence' | 'parallel'; readonly nodes: readonly CompiledNode[] }
  | { readonly kind: 'fetch'; readonly fetch: CompiledFetch }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly whenTrue?: CompiledNode;
      readonly whenFalse?: CompiledNode;
    };

/** A plan with everything in it that does not change from request to request. */
export interface CompiledPlan {
  readonly supergraph: string;
  readonly kind: 'query' | 'mutation';
  /** Absent when no department needs to be asked. */
  readonly node?: CompiledNode;
  readonly fetches: readonly CompiledFetch[];
}

/**
 * Plans an operation that was validated against the API schema.
 *
 * @throws ExecutionError `OPERATION_UNKNOWN`; `OPERATION_UNSUPPORTED` for subscriptions and forged names;
 *   `PLAN_FAILED` when the planner gives up, or finds nobody to ask.
 */
export function buildPlan(
  supergraph: LoadedSupergraph,
  document: DocumentNode,
  operationName?: string | null,
): CompiledPlan {
  const operation = selectOperation(document, operationName);
  const kind = operation.operation;
  if (kind === 'subscription') refuse('expected a query or a mutation, got a subscription');
  assertSupported(document);
  const included = withoutRootTypename(withoutNeverIncluded(document));
  const { document: plannable, originals } = withoutReservedVariables(
    supergraph.names.rename(withDirectiveDefaults(included, supergraph.apiSchema)),
  );
  if (selectOperation(plannable, operationName).selectionSet.selections.length === 0) {
    return { supergraph: supergraph.id, kind, fetches: [] };
  }
  const plan = planDocument(supergraph, plannable, operationName);
  if (!plan.node && asksForData(plannable, operationName)) {
    throw new ExecutionError('PLAN_FAILED', 'expected an operation that a department can answer');
  }
  return compilePlan(plan, supergraph, kind, originals, (node, path) =>
    supergraph.varied
      .fetchesOf(node)
      .map((each) => supergraph.unions.complete(each, path, plannable, operationName)),
  );
}

/** The root type is known to everyone: no department is asked for its name. */
function withoutRootTypename(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const selections = definition.selectionSet.selections.filter(
      (selection) => selection.kind !== Kind.FIELD || selection.name.value !== '__typename',
    );
    return { ...definition, selectionSet: { ...definition.selectionSet, selections } };
  });
  return { ...document, definitions };
}

function planDocument(
  supergraph: LoadedSupergraph,
  document: DocumentNode,
  operationName?: string | null,
): QueryPlan {
  try {
    const options = operationName ? { operationName } : {};
    return supergraph.planner.buildQueryPlan(
      operationFromDocument(supergraph.plannable, document, options),
    );
  } catch (cause) {
    throw new ExecutionError('PLAN_FAILED', 'expected an operation that can be planned', { cause });
  }
}

/** What to ask for a planned fetch. */
type Prepare = (node: FetchNode, path: readonly PathElement[]) => readonly FetchNode[];

class Compilation {
  readonly fetches: CompiledFetch[] = [];
  readonly types: TypeConditions;
  readonly originals: ReadonlyMap<string, string>;
  readonly #prepare: Prepare;
  readonly #nameOf: (field: string) => string;

  constructor(
    { schema, varied }: LoadedSupergraph,
    originals: ReadonlyMap<string, string>,
    prepare: Prepare,
  ) {
    this.types = new TypeConditions(schema);
    this.originals = originals;
    this.#prepare = prepare;
    this.#nameOf = (field) => varied.nameOf(field);
  }

  node(node: PlanNode, path: readonly PathElement[]): CompiledNode {
    switch (node.kind) {
      case 'Sequence':
        return { kind: 'sequence', nodes: node.nodes.map((child) => this.node(child, path)) };
      case 'Parallel':
        return { kind: 'parallel', nodes: node.nodes.map((child) => this.node(child, path)) };
      case 'Flatten':
        return this.node(node.node, [...path, ...node.path.map(parsePathElement)]);
      case 'Condition':
        return {
          kind: 'condition',
          variable: this.originals.get(node.condition) ?? node.condition,
          ...(node.ifClause ? { whenTrue: this.node(node.ifClause, path) } : {}),
          ...(node.elseClause ? { whenFalse: this.node(node.elseClause, path) } : {}),
        };
      case 'Fetch': {
        const fetches = this.#prepare(node, path).map((each) => this.#add(each, path));
        const [fetch, ...others] = fetches;
        return fetch && others.length === 0 ? fetch : { kind: 'parallel', nodes: fetches };
      }
      case 'Defer':
        return refuse('expected a plan without `@defer`');
    }
  }

  #add(node: FetchNode, path: readonly PathElement[]): CompiledNode {
    const fetch = this.fetch(node, path);
    this.fetches.push(fetch);
    return { kind: 'fetch', fetch };
  }

  fetch(node: FetchNode, path: readonly PathElement[]): CompiledFetch {
    const document = parse(node.operation, { noLocation: true });
    const output = compileRewrites(node.outputRewrites, this.types);
    const aliases = new Map(
      output.flatMap((rewrite) => (rewrite.kind === 'rename' ? [[rewrite.key, rewrite.to]] : [])),
    );
    const { requires, operationName } = node;
    return {
      id: this.fetches.length,
      service: node.serviceName,
      kind: node.operationKind === 'mutation' ? 'mutation' : 'query',
      query: node.operation,
      document,
      ...(operationName === undefined ? {} : { operationName }),
      head: encodeHead(node.operation, operationName),
      variables: (node.variableUsages ?? []).map((name) => ({
        name,
        from: this.originals.get(name) ?? name,
      })),
      path,
      ...(requires ? { requires: compileRequires(requires, this.types, this.#nameOf) } : {}),
      input: compileRewrites(node.inputRewrites, this.types),
      output,
      context: compileContext(node.contextRewrites, this.types),
      keys: responseKeys(document, requires !== undefined, aliases),
      aliases,
    };
  }
}

function compilePlan(
  plan: QueryPlan,
  supergraph: LoadedSupergraph,
  kind: 'query' | 'mutation',
  originals: ReadonlyMap<string, string>,
  prepare: Prepare,
): CompiledPlan {
  const { node } = plan;
  if (node?.kind === 'Subscription') refuse('expected a query or a mutation, got a subscription');
  const compilation = new Compilation(supergraph, originals, prepare);
  const compiled = node && compilation.node(node, []);
  return {
    supergraph: supergraph.id,
    kind,
    ...(compiled ? { node: compiled } : {}),
    fetches: compilation.fetches,
  };
}

/** The start of a request body, to which the variables and a closing brace are added. */
export function encodeHead(query: string, operationName?: string): string {
  const name =
    operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return `{"query":${JSON.stringify(query)},${name}"variables":`;
}

function responseKeys(
  document: DocumentNode,
  ofEntities: boolean,
  aliases: ReadonlyMap<string, string>,
): string[] {
  const keys = new Set<string>();
  const collect = (set: SelectionSetNode | undefined, skip: boolean): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, skip);
      else if (selection.kind !== Kind.FIELD) continue;
      else if (skip) collect(selection.selectionSet, false);
      else keys.add((selection.alias ?? selection.name).value);
    }
  };
  collect(selectOperation(document).selectionSet, ofEntities);
  keys.delete('__typename');
  return [...keys].map((key) => responseKey(aliases.get(key) ?? key));
}
