import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { leafReader, type ReadLeaf } from './leaf.ts';
import type { CallerNames } from './names.ts';

/** One response name of a selection, for one runtime type. */
export interface FieldShape {
  readonly key: string;
  /** Its name in the merged data. */
  readonly source: string;
  readonly kind: 'data' | 'typename' | 'introspection';
  /** `Type.field`, for messages. */
  readonly label: string;
  /** Only for data. */
  readonly type: TypeShape;
  readonly nodes: readonly FieldNode[];
}

export type TypeShape =
  | { readonly kind: 'nonNull'; readonly of: TypeShape }
  | { readonly kind: 'list'; readonly of: TypeShape }
  | { readonly kind: 'leaf'; readonly name: string; readonly read: ReadLeaf }
  | { readonly kind: 'object'; readonly selection: SelectionShape };

/** What all selections of one operation share. */
export interface ShapeContext {
  readonly schema: GraphQLSchema;
  readonly names: CallerNames;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Values of the variables that `@skip` and `@include` use. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

const NO_TYPE: TypeShape = { kind: 'leaf', name: '', read: (value) => value };

/** A selection on a type, expanded for each runtime type when that type is first met. */
export class SelectionShape {
  readonly type: GraphQLCompositeType;
  readonly #context: ShapeContext;
  readonly #sets: readonly SelectionSetNode[];
  readonly #byType = new Map<string, readonly FieldShape[]>();

  constructor(
    context: ShapeContext,
    type: GraphQLCompositeType,
    sets: readonly SelectionSetNode[],
  ) {
    this.type = type;
    this.#context = context;
    this.#sets = sets;
  }

  /**
   * The type of an object that calls itself `typename`: the declared type itself when it is an object
   * type or when nothing more exact is known; `undefined` when the name is not one callers may see here.
   */
  runtimeType(typename: unknown): GraphQLCompositeType | undefined {
    const declared = this.type;
    if (!isAbstractType(declared)) return declared;
    if (typename == null || typename === declared.name) return declared;
    if (typeof typename !== 'string') return undefined;
    const { schema } = this.#context;
    const named = schema.getType(typename);
    if (!named || !isCompositeType(named) || isUnionType(named)) return undefined;
    return schema.isSubType(declared, named) ? named : undefined;
  }

  /** The fields to answer for an object of a runtime type, in the order they were asked. */
  fieldsFor(type: GraphQLCompositeType): readonly FieldShape[] {
    const known = this.#byType.get(type.name);
    if (known) return known;
    const nodes = new Map<string, FieldNode[]>();
    for (const set of this.#sets) this.#collect(set, type, nodes, new Set());
    const fields = [...nodes].flatMap(([key, found]) => this.#field(key, found, type));
    this.#byType.set(type.name, fields);
    return fields;
  }

  #collect(
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    nodes: Map<string, FieldNode[]>,
    visited: Set<string>,
  ): void {
    for (const selection of set.selections) {
      if (!this.#included(selection.directives)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const found = nodes.get(key);
        if (found) found.push(selection);
        else nodes.set(key, [selection]);
        continue;
      }
      const fragment = this.#fragment(selection, visited);
      if (fragment && this.#applies(fragment.typeCondition?.name.value, type)) {
        this.#collect(fragment.selectionSet, type, nodes, visited);
      }
    }
  }

  #fragment(
    selection: Exclude<SelectionSetNode['selections'][number], FieldNode>,
    visited: Set<string>,
  ) {
    if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
    const name = selection.name.value;
    if (visited.has(name)) return undefined;
    visited.add(name);
    return this.#context.fragments.get(name);
  }

  #included(directives: readonly DirectiveNode[] | undefined): boolean {
    for (const { name, arguments: args } of directives ?? []) {
      if (name.value !== 'skip' && name.value !== 'include') continue;
      const node = args?.find((arg) => arg.name.value === 'if')?.value;
      const value =
        node?.kind === Kind.VARIABLE
          ? this.#context.conditions[node.name.value] === true
          : node?.kind === Kind.BOOLEAN && node.value;
      if (value === (name.value === 'skip')) return false;
    }
    return true;
  }

  #applies(condition: string | undefined, type: GraphQLCompositeType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = this.#context.schema.getType(condition);
    return (
      isAbstractType(conditionType) &&
      !isUnionType(type) &&
      this.#context.schema.isSubType(conditionType, type)
    );
  }

  #field(key: string, nodes: readonly FieldNode[], type: GraphQLCompositeType): FieldShape[] {
    const [node] = nodes;
    if (!node) return [];
    const name = node.name.value;
    const source = this.#context.names.keyOf(node);
    const field = { key, source, label: `${type.name}.${name}`, nodes };
    if (name === '__typename') return [{ ...field, kind: 'typename', type: NO_TYPE }];
    if (type === this.#context.schema.getQueryType() && INTROSPECTION.has(name)) {
      return [{ ...field, kind: 'introspection', type: NO_TYPE }];
    }
    const definition = this.#definition(type, name);
    if (!definition) return [];
    return [{ ...field, kind: 'data', type: this.#typeShape(definition.type, nodes) }];
  }

  #definition(
    type: GraphQLCompositeType,
    name: string,
  ): GraphQLField<unknown, unknown> | undefined {
    if (isUnionType(type)) return undefined;
    const fields = type.getFields();
    return Object.hasOwn(fields, name) ? fields[name] : undefined;
  }

  #typeShape(type: GraphQLOutputType, nodes: readonly FieldNode[]): TypeShape {
    if (isNonNullType(type)) return { kind: 'nonNull', of: this.#typeShape(type.ofType, nodes) };
    if (isListType(type)) return { kind: 'list', of: this.#typeShape(type.ofType, nodes) };
    if (isLeafType(type)) return { kind: 'leaf', name: type.name, read: leafReader(type) };
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return { kind: 'object', selection: new SelectionShape(this.#context, type, sets) };
  }
}
