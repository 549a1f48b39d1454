import {
  copyDirectiveDefinitionToSchema,
  isExecutableDirectiveLocation,
  type Schema,
} from '@apollo/federation-internals';
import {
  type ArgumentNode,
  astFromValue,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  visit,
} from 'graphql';

/**
 * Adds to an API schema the directives that departments offer to callers (`@composeDirective`), which go
 * with the rest of their specification when the API schema is made. Composition lets none of them name
 * what is inaccessible.
 */
export function offerComposedDirectives(api: Schema, supergraph: Schema): void {
  for (const definition of supergraph.directives()) {
    if (!definition.hasExecutableLocations() || api.directive(definition.name)) continue;
    copyDirectiveDefinitionToSchema({
      definition,
      schema: api,
      copyDirectiveApplicationsInArguments: false,
      locationFilter: isExecutableDirectiveLocation,
    });
  }
}

/**
 * Writes out the arguments of directives that a caller left to their defaults: the default is the
 * supergraph's, and departments may have another or none.
 */
export function withDirectiveDefaults(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  return visit(document, {
    Directive(node) {
      const added = defaultsOf(node, schema);
      if (added.length === 0) return undefined;
      return { ...node, arguments: [...(node.arguments ?? []), ...added] };
    },
  });
}

function defaultsOf(node: DirectiveNode, schema: GraphQLSchema): ArgumentNode[] {
  const given = new Set(node.arguments?.map(({ name }) => name.value));
  const definition = schema.getDirective(node.name.value);
  return (definition?.args ?? []).flatMap(({ name, type, defaultValue }) => {
    if (given.has(name) || defaultValue === undefined) return [];
    const value = astFromValue(defaultValue, type);
    if (!value) return [];
    return [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value }];
  });
}
