import {
  baseType,
  type CompositeType,
  federationMetadata,
  isAbstractType,
  isCompositeType,
  type NamedType,
  type ObjectType,
  type Schema,
} from '@apollo/federation-internals';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Fragment = FragmentDefinitionNode | InlineFragmentNode;

/** Adds to one fetch what its department knows of the members of partial unions. */
export class Completion {
  /** How many members were added so far. */
  added = 0;
  readonly #unions: ReadonlySet<string>;
  readonly #schema: Schema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  /**
   * @param unions names of the unions to complete
   * @param schema the department's own
   * @param fragments of the operation that was planned
   */
  constructor(
    unions: ReadonlySet<string>,
    schema: Schema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {
    this.#unions = unions;
    this.#schema = schema;
    this.#fragments = fragments;
  }

  /** The selection of a root type; `wanted` is what was planned of it. */
  root(
    { operation, selectionSet }: OperationDefinitionNode,
    wanted: readonly SelectionSetNode[],
  ): SelectionSetNode {
    const kind = operation === OperationTypeNode.MUTATION ? 'mutation' : 'query';
    return this.#set(selectionSet, this.#schema.schemaDefinition.rootType(kind), wanted);
  }

  /** The selection `_entities`; `wanted` is what was planned of the entities. */
  entities(set: SelectionSetNode, wanted: readonly SelectionSetNode[]): SelectionSetNode {
    const selections = set.selections.map((selection) =>
      selection.kind === Kind.FIELD && selection.selectionSet
        ? { ...selection, selectionSet: this.#set(selection.selectionSet, undefined, wanted) }
        : selection,
    );
    return { ...set, selections };
  }

  /** The selections under a response name, whatever the type it is asked of. */
  below(sets: readonly SelectionSetNode[], key: string): SelectionSetNode[] {
    return sets.flatMap(({ selections }) =>
      selections.flatMap((selection) => {
        if (selection.kind !== Kind.FIELD) {
          const fragment = this.#fragment(selection);
          return fragment ? this.below([fragment.selectionSet], key) : [];
        }
        return selection.selectionSet && keyOf(selection) === key ? [selection.selectionSet] : [];
      }),
    );
  }

  #set(
    set: SelectionSetNode,
    type: NamedType | undefined,
    wanted: readonly SelectionSetNode[],
  ): SelectionSetNode {
    const selections = set.selections.map((selection): SelectionNode => {
      if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection;
      const selectionSet =
        selection.kind === Kind.FIELD
          ? this.#set(
              selection.selectionSet,
              typeOf(type, selection),
              this.below(wanted, keyOf(selection)),
            )
          : this.#set(selection.selectionSet, this.#narrow(type, selection), wanted);
      return { ...selection, selectionSet };
    });
    return { ...set, selections: [...selections, ...this.#dropped(set, type, wanted)] };
  }

  #dropped(
    { selections }: SelectionSetNode,
    type: NamedType | undefined,
    wanted: readonly SelectionSetNode[],
  ): InlineFragmentNode[] {
    if (type?.kind !== 'UnionType' || !this.#unions.has(type.name)) return [];
    const asked = new Set(
      selections.map((selection) =>
        selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : undefined,
      ),
    );
    return type.types().flatMap((member) => {
      const known = asked.has(member.name)
        ? []
        : wanted.flatMap((set) => this.#known(set, member, false));
      if (known.length === 0) return [];
      this.added += 1;
      return [fragmentOn(member, known)];
    });
  }

  /** Of a selection, what the department itself knows of a type; `direct` when it is of that type already. */
  #known({ selections }: SelectionSetNode, type: CompositeType, direct: boolean): SelectionNode[] {
    return selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return direct ? this.#knownField(selection, type) : [];
      const fragment = this.#fragment(selection);
      const on = fragment && this.#narrow(type, fragment);
      if (!fragment || !on || !isCompositeType(on)) return [];
      const isObject = type.kind === 'ObjectType';
      if (isObject && !holds(on, type)) return [];
      const inner = this.#known(fragment.selectionSet, isObject ? type : on, true);
      if (inner.length === 0) return [];
      const { directives = [] } = selection;
      if (isObject && directives.length === 0) return inner;
      return [{ ...fragmentOn(isObject ? type : on, inner), directives }];
    });
  }

  #knownField(node: FieldNode, type: CompositeType): FieldNode[] {
    if (node.name.value === '__typename') return [node];
    const field = type.kind === 'UnionType' ? undefined : type.field(node.name.value);
    if (!field || federationMetadata(this.#schema)?.isFieldExternal(field)) return [];
    if (node.arguments?.some(({ name }) => !field.argument(name.value))) return [];
    const inner = field.type && baseType(field.type);
    if (!node.selectionSet || !inner || !isCompositeType(inner)) return [node];
    const selections = this.#known(node.selectionSet, inner, true);
    if (selections.length === 0) return [];
    return [{ ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } }];
  }

  #fragment(selection: Exclude<SelectionNode, FieldNode>): Fragment | undefined {
    return selection.kind === Kind.INLINE_FRAGMENT
      ? selection
      : this.#fragments.get(selection.name.value);
  }

  #narrow(type: NamedType | undefined, { typeCondition }: Fragment): NamedType | undefined {
    return typeCondition ? this.#schema.type(typeCondition.name.value) : type;
  }
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function typeOf(parent: NamedType | undefined, { name }: FieldNode): NamedType | undefined {
  if (!parent || !isCompositeType(parent) || name.value === '__typename') return undefined;
  const type = parent.field(name.value)?.type;
  return type && baseType(type);
}

function holds(condition: CompositeType, type: ObjectType): boolean {
  if (!isAbstractType(condition)) return condition.name === type.name;
  const types =
    condition.kind === 'UnionType' ? condition.types() : condition.possibleRuntimeTypes();
  return types.some(({ name }) => name === type.name);
}

function fragmentOn({ name }: CompositeType, selections: readonly SelectionNode[]) {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  } as const;
}
