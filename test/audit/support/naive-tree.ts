import { createHash } from 'node:crypto';

/** RFC 6962 section 2.1 as it is written, over all leaves in memory: what the log is compared with. */

const sha256 = (...parts: Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = (entry: Uint8Array) => sha256(Buffer.of(0), entry);
const node = (left: Uint8Array, right: Uint8Array) => sha256(Buffer.of(1), left, right);

export function treeHead(entries: readonly Uint8Array[]): Buffer {
  const [first] = entries;
  if (first === undefined) return sha256();
  if (entries.length === 1) return leaf(first);
  const k = powerBelow(entries.length);
  return node(treeHead(entries.slice(0, k)), treeHead(entries.slice(k)));
}

export function path(m: number, entries: readonly Uint8Array[]): Buffer[] {
  if (entries.length <= 1) return [];
  const k = powerBelow(entries.length);
  return m < k
    ? [...path(m, entries.slice(0, k)), treeHead(entries.slice(k))]
    : [...path(m - k, entries.slice(k)), treeHead(entries.slice(0, k))];
}

export function proof(m: number, entries: readonly Uint8Array[]): Buffer[] {
  return m === 0 ? [] : subproof(m, entries, true);
}

function subproof(m: number, entries: readonly Uint8Array[], isWhole: boolean): Buffer[] {
  if (m === entries.length) return isWhole ? [] : [treeHead(entries)];
  const k = powerBelow(entries.length);
  return m <= k
    ? [...subproof(m, entries.slice(0, k), isWhole), treeHead(entries.slice(k))]
    : [...subproof(m - k, entries.slice(k), false), treeHead(entries.slice(0, k))];
}

function powerBelow(n: number): number {
  return 2 ** (Math.ceil(Math.log2(n)) - 1);
}
