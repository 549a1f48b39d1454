import { randomUUID } from 'node:crypto';
import type { Pack } from '../../policy/pack/pack.ts';
import { openPolicy } from '../../policy/policy.ts';
import type { LogIndex, Position } from '../../registers/log-index/types.ts';
import type { Audit } from './audit.ts';
import type { CryptoSuite } from './crypto.ts';
import { loggedOperator } from './entry/caller.ts';
import type { Entry } from './entry/schema.ts';
import { decodeDetail, decodeEntry } from './entry/seal.ts';
import {
  erasedKeyDigest,
  type Subject,
  type SubjectKeys,
  subjectDigest,
} from './entry/subject-keys.ts';
import { AuditError } from './errors.ts';
import type { Log } from './log/log.ts';
import { TILE_WIDTH } from './log/merkle.ts';
import { retentionCheck } from './retention.ts';

/** Entries of the index read at once. */
const PAGE = 500;

/** Who erases whose key, and on what. */
export interface Erasure {
  readonly subject: Subject;
  /** The person who carries it out. */
  readonly operator: string;
  /** The number of an order; null = because retention has ended. */
  readonly order: string | null;
  readonly articles: readonly string[];
}

export interface ErasureParts {
  readonly suite: CryptoSuite;
  readonly audit: Audit;
  readonly subjectKeys: SubjectKeys;
  /** What the registers' database holds of the logs of all replicas; null where there is none. */
  readonly index: LogIndex | null;
  /** The regulation in force, and when: milliseconds since the epoch. */
  readonly pack: Pack;
  readonly now: number;
}

export interface Erased {
  /** Place of the entry that says so. */
  readonly index: number;
  /** One for each key, as the entry has them. */
  readonly keys: readonly string[];
}

/**
 * Erases every key that is here under which the log speaks of a subject. The entry that says so is
 * durable before: when the keys cannot be erased afterwards, it stands, and the act is done again.
 *
 * @throws AuditError `NO_SUBJECT_KEY` when there is none; `RETENTION_RUNS` when an entry about the
 * subject must be kept and no order is cited
 */
export async function eraseSubject(parts: ErasureParts, erasure: Erasure): Promise<Erased> {
  const { suite, audit, subjectKeys } = parts;
  const { subject, order } = erasure;
  const held = await subjectKeys.all(subject);
  if (held.length === 0) {
    throw new AuditError('NO_SUBJECT_KEY', 'expected a key of that subject, got none');
  }
  const digests = new Set(held.map((key) => subjectDigest(suite, key, subject)));
  if (order === null) await demandEnded(parts, digests);
  const keys = held.map((key) => erasedKeyDigest(suite, key));
  const { index } = await audit.record(occurrenceOf(parts, erasure, keys));
  await subjectKeys.erase(subject);
  return { index, keys };
}

function occurrenceOf(
  { pack }: ErasureParts,
  { subject: { kind }, operator, order, articles }: Erasure,
  keys: readonly string[],
): Parameters<Audit['record']>[0] {
  return {
    event: 'erasure',
    request: randomUUID(),
    caller: { kind: 'operator', operator: loggedOperator(operator) },
    ...(order !== null && { caseNumber: order }),
    regulation: { pack: pack.regulation, digest: base64(pack.digest) },
    detail: {
      decisions: [[]],
      subjects: keys.map((digest) => ({ digest, kind, decisions: 0 })),
      erasure: { what: 'subject-key', articles: [...articles] },
    },
  };
}

/** Of this log every entry is read; of those of other replicas, what the index says of them. */
async function demandEnded(parts: ErasureParts, digests: ReadonlySet<string>): Promise<void> {
  const { suite, audit, index, pack, now } = parts;
  const check = retentionCheck(pack, now);
  for await (const [place, { entry: bytes, detail }] of entriesOf(audit.log)) {
    const entry = decodeEntry(bytes);
    const subjects = decodeDetail(suite, entry, detail)?.subjects ?? [];
    if (subjects.some(({ digest }) => digests.has(digest))) check(entry, place);
  }
  if (index === null) return;
  for await (const { log, index: place, time, regulation } of indexedOf(index, digests)) {
    if (log === audit.log.origin) continue;
    check({ time: new Date(time).toISOString(), ...regulationNamed(regulation, pack) }, place);
  }
}

async function* entriesOf(log: Log) {
  await log.integrate();
  const { size } = log.checkpoint;
  for (let from = 0; from < size; ) {
    const end = (Math.floor(from / TILE_WIDTH) + 1) * TILE_WIDTH;
    const read = await log.readMany(from, Math.min(end, size));
    for (const [at, entry] of read.entries()) yield [from + at, entry] as const;
    from += read.length;
  }
}

async function* indexedOf(index: LogIndex, digests: ReadonlySet<string>) {
  const anything = { organisation: null, operator: null, purpose: null, outcome: null };
  const question = { ...anything, digests: [...digests], from: null, until: null, limit: PAGE };
  let after: Position | null = null;
  do {
    const found = await index.search({ ...question, after });
    yield* found;
    after = found.length < PAGE ? null : (found.at(-1) ?? null);
  } while (after !== null);
}

/** The index names a regulation without its digest: that of the pack in force is checked anyway. */
function regulationNamed(name: string | null, inForce: Pack): Pick<Entry, 'regulation'> {
  if (name === null || name === inForce.regulation) return {};
  const { digest } = openPolicy({ regulation: name }).pack;
  return { regulation: { pack: name, digest: base64(digest) } };
}

function base64(hexadecimal: string): string {
  return Buffer.from(hexadecimal, 'hex').toString('base64');
}
