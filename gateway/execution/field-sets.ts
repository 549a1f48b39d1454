import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { selectOperation } from './operation.ts';

/** Puts a field in the place of one that is defined on an object type. */
export type MapField = (
  node: FieldNode,
  parent: ObjectTypeDefinitionNode,
  definition: FieldDefinitionNode,
) => FieldNode;

/** Reads the texts of `@key`, `@requires` and the like. Fields of interfaces stay as they are. */
export class FieldSets {
  readonly #types: ReadonlyMap<string, ObjectTypeDefinitionNode>;

  constructor(types: ReadonlyMap<string, ObjectTypeDefinitionNode>) {
    this.#types = types;
  }

  /** The text with every field mapped, outermost first. */
  map(text: string, type: ObjectTypeDefinitionNode, mapField: MapField): string {
    const { selectionSet } = selectOperation(parse(`{${text}}`, { noLocation: true }));
    return this.#set(selectionSet, type, mapField).selections.map(print).join(' ');
  }

  #set(
    set: SelectionSetNode,
    type: ObjectTypeDefinitionNode | undefined,
    mapField: MapField,
  ): SelectionSetNode {
    const selections = set.selections.map((node): SelectionNode => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return node;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const on = node.typeCondition ? this.#types.get(node.typeCondition.name.value) : type;
        return { ...node, selectionSet: this.#set(node.selectionSet, on, mapField) };
      }
      const definition = type?.fields?.find(({ name }) => name.value === node.name.value);
      const inner = definition && this.#types.get(namedType(definition.type));
      const { selectionSet } = node;
      const mapped = type && definition ? mapField(node, type, definition) : node;
      return selectionSet
        ? { ...mapped, selectionSet: this.#set(selectionSet, inner, mapField) }
        : mapped;
    });
    return { ...set, selections };
  }
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** An argument of a `@join__field`, of any other directive none. */
export function argumentOf(directive: ConstDirectiveNode, name: string): string | undefined {
  if (directive.name.value !== 'join__field') return undefined;
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

export function withArgument(
  directive: ConstDirectiveNode,
  name: string,
  value: string,
): ConstDirectiveNode {
  const args = (directive.arguments ?? []).map((argument) =>
    argument.name.value === name
      ? ({ ...argument, value: { kind: Kind.STRING, value } } as const)
      : argument,
  );
  return { ...directive, arguments: args };
}
