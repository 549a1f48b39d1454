import type {
  EntryFacts,
  IndexedDecision,
  IndexedEntry,
  IndexedSubject,
  RecordCount,
} from '../../../registers/log-index/types.ts';
import type { CryptoSuite } from '../crypto.ts';
import type { DetailRecord, DetailSubject, Entry, ItemDecision } from '../entry/schema.ts';
import { decodeDetail, decodeEntry } from '../entry/seal.ts';
import { treeHasher } from '../log/merkle.ts';
import type { ReadEntry } from '../log/tile-reader.ts';

/**
 * What the index holds of an entry: a function of the entry and its detail, so that the index can be
 * made again, and compared.
 * @throws AuditError `ENTRY_INVALID` when the detail is not the one that the entry commits to
 */
export function indexedEntry(
  suite: CryptoSuite,
  index: number,
  { entry: bytes, detail: detailBytes }: ReadEntry,
): IndexedEntry {
  const entry = decodeEntry(bytes);
  const detail = decodeDetail(suite, entry, detailBytes);
  const leaf = Buffer.from(treeHasher(suite).leaf(bytes)).toString('base64');
  return {
    ...factsOf(entry, index, leaf),
    decisions: (detail?.decisions ?? []).map((set) => set.map(decisionOf)),
    subjects: subjectsOf(detail?.subjects ?? []),
  };
}

function factsOf(entry: Entry, index: number, leaf: string): EntryFacts {
  const { caller } = entry;
  return {
    index,
    time: Date.parse(entry.time),
    event: entry.event,
    leaf,
    caller: caller?.kind ?? null,
    organisation: caller?.organisation?.id ?? null,
    organisationName: caller?.organisation?.name ?? null,
    operator: caller?.operator?.id ?? null,
    operatorName: caller?.operator?.name ?? null,
    purpose: entry.purpose ?? null,
    caseNumber: entry.caseNumber ?? null,
    channel: entry.channel ?? null,
    regulation: entry.regulation?.pack ?? null,
    code: entry.code ?? null,
  };
}

function decisionOf({ items, outcome, reason, reliedOn }: ItemDecision): IndexedDecision {
  return {
    items,
    outcome,
    reason: reason ?? null,
    reliedOn: (reliedOn ?? []).map(({ kind, id }) => ({ kind, id: id ?? null })),
  };
}

/** A subject that was asked about in several places of an operation is one subject. */
function subjectsOf(subjects: readonly DetailSubject[]): readonly IndexedSubject[] {
  const byDigest = Map.groupBy(subjects, ({ digest }) => digest);
  return [...byDigest.keys()].sort().map((digest) => {
    const places = byDigest.get(digest) ?? [];
    return {
      digest,
      decisions: [...new Set(places.map(({ decisions }) => decisions))],
      records: countsOf(places.flatMap(({ records }) => records ?? [])),
    };
  });
}

function countsOf(records: readonly DetailRecord[]): readonly RecordCount[] {
  const kinds = Map.groupBy(records, ({ item, outcome, reason }) =>
    JSON.stringify([item, outcome, reason ?? null]),
  );
  return [...kinds].map(([kind, { length: count }]) => {
    const [item, outcome, reason] = JSON.parse(kind);
    return { item, outcome, reason, count };
  });
}
