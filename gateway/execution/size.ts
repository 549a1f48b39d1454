/** A rough count of the bytes a structure keeps alive; shared parts count once. For cache bounds only. */
export function estimateBytes(value: unknown): number {
  const seen = new Set<object>();
  const pending: unknown[] = [value];
  let bytes = 0;
  while (pending.length > 0) {
    const item = pending.pop();
    if (typeof item === 'string') bytes += 16 + item.length * 2;
    else if (typeof item !== 'object' || item === null) bytes += 8;
    else if (!seen.has(item)) {
      seen.add(item);
      bytes += 48 + addParts(item, pending);
    }
  }
  return bytes;
}

function addParts(item: object, pending: unknown[]): number {
  if (item instanceof Map) for (const [key, value] of item) pending.push(key, value);
  else if (item instanceof Set || Array.isArray(item)) pending.push(...item);
  else {
    const values = Object.values(item);
    pending.push(...values);
    return values.length * 8;
  }
  return 0;
}
