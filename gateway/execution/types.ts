import { type GraphQLSchema, isAbstractType, isInterfaceType } from 'graphql';

/**
 * Which `__typename`s meet a type condition, for the data that departments exchange. An interface name
 * counts as one of its own subtypes, since an `@interfaceObject` department answers with it.
 */
export class TypeConditions {
  readonly #schema: GraphQLSchema;
  readonly #cache = new Map<string, ReadonlySet<string>>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** All type names that meet the condition. */
  namesFor(condition: string): ReadonlySet<string> {
    const known = this.#cache.get(condition);
    if (known) return known;
    const names = new Set([condition]);
    const type = this.#schema.getType(condition);
    if (type && isAbstractType(type)) {
      for (const { name } of this.#schema.getPossibleTypes(type)) names.add(name);
      if (isInterfaceType(type)) {
        for (const { name } of this.#schema.getImplementations(type).interfaces) names.add(name);
      }
    }
    this.#cache.set(condition, names);
    return names;
  }
}
