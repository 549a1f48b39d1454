import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  print,
  visit,
} from 'graphql';
import { argumentOf, FieldSets, type MapField, withArgument } from './field-sets.ts';

/** What a field of a planned supergraph stands for that no department has. */
export interface Variant {
  readonly name: string;
  readonly arguments: readonly ArgumentNode[];
}

export interface VariedSupergraph {
  /** The supergraph to plan by. */
  readonly document: DocumentNode;
  readonly variants: ReadonlyMap<string, Variant>;
  /** `GRAPH Type.field` -> the variants which that field requires. */
  readonly requiredBy: ReadonlyMap<string, ReadonlySet<string>>;
}

/** `Type.field` -> arguments as printed -> the use of that field with these arguments. */
type Uses = Map<string, Map<string, { readonly name: string; readonly variant: Variant }>>;

/**
 * Gives each way in which a field is required with arguments a name of its own, where there are several.
 * The planner asks for a field once: of `price(in: "EUR")` and `price(in: "USD")`, both required at one
 * place, it would lose one.
 */
export function withVariants(supergraph: DocumentNode): VariedSupergraph {
  const types = objectTypes(supergraph);
  const uses = findUses(types, print(supergraph));
  const variants = new Map<string, Variant>();
  const requiredBy = new Map<string, ReadonlySet<string>>();
  if (uses.size === 0) return { document: supergraph, variants, requiredBy };
  const sets = new FieldSets(types);
  const document = visit(supergraph, {
    ObjectTypeDefinition(type) {
      const fields = (type.fields ?? []).flatMap((field) => {
        const named = [...(uses.get(`${type.name.value}.${field.name.value}`)?.values() ?? [])];
        for (const { name, variant } of named) variants.set(name, variant);
        return [field, ...named.map(({ name }) => standIn(field, name))];
      });
      const rename = (directive: ConstDirectiveNode, field: FieldDefinitionNode) => {
        const required = argumentOf(directive, 'requires');
        if (required === undefined) return directive;
        const used = new Set<string>();
        const text = sets.map(required, type, renameTo(uses, used));
        const graph = argumentOf(directive, 'graph');
        requiredBy.set(`${graph} ${type.name.value}.${field.name.value}`, used);
        return withArgument(directive, 'requires', text);
      };
      return {
        ...type,
        fields: fields.map((field) => ({
          ...field,
          directives: (field.directives ?? []).map((directive) => rename(directive, field)),
        })),
      };
    },
  });
  return { document, variants, requiredBy };
}

function objectTypes(document: DocumentNode): ReadonlyMap<string, ObjectTypeDefinitionNode> {
  const types = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? [[definition.name.value, definition] as const]
      : [],
  );
  return new Map(types);
}

/** The fields that are required with different arguments, at one place or another. */
function findUses(types: ReadonlyMap<string, ObjectTypeDefinitionNode>, taken: string): Uses {
  const found: Uses = new Map();
  const sets = new FieldSets(types);
  const collect: MapField = (node, parent, { arguments: parameters }) => {
    if (!parameters?.length) return node;
    const key = `${parent.name.value}.${node.name.value}`;
    const uses = found.get(key) ?? new Map();
    found.set(key, uses);
    const text = printed(node.arguments);
    if (uses.has(text)) return node;
    const variant = { name: node.name.value, arguments: node.arguments ?? [] };
    uses.set(text, { name: unusedName(`${node.name.value}_required${uses.size}`, taken), variant });
    return node;
  };
  for (const type of types.values()) {
    for (const directive of (type.fields ?? []).flatMap(({ directives = [] }) => directives)) {
      const required = argumentOf(directive, 'requires');
      if (required !== undefined) sets.map(required, type, collect);
    }
  }
  for (const [key, uses] of found) if (uses.size < 2) found.delete(key);
  return found;
}

function unusedName(name: string, taken: string): string {
  let candidate = name;
  while (taken.includes(candidate)) candidate += '_';
  return candidate;
}

function printed(args: readonly ArgumentNode[] | undefined): string {
  return (args ?? []).map(print).sort().join();
}

/** The field that stands for one use of another: of its type, wherever that is. */
function standIn(field: FieldDefinitionNode, name: string): FieldDefinitionNode {
  return {
    ...field,
    name: { kind: Kind.NAME, value: name },
    arguments: [],
    directives: (field.directives ?? []).filter(({ name: is }) => is.value === 'join__field'),
  };
}

function renameTo(uses: Uses, used: Set<string>): MapField {
  return (node, parent) => {
    const named = uses.get(`${parent.name.value}.${node.name.value}`);
    const use = named?.get(printed(node.arguments));
    if (!use) return node;
    used.add(use.name);
    return { ...node, name: { kind: Kind.NAME, value: use.name }, arguments: [] };
  };
}
