import { createHash } from 'node:crypto';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
} from 'graphql';
import { canonical } from '../../../gateway/execution/records.ts';
import { executableSubgraph, type Resolvers, type SubgraphSource } from './compose.ts';

/**
 * Departments that make up their data. A value depends only on what it belongs to, never on the
 * department that gives it, so departments agree; some values are null, some fail, some entities are
 * not known everywhere.
 */

interface Made {
  readonly __typename: string;
  readonly seed: string;
  /** Of an entity, and of the values inside it: its number, which its keys carry. */
  readonly n?: number;
  readonly reference?: Record<string, unknown>;
}

interface World {
  readonly schema: GraphQLSchema;
  /** All entity types; the number of an entity of the i-th is i modulo their count. */
  readonly entities: readonly string[];
  readonly keyLeaves: ReadonlySet<string>;
  readonly keyRoots: ReadonlySet<string>;
}

type TypeNode = { name?: { value: string }; directives?: readonly ConstDirectiveNode[] };

export function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

export function mockSubgraphs(
  supergraphSdl: string,
  sources: readonly SubgraphSource[],
): ReadonlyMap<string, GraphQLSchema> {
  const world = createWorld(supergraphSdl, sources);
  return new Map(
    sources.map(({ name, typeDefs }) => [
      name,
      executableSubgraph(typeDefs, resolversOf(world, name, typeDefs)),
    ]),
  );
}

function createWorld(supergraphSdl: string, sources: readonly SubgraphSource[]): World {
  const schema = buildASTSchema(parse(supergraphSdl), { assumeValidSDL: true });
  const names = new Set<string>();
  const keyLeaves = new Set<string>();
  const keyRoots = new Set<string>();
  for (const { typeDefs } of sources) {
    for (const node of parse(typeDefs).definitions as readonly TypeNode[]) {
      for (const fields of directiveFields(node.directives, 'key')) {
        const type = schema.getType(node.name?.value ?? '');
        if (isObjectType(type)) names.add(type.name);
        else if (isInterfaceType(type)) {
          for (const { name } of schema.getPossibleTypes(type)) names.add(name);
        }
        for (const root of rootFields(fields)) keyRoots.add(root);
        for (const leaf of fields.match(/\w+(?!\s*\{|\w)/g) ?? []) keyLeaves.add(leaf);
      }
    }
  }
  return { schema, entities: [...names].sort(), keyLeaves, keyRoots };
}

function directiveFields(directives: readonly ConstDirectiveNode[] | undefined, name: string) {
  return (directives ?? []).flatMap((directive) => {
    if (directive.name.value !== name) return [];
    const value = directive.arguments?.find((arg) => arg.name.value === 'fields')?.value;
    return value?.kind === Kind.STRING ? [value.value] : [];
  });
}

function rootFields(fieldSet: string): string[] {
  const document = parse(`{ ${fieldSet} }`);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  );
}

function resolversOf(world: World, subgraph: string, typeDefs: string): Resolvers {
  const resolvers: Resolvers = {};
  for (const node of parse(typeDefs).definitions) {
    if (!('name' in node) || !node.name) continue;
    const isObject =
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
    const isAbstract =
      node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.UNION_TYPE_DEFINITION;
    if (!isObject && !isAbstract) continue;
    const own: Record<string, unknown> = resolvers[node.name.value] ?? {};
    resolvers[node.name.value] = own;
    if (isAbstract) own.__resolveType = (value: Made) => value.__typename;
    else for (const field of node.fields ?? []) own[field.name.value] = fieldResolver(world, field);
    if (directiveFields(node.directives, 'key').length > 0) {
      own.__resolveReference = referenceResolver(world, subgraph, node.name.value, isAbstract);
    }
  }
  return resolvers;
}

function referenceResolver(world: World, subgraph: string, type: string, abstract: boolean) {
  return (reference: Record<string, unknown>): Made | null => {
    const n = numberIn(world, reference);
    if (n === undefined || hash(`${subgraph} knows ${n}`) % 9 === 0) return null;
    const __typename = abstract ? (world.entities[n % world.entities.length] ?? type) : type;
    return { __typename, seed: `E${n}`, n, reference };
  };
}

function numberIn(world: World, reference: Record<string, unknown>): number | undefined {
  for (const root of world.keyRoots) {
    const found = /#(\d+)"?/.exec(JSON.stringify(reference[root] ?? null));
    if (found) return Number(found[1]);
  }
  return undefined;
}

function fieldResolver(world: World, field: FieldDefinitionNode) {
  const required = directiveFields(field.directives, 'requires').flatMap(rootFields);
  return (parent: Made | undefined, args: object, _context: unknown, info: GraphQLResolveInfo) => {
    const name = info.fieldName;
    if (required.length > 0 && parent?.reference) {
      const { reference } = parent;
      const part = Object.fromEntries(required.map((root) => [root, reference[root]]));
      return `from ${canonical(part)} with ${canonical(args)}`;
    }
    const seed = `${parent?.seed ?? info.parentType.name}.${name}${canonical(args)}`;
    return make(world, info.schema, info.returnType, seed, name, parent?.n, true);
  };
}

function make(
  world: World,
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  seed: string,
  name: string,
  n: number | undefined,
  nullable: boolean,
): unknown {
  if (isNonNullType(type)) return make(world, schema, type.ofType, seed, name, n, false);
  const isKey = n !== undefined && world.keyRoots.has(name);
  if (!isKey && hash(`fail ${seed}`) % 41 === 0) throw new Error(`no ${seed}`);
  if (nullable && !isKey && hash(`null ${seed}`) % 9 === 0) return null;
  if (isListType(type)) {
    return Array.from({ length: hash(`list ${seed}`) % 4 }, (_, index) =>
      make(world, schema, type.ofType, `${seed}[${index}]`, name, n, true),
    );
  }
  if (isScalarType(type)) return makeScalar(world, type.name, seed, name, n);
  if (isEnumType(type)) {
    const values = type.getValues();
    return values[hash(seed) % values.length]?.name;
  }
  return makeObject(world, schema, type, seed, n, nullable);
}

function makeScalar(world: World, type: string, seed: string, name: string, n?: number): unknown {
  if (n !== undefined && world.keyLeaves.has(name)) return `${name}#${n}`;
  if (type === 'Int') return hash(seed) % 1000;
  if (type === 'Float') return (hash(seed) % 1000) / 8;
  if (type === 'Boolean') return hash(seed) % 2 === 0;
  return seed;
}

function makeObject(
  world: World,
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  seed: string,
  n: number | undefined,
  nullable: boolean,
): Made | null {
  const ranked = rankedTypes(world, type, seed);
  const known = ranked.filter((name) => !isAbstractType(type) || isKnown(schema, type, name));
  const concrete = nullable && isAbstractType(type) ? ranked[0] : known[0];
  if (concrete === undefined || !known.includes(concrete)) return null;
  const index = world.entities.indexOf(concrete);
  const __typename = isAbstractType(type) ? concrete : type.name;
  if (index < 0) return { __typename, seed, ...(n === undefined ? {} : { n }) };
  const number = index + world.entities.length * (hash(`number ${seed}`) % 3);
  return { __typename, seed: `E${number}`, n: number };
}

function isKnown(schema: GraphQLSchema, type: GraphQLAbstractType, name: string): boolean {
  return schema.getPossibleTypes(type).some((possible) => possible.name === name);
}

/**
 * Types an object can be of anywhere, the one it is first. An `@interfaceObject` stands for all that
 * implement the interface.
 */
function rankedTypes(world: World, type: GraphQLCompositeType, seed: string): string[] {
  const everywhere = world.schema.getType(type.name);
  if (!isAbstractType(everywhere)) return [type.name];
  const rank = (name: string) => hash(`type ${name} ${seed}`);
  const names = world.schema.getPossibleTypes(everywhere).map(({ name }) => name);
  return names.sort((a, b) => rank(a) - rank(b));
}
