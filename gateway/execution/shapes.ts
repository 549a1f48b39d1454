import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { fragmentsOf, refuse, selectOperation } from './operation.ts';
import { getOwn, type Records } from './records.ts';
import { SelectionShape } from './selection.ts';
import type { LoadedSupergraph } from './supergraph.ts';

/** What the answer to an operation looks like, for one choice of its `@skip` and `@include` variables. */
export interface OperationShape {
  readonly operation: OperationDefinitionNode;
  readonly document: DocumentNode;
  readonly root: SelectionShape;
}

/** More choices than this of one operation are not kept: a caller picks them. */
const MAX_VARIANTS = 32;

class OperationShapes {
  readonly #supergraph: LoadedSupergraph;
  readonly #document: DocumentNode;
  readonly #operation: OperationDefinitionNode;
  readonly #conditions: readonly string[];
  readonly #variants = new Map<string, OperationShape>();

  constructor(supergraph: LoadedSupergraph, document: DocumentNode, operationName?: string | null) {
    this.#supergraph = supergraph;
    this.#document = document;
    this.#operation = selectOperation(document, operationName);
    this.#conditions = conditionVariables(document);
  }

  for(variables: Readonly<Records>): OperationShape {
    const key = this.#conditions
      .map((name) => (getOwn(variables, name) === true ? '1' : '0'))
      .join('');
    const known = this.#variants.get(key);
    if (known) return known;
    const shape = this.#compile(variables);
    if (this.#variants.size < MAX_VARIANTS) this.#variants.set(key, shape);
    return shape;
  }

  #compile(variables: Readonly<Records>): OperationShape {
    const type = this.#supergraph.apiSchema.getRootType(this.#operation.operation);
    if (!type) refuse(`expected an operation of a kind that is offered`);
    const conditions = Object.fromEntries(
      this.#conditions.map((name) => [name, getOwn(variables, name)]),
    );
    const context = {
      schema: this.#supergraph.apiSchema,
      names: this.#supergraph.names,
      fragments: fragmentsOf(this.#document),
      conditions,
    };
    return {
      operation: this.#operation,
      document: this.#document,
      root: new SelectionShape(context, type, [this.#operation.selectionSet]),
    };
  }
}

function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return;
      for (const { value } of node.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
    },
  });
  return [...names];
}

const cache = new WeakMap<LoadedSupergraph, WeakMap<DocumentNode, Map<string, OperationShapes>>>();

/**
 * The shape of an operation's answer, compiled once per document object: documents MUST NOT be changed
 * after they were first used.
 *
 * @throws ExecutionError `OPERATION_UNKNOWN`
 */
export function shapeOf(
  supergraph: LoadedSupergraph,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Records>,
): OperationShape {
  let documents = cache.get(supergraph);
  if (!documents) {
    documents = new WeakMap();
    cache.set(supergraph, documents);
  }
  let names = documents.get(document);
  if (!names) {
    names = new Map();
    documents.set(document, names);
  }
  const name = operationName ?? '';
  let shapes = names.get(name);
  if (!shapes) {
    shapes = new OperationShapes(supergraph, document, operationName);
    names.set(name, shapes);
  }
  return shapes.for(variables);
}
