import { getOwn, isRecord, type Records, setOwn } from './records.ts';

/** Whether a name is an object type, as against the name of an interface an `@interfaceObject` department answers with. */
export type IsConcrete = (typename: string) => boolean;

const anyName: IsConcrete = () => true;

/**
 * Merges what came into what is there.
 *
 * - A null takes nothing away: another department's answer stands.
 * - An object type once known stays: the interface name of an `@interfaceObject` department is less exact.
 * - Lists of one length merge item by item; of two lengths, the one that is there stands, since joining
 *   them by position would put one record's fields on another.
 * - Other values: the later stands.
 */
export function mergeInto(target: Records, source: Records, isConcrete = anyName): void {
  for (const key of Object.keys(source)) {
    const incoming = source[key];
    if (incoming === undefined) continue;
    const present = getOwn(target, key);
    const value =
      key === '__typename'
        ? mergeTypename(present, incoming, isConcrete)
        : mergeValue(present, incoming, isConcrete);
    if (value !== present || present === null) setOwn(target, key, value);
  }
}

function mergeTypename(present: unknown, incoming: unknown, isConcrete: IsConcrete): unknown {
  return typeof present === 'string' && isConcrete(present) ? present : (incoming ?? present);
}

function mergeValue(present: unknown, incoming: unknown, isConcrete: IsConcrete): unknown {
  if (present == null || present === incoming) return incoming;
  if (incoming === null) return present;
  if (Array.isArray(present) && Array.isArray(incoming)) {
    if (present.length === incoming.length) {
      for (const [index, item] of incoming.entries()) {
        present[index] = mergeValue(present[index], item, isConcrete);
      }
    }
    return present;
  }
  if (isRecord(present) && isRecord(incoming)) {
    mergeInto(present, incoming, isConcrete);
    return present;
  }
  return incoming;
}
