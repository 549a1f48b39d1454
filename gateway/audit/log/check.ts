import { AuditError } from '../errors.ts';
import { checkSegments } from './check-segments.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { openCheckpoint } from './checkpoint.ts';
import { cosignaturesOf } from './cosignature.ts';
import type { CheckOptions } from './damage.ts';
import { damaged, inspect, readIfThere } from './damage.ts';
import type { Fs } from './fs.ts';
import { HISTORY_PATH, historyLines, noteOfLine, rolledBack } from './history.ts';
import type { Hash, TreeHasher } from './merkle.ts';
import { Frontier, perfectRoot, TILE_WIDTH, treeHasher } from './merkle.ts';
import { readCheckpoint } from './open.ts';
import { equalHashes, rangeHash } from './proof.ts';
import { readTile, tileReader } from './tile-reader.ts';
import { bundlePath, detailPath, scanBundle, scanDetails, tilePath, tileWidth } from './tiles.ts';

export interface CheckReport {
  readonly checkpoint: SignedCheckpoint;
  /** Durable entries that are not in tiles yet. */
  readonly pending: number;
  /** Bytes of a write that a crash cut short, never acknowledged. */
  readonly tornBytes: number;
  readonly keptCheckpoints: number;
  readonly cosignatures: number;
}

/**
 * Checks a whole log as a stream, in memory that does not grow with it: every entry against its
 * tile, every tile against the tree, the tree against the signed checkpoint, every kept checkpoint
 * against the same tree (so that all are one history), and the write-ahead segments against both.
 * Works beside a running log: what is below the checkpoint does not change.
 *
 * @throws AuditError naming the first damage, with `facts.index` or `facts.path`.
 */
export async function checkLog(options: CheckOptions): Promise<CheckReport> {
  const checkpoint = await readCheckpoint(options.fs, options.suite, options.verifiers);
  if (checkpoint === undefined) throw damaged('a checkpoint, got none', { path: 'checkpoint' });
  const hasher = treeHasher(options.suite);
  await checkTree(options, hasher, checkpoint);
  const history = await checkHistory(options, hasher, checkpoint);
  const cosignatures = cosignaturesOf(options.suite, options.witnesses ?? [], checkpoint).length;
  const segments = await checkSegments(options, hasher, checkpoint);
  return {
    checkpoint,
    ...segments,
    keptCheckpoints: history.kept,
    cosignatures: cosignatures + history.cosignatures,
  };
}

async function checkTree(
  options: CheckOptions,
  hasher: TreeHasher,
  { size, root }: SignedCheckpoint,
): Promise<void> {
  const frontier = Frontier.empty(hasher);
  for (let tile = 0; tile * TILE_WIDTH < size; tile++) {
    const leaves = await checkBundle(options, hasher, tile, size, { frontier, root });
    const full: {
      readonly level: number;
      readonly tile: number;
      readonly hashes: readonly Hash[];
    }[] = [];
    for (const leaf of leaves) {
      frontier.push(leaf, (level, number, hashes) => full.push({ level, tile: number, hashes }));
    }
    for (const one of full) await checkTile(options.fs, one.level, one.tile, one.hashes);
  }
  for (const [level, hashes] of frontier.levels.entries()) {
    const full = Math.floor(size / TILE_WIDTH ** (level + 1));
    if (hashes.length > 0) await checkTile(options.fs, level, full, hashes);
  }
  if (!equalHashes(frontier.root(), root)) {
    throw damaged(`the root of ${size} entries that the checkpoint signs, got another`, {
      path: 'checkpoint',
    });
  }
}

/** The leaf hashes of a bundle, each entry compared with its tile. */
async function checkBundle(
  options: CheckOptions,
  hasher: TreeHasher,
  tile: number,
  size: number,
  tree: { readonly frontier: Frontier; readonly root: Hash },
): Promise<Hash[]> {
  const width = tileWidth(0, tile, size);
  const { entries } = scanBundle(
    await readAnywhere(options, bundlePath(tile, width), bundlePath(tile, TILE_WIDTH)),
  );
  const { details } = scanDetails(
    await readAnywhere(options, detailPath(tile), detailPath(tile)),
    width,
  );
  const expected = await readTile(options.fs, 0, tile, width);
  const leaves = entries.slice(0, width).map((entry) => hasher.leaf(entry));
  for (const [i, hash] of expected.entries()) {
    const [index, leaf, entry] = [tile * TILE_WIDTH + i, leaves[i], entries[i]];
    if (entry === undefined || leaf === undefined || !equalHashes(leaf, hash)) {
      const tileIsRight = await fits(options.fs, hasher, tile, size, expected, tree);
      throw tileIsRight || leaf === undefined
        ? damaged(`entry ${index} as it was hashed, got another`, {
            index,
            path: bundlePath(tile, width),
          })
        : damaged('hashes of the entries, got others', { index, path: tilePath(0, tile, width) });
    }
    inspect(options, index, entry, details[i]);
  }
  return expected;
}

/** Whether a lowest tile is the one that the tree above it was built on. */
async function fits(
  fs: Fs,
  hasher: TreeHasher,
  tile: number,
  size: number,
  hashes: readonly Hash[],
  { frontier, root }: { readonly frontier: Frontier; readonly root: Hash },
): Promise<boolean> {
  if (hashes.length < TILE_WIDTH) {
    const whole = frontier.clone();
    for (const hash of hashes) whole.push(hash);
    return equalHashes(whole.root(), root);
  }
  const above = Math.floor(tile / TILE_WIDTH);
  const parent = (await readTile(fs, 1, above, tileWidth(1, above, size)))[tile % TILE_WIDTH];
  return parent !== undefined && equalHashes(perfectRoot(hasher, hashes), parent);
}

async function checkTile(
  fs: Fs,
  level: number,
  tile: number,
  expected: readonly Hash[],
): Promise<void> {
  const path = tilePath(level, tile, expected.length);
  const found = await readTile(fs, level, tile, expected.length);
  const at = expected.findIndex((hash, i) => !equalHashes(hash, found[i] ?? new Uint8Array()));
  if (at < 0) return;
  const index = (tile * TILE_WIDTH + at) * TILE_WIDTH ** level;
  throw damaged(`hash ${at} of \`${path}\` as the entries give it, got another`, { index, path });
}

async function checkHistory(
  options: CheckOptions,
  hasher: TreeHasher,
  current: SignedCheckpoint,
): Promise<{ readonly kept: number; readonly cosignatures: number }> {
  const reader = tileReader(options.fs, hasher, current.size);
  let [kept, cosignatures, largest] = [0, 0, { size: 0, number: 0 }];
  for await (const { number, text, whole } of historyLines(options.fs)) {
    if (!whole) break;
    const where = { path: `${HISTORY_PATH}:${number}` };
    const checkpoint = openKept(options, text, where);
    if (checkpoint.size > largest.size) largest = { size: checkpoint.size, number };
    // A log that runs may keep a checkpoint newer than the one read at the start.
    if (checkpoint.size > current.size) continue;
    const root = await rangeHash(reader, hasher, 0, checkpoint.size);
    if (!equalHashes(root, checkpoint.root)) {
      throw damaged(
        `a kept checkpoint of size ${checkpoint.size} of this history, got one of another`,
        where,
      );
    }
    cosignatures += cosignaturesOf(options.suite, options.witnesses ?? [], checkpoint).length;
    kept += 1;
  }
  const latest = await readCheckpoint(options.fs, options.suite, options.verifiers);
  if (largest.size > (latest?.size ?? 0)) throw rolledBack(latest?.size ?? 0, largest.number);
  return { kept, cosignatures };
}

function openKept(options: CheckOptions, text: string, where: { path: string }): SignedCheckpoint {
  const note = noteOfLine(text);
  if (note === undefined) throw damaged('a kept checkpoint', where);
  try {
    return openCheckpoint(options.suite, note, options.verifiers);
  } catch (cause) {
    if (!(cause instanceof AuditError)) throw cause;
    throw damaged(`a kept checkpoint: ${cause.message}`, where, cause);
  }
}

async function readAnywhere(options: CheckOptions, path: string, full: string): Promise<Buffer> {
  for (const fs of [options.fs, ...(options.archives ?? [])]) {
    for (const candidate of new Set([path, full])) {
      const bytes = await readIfThere(fs, candidate);
      if (bytes !== undefined) return bytes;
    }
  }
  throw damaged(`\`${path}\`, got no such file`, { path });
}
