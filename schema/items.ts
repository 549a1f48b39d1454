import {
  type ConstDirectiveNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  isUnionType,
  Kind,
} from 'graphql';
import type { EvidenceName } from './directives.ts';

/** Which kind of credit subject an entity type is. */
export type SubjectKindName = 'LEGAL' | 'NATURAL';

/** An entity type of the supergraph, as the contract describes it. */
export interface SubjectType {
  readonly type: string;
  readonly kind: SubjectKindName;
  /** The field that identifies it. */
  readonly key: string;
}

/** A root field that asks about subjects. */
export interface RootField {
  readonly field: string;
  readonly kind: SubjectKindName;
  /** The argument that names the subject or subjects. */
  readonly argument: string;
  readonly list: boolean;
}

/** What a field is in law. */
export interface ItemField {
  readonly type: string;
  readonly field: string;
  readonly id: string;
  readonly class: string;
  readonly provider: string;
  readonly updateCycle: string;
  readonly description: string;
  readonly sensitive: Sensitive;
}

export interface Sensitive {
  readonly identity: string | null;
  readonly restricted: string | null;
  readonly prohibited: string | null;
  readonly freeText: boolean;
}

/** For a record type, the name of the field that tells each piece of evidence. */
export type Evidence = Readonly<Partial<Record<EvidenceName, string>>>;

/** What the composed schema says about itself; read once from the supergraph. */
export interface Contract {
  readonly subjects: ReadonlyMap<string, SubjectType>;
  readonly roots: ReadonlyMap<string, RootField>;
  /** By `Type.field`. */
  readonly items: ReadonlyMap<string, ItemField>;
  /** By record type. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** By `Type.field`, for fields inside records and values. */
  readonly sensitive: ReadonlyMap<string, Sensitive>;
  /** Root fields of the rights department, as `Query.field` and `Mutation.field`; they lead to no subject. */
  readonly rights: ReadonlySet<string>;
  /** Root fields of statistics, as `Query.field`; they lead to no subject. */
  readonly statistics: ReadonlySet<string>;
}

/** The department of the subject's own rights, as the supergraph names its graph. */
const RIGHTS_GRAPH = 'RIGHTS';
/** Where statistics are asked. */
const STATISTICS_GRAPH = 'STATISTICS';

const NOT_SENSITIVE: Sensitive = {
  identity: null,
  restricted: null,
  prohibited: null,
  freeText: false,
};

/** Reads the contract's directives from a composed schema whose AST nodes are kept. */
export function readContract(schema: GraphQLSchema): Contract {
  const subjects = new Map<string, SubjectType>();
  const items = new Map<string, ItemField>();
  const evidence = new Map<string, Evidence>();
  const sensitive = new Map<string, Sensitive>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const subject = directive(type, 'subject');
    if (subject !== null) subjects.set(type.name, subjectOf(type, subject));
    const proof = directive(type, 'evidence');
    if (proof !== null) evidence.set(type.name, proof as Evidence);
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const found = sensitiveOf(directive(field, 'sensitive'));
      const item = directive(field, 'item');
      if (item !== null) items.set(coordinate, itemOf(type, field, item, found));
      if (found !== NOT_SENSITIVE) sensitive.set(coordinate, found);
    }
  }
  return {
    subjects,
    roots: rootsOf(schema),
    items,
    evidence,
    sensitive,
    rights: rootsIn(RIGHTS_GRAPH, schema, subjects),
    statistics: rootsIn(STATISTICS_GRAPH, schema, subjects),
  };
}

function rootsOf(schema: GraphQLSchema): ReadonlyMap<string, RootField> {
  const roots = new Map<string, RootField>();
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const found = directive(field, 'subject');
    if (found === null) continue;
    const kind = found.kind === 'NATURAL' ? 'NATURAL' : 'LEGAL';
    const argument = found.key ?? '';
    const list = String(field.type).startsWith('[');
    roots.set(field.name, { field: field.name, kind, argument, list });
  }
  return roots;
}

/** The only argument of `me`: the ward whose guardian asks. It names a subject, and filters nothing. */
export const ON_BEHALF_OF = 'onBehalfOf';

/** `me` is no rights field: it asks about a subject, and the gateway decides it like any other. */
function rootsIn(
  graph: string,
  schema: GraphQLSchema,
  subjects: Contract['subjects'],
): ReadonlySet<string> {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  return new Set(
    roots.flatMap((type) =>
      Object.values(type?.getFields() ?? {})
        .filter((field) => type && graphOf(type, field) === graph)
        .filter((field) => !isSubjectType(getNamedType(field.type), subjects))
        .map((field) => `${type?.name}.${field.name}`),
    ),
  );
}

/** A subject type, or a union of them. */
export function isSubjectType(type: GraphQLNamedType, subjects: Contract['subjects']): boolean {
  if (isObjectType(type)) return subjects.has(type.name);
  return isUnionType(type) && type.getTypes().some(({ name }) => subjects.has(name));
}

/** The graph that a root field comes from; a type of one graph says it once for all its fields. */
function graphOf(type: GraphQLObjectType, field: Annotated): string | null {
  const own = directive(field, 'join__field')?.graph;
  return own ?? directive(type, 'join__type')?.graph ?? null;
}

function subjectOf(type: GraphQLObjectType, found: Arguments): SubjectType {
  const kind = found.kind === 'NATURAL' ? 'NATURAL' : 'LEGAL';
  return { type: type.name, kind, key: found.key ?? '' };
}

function itemOf(
  type: GraphQLObjectType,
  field: { name: string; description?: string | null | undefined },
  found: Arguments,
  sensitive: Sensitive,
): ItemField {
  return {
    type: type.name,
    field: field.name,
    id: found.id ?? '',
    class: found.class ?? '',
    provider: found.provider ?? '',
    updateCycle: found.updateCycle ?? '',
    description: (field.description ?? '').replaceAll('\n', ' ').trim(),
    sensitive,
  };
}

function sensitiveOf(found: Arguments | null): Sensitive {
  if (found === null) return NOT_SENSITIVE;
  return {
    identity: found.identity ?? null,
    restricted: found.restricted ?? null,
    prohibited: found.prohibited ?? null,
    freeText: found.freeText === 'true',
  };
}

type Arguments = Readonly<Record<string, string>>;
interface Annotated {
  readonly astNode?:
    | { readonly directives?: readonly ConstDirectiveNode[] | undefined }
    | null
    | undefined;
}

/** The arguments of a directive as text, or null when it is not there. */
export function directive(annotated: Annotated, name: string): Arguments | null {
  const node = annotated.astNode?.directives?.find((found) => found.name.value === name);
  if (node === undefined) return null;
  const given: Record<string, string> = {};
  for (const { name: argument, value } of node.arguments ?? []) {
    if (value.kind === Kind.STRING || value.kind === Kind.ENUM) given[argument.value] = value.value;
    if (value.kind === Kind.BOOLEAN) given[argument.value] = String(value.value);
  }
  return given;
}

/** The named type behind a field, as the contract's tables are keyed. */
export function typeNameOf(type: Parameters<typeof getNamedType>[0]): string {
  return (getNamedType(type) as GraphQLNamedType).name;
}
