import type { CryptoSuite, SigningKey } from '../crypto.ts';
import { AuditError, systemCode } from '../errors.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { encodeCheckpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { Fs } from './fs.ts';
import { HISTORY_PATH, History } from './history.ts';
import type { Edge } from './integrate.ts';
import { readEdgeBundle, readFrontierTiles } from './integrate.ts';
import type { TreeHasher } from './merkle.ts';
import { Frontier, TILE_WIDTH, treeHasher } from './merkle.ts';
import type { Verifier } from './note.ts';
import { formatVerifierKey, verifierOf } from './note.ts';
import { equalHashes } from './proof.ts';
import type { Pending } from './segment.ts';
import { Store } from './store.ts';
import { readBundle } from './tile-reader.ts';
import { recoverWal, Wal } from './wal.ts';

export interface LogOptions {
  readonly fs: Fs;
  readonly suite: CryptoSuite;
  /** Names this log, one a replica, in every checkpoint: a schema-less URL without spaces and plus. */
  readonly origin: string;
  readonly key: SigningKey;
  /** Keys this log signed with before; checkpoints by them are accepted, none is signed. */
  readonly formerKeys?: readonly Verifier[];
  readonly witnesses?: readonly Verifier[];
  /** Where bundles were moved to; entries are read from there too. */
  readonly archives?: readonly Fs[];
  /** Entries are in tiles, under a checkpoint, this long after their append at the latest. */
  readonly integrationDelayMs?: number;
  readonly segmentBytes?: number;
  /** What may wait in memory for the disk; more is refused with `LOG_UNAVAILABLE`. */
  readonly maxBacklogBytes?: number;
  /** A checkpoint is kept in the history this often, and when the log is closed or cosigned. */
  readonly historyEveryMs?: number;
  /** Told when more entries are under the checkpoint. MUST NOT throw. */
  readonly onIntegrated?: () => void;
}

/** An open log's parts, as found on disk. */
export interface OpenedLog {
  readonly hasher: TreeHasher;
  readonly verifier: Verifier;
  readonly store: Store;
  readonly history: History;
  readonly wal: Wal;
  readonly edge: Edge;
  readonly checkpoint: SignedCheckpoint;
  /** Durable entries that are not in tiles yet. */
  readonly pending: readonly Pending[];
  /** The last entry there is, if any. */
  readonly lastEntry: Uint8Array | undefined;
}

const CHECKPOINT_PATH = 'checkpoint';
/** The log's verifier key, for convenience: whoever distrusts the directory has it from elsewhere. */
export const VERIFIER_KEY_PATH = 'log.vkey';
const SEGMENT_BYTES = 16 * 1024 * 1024;

/**
 * Finds the state of a log from what is on disk, or makes an empty log.
 * @throws AuditError `LOG_DAMAGED` when checkpoint, tiles and segments contradict each other.
 */
export async function readLog(options: LogOptions): Promise<OpenedLog> {
  const { fs, suite, origin, key, segmentBytes = SEGMENT_BYTES } = options;
  const hasher = treeHasher(suite);
  const verifier = verifierOf(suite, origin, key.publicKey);
  const store = new Store(fs);
  const checkpoint = await readOrCreate(options, store, hasher, verifier);
  await putVerifierKey(fs, store, verifier);
  const edge = await readEdge(fs, hasher, checkpoint);
  const walConfig = { fs, suite, origin, segmentBytes };
  const recovery = await recoverWal(walConfig, checkpoint.size);
  await fs.makeDirectory('wal');
  await fs.syncDirectory('.');
  return {
    hasher,
    verifier,
    store,
    history: await History.open(fs, store, checkpoint.size),
    wal: new Wal(walConfig, recovery, checkpoint.size),
    edge,
    checkpoint,
    pending: recovery.pending,
    lastEntry: recovery.pending.at(-1)?.entry ?? (await lastIntegrated(fs, edge)),
  };
}

/** Puts a checkpoint in place. What it covers MUST be durable before. */
export async function putCheckpoint(store: Store, checkpoint: SignedCheckpoint): Promise<void> {
  await store.put({ path: CHECKPOINT_PATH, bytes: encodeCheckpoint(checkpoint) });
  await store.flush();
}

/** The checkpoint on disk. @throws AuditError `LOG_DAMAGED` when none of the keys signed it. */
export async function readCheckpoint(
  fs: Fs,
  suite: CryptoSuite,
  verifiers: readonly Verifier[],
): Promise<SignedCheckpoint | undefined> {
  try {
    return openCheckpoint(suite, await fs.read(CHECKPOINT_PATH), verifiers);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    if (!(cause instanceof AuditError)) throw cause;
    const facts = { path: CHECKPOINT_PATH };
    throw new AuditError('LOG_DAMAGED', `\`checkpoint\`: ${cause.message}`, facts, { cause });
  }
}

async function readOrCreate(
  options: LogOptions,
  store: Store,
  hasher: TreeHasher,
  verifier: Verifier,
): Promise<SignedCheckpoint> {
  const { fs, suite, origin, key, formerKeys = [] } = options;
  const found = await readCheckpoint(fs, suite, [verifier, ...formerKeys]);
  if (found !== undefined) return found;
  await refuseTraces(fs);
  const empty = { origin, size: 0, root: hasher.empty };
  const checkpoint = await signCheckpoint(suite, verifier, key, empty);
  await putCheckpoint(store, checkpoint);
  return checkpoint;
}

async function putVerifierKey(fs: Fs, store: Store, verifier: Verifier): Promise<void> {
  const text = Buffer.from(`${formatVerifierKey(verifier)}\n`);
  if ((await fs.list('.')).includes(VERIFIER_KEY_PATH)) {
    if (text.equals(await fs.read(VERIFIER_KEY_PATH))) return;
  }
  await store.put({ path: VERIFIER_KEY_PATH, bytes: text });
  await store.flush();
}

/** A log begins with its checkpoint: anything else without one is a log that lost it. */
async function refuseTraces(fs: Fs): Promise<void> {
  const names = await fs.list('.');
  const trace = ['tile', 'wal', 'detail', HISTORY_PATH].find((name) => names.includes(name));
  if (trace === undefined) return;
  throw new AuditError('LOG_DAMAGED', `expected a checkpoint beside \`${trace}\`, got none`, {
    path: CHECKPOINT_PATH,
  });
}

async function readEdge(
  fs: Fs,
  hasher: TreeHasher,
  { size, root }: SignedCheckpoint,
): Promise<Edge> {
  try {
    const frontier = Frontier.of(hasher, await readFrontierTiles(fs, size), size);
    if (!equalHashes(frontier.root(), root)) {
      throw new AuditError(
        'LOG_DAMAGED',
        `expected tiles of the checkpoint of size ${size}, got others`,
      );
    }
    const edge = { frontier, ...(await readEdgeBundle(fs, size)) };
    checkBundle(hasher, edge);
    return edge;
  } catch (cause) {
    if (cause instanceof AuditError || systemCode(cause) !== 'ENOENT') throw cause;
    throw new AuditError('LOG_DAMAGED', 'expected the files of the last tile', {}, { cause });
  }
}

function checkBundle(hasher: TreeHasher, { frontier, bundle }: Edge): void {
  const leaves = frontier.levels[0] ?? [];
  for (const [i, entry] of bundle.entries()) {
    const leaf = leaves[i];
    if (leaf !== undefined && equalHashes(hasher.leaf(entry), leaf)) continue;
    const index = frontier.size - bundle.length + i;
    throw new AuditError('LOG_DAMAGED', `expected entry ${index} as hashed, got another`, {
      index,
    });
  }
}

async function lastIntegrated(fs: Fs, { frontier, bundle }: Edge): Promise<Uint8Array | undefined> {
  if (frontier.size === 0) return undefined;
  if (bundle.length > 0) return bundle.at(-1);
  return (await readBundle(fs, frontier.size / TILE_WIDTH - 1, TILE_WIDTH)).at(-1);
}
