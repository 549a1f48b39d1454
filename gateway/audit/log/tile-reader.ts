import { AuditError, systemCode } from '../errors.ts';
import { DetailReader } from './details.ts';
import type { Fs } from './fs.ts';
import type { Hash, TreeHasher } from './merkle.ts';
import { perfectRoot, TILE_HEIGHT, TILE_WIDTH } from './merkle.ts';
import type { NodeReader } from './proof.ts';
import { bundlePath, decodeBundle, decodeTile, detailPath, tilePath, tileWidth } from './tiles.ts';

/** Tiles kept while one proof is made; a proof touches a few of each level. */
const KEPT_TILES = 32;

/** Reads the nodes of the tree of `size` leaves from its tiles, only those that are asked for. */
export function tileReader(fs: Fs, hasher: TreeHasher, size: number): NodeReader {
  const kept = new Map<string, readonly Hash[]>();
  const tileOf = async (level: number, tile: number): Promise<readonly Hash[]> => {
    const key = `${level}/${tile}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const hashes = await readTile(fs, level, tile, tileWidth(level, tile, size));
    if (kept.size >= KEPT_TILES) kept.clear();
    kept.set(key, hashes);
    return hashes;
  };
  return {
    node: async (height, index) => {
      const level = Math.floor(height / TILE_HEIGHT);
      const width = 2 ** (height % TILE_HEIGHT);
      const from = (index * width) % TILE_WIDTH;
      const hashes = await tileOf(level, Math.floor((index * width) / TILE_WIDTH));
      return perfectRoot(hasher, hashes.slice(from, from + width));
    },
  };
}

/** A tile of at least `width` hashes, cut to them. */
export async function readTile(
  fs: Fs,
  level: number,
  tile: number,
  width: number,
): Promise<Hash[]> {
  const [full, path] = [tilePath(level, tile, TILE_WIDTH), tilePath(level, tile, width)];
  const { bytes, path: found } = await readPartialOrFull(fs, path, full);
  if (found === path) return decodeTile(bytes, width, path);
  return decodeTile(bytes, TILE_WIDTH, found).slice(0, width);
}

/** A bundle of at least `width` entries, cut to them. */
export async function readBundle(fs: Fs, tile: number, width: number): Promise<Buffer[]> {
  const [full, path] = [bundlePath(tile, TILE_WIDTH), bundlePath(tile, width)];
  const { bytes, path: found } = await readPartialOrFull(fs, path, full);
  if (found === path) return decodeBundle(bytes, width, path);
  return decodeBundle(bytes, TILE_WIDTH, found).slice(0, width);
}

/** A partial file goes once the full one is there (C2SP tlog-tiles, "Partial Tiles"). */
async function readPartialOrFull(
  fs: Fs,
  path: string,
  full: string,
): Promise<{ readonly bytes: Buffer; readonly path: string }> {
  for (const candidate of path === full ? [full] : [path, full]) {
    try {
      return { bytes: await fs.read(candidate), path: candidate };
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }
  throw new AuditError('LOG_DAMAGED', `\`${path}\`: expected a file, got none`, { path });
}

/** What is kept at one index. */
export interface ReadEntry {
  readonly entry: Buffer;
  readonly detail: Buffer;
}

/**
 * An entry and its detail in a log of `size` entries.
 * @param places the log's directory, then the archives that bundles were moved to
 */
export async function readEntry(
  places: readonly Fs[],
  index: number,
  size: number,
  reader?: DetailReader,
): Promise<ReadEntry> {
  const [found] = await readEntries(places, index, index + 1, size, reader);
  if (found !== undefined) return found;
  throw notHere(index);
}

/**
 * The entries `[from, to)` of one bundle, and their details; fewer, one at least, when they are large.
 * @param reader of this log; one that is kept finds its place again
 */
export async function readEntries(
  places: readonly Fs[],
  from: number,
  to: number,
  size: number,
  reader = new DetailReader(),
): Promise<readonly ReadEntry[]> {
  const tile = Math.floor(from / TILE_WIDTH);
  const [path, width] = [detailPath(tile), tileWidth(0, tile, size)];
  const [first, end] = [from - tile * TILE_WIDTH, Math.min(to - tile * TILE_WIDTH, width)];
  for (const fs of places) {
    const details = await reader.read(fs, path, first, end).catch(unlessMissing);
    if (details === undefined) continue;
    const entries = (await readBundle(fs, tile, width)).slice(first);
    return details.map((detail, i) => ({ entry: entries[i] ?? Buffer.alloc(0), detail }));
  }
  throw notHere(from);
}

function notHere(index: number): AuditError {
  const message = `expected entry ${index} in the log or an archive, got none`;
  const path = detailPath(Math.floor(index / TILE_WIDTH));
  return new AuditError('NOT_HERE', message, { index, path });
}

function unlessMissing(error: unknown): undefined {
  if (systemCode(error) !== 'ENOENT') throw error;
}
