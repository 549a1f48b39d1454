import type { Fs } from './fs.ts';
import type { Frontier, Hash, TreeHasher } from './merkle.ts';
import { TILE_WIDTH } from './merkle.ts';
import type { Pending } from './segment.ts';
import type { Store, WholeFile } from './store.ts';
import { readBundle, readTile } from './tile-reader.ts';
import {
  bundlePath,
  decodeDetails,
  detailPath,
  encodeBundle,
  encodeDetails,
  encodeTile,
  levelWidth,
  partialDirectory,
  tilePath,
} from './tiles.ts';

/** The tree up to a size, as far as appending needs it. */
export interface Edge {
  readonly frontier: Frontier;
  /** The entries of the last, partial bundle. */
  readonly bundle: readonly Uint8Array[];
  /** Where the details of that bundle's entries end in their file. */
  readonly detailEnd: number;
}

/** Entries and bytes at most in one integration; more wait for the next, so that memory stays bounded. */
export const INTEGRATION_ENTRIES = 16 * TILE_WIDTH;
export const INTEGRATION_BYTES = 8 * 1024 * 1024;
/** Tiles of a level that one integration can complete, and so leave partial files of. */
const RECENT_TILES = INTEGRATION_ENTRIES / TILE_WIDTH + 1;

/** What an integration writes. */
interface Growth {
  readonly edge: Edge;
  /** Full tiles and bundles. */
  readonly completed: readonly WholeFile[];
  /** Partial ones, of the new right edge. */
  readonly partial: readonly WholeFile[];
  readonly details: readonly DetailGrowth[];
}

interface DetailGrowth {
  readonly path: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly isComplete: boolean;
}

/**
 * Writes the tiles, bundles and details that `entries` add to the tree, all durable when this
 * resolves. Writing them again after a crash writes the same bytes: the tree is a function of the
 * entries.
 *
 * INVARIANT full-is-final: a full tile or bundle below the signed size is never written again.
 */
export async function integrate(
  store: Store,
  hasher: TreeHasher,
  edge: Edge,
  entries: readonly Pending[],
): Promise<{ readonly edge: Edge; readonly completed: readonly string[] }> {
  const growth = grow(hasher, edge, entries);
  for (const { path, offset, bytes, isComplete } of growth.details) {
    await store.extend(path, offset, bytes);
    if (isComplete) store.done(path);
  }
  await store.put(...growth.completed, ...growth.partial);
  await store.flush();
  return { edge: growth.edge, completed: growth.completed.map(({ path }) => path) };
}

/** What `entries` add, worked out in memory. */
function grow(hasher: TreeHasher, edge: Edge, entries: readonly Pending[]): Growth {
  const frontier = edge.frontier.clone();
  const completed: WholeFile[] = [];
  const details: DetailGrowth[] = [];
  let [bundle, added, offset] = [[...edge.bundle], [] as Uint8Array[], edge.detailEnd];
  const endBundle = (tile: number, isComplete: boolean) => {
    const bytes = encodeDetails(added);
    details.push({ path: detailPath(tile), offset, bytes, isComplete });
    const file = { path: bundlePath(tile, bundle.length), bytes: encodeBundle(bundle) };
    [bundle, added, offset] = isComplete ? [[], [], 0] : [bundle, [], offset + bytes.length];
    return file;
  };
  for (const { entry, detail } of entries) {
    frontier.push(hasher.leaf(entry), (level, tile, hashes) => {
      completed.push({ path: tilePath(level, tile, TILE_WIDTH), bytes: encodeTile(hashes) });
    });
    bundle.push(entry);
    added.push(detail);
    if (bundle.length === TILE_WIDTH)
      completed.push(endBundle(frontier.size / TILE_WIDTH - 1, true));
  }
  const partial = partialTiles(frontier, edge.frontier.size);
  if (added.length > 0) partial.push(endBundle(Math.floor(frontier.size / TILE_WIDTH), false));
  return { edge: { frontier, bundle, detailEnd: offset }, completed, partial, details };
}

/** The partial tiles that grew since the tree had `before` leaves. */
function partialTiles(frontier: Frontier, before: number): WholeFile[] {
  return frontier.levels.flatMap((hashes, level) => {
    const width = levelWidth(level, frontier.size);
    if (hashes.length === 0 || width === levelWidth(level, before)) return [];
    const tile = Math.floor(width / TILE_WIDTH);
    return [{ path: tilePath(level, tile, hashes.length), bytes: encodeTile(hashes) }];
  });
}

/** Removes the partial files of completed tiles and bundles (C2SP tlog-tiles, "Partial Tiles"). */
export async function discardPartials(store: Store, completed: readonly string[]): Promise<void> {
  for (const path of completed) await store.discard(partialDirectory(path));
}

/** The tiles and bundles that the last integration before a crash may have left partial files of. */
export function recentlyCompleted(size: number): string[] {
  const paths: string[] = [];
  for (let level = 0; levelWidth(level, size) > 0; level++) {
    const full = Math.floor(levelWidth(level, size) / TILE_WIDTH);
    for (let tile = Math.max(0, full - RECENT_TILES); tile < full; tile++) {
      paths.push(tilePath(level, tile, TILE_WIDTH));
      if (level === 0) paths.push(bundlePath(tile, TILE_WIDTH));
    }
  }
  return paths;
}

/** The partial tiles of a tree of `size`, lowest level first. */
export async function readFrontierTiles(fs: Fs, size: number): Promise<Hash[][]> {
  const levels: Hash[][] = [];
  for (let level = 0; levelWidth(level, size) > 0; level++) {
    const [full, width] = quotientAndRest(levelWidth(level, size));
    levels.push(width === 0 ? [] : await readTile(fs, level, full, width));
  }
  return levels;
}

/** The partial bundle of a tree of `size`, and where its details end. */
export async function readEdgeBundle(fs: Fs, size: number): Promise<Omit<Edge, 'frontier'>> {
  const [tile, width] = quotientAndRest(size);
  if (width === 0) return { bundle: [], detailEnd: 0 };
  const path = detailPath(tile);
  const { end } = decodeDetails(await fs.read(path), width, path);
  return { bundle: await readBundle(fs, tile, width), detailEnd: end };
}

function quotientAndRest(width: number): [number, number] {
  return [Math.floor(width / TILE_WIDTH), width % TILE_WIDTH];
}
