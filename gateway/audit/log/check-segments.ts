import type { Checkpoint } from './checkpoint.ts';
import type { CheckOptions } from './damage.ts';
import { damaged, inspect, readIfThere } from './damage.ts';
import type { TreeHasher } from './merkle.ts';
import { readCheckpoint } from './open.ts';
import type { NodeReader } from './proof.ts';
import { equalHashes } from './proof.ts';
import type { Segment, WalRecord } from './segment.ts';
import { readSegment } from './segment.ts';
import { tileReader } from './tile-reader.ts';
import { listSegments } from './wal.ts';

/** What the write-ahead segments add to a log of a size. */
export interface SegmentsReport {
  /** Durable entries that are not in tiles yet. */
  readonly pending: number;
  /** Bytes of a write that a crash cut short, never acknowledged. */
  readonly tornBytes: number;
}

/**
 * Checks the write-ahead segments: records below the checkpoint against the tiles, the others in turn.
 * A running log drops segments meanwhile, once a newer checkpoint covers them.
 */
export async function checkSegments(
  options: CheckOptions,
  hasher: TreeHasher,
  { origin, size }: Checkpoint,
): Promise<SegmentsReport> {
  const reader = tileReader(options.fs, hasher, size);
  const segments = await listSegments(options.fs);
  let [next, pending, tornBytes] = [size, 0, 0];
  for (const [i, [first, path]] of segments.entries()) {
    const bytes = await readIfThere(options.fs, path);
    if (bytes === undefined) continue;
    const segment = readSegment(options.suite, origin, path, first, bytes);
    for (const record of segment.records) {
      if (record.index < size) {
        await checkRecord(reader, hasher, record, path);
        continue;
      }
      if (record.index !== next) await checkGap(options, next, record.index, path);
      inspect(options, record.index, record.entry, record.detail, path);
      next = record.index + 1;
      pending += 1;
    }
    checkEnd(segment, path, segments[i + 1]?.[0], size);
    tornBytes += bytes.length - segment.end.offset;
  }
  return { pending, tornBytes };
}

/** Entries may be missing here only when a checkpoint signed meanwhile has them in tiles. */
async function checkGap(
  { fs, suite, verifiers }: CheckOptions,
  expected: number,
  found: number,
  path: string,
): Promise<void> {
  const latest = await readCheckpoint(fs, suite, verifiers);
  if (found > expected && found <= (latest?.size ?? 0)) return;
  throw damaged(`entry ${expected} in \`${path}\`, got entry ${found}`, { index: expected, path });
}

/** A write can be cut short at the end of the last segment only, unless tiles have it all. */
function checkEnd(
  { end }: Segment,
  path: string,
  following: number | undefined,
  size: number,
): void {
  const isInside = following !== undefined && end.index >= size;
  if (end.state === 'clean' || (end.state === 'torn' && !isInside)) return;
  const { index } = end;
  throw damaged(`entry ${index} in \`${path}\`, got a damaged record`, { index, path });
}

async function checkRecord(
  reader: NodeReader,
  hasher: TreeHasher,
  { index, entry }: WalRecord,
  path: string,
): Promise<void> {
  const leaf = await reader.node(0, index);
  if (equalHashes(leaf, hasher.leaf(entry))) return;
  throw damaged(`entry ${index} in \`${path}\` as it is in the tree, got another`, { index, path });
}
