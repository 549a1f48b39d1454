import { type DocumentNode, Kind, visit } from 'graphql';

/** Names the planner gives to variables of its own. */
const RESERVED = /^(representations|contextualArgument_\w+)$/;

/** A document whose variables cannot be taken for the planner's own, and what the callers call them. */
export interface Unreserved {
  readonly document: DocumentNode;
  /** Name in `document` -> name the caller used; only those that changed. */
  readonly originals: ReadonlyMap<string, string>;
}

/**
 * Renames a caller's variables that carry a reserved name. Otherwise a caller's `$representations` would
 * clash with, or stand in for, the entities that the executor itself asks about.
 */
export function withoutReservedVariables(document: DocumentNode): Unreserved {
  const used = new Set<string>();
  visit(document, { Variable: ({ name }) => void used.add(name.value) });
  const renamed = new Map<string, string>();
  for (const name of used) {
    if (RESERVED.test(name)) renamed.set(name, unusedName(name, used));
  }
  if (renamed.size === 0) return { document, originals: new Map() };
  return {
    document: visit(document, {
      Variable(node) {
        const value = renamed.get(node.name.value);
        return value ? { ...node, name: { kind: Kind.NAME, value } } : undefined;
      },
    }),
    originals: new Map([...renamed].map(([original, name]) => [name, original])),
  };
}

function unusedName(name: string, used: ReadonlySet<string>): string {
  let candidate = `caller_${name}`;
  while (used.has(candidate)) candidate = `_${candidate}`;
  return candidate;
}
