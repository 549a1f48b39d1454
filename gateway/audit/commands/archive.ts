import { mkdir } from 'node:fs/promises';
import { openPolicy } from '../../../policy/policy.ts';
import { readConfig } from '../../config.ts';
import { decodeEntry } from '../entry/seal.ts';
import { archiveBundles, releaseBundles } from '../log/archive.ts';
import { readIfThere } from '../log/damage.ts';
import { nodeFs } from '../log/fs.ts';
import { TILE_WIDTH } from '../log/merkle.ts';
import { readBundle } from '../log/tile-reader.ts';
import { bundlePath } from '../log/tiles.ts';
import { retentionCheck } from '../retention.ts';
import { type Invocation, mustReadCheckpoint, type Result, UsageError } from './invocation.ts';

/**
 * `audit archive DIR`: copies every full bundle that is in the log, with its proofs, to an empty
 * directory, and verifies the copy. With `--release` the log then lets them go, which it refuses while
 * any of them must be kept.
 */
export async function archive(invocation: Invocation): Promise<Result> {
  const { suite, fs: log, keys, args, release, env } = invocation;
  const [directory] = args;
  if (directory === undefined || args.length > 1) throw new UsageError('expected a directory');
  const { size, origin } = await mustReadCheckpoint(suite, log, keys);
  const [from, to] = await rangeOf(invocation, size);
  if (from >= to) throw new UsageError('expected a full bundle before the last entry');
  if (release) await demandReleasable(invocation, env, from, to);
  await mkdir(directory, { recursive: true });
  const options = { suite, log, archive: nodeFs(directory), verifiers: keys, from, to };
  await archiveBundles(options);
  if (release) await releaseBundles(options);
  return { ok: true, log: origin, from: from * TILE_WIDTH, to: to * TILE_WIDTH, released: release };
}

/** Bundles from the first one that is still in the log; the last entry stays there. */
async function rangeOf({ fs }: Invocation, size: number): Promise<readonly [number, number]> {
  const to = Math.floor(Math.max(0, size - 1) / TILE_WIDTH);
  let from = 0;
  while (from < to && (await readIfThere(fs, bundlePath(from, TILE_WIDTH))) === undefined) from++;
  return [from, to];
}

async function demandReleasable(
  { fs }: Invocation,
  env: Invocation['env'],
  from: number,
  to: number,
): Promise<void> {
  const { REGULATION: regulation, overlays, readings, clock } = readConfig(env);
  const { pack } = openPolicy({ regulation, overlays, readings });
  const check = retentionCheck(pack, clock ?? Date.now());
  for (let tile = from; tile < to; tile++) {
    const entries = await readBundle(fs, tile, TILE_WIDTH);
    for (const [at, entry] of entries.entries()) check(decodeEntry(entry), tile * TILE_WIDTH + at);
  }
}
