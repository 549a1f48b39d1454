import type { IndexedEntry, LogIndex } from '../../../registers/log-index/types.ts';
import type { CryptoSuite } from '../crypto.ts';
import { TILE_WIDTH } from '../log/merkle.ts';
import type { ReadEntry } from '../log/tile-reader.ts';
import { indexedEntry } from './rows.ts';

/** More subjects than these in one entry are worth a turn of the event loop. */
const SUBJECTS_AT_ONCE = 50;

/** What is indexed: the entries of a log that are under its checkpoint. */
export interface IndexSource {
  readonly origin: string;
  /** So many entries are under the checkpoint now. */
  size(): number;
  /** Entries `[from, to)` of one bundle; fewer, one at least, when they are large. */
  readMany(from: number, to: number): Promise<readonly ReadEntry[]>;
}

/**
 * Brings the index of a log up to its checkpoint. Idempotent, and resumes where it, or another
 * process, stopped; an index of another log under the same name is made again.
 * @returns how many entries were added
 */
export async function catchUp(
  suite: CryptoSuite,
  source: IndexSource,
  index: LogIndex,
): Promise<number> {
  let [from, added] = [await startOf(suite, source, index), 0];
  while (from < source.size()) {
    const to = Math.min(source.size(), (Math.floor(from / TILE_WIDTH) + 1) * TILE_WIDTH);
    const read = await source.readMany(from, to);
    const entries = await indexedEntries(suite, from, read);
    if (await index.extend(source.origin, from, entries)) {
      added += entries.length;
      from += entries.length;
    } else {
      from = (await index.head(source.origin))?.size ?? 0;
    }
  }
  return added;
}

/** An entry of a batch is about hundreds: others get their turn before the next one. */
async function indexedEntries(
  suite: CryptoSuite,
  from: number,
  read: readonly ReadEntry[],
): Promise<readonly IndexedEntry[]> {
  const entries: IndexedEntry[] = [];
  for (const [i, entry] of read.entries()) {
    const indexed = indexedEntry(suite, from + i, entry);
    entries.push(indexed);
    if (indexed.subjects.length > SUBJECTS_AT_ONCE) await new Promise(setImmediate);
  }
  return entries;
}

/** Where to go on: behind the head, if that is the head of this log. */
async function startOf(suite: CryptoSuite, source: IndexSource, index: LogIndex): Promise<number> {
  const head = await index.head(source.origin);
  if (head === null || head.size === 0) return 0;
  if (head.size <= source.size()) {
    const [last] = await source.readMany(head.size - 1, head.size);
    if (last !== undefined && indexedEntry(suite, head.size - 1, last).leaf === head.leaf) {
      return head.size;
    }
  }
  await index.clear(source.origin);
  return 0;
}
