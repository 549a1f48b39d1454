import { join } from 'node:path';
import type { Row, Table } from '../../shared/tables.ts';
import type { Counter } from '../counting/counter.ts';
import { type FactsOf, NOTHING_COUNTED } from '../counting/facts-sql.ts';
import {
  type CountingSource,
  type QueryObserver,
  type RefusedRow,
  SourceError,
  type SourceHealth,
  type SourceReport,
} from '../source.ts';
import { storeCounter } from './counting.ts';
import { type DropFile, type DropFolder, readFolder } from './files.ts';
import { digestOf, loadFile } from './load.ts';
import { DropStore, type LoadedFile } from './store.ts';
import { watchFolder } from './watch.ts';

export interface DropOptions {
  /** The department's name: the store is `<stateDirectory>/departments/<name>.sqlite`. */
  readonly name: string;
  readonly tables: ReadonlyMap<string, Table>;
  /** The drop folder of this department. It may be absent, and come later. */
  readonly directory: string;
  readonly stateDirectory: string;
  /** Reload when a file changes; off when left out. */
  readonly watch?: boolean;
  readonly onQuery?: QueryObserver;
  /** What can be counted; nothing when left out. */
  readonly counting?: FactsOf;
}

/** A source over a drop folder. */
export interface DropSource extends CountingSource {
  /**
   * Takes in what has changed in the folder since the last time, all of it or nothing: queries see the
   * old rows until it is done. Concurrent calls run one after another.
   * @throws when a file cannot be read or the store cannot be written; the old rows stay.
   */
  reload(): Promise<void>;
}

/** Opens a drop folder as a source; resolves when its files are loaded. */
export async function openDropSource(options: DropOptions): Promise<DropSource> {
  const path = join(options.stateDirectory, 'departments', `${options.name}.sqlite`);
  const source = new FolderSource(options, new DropStore(path, options.tables));
  try {
    await source.reload();
  } catch (error) {
    await source.close();
    throw error;
  }
  source.watch();
  return source;
}

class FolderSource implements DropSource {
  readonly counter: Counter;
  readonly #options: DropOptions;
  readonly #store: DropStore;
  #unknown: readonly string[] = [];
  #reloading: Promise<void> = Promise.resolve();
  #failed = false;
  #closed = false;
  #unwatch: () => void = () => undefined;

  constructor(options: DropOptions, store: DropStore) {
    this.#options = options;
    this.#store = store;
    this.counter = storeCounter(store, options.counting ?? NOTHING_COUNTED);
  }

  watch(): void {
    if (this.#options.watch !== true) return;
    this.#unwatch = watchFolder(this.#options.directory, () => {
      // A failure is told by `health`; the old rows stay and the next change tries again.
      this.reload().catch(() => undefined);
    });
  }

  async rows(table: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly Row[]>> {
    const described = this.#options.tables.get(table);
    if (described === undefined)
      throw new SourceError('UNKNOWN_TABLE', `expected a record type, got \`${table}\``);
    if (this.#closed) throw new SourceError('CLOSED', 'source is closed');
    this.#options.onQuery?.(table, keys.length);
    return this.#store.select(described, keys);
  }

  async health(): Promise<SourceHealth> {
    if (this.#closed) return { ok: false, reason: 'source is closed' };
    return this.#failed ? { ok: false, reason: 'last reload failed' } : { ok: true };
  }

  report(): SourceReport {
    const report = this.#store.report();
    const unknown = this.#unknown.map(
      (file): RefusedRow => ({ file, line: 1, column: null, reason: 'UNKNOWN_RECORD_TYPE' }),
    );
    return { ...report, rows: [...unknown, ...report.rows] };
  }

  reload(): Promise<void> {
    const next = this.#reloading.then(() => this.#reload());
    this.#reloading = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#unwatch();
    await this.#reloading;
    this.#store.close();
  }

  async #reload(): Promise<void> {
    if (this.#closed) return;
    this.#failed = true;
    const folder = await readFolder(this.#options.directory, this.#options.tables);
    this.#unknown = folder.unknown;
    const changed = await changedTables(folder, this.#store.loadedFiles());
    if (changed.size > 0) await this.#take(folder, changed);
    this.#failed = false;
  }

  async #take(folder: DropFolder, changed: ReadonlySet<string>): Promise<void> {
    await this.#store.transaction(async () => {
      for (const name of changed) {
        this.#store.clear(name);
        const table = this.#options.tables.get(name);
        if (table === undefined) continue;
        for (const file of folder.files) {
          if (file.table === name) await loadFile(this.#store, table, file);
        }
      }
    });
  }
}

/** The record types of which a file came, went or changed its content. */
async function changedTables(
  folder: DropFolder,
  loaded: readonly LoadedFile[],
): Promise<ReadonlySet<string>> {
  const known = new Map(loaded.map((file) => [file.name, file]));
  const present = new Set(folder.files.map(({ name }) => name));
  const changed = new Set(
    loaded.filter(({ name }) => !present.has(name)).map((file) => file.table),
  );
  for (const file of folder.files) {
    if (await hasChanged(file, known.get(file.name))) changed.add(file.table);
  }
  return changed;
}

/** A file touched without a change of content is not loaded again. */
async function hasChanged(file: DropFile, loaded: LoadedFile | undefined): Promise<boolean> {
  if (loaded === undefined) return true;
  if (loaded.size !== file.size) return true;
  const same = loaded.modified === file.modified && loaded.digest.length === 64;
  return !same && (await digestOf(file.path)) !== loaded.digest;
}
