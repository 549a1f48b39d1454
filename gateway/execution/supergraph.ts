import { createHash } from 'node:crypto';
import {
  DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { type GraphQLSchema, parse } from 'graphql';
import { offerComposedDirectives } from './directives.ts';
import { ExecutionError } from './errors.ts';
import { withResolvableKeysFirst } from './keys.ts';
import { CallerNames } from './names.ts';
import { PartialUnions } from './unions.ts';
import { type VariedSupergraph, withVariants } from './variants.ts';
import { VariedFetches } from './varied-fetches.ts';

/** A supergraph that is ready to be planned and executed. */
export interface LoadedSupergraph {
  /** SHA-256 of the SDL: plans of one supergraph are never used with another. */
  readonly id: string;
  readonly sdl: string;
  /** What callers may ask. */
  readonly apiSchema: GraphQLSchema;
  /** Everything, with what is `@inaccessible`: for type conditions between departments only, never for answers. */
  readonly schema: GraphQLSchema;
  readonly planner: QueryPlanner;
  /** The API schema in the planner's own form. */
  readonly plannable: Schema;
  readonly names: CallerNames;
  readonly unions: PartialUnions;
  readonly varied: VariedFetches;
  readonly services: readonly { readonly name: string; readonly url: string }[];
}

export interface SupergraphOptions {
  /** Plan fetches per runtime type: asks departments for less, at the price of more fetches. Default false. */
  readonly typeConditionedFetching?: boolean;
}

/**
 * The features that this executor enforces. `@authenticated`, `@requiresScopes` and `@policy` are not
 * among them on purpose: a supergraph that relies on them does not load, instead of going unguarded.
 */
const FEATURES: ReadonlySet<string> = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  'https://specs.apollo.dev/context/v0.1',
  'https://specs.apollo.dev/cost/v0.1',
]);

/**
 * Reads a supergraph.
 *
 * @throws ExecutionError `SUPERGRAPH_INVALID` when the SDL does not parse, is no supergraph, or uses a
 *   security or execution feature that is not enforced here.
 */
export function loadSupergraph(sdl: string, options: SupergraphOptions = {}): LoadedSupergraph {
  try {
    const document = withResolvableKeysFirst(parse(sdl));
    const supergraph = Supergraph.build(document, { supportedFeatures: new Set(FEATURES) });
    const varied = withVariants(document);
    const plannable = supergraph.apiSchema();
    offerComposedDirectives(plannable, supergraph.schema);
    return {
      id: createHash('sha256').update(sdl).digest('hex'),
      sdl,
      apiSchema: plannable.toGraphQLJSSchema(),
      schema: supergraph.schema.toGraphQLJSSchema(),
      planner: new QueryPlanner(planned(supergraph, varied), {
        // Without named fragments a fetch shows all it asks for in one tree.
        reuseQueryFragments: false,
        typeConditionedFetching: options.typeConditionedFetching ?? false,
      }),
      plannable,
      names: new CallerNames(document, varied.document),
      unions: new PartialUnions(supergraph),
      varied: new VariedFetches(varied, supergraph.subgraphNameToGraphEnumValue()),
      services: supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url })),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExecutionError('SUPERGRAPH_INVALID', `expected a supergraph, got: ${reason}`, {
      cause,
    });
  }
}

/** The supergraph to plan by; not checked again, for what stands for a field leaves that field without use. */
function planned(supergraph: Supergraph, { document, variants }: VariedSupergraph): Supergraph {
  if (variants.size === 0) return supergraph;
  const supportedFeatures = new Set(FEATURES);
  return Supergraph.build(document, { supportedFeatures, validateSupergraph: false });
}
