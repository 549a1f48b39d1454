import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { createResolversMap } from 'type-graphql';
import { IdNumberScalar, UsccScalar } from '../../schema/identifiers/scalars.ts';
import type { DepartmentFace } from './describe.ts';
import { type EntityField, entityDescription, type RecordsField } from './entity.ts';
import type { DepartmentContext } from './loaders.ts';
import { type RecordClass, type RecordEdge, recordDescription } from './record.ts';
import { DateScalar } from './scalars.ts';
import { KEY_COLUMN, type Row, type SubjectKind, type Value } from './tables.ts';

type Resolver = GraphQLFieldResolver<Row, DepartmentContext>;
type ReferenceResolver = (reference: Record<string, unknown>) => Row;
export type ResolverMap = Record<string, unknown>;

/** The resolvers of a department: type-graphql's for `Query`, the described ones for everything else. */
export function resolversOf(schema: GraphQLSchema, face: DepartmentFace): ResolverMap {
  return {
    USCC: UsccScalar,
    IDNumber: IdNumberScalar,
    Date: DateScalar,
    Query: createResolversMap(schema).Query,
    LegalEntity: entityResolvers(face.legalEntity),
    NaturalPerson: entityResolvers(face.naturalPerson),
    ...edgeResolvers(face),
  };
}

function entityResolvers(type: RecordClass): Record<string, Resolver | ReferenceResolver> {
  const { kind, fields } = entityDescription(type);
  return {
    __resolveReference: (reference: Record<string, unknown>) => stubOf(kind, reference),
    ...Object.fromEntries(fields.map((field) => [field.name, resolverOf(kind, field)])),
  };
}

/** Only the key of a representation is read; whatever else it carries is left out. */
function stubOf(kind: SubjectKind, reference: Record<string, unknown>): Row {
  const key = KEY_COLUMN[kind];
  const scalar = kind === 'LEGAL' ? UsccScalar : IdNumberScalar;
  return { [key]: scalar.parseValue(reference[key]) };
}

function resolverOf(kind: SubjectKind, field: EntityField): Resolver {
  const key = KEY_COLUMN[kind];
  const rowsOf = (stub: Row, context: DepartmentContext) =>
    context.load(field.table, String(stub[key]));
  if (field.shape === 'records') {
    return async (stub, _, context) => kept(await rowsOf(stub, context), field);
  }
  const { name, kind: columnKind } = field.column;
  return async (stub, _, context) => {
    const value = (await rowsOf(stub, context))[0]?.[name] ?? null;
    return field.shape === 'edge' ? edgeStub(value, columnKind) : value;
  };
}

function kept(rows: readonly Row[], field: RecordsField): readonly Row[] {
  const { where } = field;
  return where === undefined ? rows : rows.filter((row) => row[where.column] === where.equals);
}

function edgeStub(value: Value, key: string): Row | null {
  return value === null ? null : { [key]: value };
}

function edgeResolvers(face: DepartmentFace): ResolverMap {
  const map: ResolverMap = {};
  for (const type of [face.legalEntity, face.naturalPerson]) {
    for (const field of entityDescription(type).fields) {
      if (field.shape !== 'records') continue;
      const { name, edges } = recordDescription(field.type());
      if (edges.length > 0) map[name] = recordEdges(edges);
    }
  }
  return map;
}

function recordEdges(edges: readonly RecordEdge[]): Record<string, Resolver> {
  return Object.fromEntries(
    edges.map(({ field, column, key }) => [
      field,
      (row: Row) => edgeStub(row[column] ?? null, key),
    ]),
  );
}
