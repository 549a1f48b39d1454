import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { selectOperation } from './operation.ts';
import type { VariedSupergraph } from './variants.ts';

/** Fields of entities that can be asked for in one request, and the variants they require. */
interface Part {
  readonly selections: Set<SelectionNode>;
  readonly required: Set<string>;
}

/**
 * Turns planned fetches into fetches that departments understand: what stands for a field with arguments
 * is asked for as that field, and where fields require one field with different arguments, under one
 * name as they must, they are asked for apart.
 */
export class VariedFetches {
  readonly #supergraph: VariedSupergraph;
  readonly #graphs: ReadonlyMap<string, string>;

  /** @param graphs names of departments -> their names within the supergraph */
  constructor(supergraph: VariedSupergraph, graphs: ReadonlyMap<string, string>) {
    this.#supergraph = supergraph;
    this.#graphs = graphs;
  }

  /** The name under which a department takes a required field. */
  nameOf(field: string): string {
    return this.#supergraph.variants.get(field)?.name ?? field;
  }

  /** What to fetch for a planned fetch, in any order. */
  fetchesOf(node: FetchNode): readonly FetchNode[] {
    if (this.#supergraph.variants.size === 0) return [node];
    const planned = parse(node.operation, { noLocation: true });
    const operation = selectOperation(this.#asDepartmentsKnow(planned));
    const parts = node.requires ? this.#partsOf(node.serviceName, operation) : [];
    if (parts.length < 2) return [{ ...node, operation: printed(operation) }];
    return parts.map((part) => ({
      ...node,
      ...withOperation(node, only(operation, part.selections)),
      requires: this.#requiring(node.requires ?? [], part.required),
    }));
  }

  #asDepartmentsKnow(document: DocumentNode): DocumentNode {
    return visit(document, {
      Field: (node) => {
        const variant = this.#supergraph.variants.get(node.name.value);
        if (!variant) return undefined;
        const name = { kind: Kind.NAME, value: variant.name } as const;
        return { ...node, alias: node.alias ?? node.name, name, arguments: variant.arguments };
      },
    });
  }

  #partsOf(service: string, operation: OperationDefinitionNode): Part[] {
    const graph = this.#graphs.get(service) ?? '';
    const parts: Part[] = [];
    for (const { typeCondition, selectionSet } of entityFragments(operation)) {
      for (const selection of selectionSet.selections) {
        const required = this.#requiredIn(selection, `${graph} ${typeCondition?.name.value}`);
        const part = parts.find((each) => !this.#clash(each.required, required));
        if (!part) {
          parts.push({ selections: new Set([selection]), required: new Set(required) });
          continue;
        }
        part.selections.add(selection);
        for (const name of required) part.required.add(name);
      }
    }
    return parts;
  }

  #requiredIn(selection: SelectionNode, type: string): readonly string[] {
    if (selection.kind === Kind.FIELD) {
      return [...(this.#supergraph.requiredBy.get(`${type}.${selection.name.value}`) ?? [])];
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    return selection.selectionSet.selections.flatMap((inner) => this.#requiredIn(inner, type));
  }

  #clash(present: ReadonlySet<string>, required: readonly string[]): boolean {
    return required.some(
      (name) =>
        !present.has(name) &&
        [...present].some((other) => this.nameOf(other) === this.nameOf(name)),
    );
  }

  #requiring(
    selections: readonly QueryPlanSelectionNode[],
    required: ReadonlySet<string>,
  ): QueryPlanSelectionNode[] {
    return selections.flatMap((selection): QueryPlanSelectionNode[] => {
      const isField = selection.kind === 'Field';
      const isVariant = isField && this.#supergraph.variants.has(selection.name);
      if (isField && isVariant && !required.has(selection.name)) return [];
      if (!selection.selections) return [selection];
      return [{ ...selection, selections: this.#requiring(selection.selections, required) }];
    });
  }
}

function entityFragments({ selectionSet }: OperationDefinitionNode): InlineFragmentNode[] {
  return selectionSet.selections.flatMap((entities) =>
    entities.kind === Kind.FIELD
      ? (entities.selectionSet?.selections ?? []).filter(
          (selection) => selection.kind === Kind.INLINE_FRAGMENT,
        )
      : [],
  );
}

/** An operation on entities with some of their fields. */
function only(
  operation: OperationDefinitionNode,
  kept: ReadonlySet<SelectionNode>,
): OperationDefinitionNode {
  const fragments = entityFragments(operation).flatMap((fragment) => {
    const selections = fragment.selectionSet.selections.filter((each) => kept.has(each));
    return selections.length === 0 ? [] : [{ ...fragment, selectionSet: setOf(selections) }];
  });
  const entities = operation.selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? { ...selection, selectionSet: setOf(fragments) } : selection,
  );
  return { ...operation, selectionSet: setOf(entities) };
}

function setOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

/** The operation with the variables that it uses, and no other. */
function withOperation(node: FetchNode, operation: OperationDefinitionNode) {
  const used = new Set<string>();
  visit(operation.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return {
    operation: printed({ ...operation, variableDefinitions }),
    variableUsages: (node.variableUsages ?? []).filter((name) => used.has(name)),
  };
}

function printed(operation: OperationDefinitionNode): string {
  return stripIgnoredCharacters(print(operation));
}
