import type { CryptoSuite } from '../crypto.ts';
import { AuditError } from '../errors.ts';
import type { Fs, LogFile } from './fs.ts';
import type { Pending, Segment } from './segment.ts';
import {
  encodeRecord,
  encodeSegmentHead,
  firstIndexOf,
  readSegment,
  SEGMENT_HEAD,
  segmentName,
} from './segment.ts';

export interface WalConfig {
  readonly fs: Fs;
  readonly suite: CryptoSuite;
  readonly origin: string;
  /** A segment is closed once it is this long. */
  readonly segmentBytes: number;
}

const DIRECTORY = 'wal';

/** The segments of a log in order, as `[first index, path]`. */
export async function listSegments(fs: Fs): Promise<(readonly [number, string])[]> {
  const names = await fs.list(DIRECTORY);
  return names.flatMap((name) => {
    const first = firstIndexOf(name);
    return first === undefined ? [] : [[first, `${DIRECTORY}/${name}`] as const];
  });
}

/** What the segments hold from `size` on, and where writing goes on. */
export interface WalRecovery {
  readonly pending: readonly Pending[];
  /** The last segment, to go on in. */
  readonly last: { readonly first: number; readonly offset: number } | undefined;
  readonly firsts: readonly number[];
  /** Bytes of a write that a crash cut short, never acknowledged. */
  readonly tornBytes: number;
}

/**
 * Reads back what is not in tiles yet: all records from index `size` on.
 * @throws AuditError `LOG_DAMAGED` naming the first entry that is lost.
 */
export async function recoverWal(
  { fs, suite, origin }: WalConfig,
  size: number,
): Promise<WalRecovery> {
  const segments = await listSegments(fs);
  const pending: Pending[] = [];
  let last: Segment | undefined;
  let tornBytes = 0;
  for (const [i, [first, path]] of segments.entries()) {
    const following = segments[i + 1];
    if (following !== undefined && following[0] <= size) continue;
    const bytes = await fs.read(path);
    last = readSegment(suite, origin, path, first, bytes);
    const { state, index, offset } = last.end;
    if (state === 'damaged' || (state === 'torn' && following !== undefined)) {
      throw lost(index, path);
    }
    tornBytes += bytes.length - offset;
    for (const record of last.records) {
      if (record.index < size) continue;
      if (record.index !== size + pending.length) throw lost(size + pending.length, path);
      pending.push(record);
    }
    if (first > size + pending.length) throw lost(size + pending.length, path);
  }
  return {
    pending,
    last: last && { first: last.first, offset: last.end.offset },
    firsts: segments.map(([first]) => first),
    tornBytes,
  };
}

function lost(index: number, path: string): AuditError {
  return new AuditError(
    'LOG_DAMAGED',
    `\`${path}\`: expected entry ${index}, got a damaged record`,
    {
      index,
      path,
    },
  );
}

/**
 * The write-ahead log. One commit at a time; a commit that fails leaves nothing behind: its bytes
 * are cut before anything else is written.
 *
 * INVARIANT acknowledged-is-durable: `commit` resolves only after a sync that followed the write.
 * INVARIANT no-second-sync: after a failed sync the file is never synced again as if nothing had
 * happened (the kernel may have dropped the pages); it is cut back and a new segment begun.
 */
export class Wal {
  readonly #config: WalConfig;
  #firsts: number[];
  #file: LogFile | undefined;
  #first = 0;
  #offset = 0;
  #next: number;
  #broken: boolean;

  /** Goes on behind what was recovered, in a tree that has `size` entries in tiles. */
  constructor(config: WalConfig, recovery: WalRecovery, size: number) {
    this.#config = config;
    this.#next = size + recovery.pending.length;
    this.#firsts = [...recovery.firsts];
    this.#first = recovery.last?.first ?? 0;
    this.#offset = recovery.last?.offset ?? 0;
    // A torn tail is cut like that of a failed commit.
    this.#broken = recovery.last !== undefined;
  }

  /** The index that the next entry gets. */
  get next(): number {
    return this.#next;
  }

  /** Makes entries durable, and gives the index of the first. @throws AuditError `LOG_UNAVAILABLE` */
  async commit(items: readonly Omit<Pending, 'index'>[]): Promise<number> {
    const first = this.#next;
    try {
      const file = await this.#writable();
      const bytes = Buffer.concat(
        items.map((item, i) => encodeRecord({ ...item, index: first + i }, first)),
      );
      this.#broken = true;
      await file.write(bytes, this.#offset);
      await file.sync();
      this.#offset += bytes.length;
      this.#next += items.length;
      this.#broken = false;
    } catch (cause) {
      throw new AuditError('LOG_UNAVAILABLE', 'expected a durable write', {}, { cause });
    }
    return first;
  }

  /** Makes the log writable again after a failure, or says why not. */
  async repair(): Promise<void> {
    await this.#writable();
  }

  /** Drops segments whose entries are all below `size`, in tiles under a durable checkpoint. */
  async dropBelow(size: number): Promise<void> {
    while ((this.#firsts[1] ?? Number.POSITIVE_INFINITY) <= size) {
      await this.#config.fs.remove(pathOf(this.#firsts[0] ?? 0));
      this.#firsts.shift();
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #writable(): Promise<LogFile> {
    if (this.#broken) await this.#cutBack();
    if (this.#file === undefined || this.#offset >= this.#config.segmentBytes) {
      await this.#startSegment();
    }
    if (this.#file === undefined) throw new AuditError('LOG_CLOSED', 'expected an open segment');
    return this.#file;
  }

  /** Cuts the segment back to what was acknowledged. */
  async #cutBack(): Promise<void> {
    await this.close().catch(() => undefined);
    const file = await this.#config.fs.open(pathOf(this.#first), 'existing');
    try {
      await file.truncate(this.#offset);
      await file.sync();
    } finally {
      await file.close();
    }
    this.#broken = false;
  }

  async #startSegment(): Promise<void> {
    const { fs, suite, origin } = this.#config;
    await this.close().catch(() => undefined);
    const first = this.#next;
    const file = await fs.open(pathOf(first), 'create');
    try {
      await file.write(encodeSegmentHead(suite, origin, first), 0);
      await file.sync();
      await fs.syncDirectory(DIRECTORY);
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    [this.#file, this.#first, this.#offset] = [file, first, SEGMENT_HEAD];
    if (this.#firsts.at(-1) !== first) this.#firsts.push(first);
  }
}

function pathOf(first: number): string {
  return `${DIRECTORY}/${segmentName(first)}`;
}
