import './shared/reflect.ts';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { court } from './court/index.ts';
import { marketRegulation } from './market-regulation/index.ts';
import type { DepartmentDefinition, DepartmentName } from './shared/definition.ts';
import { createContext, type DepartmentContext } from './shared/loaders.ts';
import { resolversOf } from './shared/resolvers.ts';
import { rootsOf } from './shared/roots.ts';
import { printDepartment } from './shared/sdl.ts';
import { socialSecurity } from './social-security/index.ts';
import type { Source } from './sources/source.ts';
import { tax } from './tax/index.ts';

export type { DepartmentDefinition, DepartmentName } from './shared/definition.ts';
export { DEPARTMENT_NAMES } from './shared/definition.ts';
export type { DepartmentContext } from './shared/loaders.ts';

/** A department's subgraph, bound to its source. */
export interface Department {
  readonly name: DepartmentName;
  /** Executable subgraph schema with `_entities` and `_service`. */
  readonly schema: GraphQLSchema;
  /** Subgraph SDL, as checked in under schema/departments/. */
  readonly sdl: string;
  /** A fresh context, one per request: its loaders batch and cache within that request only. */
  context(): DepartmentContext;
}

const DEFINITIONS: Record<DepartmentName, DepartmentDefinition> = {
  'market-regulation': marketRegulation,
  tax,
  court,
  'social-security': socialSecurity,
};

/** Apollo's resolver map type, which knows neither `__resolveReference` nor our contexts. */
type SubgraphModule = Extract<
  Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number],
  { typeDefs: DocumentNode }
>;
type SubgraphResolvers = NonNullable<SubgraphModule['resolvers']>;

const faces = new Map<DepartmentName, { readonly schema: GraphQLSchema; readonly sdl: string }>();

/** What a department keeps and how its own database names it; what a source is opened with. */
export function departmentDefinition(name: DepartmentName): DepartmentDefinition {
  return DEFINITIONS[name];
}

/** Joins a department's schema to a source. The source stays the caller's to close. */
export function openDepartment(name: DepartmentName, source: Source): Department {
  return { name, ...faceOf(name), context: () => createContext(name, source) };
}

/** The department's subgraph SDL; needs no source and is always the same text. */
export function sdlOf(name: DepartmentName): string {
  return faceOf(name).sdl;
}

/** A department's schema does not depend on its source: it is built once a process. */
function faceOf(name: DepartmentName): { readonly schema: GraphQLSchema; readonly sdl: string } {
  const held = faces.get(name);
  if (held !== undefined) return held;
  const { face } = DEFINITIONS[name];
  const described = describedSchema(face);
  const sdl = printDepartment(described);
  const resolvers = resolversOf(described, face);
  const schema = buildSubgraphSchema([
    { typeDefs: parse(sdl), resolvers: resolvers as SubgraphResolvers },
  ]);
  const made = { schema, sdl };
  faces.set(name, made);
  return made;
}

function describedSchema(face: DepartmentDefinition['face']): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [rootsOf(face)] as [typeof Object],
    orphanedTypes: [face.legalEntity, face.naturalPerson],
    validate: false,
    skipCheck: true,
  });
}
