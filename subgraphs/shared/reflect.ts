/*
 * type-graphql insists on `Reflect.getMetadata`, which the reflect-metadata package would add. Every
 * type here is given by an explicit type function, so there is no decorator metadata to be found and
 * the package is not needed: an answer "none" is the whole contract. MUST be imported before the
 * first decorator runs.
 */
const reflect = Reflect as { getMetadata?: (...asked: readonly unknown[]) => unknown };
reflect.getMetadata ??= () => undefined;

export const REFLECTION_READY = true;
