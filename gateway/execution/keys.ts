import { type ConstDirectiveNode, type DocumentNode, Kind, visit } from 'graphql';

/**
 * A supergraph whose types list the keys that entities can be asked by before those they cannot.
 *
 * The planner goes back to a department by the first of its keys, `resolvable: false` or not; the order
 * is the only thing it goes by.
 */
export function withResolvableKeysFirst(supergraph: DocumentNode): DocumentNode {
  const sort = <N extends { readonly directives?: readonly ConstDirectiveNode[] }>(node: N): N => ({
    ...node,
    directives: (node.directives ?? []).toSorted((a, b) => rank(a) - rank(b)),
  });
  return visit(supergraph, { ObjectTypeDefinition: sort, InterfaceTypeDefinition: sort });
}

function rank({ name, arguments: args }: ConstDirectiveNode): number {
  if (name.value !== 'join__type') return 0;
  const resolvable = args?.find((argument) => argument.name.value === 'resolvable')?.value;
  return resolvable?.kind === Kind.BOOLEAN && !resolvable.value ? 1 : 0;
}
