/**
 * Objects keyed by names that callers and departments choose. A response name may be `__proto__`
 * or `constructor`, so no read may fall through to a prototype and no write may set one.
 */
export type Records = Record<string, unknown>;

/** Prototype-less, yet kept by V8 as a fast object (which `Object.create(null)` is not). */
const Blank = function Blank() {} as unknown as new () => Records;
(Blank as unknown as { prototype: unknown }).prototype = Object.freeze(Object.create(null));

/** A new record on which every key, `__proto__` included, is an ordinary own property. */
export function newRecord(): Records {
  return new Blank();
}

export function isRecord(value: unknown): value is Records {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property of a record, `undefined` when it has none. */
export function getOwn(record: Records, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Sets an own property of any record, also of one that has `Object.prototype`. */
export function setOwn(record: Records, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(record, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    record[key] = value;
  }
}

/** A deep copy of decoded JSON. */
export function copyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyValue);
  if (!isRecord(value)) return value;
  const copy = newRecord();
  for (const key of Object.keys(value)) copy[key] = copyValue(value[key]);
  return copy;
}

/** One text for all deeply equal JSON values: object keys are sorted. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}
