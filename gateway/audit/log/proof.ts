import { AuditError } from '../errors.ts';
import type { Hash, TreeHasher } from './merkle.ts';
import { splitPoint } from './merkle.ts';

/** Hashes of perfect subtrees: `node(h, i)` spans the leaves `[i * 2^h, (i + 1) * 2^h)`. */
export interface NodeReader {
  node(height: number, index: number): Promise<Hash>;
}

/** The audit path of a leaf (RFC 6962 section 2.1.1), lowest first. */
export async function inclusionProof(
  reader: NodeReader,
  hasher: TreeHasher,
  index: number,
  size: number,
): Promise<Hash[]> {
  if (!isSize(size) || !isSize(index) || index >= size) throw outOfTree(`index ${index}`, size);
  const path: Hash[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      path.push(await rangeHash(reader, hasher, middle, to));
      to = middle;
    } else {
      path.push(await rangeHash(reader, hasher, from, middle));
      from = middle;
    }
  }
  return path.reverse();
}

/** The proof that the tree of `newSize` extends the tree of `oldSize` (RFC 6962 section 2.1.2). */
export async function consistencyProof(
  reader: NodeReader,
  hasher: TreeHasher,
  oldSize: number,
  newSize: number,
): Promise<Hash[]> {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) {
    throw outOfTree(`size ${oldSize}`, newSize);
  }
  if (oldSize === 0 || oldSize === newSize) return [];
  const path: Hash[] = [];
  let [from, to] = [0, newSize];
  while (to !== oldSize) {
    const middle = from + splitPoint(to - from);
    if (oldSize <= middle) {
      path.push(await rangeHash(reader, hasher, middle, to));
      to = middle;
    } else {
      path.push(await rangeHash(reader, hasher, from, middle));
      from = middle;
    }
  }
  if (from > 0) path.push(await rangeHash(reader, hasher, from, to));
  return path.reverse();
}

/** The Merkle tree hash of the leaves `[from, to)`, a range that the recursion of RFC 6962 reaches. */
export async function rangeHash(
  reader: NodeReader,
  hasher: TreeHasher,
  from: number,
  to: number,
): Promise<Hash> {
  const width = to - from;
  if (width === 0) return hasher.empty;
  const height = Math.round(Math.log2(width));
  if (2 ** height === width) return reader.node(height, from / width);
  const middle = from + splitPoint(width);
  const left = await rangeHash(reader, hasher, from, middle);
  return hasher.node(left, await rangeHash(reader, hasher, middle, to));
}

/** A claim that `leaf` is at `index` in the tree of `size` leaves with `root`. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

/**
 * Verifies an inclusion proof (RFC 9162 section 2.1.3.2). The claim is attacker-controlled.
 * @throws AuditError `PROOF_INVALID`
 */
export function verifyInclusion(hasher: TreeHasher, claim: InclusionClaim): void {
  const { index, size, leaf, root, proof } = claim;
  if (!isSize(index) || !isSize(size) || index >= size) throw invalid('an index within the tree');
  let [position, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) throw invalid('a shorter proof');
    if (isOdd(position) || position === last) {
      hash = hasher.node(sibling, hash);
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      hash = hasher.node(hash, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  if (last !== 0) throw invalid('a longer proof');
  if (!equalHashes(hash, root)) throw invalid('a proof that leads to the root');
}

/** A claim that the tree of `newSize` with `newRoot` extends the tree of `oldSize` with `oldRoot`. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Hash;
  readonly newRoot: Hash;
  readonly proof: readonly Hash[];
}

/**
 * Verifies a consistency proof (RFC 9162 section 2.1.4.2). The claim is attacker-controlled.
 * @throws AuditError `PROOF_INVALID`
 */
export function verifyConsistency(hasher: TreeHasher, claim: ConsistencyClaim): void {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) throw invalid('growing sizes');
  if (oldSize === 0 || oldSize === newSize) {
    verifyTrivial(hasher, claim);
    return;
  }
  const [first, ...rest] = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  if (first === undefined) throw invalid('a longer proof');
  let [position, last] = [oldSize - 1, newSize - 1];
  while (isOdd(position)) [position, last] = [half(position), half(last)];
  let [oldHash, newHash] = [first, first];
  for (const sibling of rest) {
    if (last === 0) throw invalid('a shorter proof');
    if (isOdd(position) || position === last) {
      oldHash = hasher.node(sibling, oldHash);
      newHash = hasher.node(sibling, newHash);
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      newHash = hasher.node(newHash, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  if (last !== 0) throw invalid('a longer proof');
  if (!equalHashes(oldHash, oldRoot)) throw invalid('a proof that leads to the old root');
  if (!equalHashes(newHash, newRoot)) throw invalid('a proof that leads to the new root');
}

function verifyTrivial(hasher: TreeHasher, claim: ConsistencyClaim): void {
  if (claim.proof.length > 0) throw invalid('an empty proof');
  const oldRoot = claim.oldSize === 0 ? hasher.empty : claim.newRoot;
  if (!equalHashes(claim.oldRoot, oldRoot)) throw invalid('the root of the same tree');
}

export function equalHashes(a: Hash, b: Hash): boolean {
  return Buffer.compare(a, b) === 0;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

// Sizes pass 2^31, where the bit operators of the RFC's text would wrap.
function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  return 2 ** Math.round(Math.log2(value)) === value;
}

function invalid(expected: string): AuditError {
  return new AuditError('PROOF_INVALID', `expected ${expected}`);
}

function outOfTree(what: string, size: number): AuditError {
  return new AuditError('NOT_INTEGRATED', `expected ${what} within a tree of ${size}`);
}
