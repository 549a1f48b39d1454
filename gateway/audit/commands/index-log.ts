import { existsSync } from 'node:fs';
import { openLogIndex, readLogIndex } from '../../../registers/log-index/open.ts';
import type { LogIndex } from '../../../registers/log-index/types.ts';
import { checkIndex } from '../index/check.ts';
import { catchUp, type IndexSource } from '../index/indexer.ts';
import type { Checkpoint } from '../log/checkpoint.ts';
import { DetailReader } from '../log/details.ts';
import { readEntries } from '../log/tile-reader.ts';
import { type Invocation, mustReadCheckpoint, type Result } from './invocation.ts';

/** `audit index`: works beside a running gateway, which indexes the same entries the same way. */
export async function bringUp(invocation: Invocation): Promise<Result> {
  const { suite, fs, keys, database, rebuild } = invocation;
  const head = await mustReadCheckpoint(suite, fs, keys);
  return using(await openLogIndex(database), async (index) => {
    if (rebuild) await index.clear(head.origin);
    const added = await catchUp(suite, sourceOf(invocation, head), index);
    return { ok: true, log: head.origin, size: head.size, added };
  });
}

/** How many entries are indexed, each as the log has it; null where there are no registers. */
export async function verifyIndex(invocation: Invocation): Promise<number | null> {
  const { suite, fs, keys, database } = invocation;
  if ('file' in database && !existsSync(database.file)) return null;
  const { origin } = await mustReadCheckpoint(suite, fs, keys);
  const source = async () => sourceOf(invocation, await mustReadCheckpoint(suite, fs, keys));
  return using(readLogIndex(database), (index) => checkIndex(suite, origin, source, index));
}

function sourceOf({ fs, archives }: Invocation, { origin, size }: Checkpoint): IndexSource {
  const details = new DetailReader();
  return {
    origin,
    size: () => size,
    readMany: (from, to) => readEntries([fs, ...archives], from, to, size, details),
  };
}

async function using<T>(index: LogIndex, work: (index: LogIndex) => Promise<T>): Promise<T> {
  try {
    return await work(index);
  } finally {
    await index.close();
  }
}
