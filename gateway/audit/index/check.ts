import type { IndexedEntry, LogIndex } from '../../../registers/log-index/types.ts';
import { canonicalJson } from '../canonical.ts';
import type { CryptoSuite } from '../crypto.ts';
import { AuditError } from '../errors.ts';
import { TILE_WIDTH } from '../log/merkle.ts';
import type { IndexSource } from './indexer.ts';
import { indexedEntry } from './rows.ts';

/**
 * Compares the index with the log, both ways and row by row, up to where the index says that it is.
 * @param open the log as it is after the index was looked at: one that runs is ahead of its index
 * @returns how many entries are indexed; fewer than the log has is no difference
 * @throws AuditError `INDEX_DIFFERS` naming the first difference
 */
export async function checkIndex(
  suite: CryptoSuite,
  origin: string,
  open: () => Promise<IndexSource>,
  index: LogIndex,
): Promise<number> {
  const head = (await index.head(origin)) ?? { size: 0, leaf: '' };
  const source = await open();
  const size = source.size();
  if (head.size > size) throw differs(size, `an index of at most ${size} entries`);
  for (let from = 0, to = 0; from < head.size; from = to) {
    const end = (Math.floor(from / TILE_WIDTH) + 1) * TILE_WIDTH;
    const read = await source.readMany(from, Math.min(end, head.size));
    to = from + read.length;
    const expected = read.map((entry, i) => indexedEntry(suite, from + i, entry));
    compare(from, expected, await index.held(origin, from, to));
    if (to === head.size && expected.at(-1)?.leaf !== head.leaf) {
      throw differs(to - 1, 'the head of the index to be of this log');
    }
  }
  // What a gateway has indexed meanwhile is below its newer head.
  const beyond = (await index.held(origin, head.size, Number.MAX_SAFE_INTEGER)).at(-1);
  const latest = (await index.head(origin))?.size ?? 0;
  if (beyond !== undefined && beyond.index >= latest) {
    throw differs(beyond.index, 'no row beyond the head of the index');
  }
  return head.size;
}

function compare(
  from: number,
  expected: readonly IndexedEntry[],
  held: readonly IndexedEntry[],
): void {
  for (const [i, entry] of expected.entries()) {
    const found = held[i];
    if (found !== undefined && canonicalJson(found) === canonicalJson(entry)) continue;
    throw differs(from + i, 'the row of the index to say what the entry says');
  }
  if (held.length > expected.length) throw differs(from, 'one row an entry');
}

function differs(index: number, expected: string): AuditError {
  return new AuditError('INDEX_DIFFERS', `entry ${index}: expected ${expected}`, { index });
}
