import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';

const PREFIX = 'caller__';

/** Directives of a supergraph whose texts name fields that departments exchange with each other. */
const FIELD_SETS: ReadonlySet<string> = new Set(['join__type', 'join__field']);
const FIELD_SET_ARGUMENTS: ReadonlySet<string> = new Set([
  'key',
  'requires',
  'provides',
  'selection',
]);

/**
 * Keeps the names that a caller gives to fields apart from the names that departments exchange entities
 * by. Without it, `uscc: name` beside a field of another department would put a caller-chosen value in
 * the place of the entity's key, and `price(currency: "USD")` would become what a field that requires
 * `price(currency: "EUR")` is computed from.
 *
 * INVARIANT exchange-names: in merged data, a key or a required field stands under its own name, and
 * nothing a caller names does, unless it is that very field.
 */
export class CallerNames {
  /** Names in any key, requirement, provision or context. */
  readonly #exchanged: ReadonlySet<string>;
  /** Those of them that are taken with arguments. */
  readonly #withArguments: ReadonlySet<string>;

  /** @param supergraphs the supergraph, in each form that is planned by or published */
  constructor(...supergraphs: readonly DocumentNode[]) {
    const exchanged = new Set(['__typename']);
    const withArguments = new Set<string>();
    for (const text of supergraphs.flatMap(fieldSets)) {
      for (const [, name = '', bracket] of text.matchAll(/(\w+)\s*(\()?/g)) {
        exchanged.add(name);
        if (bracket) withArguments.add(name);
      }
    }
    this.#exchanged = exchanged;
    this.#withArguments = withArguments;
  }

  /** The name a caller's field has in the merged data. */
  keyOf({ alias, name, arguments: args }: FieldNode): string {
    const key = alias?.value ?? name.value;
    const isItself = key === name.value && !args?.length && !this.#withArguments.has(key);
    const apart = key.startsWith(PREFIX) || (!isItself && this.#exchanged.has(key));
    return apart ? PREFIX + key : key;
  }

  /** The document to plan: every field under the name it has in the merged data. */
  rename(document: DocumentNode): DocumentNode {
    return visit(document, {
      Field: (node) => {
        const key = this.keyOf(node);
        if (key === (node.alias ?? node.name).value) return undefined;
        return { ...node, alias: { kind: Kind.NAME, value: key } };
      },
    });
  }
}

/** The caller's name for a name in the merged data. */
export function responseKey<K extends string | number>(key: K): K | string {
  return typeof key === 'string' && key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}

function fieldSets(document: DocumentNode): string[] {
  const texts: string[] = [];
  visit(document, {
    Directive(node) {
      if (!FIELD_SETS.has(node.name.value)) return;
      visit(node, {
        Argument({ name, value }) {
          if (FIELD_SET_ARGUMENTS.has(name.value) && value.kind === Kind.STRING) {
            texts.push(value.value);
          }
        },
        ObjectField({ name, value }) {
          if (FIELD_SET_ARGUMENTS.has(name.value) && value.kind === Kind.STRING) {
            texts.push(value.value);
          }
        },
      });
    },
  });
  return texts;
}
