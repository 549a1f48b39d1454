import { type DirectiveNode, type DocumentNode, Kind, type SelectionNode, visit } from 'graphql';

/**
 * Takes out of a document what its text alone leaves out, `@skip(if: true)` and `@include(if: false)`:
 * a department is not asked about it, even to be told not to answer.
 */
export function withoutNeverIncluded(document: DocumentNode): DocumentNode {
  const remove = (node: SelectionNode) => (isNeverIncluded(node.directives) ? null : undefined);
  return visit(document, {
    Field: { enter: remove },
    InlineFragment: { enter: remove },
    FragmentSpread: { enter: remove },
    SelectionSet: {
      // A selection may not be empty; a name that nobody asked for is not answered.
      leave: (node) =>
        node.selections.length > 0 ? undefined : { ...node, selections: [TYPENAME] },
    },
  });
}

const TYPENAME = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;

function isNeverIncluded(directives: readonly DirectiveNode[] | undefined): boolean {
  return (directives ?? []).some(({ name, arguments: args }) => {
    const value = args?.find((arg) => arg.name.value === 'if')?.value;
    if (value?.kind !== Kind.BOOLEAN) return false;
    return name.value === 'skip' ? value.value : name.value === 'include' && !value.value;
  });
}
