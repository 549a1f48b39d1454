import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';

export interface SubgraphSource {
  readonly name: string;
  readonly typeDefs: string;
}

export type Resolvers = Record<string, Record<string, unknown>>;

/** The link every Federation 2 subgraph of the tests begins with. */
export const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@external", "@provides", "@shareable", "@override", "@inaccessible",
  "@interfaceObject", "@context", "@fromContext", "FieldSet", "ContextFieldValue"
])\n`;

/** Composes subgraphs. The link is added, but for a text that starts with `# federation 1` or a link of its own. */
export function compose(sources: readonly SubgraphSource[]): string {
  const { supergraphSdl, errors } = composeServices(
    sources.map(({ name, typeDefs }) => ({
      name,
      typeDefs: parse(withLink(typeDefs)),
      url: `http://${name}`,
    })),
  );
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

export function withLink(typeDefs: string): string {
  const isWhole = typeDefs.startsWith('# federation 1') || typeDefs.startsWith('extend schema');
  return isWhole ? typeDefs : FEDERATION + typeDefs;
}

export function executableSubgraph(typeDefs: string, resolvers: Resolvers): GraphQLSchema {
  return buildSubgraphSchema([
    { typeDefs: parse(withLink(typeDefs)), resolvers: resolvers as never },
  ]);
}
