import { AuditError } from '../errors.ts';
import type { Pending } from './segment.ts';
import type { Wal } from './wal.ts';

interface Waiting {
  readonly item: Omit<Pending, 'index'>;
  readonly resolve: (index: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Bytes at most in one commit, so that the first in it need not wait for too many others. */
const COMMIT_BYTES = 4 * 1024 * 1024;
/** How long a commit waits for tiles when they are half a backlog behind. */
const PATIENCE_MS = 1_000;

/**
 * What waits: entries for their sync, and durable entries for their tiles. Entries that arrive while
 * a sync is under way share the next one.
 */
export class Backlog {
  readonly #wal: Wal;
  readonly #maxBytes: number;
  readonly #onDurable: () => void;
  readonly #durable: Pending[];
  #waiting: Waiting[] = [];
  #bytes: number;
  #durableBytes: number;
  #onRoom: (() => void) | undefined;
  #failure: unknown;
  #commits: Promise<void> | undefined;

  constructor(wal: Wal, pending: readonly Pending[], maxBytes: number, onDurable: () => void) {
    this.#wal = wal;
    this.#maxBytes = maxBytes;
    this.#onDurable = onDurable;
    this.#durable = [...pending];
    this.#bytes = pending.reduce((sum, item) => sum + sizeOf(item), 0);
    this.#durableBytes = this.#bytes;
  }

  /** Durable entries that wait for their tiles. */
  get durable(): number {
    return this.#durable.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get failure(): unknown {
    return this.#failure;
  }

  /** Resolves with the entry's index once it is durable. The order of calls is that of indices. */
  append(item: Omit<Pending, 'index'>): Promise<number> {
    if (this.#bytes + sizeOf(item) > this.#maxBytes) {
      const message = `expected at most ${this.#maxBytes} bytes waiting for the disk`;
      return Promise.reject(new AuditError('LOG_UNAVAILABLE', message));
    }
    this.#bytes += sizeOf(item);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#waiting.push({ item, resolve, reject });
    this.#commits ??= this.#commitAll();
    return promise;
  }

  /** The first durable entries, at most so many and of so many bytes, but one at least. */
  peek(count: number, bytes: number): readonly Pending[] {
    return this.#durable.slice(0, countWithin(this.#durable, count, bytes));
  }

  drop(count: number): void {
    for (const item of this.#durable.splice(0, count)) {
      this.#bytes -= sizeOf(item);
      this.#durableBytes -= sizeOf(item);
    }
    this.#onRoom?.();
  }

  /** Makes the log writable again, or fails as an append would. */
  async probe(): Promise<void> {
    await this.settled();
    this.#commits = this.#repair();
    await this.#commits;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when no append waits any more. */
  async settled(): Promise<void> {
    while (this.#commits !== undefined) await this.#commits;
  }

  async #commitAll(): Promise<void> {
    // One turn later, so that requests of the same turn share the first sync too.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#waitForRoom();
      await this.#commit(this.#takeBatch());
    }
    this.#commits = undefined;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const first = await this.#wal.commit(batch.map(({ item }) => item));
      this.#failure = undefined;
      for (const [i, { item, resolve }] of batch.entries()) {
        this.#durable.push({ ...item, index: first + i });
        this.#durableBytes += sizeOf(item);
        resolve(first + i);
      }
      this.#onDurable();
    } catch (error) {
      this.#failure = error;
      for (const { item, reject } of batch) {
        this.#bytes -= sizeOf(item);
        reject(error);
      }
    }
  }

  async #repair(): Promise<void> {
    try {
      await this.#wal.repair();
      this.#failure = undefined;
    } catch (cause) {
      this.#failure = new AuditError('LOG_UNAVAILABLE', 'expected a writable disk', {}, { cause });
    }
    this.#commits = undefined;
    if (this.#waiting.length > 0) this.#commits = this.#commitAll();
  }

  /** Slows requests down before they must be refused: what is durable first gets time to go. */
  async #waitForRoom(): Promise<void> {
    if (this.#durableBytes <= this.#maxBytes / 2) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onRoom = resolve;
    const timer = setTimeout(resolve, PATIENCE_MS);
    await promise;
    clearTimeout(timer);
    this.#onRoom = undefined;
  }

  #takeBatch(): Waiting[] {
    const items = this.#waiting.map(({ item }) => item);
    return this.#waiting.splice(0, countWithin(items, items.length, COMMIT_BYTES));
  }
}

function countWithin(
  items: readonly Omit<Pending, 'index'>[],
  most: number,
  bytes: number,
): number {
  let [count, total] = [0, 0];
  for (const item of items) {
    total += sizeOf(item);
    if (count === most || (count > 0 && total > bytes)) break;
    count += 1;
  }
  return count;
}

function sizeOf({ entry, detail }: Omit<Pending, 'index'>): number {
  return entry.length + detail.length;
}
