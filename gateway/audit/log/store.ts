import { posix } from 'node:path';
import type { Fs, LogFile } from './fs.ts';

const TEMPORARY = 'tmp';
const ROOT = '.';
/** Syncs under way at once: the disk settles several in little more time than one. */
const PARALLEL = 8;

/** A whole file to be put in place. */
export interface WholeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Durable files: written aside, synced, renamed. A reader sees a file whole or not at all.
 *
 * INVARIANT names-follow-bytes: a file's bytes are durable before it has its name. Names are durable
 * after `flush`, which callers await before anything that relies on them.
 */
export class Store {
  readonly #fs: Fs;
  readonly #made = new Set<string>([ROOT]);
  readonly #unsynced = new Set<string>();
  /** Growing files whose names were synced, or will be by the next flush. */
  readonly #named = new Set<string>();

  constructor(fs: Fs) {
    this.#fs = fs;
  }

  /** Puts whole files in place, replacing what was there. */
  async put(...files: readonly WholeFile[]): Promise<void> {
    await this.#makeDirectory(TEMPORARY);
    for (const { path } of files) await this.#makeDirectory(posix.dirname(path));
    await inParallel(files, (file, slot) => this.#putOne(file, `${TEMPORARY}/${slot}`));
  }

  async #putOne({ path, bytes }: WholeFile, temporary: string): Promise<void> {
    const file = await this.#fs.open(temporary, 'create');
    try {
      await file.write(bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#fs.rename(temporary, path);
    this.#unsynced.add(posix.dirname(path));
  }

  /**
   * Writes `bytes` at `offset` of a growing file, and cuts what is behind them. A failed call may be
   * made again with the same bytes and more: what is there already is overwritten by itself, never
   * cut, for a checkpoint may cover it although putting that seemed to fail.
   */
  async extend(path: string, offset: number, bytes: Uint8Array): Promise<void> {
    await this.#write(path, async (file) => {
      await file.write(bytes, offset);
      const end = offset + bytes.length;
      if ((await file.size()) > end) await file.truncate(end);
    });
  }

  /** Cuts a growing file at `offset` and writes `bytes` there, which may be others than before. */
  async replaceEnd(path: string, offset: number, bytes: Uint8Array): Promise<void> {
    await this.#write(path, async (file) => {
      if ((await file.size()) > offset) await file.truncate(offset);
      await file.write(bytes, offset);
    });
  }

  async #write(path: string, work: (file: LogFile) => Promise<void>): Promise<void> {
    await this.#makeDirectory(posix.dirname(path));
    const file = await this.#fs.open(path, 'extend');
    try {
      await work(file);
      await file.sync();
    } finally {
      await file.close();
    }
    if (this.#named.has(path)) return;
    this.#unsynced.add(posix.dirname(path));
    this.#named.add(path);
  }

  /** Makes the names of all files put since the last flush durable. */
  async flush(): Promise<void> {
    await inParallel([...this.#unsynced], async (directory) => {
      await this.#fs.syncDirectory(directory);
      this.#unsynced.delete(directory);
    });
  }

  /** Forgets a growing file that is complete. */
  done(path: string): void {
    this.#named.delete(path);
  }

  /** Removes a directory that is no longer needed. Whether that is durable does not matter. */
  async discard(directory: string): Promise<void> {
    this.#made.delete(directory);
    this.#unsynced.delete(directory);
    await this.#fs.remove(directory);
  }

  async #makeDirectory(directory: string): Promise<void> {
    if (this.#made.has(directory)) return;
    await this.#fs.makeDirectory(directory);
    for (let above = directory; above !== ROOT; above = posix.dirname(above)) {
      this.#unsynced.add(posix.dirname(above));
    }
    this.#made.add(directory);
  }
}

/**
 * Runs tasks a few at a time and fails with the first failure, but only once none is under way: a
 * task left behind could overwrite what a second attempt has written.
 */
async function inParallel<T>(
  items: readonly T[],
  task: (item: T, slot: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += PARALLEL) {
    const results = await Promise.allSettled(items.slice(from, from + PARALLEL).map(task));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}
