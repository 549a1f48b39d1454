import type { Schema, Subgraphs, Supergraph } from '@apollo/federation-internals';
import type { FetchNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  OverlappingFieldsCanBeMergedRule,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  validate,
  visit,
} from 'graphql';
import { Completion } from './completion.ts';
import { fragmentsOf, selectOperation } from './operation.ts';
import type { PathElement } from './places.ts';

/**
 * Unions that have other members in one department than in another.
 *
 * The planner takes it that a shared field never gives a member which one of its departments does not
 * know, and drops what is asked of it. What a department is asked for anyway is asked for here of all
 * the members which that department knows.
 */
export class PartialUnions {
  readonly #subgraphs: Subgraphs;
  readonly #names: ReadonlySet<string>;

  constructor(supergraph: Supergraph) {
    this.#subgraphs = supergraph.subgraphs();
    const schemas = this.#subgraphs.values().map(({ schema }) => schema);
    const unions = supergraph.schema.unionTypes().map(({ name }) => name);
    this.#names = new Set(unions.filter((name) => isPartial(name, schemas)));
  }

  /**
   * A fetch with what was dropped of it.
   *
   * @param document what was planned
   */
  complete(
    node: FetchNode,
    path: readonly PathElement[],
    document: DocumentNode,
    operationName: string | null | undefined,
  ): FetchNode {
    const schema = this.#names.size > 0 && this.#subgraphs.get(node.serviceName)?.schema;
    if (!schema) return node;
    const wanted = selectOperation(document, operationName);
    const completion = new Completion(this.#names, schema, fragmentsOf(document));
    const asked = parse(node.operation, { noLocation: true });
    const operation = selectOperation(asked);
    const at = path.reduce<readonly SelectionSetNode[]>(
      (sets, element) => (element.kind === 'field' ? completion.below(sets, element.key) : sets),
      [wanted.selectionSet],
    );
    const selectionSet = node.requires
      ? completion.entities(operation.selectionSet, at)
      : completion.root(operation, at);
    if (completion.added === 0) return node;
    const completed = withVariables({ ...operation, selectionSet }, wanted);
    return isMergeable(schema, completed) ? withOperation(node, completed) : node;
  }
}

function isPartial(name: string, schemas: readonly Schema[]): boolean {
  const memberships = schemas.flatMap((schema) => {
    const type = schema.type(name);
    if (type?.kind !== 'UnionType') return [];
    return [
      type
        .types()
        .map((member) => member.name)
        .sort()
        .join(),
    ];
  });
  return new Set(memberships).size > 1;
}

/** Declares the variables that came with what was added. */
function withVariables(
  operation: OperationDefinitionNode,
  wanted: OperationDefinitionNode,
): OperationDefinitionNode {
  const used = new Set<string>();
  visit(operation.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const declared = operation.variableDefinitions ?? [];
  const known = new Set(declared.map(nameOf));
  const missing = (wanted.variableDefinitions ?? []).filter(
    (definition) => used.has(nameOf(definition)) && !known.has(nameOf(definition)),
  );
  return { ...operation, variableDefinitions: [...declared, ...missing] };
}

function nameOf({ variable }: VariableDefinitionNode): string {
  return variable.name.value;
}

/** False when the planner had given a field another alias for being of another type on another member. */
function isMergeable(schema: Schema, operation: OperationDefinitionNode): boolean {
  const document = { kind: Kind.DOCUMENT, definitions: [operation] } as const;
  return (
    validate(schema.toGraphQLJSSchema(), document, [OverlappingFieldsCanBeMergedRule]).length === 0
  );
}

function withOperation(node: FetchNode, operation: OperationDefinitionNode): FetchNode {
  const names = (operation.variableDefinitions ?? []).map(nameOf);
  const usages = new Set(node.variableUsages);
  for (const name of names) if (name !== 'representations') usages.add(name);
  return {
    ...node,
    variableUsages: [...usages],
    operation: stripIgnoredCharacters(print(operation)),
  };
}
