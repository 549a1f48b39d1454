import { AuditError } from '../errors.ts';
import { Backlog } from './backlog.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { signCheckpoint } from './checkpoint.ts';
import type { Cosignature } from './cosignature.ts';
import { verifyCosignature, withCosignature } from './cosignature.ts';
import { DetailReader } from './details.ts';
import type { Lock } from './fs.ts';
import type { Edge } from './integrate.ts';
import {
  discardPartials,
  INTEGRATION_BYTES,
  INTEGRATION_ENTRIES,
  integrate,
  recentlyCompleted,
} from './integrate.ts';
import type { Hash, TreeHasher } from './merkle.ts';
import { formatVerifierKey } from './note.ts';
import type { LogOptions, OpenedLog } from './open.ts';
import { putCheckpoint, readLog } from './open.ts';
import { consistencyProof, inclusionProof } from './proof.ts';
import { type ReadEntry, readEntries, readEntry, readTile, tileReader } from './tile-reader.ts';
import { MAX_DETAIL_BYTES, MAX_ENTRY_BYTES } from './tiles.ts';

/** Where an entry is, once it is durable. */
export interface Appended {
  readonly origin: string;
  readonly index: number;
  readonly leafHash: Hash;
}

export interface LogStatus {
  readonly origin: string;
  /** Entries under the checkpoint. */
  readonly size: number;
  /** Durable entries. */
  readonly durable: number;
  readonly backlogBytes: number;
  /** What the last append or integration failed with, until one succeeds. */
  readonly failure: unknown;
}

interface Settings {
  readonly integrationDelayMs: number;
  readonly maxBacklogBytes: number;
  readonly historyEveryMs: number;
}

const DEFAULTS: Settings = {
  integrationDelayMs: 500,
  maxBacklogBytes: 64 * 1024 * 1024,
  historyEveryMs: 60_000,
};
const MAX_RETRY_MS = 5_000;
/** Checkpoints that a witness may still answer for. */
const RECENT_CHECKPOINTS = 64;

/**
 * An append-only log on C2SP tlog-tiles: appended, durable (in the write-ahead segments, all that an
 * answer waits for), then integrated (in tiles, under a signed checkpoint).
 */
export class Log {
  readonly origin: string;
  /** The log's key in the text form of signed-note; whoever verifies MUST get it another way. */
  readonly verifierKey: string;
  /** The newest entry found at opening. */
  readonly lastEntryAtOpen: Uint8Array | undefined;
  readonly #options: LogOptions;
  readonly #settings: Settings;
  readonly #parts: OpenedLog;
  readonly #lock: Lock;
  readonly #backlog: Backlog;
  readonly #details = new DetailReader();
  #edge: Edge;
  #checkpoint: SignedCheckpoint;
  #recent: SignedCheckpoint[];
  #keptAt = Number.NEGATIVE_INFINITY;
  #kept: SignedCheckpoint | undefined;
  #integrationFailure: unknown;
  #retries = 0;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(options: LogOptions, parts: OpenedLog, lock: Lock) {
    this.origin = options.origin;
    this.verifierKey = formatVerifierKey(parts.verifier);
    this.lastEntryAtOpen = parts.lastEntry;
    this.#options = options;
    this.#settings = { ...DEFAULTS, ...options };
    this.#parts = parts;
    this.#lock = lock;
    this.#edge = parts.edge;
    this.#checkpoint = parts.checkpoint;
    this.#recent = [parts.checkpoint];
    const onDurable = () => this.#schedule();
    this.#backlog = new Backlog(
      parts.wal,
      parts.pending,
      this.#settings.maxBacklogBytes,
      onDurable,
    );
  }

  /**
   * Opens the log in a directory, or makes one; entries a crash left outside the tiles go in first.
   * @throws AuditError `LOG_IN_USE`, `LOG_DAMAGED` or `LOG_UNAVAILABLE`
   */
  static async open(options: LogOptions): Promise<Log> {
    const lock = await options.fs.lock('lock');
    try {
      const log = new Log(options, await readLog(options), lock);
      await discardPartials(log.#parts.store, recentlyCompleted(log.#checkpoint.size));
      await log.integrate();
      return log;
    } catch (error) {
      await lock.release();
      throw error instanceof AuditError ? error : unavailable('a readable log directory', error);
    }
  }

  get checkpoint(): SignedCheckpoint {
    return this.#checkpoint;
  }

  get hasher(): TreeHasher {
    return this.#parts.hasher;
  }

  /**
   * Appends an entry, and resolves when it is durable. Entries appended in turn have indices in turn.
   * @param detail kept beside the entry, not hashed by the log: the entry commits to it.
   * @throws AuditError `LOG_UNAVAILABLE`: nothing was logged, so nothing may be answered.
   */
  async append(entry: Uint8Array, detail: Uint8Array = new Uint8Array()): Promise<Appended> {
    if (this.#closed) throw new AuditError('LOG_CLOSED', 'expected an open log');
    if (entry.length > MAX_ENTRY_BYTES) throw tooLarge('entry', MAX_ENTRY_BYTES, entry);
    if (detail.length > MAX_DETAIL_BYTES) throw tooLarge('detail', MAX_DETAIL_BYTES, detail);
    const index = await this.#backlog.append({ entry, detail });
    return { origin: this.origin, index, leafHash: this.#parts.hasher.leaf(entry) };
  }

  /** Puts all durable entries into tiles under a new checkpoint. */
  async integrate(): Promise<void> {
    await this.#exclusively(async () => {
      while (this.#backlog.durable > 0) await this.#integrateSome();
    });
  }

  async #integrateSome(): Promise<void> {
    const { suite, origin, key } = this.#options;
    const { store, hasher, verifier, wal } = this.#parts;
    const entries = this.#backlog.peek(INTEGRATION_ENTRIES, INTEGRATION_BYTES);
    const { edge, completed } = await integrate(store, hasher, this.#edge, entries);
    const head = { origin, size: edge.frontier.size, root: edge.frontier.root() };
    const checkpoint = await signCheckpoint(suite, verifier, key, head);
    await putCheckpoint(store, checkpoint);
    [this.#edge, this.#checkpoint] = [edge, checkpoint];
    this.#recent = [...this.#recent.slice(1 - RECENT_CHECKPOINTS), checkpoint];
    this.#backlog.drop(entries.length);
    await discardPartials(store, completed);
    await wal.dropBelow(checkpoint.size);
    if (performance.now() - this.#keptAt >= this.#settings.historyEveryMs) await this.#keep();
    this.#options.onIntegrated?.();
  }

  async #keep(): Promise<void> {
    if (this.#kept === this.#checkpoint) return;
    await this.#parts.history.keep(this.#checkpoint);
    this.#kept = this.#checkpoint;
    this.#keptAt = performance.now();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#closed) return;
    const delay = Math.min(this.#settings.integrationDelayMs * 2 ** this.#retries, MAX_RETRY_MS);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.integrate().then(
          () => this.#integrated(),
          (error: unknown) => this.#notIntegrated(error),
        );
      },
      Math.max(delay, this.#settings.integrationDelayMs),
    );
    this.#timer.unref();
  }

  #integrated(): void {
    this.#integrationFailure = undefined;
    this.#retries = 0;
    if (this.#backlog.durable > 0) this.#schedule();
  }

  #notIntegrated(error: unknown): void {
    this.#integrationFailure = error;
    this.#retries = Math.min(this.#retries + 1, 16);
    this.#schedule();
  }

  /** The audit path of an entry in a tree of `size`, the checkpoint's when left out. */
  async inclusion(index: number, size: number = this.#checkpoint.size): Promise<Hash[]> {
    this.#needIntegrated(index + 1);
    this.#needIntegrated(size);
    return inclusionProof(this.#reader(size), this.#parts.hasher, index, size);
  }

  async consistency(oldSize: number, newSize: number = this.#checkpoint.size): Promise<Hash[]> {
    this.#needIntegrated(newSize);
    return consistencyProof(this.#reader(newSize), this.#parts.hasher, oldSize, newSize);
  }

  /** A tile of hashes, at least so wide, cut to that. */
  async tile(level: number, tile: number, width: number): Promise<Hash[]> {
    return readTile(this.#options.fs, level, tile, width);
  }

  /** An integrated entry and its detail. */
  async read(index: number): Promise<ReadEntry> {
    this.#needIntegrated(index + 1);
    const { fs, archives = [] } = this.#options;
    return readEntry([fs, ...archives], index, this.#checkpoint.size, this.#details);
  }

  /** Integrated entries `[from, to)` of one bundle, and their details; fewer when they are large. */
  async readMany(from: number, to: number): Promise<readonly ReadEntry[]> {
    this.#needIntegrated(to);
    const { fs, archives = [] } = this.#options;
    return readEntries([fs, ...archives], from, to, this.#checkpoint.size, this.#details);
  }

  /**
   * Adds a witness's line to the checkpoint it is for, and keeps that checkpoint.
   * @throws AuditError `COSIGNATURE_INVALID` when it verifies for none of the recent checkpoints.
   */
  async addCosignature(line: string): Promise<Cosignature> {
    return this.#exclusively(async () => {
      const { checkpoint, cosignature } = this.#matching(line);
      const cosigned = withCosignature(checkpoint, cosignature);
      if (checkpoint === this.#checkpoint) {
        await putCheckpoint(this.#parts.store, cosigned);
        [this.#checkpoint, this.#kept] = [cosigned, cosigned];
      }
      this.#recent = this.#recent.map((known) => (known === checkpoint ? cosigned : known));
      await this.#parts.history.keep(cosigned);
      return cosignature;
    });
  }

  #matching(line: string): { checkpoint: SignedCheckpoint; cosignature: Cosignature } {
    const { suite, witnesses = [] } = this.#options;
    let failure: unknown;
    for (const checkpoint of this.#recent.toReversed()) {
      try {
        const cosignature = verifyCosignature(suite, witnesses, checkpoint.note.text, line);
        return { checkpoint, cosignature };
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  status(): LogStatus {
    return {
      origin: this.origin,
      size: this.#checkpoint.size,
      durable: this.#parts.wal.next,
      backlogBytes: this.#backlog.bytes,
      failure: this.#backlog.failure ?? this.#integrationFailure,
    };
  }

  /** Tries to make the log writable again, so that a health check need not wait for an append. */
  async probe(): Promise<void> {
    await this.#backlog.probe();
  }

  /** Waits for what was appended, integrates it, and lets the directory go. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    try {
      await this.#backlog.settled();
      await this.integrate();
      await this.#exclusively(() => this.#keep());
    } finally {
      await this.#parts.wal.close().finally(() => this.#lock.release());
    }
  }

  #reader(size: number) {
    return tileReader(this.#options.fs, this.#parts.hasher, size);
  }

  #needIntegrated(size: number): void {
    if (Number.isSafeInteger(size) && size >= 0 && size <= this.#checkpoint.size) return;
    throw new AuditError(
      'NOT_INTEGRATED',
      `expected at most ${this.#checkpoint.size}, got ${size}`,
    );
  }

  /** One writer of tiles, checkpoint and history at a time. */
  #exclusively<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#work.then(task);
    this.#work = result.catch(() => undefined);
    return result;
  }
}

function tooLarge(what: string, limit: number, bytes: Uint8Array): AuditError {
  return new AuditError(
    'ENTRY_TOO_LARGE',
    `expected at most ${limit} bytes of ${what}, got ${bytes.length}`,
  );
}

function unavailable(expected: string, cause: unknown): AuditError {
  return new AuditError('LOG_UNAVAILABLE', `expected ${expected}`, {}, { cause });
}
