import type { CryptoSuite } from '../crypto.ts';
import { HASH_BYTES } from '../crypto.ts';

export type Hash = Uint8Array;

/** Hashes in a full tile (C2SP tlog-tiles, "Merkle Tree"). */
export const TILE_WIDTH = 256;
/** Binary levels of the tree that one tile spans. */
export const TILE_HEIGHT = 8;

/** RFC 6962 section 2.1: leaves and nodes are told apart by their first byte. */
export interface TreeHasher {
  leaf(entry: Uint8Array): Hash;
  node(left: Hash, right: Hash): Hash;
  readonly empty: Hash;
}

const LEAF = 0x00;
const NODE = 0x01;

export function treeHasher(suite: CryptoSuite): TreeHasher {
  const nodeInput = Buffer.alloc(1 + 2 * HASH_BYTES, NODE);
  return {
    leaf: (entry) => {
      const input = Buffer.allocUnsafe(1 + entry.length);
      input[0] = LEAF;
      input.set(entry, 1);
      return suite.hash(input);
    },
    node: (left, right) => {
      nodeInput.set(left, 1);
      nodeInput.set(right, 1 + HASH_BYTES);
      return suite.hash(nodeInput);
    },
    empty: suite.hash(new Uint8Array()),
  };
}

/** The largest power of two below `n` (RFC 6962 section 2.1, "k"); `n` is above 1. */
export function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The hash of the perfect subtree over `hashes`, a power of two of them. */
export function perfectRoot(hasher: TreeHasher, hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) {
    const above: Hash[] = [];
    for (let i = 0; i + 1 < row.length; i += 2) above.push(hasher.node(at(row, i), at(row, i + 1)));
    row = above;
  }
  return at(row, 0);
}

/**
 * The right edge of a growing tree: for each tile level, the hashes of its one partial tile. It is
 * all that appending and the root need, at most 255 hashes a level however large the tree.
 */
export class Frontier {
  readonly #hasher: TreeHasher;
  readonly #levels: Hash[][];
  #size: number;

  private constructor(hasher: TreeHasher, levels: Hash[][], size: number) {
    this.#hasher = hasher;
    this.#levels = levels;
    this.#size = size;
  }

  static empty(hasher: TreeHasher): Frontier {
    return new Frontier(hasher, [], 0);
  }

  /** From the partial tiles of a tree of `size`, lowest level first. */
  static of(hasher: TreeHasher, levels: readonly (readonly Hash[])[], size: number): Frontier {
    return new Frontier(
      hasher,
      levels.map((level) => [...level]),
      size,
    );
  }

  get size(): number {
    return this.#size;
  }

  get levels(): readonly (readonly Hash[])[] {
    return this.#levels;
  }

  clone(): Frontier {
    return Frontier.of(this.#hasher, this.#levels, this.#size);
  }

  /** Adds a leaf hash; `onFull` is told of each tile it completes, lowest level first. */
  push(leaf: Hash, onFull?: (level: number, tile: number, hashes: readonly Hash[]) => void): void {
    this.#size += 1;
    let hash = leaf;
    let covered = 1;
    for (let level = 0; ; level++) {
      covered *= TILE_WIDTH;
      const row = this.#levels[level] ?? [];
      this.#levels[level] = row;
      row.push(hash);
      if (row.length < TILE_WIDTH) return;
      this.#levels[level] = [];
      onFull?.(level, this.#size / covered - 1, row);
      hash = perfectRoot(this.#hasher, row);
    }
  }

  /** The Merkle tree hash of everything pushed. */
  root(): Hash {
    let root: Hash | undefined;
    for (const row of this.#levels) {
      for (const peak of this.#peaks(row).reverse()) {
        root = root === undefined ? peak : this.#hasher.node(peak, root);
      }
    }
    return root ?? this.#hasher.empty;
  }

  #peaks(row: readonly Hash[]): Hash[] {
    const peaks: Hash[] = [];
    let from = 0;
    for (let width = TILE_WIDTH / 2; width >= 1; width /= 2) {
      if ((row.length & width) === 0) continue;
      peaks.push(perfectRoot(this.#hasher, row.slice(from, from + width)));
      from += width;
    }
    return peaks;
  }
}

function at(hashes: readonly Hash[], index: number): Hash {
  const hash = hashes[index];
  // INVARIANT perfect-subtree: callers give a power of two of hashes, never none.
  if (hash === undefined) throw new RangeError(`expected a hash at ${index}, got none`);
  return hash;
}
