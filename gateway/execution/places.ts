import { responseKey } from './names.ts';
import { getOwn, isRecord, type Records } from './records.ts';

/** Where a fetch's results go: the planner's path, read once. */
export type PathElement =
  | { readonly kind: 'field'; readonly key: string; readonly types?: ReadonlySet<string> }
  | { readonly kind: 'list'; readonly types?: ReadonlySet<string> }
  | { readonly kind: 'here'; readonly types?: ReadonlySet<string> };

/** A value in the merged data together with the way to it. */
export interface Place {
  readonly value: unknown;
  readonly key: string | number | undefined;
  readonly parent: Place | undefined;
}

/** A place that holds an object, where results can be merged. */
export interface ObjectPlace extends Place {
  readonly value: Records;
}

export type ResponsePath = (string | number)[];

/** Reads a path element: `name`, `@` (each item of a list), either with `|[Type,…]` after it, or that alone. */
export function parsePathElement(element: string | number): PathElement {
  const text = String(element);
  const bar = text.indexOf('|[');
  const name = bar < 0 ? text : text.slice(0, bar);
  const types = bar < 0 ? undefined : new Set(text.slice(bar + 2, -1).split(','));
  const condition = types ? { types } : {};
  if (name === '@') return { kind: 'list', ...condition };
  if (name === '') return { kind: 'here', ...condition };
  return { kind: 'field', key: name, ...condition };
}

/** All objects at a path, in the order of the data. Nulls on the way have nothing behind them. */
export function placesAt(root: Place, path: readonly PathElement[]): ObjectPlace[] {
  let places: Place[] = [root];
  for (const element of path) places = places.flatMap((place) => step(place, element));
  return places.flatMap(objectsOf);
}

function step(place: Place, element: PathElement): Place[] {
  return stepAny(place, element).filter(({ value }) => meets(value, element.types));
}

function stepAny(place: Place, element: PathElement): Place[] {
  if (element.kind === 'here') return [place];
  if (element.kind === 'list') return itemsOf(place);
  // A field of a list is the field of each of its items, lists of lists included.
  if (Array.isArray(place.value)) return itemsOf(place).flatMap((item) => stepAny(item, element));
  if (!isRecord(place.value)) return [];
  const value = getOwn(place.value, element.key);
  return value == null ? [] : [{ value, key: element.key, parent: place }];
}

function itemsOf(place: Place): Place[] {
  if (!Array.isArray(place.value)) return [];
  const items: Place[] = [];
  for (const [key, value] of place.value.entries()) {
    if (value != null) items.push({ value, key, parent: place });
  }
  return items;
}

function objectsOf(place: Place): ObjectPlace[] {
  if (Array.isArray(place.value)) return itemsOf(place).flatMap(objectsOf);
  return isRecord(place.value) ? [place as ObjectPlace] : [];
}

/** A condition on a list is for its items, which are met one step later. */
function meets(value: unknown, types: ReadonlySet<string> | undefined): boolean {
  if (types === undefined || !isRecord(value)) return true;
  const typename = getOwn(value, '__typename');
  return typeof typename === 'string' && types.has(typename);
}

/** The response path of a place. */
export function pathOf(place: Place): ResponsePath {
  const path: ResponsePath = [];
  for (let at: Place | undefined = place; at?.parent; at = at.parent)
    path.push(responseKey(at.key ?? ''));
  return path.reverse();
}
