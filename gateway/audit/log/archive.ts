import type { CryptoSuite } from '../crypto.ts';
import { AuditError } from '../errors.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { Fs } from './fs.ts';
import { readFrontierTiles } from './integrate.ts';
import type { Hash, TreeHasher } from './merkle.ts';
import { Frontier, perfectRoot, TILE_WIDTH, treeHasher } from './merkle.ts';
import type { Verifier } from './note.ts';
import { putCheckpoint, readCheckpoint } from './open.ts';
import { equalHashes } from './proof.ts';
import { Store } from './store.ts';
import { readBundle, readTile } from './tile-reader.ts';
import { bundlePath, detailPath, encodeTile, levelWidth, tilePath, tileWidth } from './tiles.ts';

/**
 * Archives: full bundles and details moved to other storage, with the tiles and the checkpoint that
 * prove them, in the layout of the log. The tiles stay in the log, so every proof stays possible.
 * Nothing here deletes an entry that is not in a verified archive: the law keeps the log long-term.
 */
export interface ArchiveOptions {
  readonly suite: CryptoSuite;
  readonly log: Fs;
  readonly archive: Fs;
  readonly verifiers: readonly Verifier[];
  /** Bundles `[from, to)`, counted in bundles of 256 entries. */
  readonly from: number;
  readonly to: number;
}

/** Copies full bundles with their proofs to an empty archive, and verifies the copy. */
export async function archiveBundles(options: ArchiveOptions): Promise<SignedCheckpoint> {
  const { suite, log, archive, verifiers, from, to } = options;
  const checkpoint = await readCheckpoint(log, suite, verifiers);
  // The log goes on from its last entry, which stays.
  if (checkpoint === undefined || from >= to || to * TILE_WIDTH >= checkpoint.size) {
    throw invalid('a range of full bundles before the last entry');
  }
  const store = new Store(archive);
  for (let tile = from; tile < to; tile++) {
    for (const path of [bundlePath(tile, TILE_WIDTH), detailPath(tile)]) {
      await store.put({ path, bytes: await log.read(path) });
    }
    await copyTile(log, store, 0, tile, checkpoint.size);
  }
  await copyProofs(log, store, checkpoint.size);
  await putCheckpoint(store, checkpoint);
  await verifyArchive(options);
  return checkpoint;
}

/** Removes from the log the bundles and details that a verified archive holds. */
export async function releaseBundles(options: ArchiveOptions): Promise<void> {
  const { log, archive, from, to } = options;
  await verifyArchive(options);
  for (let tile = from; tile < to; tile++) {
    for (const path of [bundlePath(tile, TILE_WIDTH), detailPath(tile)]) {
      if (!(await log.read(path)).equals(await archive.read(path))) {
        throw invalid(`\`${path}\` as it is in the log`);
      }
    }
    await log.remove(bundlePath(tile, TILE_WIDTH));
    await log.remove(detailPath(tile));
  }
}

/** Verifies that each archived entry is in the tree of the archive's own signed checkpoint. */
export async function verifyArchive(
  options: Omit<ArchiveOptions, 'log'>,
): Promise<SignedCheckpoint> {
  const { suite, archive, verifiers, from, to } = options;
  const hasher = treeHasher(suite);
  const checkpoint = await readCheckpoint(archive, suite, verifiers);
  if (checkpoint === undefined) throw invalid('a checkpoint');
  const { size, root } = checkpoint;
  const frontier = Frontier.of(hasher, await readFrontierTiles(archive, size), size);
  if (!equalHashes(frontier.root(), root)) throw invalid('tiles of the checkpoint');
  for (let tile = from; tile < to; tile++) {
    const leaves = await readTile(archive, 0, tile, TILE_WIDTH);
    const entries = await readBundle(archive, tile, TILE_WIDTH);
    const wrong = entries.findIndex((entry, i) => !isLeaf(hasher, entry, leaves[i]));
    if (wrong >= 0) throw invalid(`entry ${tile * TILE_WIDTH + wrong} as it was hashed`);
    await archive.size(detailPath(tile));
    await verifyAbove(archive, hasher, tile, leaves, size);
  }
  return checkpoint;
}

/** Follows a full tile up to the right edge of the tree, which the root covers. */
async function verifyAbove(
  archive: Fs,
  hasher: TreeHasher,
  lowest: number,
  leaves: readonly Hash[],
  size: number,
): Promise<void> {
  let [tile, hashes] = [lowest, leaves];
  for (let level = 1; hashes.length === TILE_WIDTH; level++) {
    const above = Math.floor(tile / TILE_WIDTH);
    const parents = await readTile(archive, level, above, tileWidth(level, above, size));
    const parent = parents[tile % TILE_WIDTH];
    if (parent === undefined || !equalHashes(perfectRoot(hasher, hashes), parent)) {
      throw invalid(`\`${tilePath(level - 1, tile, TILE_WIDTH)}\` as it is in the tree`);
    }
    [tile, hashes] = [above, parents];
  }
}

/** The tiles above the lowest level, and the right edge: a 256th of the tree. */
async function copyProofs(log: Fs, store: Store, size: number): Promise<void> {
  await copyTile(log, store, 0, Math.floor(size / TILE_WIDTH), size);
  for (let level = 1; levelWidth(level, size) > 0; level++) {
    const tiles = Math.ceil(levelWidth(level, size) / TILE_WIDTH);
    for (let tile = 0; tile < tiles; tile++) await copyTile(log, store, level, tile, size);
  }
}

async function copyTile(
  log: Fs,
  store: Store,
  level: number,
  tile: number,
  size: number,
): Promise<void> {
  const width = tileWidth(level, tile, size);
  if (width === 0) return;
  const bytes = encodeTile(await readTile(log, level, tile, width));
  await store.put({ path: tilePath(level, tile, width), bytes });
}

function isLeaf(hasher: TreeHasher, entry: Uint8Array, leaf: Hash | undefined): boolean {
  return leaf !== undefined && equalHashes(hasher.leaf(entry), leaf);
}

function invalid(expected: string): AuditError {
  return new AuditError('ARCHIVE_INVALID', `expected ${expected}`);
}
