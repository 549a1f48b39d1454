import type { Fs, LogFile, OpenMode } from '../../../gateway/audit/log/fs.ts';

/**
 * A file system that can lose power. It keeps apart what is in the page cache and what is on disk:
 * bytes get there by `sync`, names by `syncDirectory`, and a crash takes the rest, or any part of it.
 */
interface Inode {
  cached: Buffer;
  disk: Buffer;
  /** Bytes that a failed sync dropped: the kernel calls them clean, the disk never had them. */
  dropped: { from: number; to: number } | undefined;
}

type Name = Inode | 'directory';

/** Which part of what was not synced survives: nothing, all, or a choice of it. */
export type Survival = 'nothing' | 'all' | ((seed: number) => number);

const SECTOR = 512;

export class MemoryFs implements Fs {
  #cached = new Map<string, Name>();
  #disk = new Map<string, Name>();

  async open(path: string, mode: OpenMode): Promise<LogFile> {
    this.#needDirectory(path);
    let inode = this.#cached.get(path);
    if (mode !== 'existing' && inode === undefined) {
      inode = { cached: Buffer.alloc(0), disk: Buffer.alloc(0), dropped: undefined };
      this.#cached.set(path, inode);
    }
    if (inode === undefined || inode === 'directory') throw system('ENOENT', path);
    if (mode === 'create') resize(inode, 0);
    return fileOf(inode);
  }

  async read(path: string): Promise<Buffer> {
    return Buffer.from(this.#file(path).cached);
  }

  async readAt(path: string, position: number, length: number): Promise<Buffer> {
    return Buffer.from(this.#file(path).cached.subarray(position, position + length));
  }

  async size(path: string): Promise<number> {
    return this.#file(path).cached.length;
  }

  async list(path: string): Promise<string[]> {
    return [...this.#cached.keys()]
      .filter((name) => parentOf(name) === path)
      .map((name) => name.slice(name.lastIndexOf('/') + 1))
      .sort();
  }

  async makeDirectory(path: string): Promise<void> {
    const parts = path.split('/');
    for (let i = 1; i <= parts.length; i++) {
      const directory = parts.slice(0, i).join('/');
      if (!this.#cached.has(directory)) this.#cached.set(directory, 'directory');
    }
  }

  async syncDirectory(path: string): Promise<void> {
    if (path !== '.' && this.#cached.get(path) !== 'directory') throw system('ENOENT', path);
    for (const [name, node] of this.#cached)
      if (parentOf(name) === path) this.#disk.set(name, node);
    for (const name of [...this.#disk.keys()]) {
      if (parentOf(name) === path && !this.#cached.has(name)) this.#disk.delete(name);
    }
  }

  async rename(from: string, to: string): Promise<void> {
    const inode = this.#file(from);
    this.#needDirectory(to);
    this.#cached.delete(from);
    this.#cached.set(to, inode);
  }

  async remove(path: string): Promise<void> {
    for (const name of [...this.#cached.keys()]) {
      if (name === path || name.startsWith(`${path}/`)) this.#cached.delete(name);
    }
  }

  async lock() {
    return { release: async () => undefined };
  }

  /** What a sync that failed leaves: bytes that no later sync of the same pages will write. */
  failSync(path: string): void {
    const inode = this.#file(path);
    inode.dropped = { from: inode.disk.length, to: inode.cached.length };
  }

  /** The disk after a loss of power. */
  crash(survival: Survival): MemoryFs {
    const after = new MemoryFs();
    const keep = chooser(survival);
    const copies = new Map<Inode, Inode>();
    for (const name of [...new Set([...this.#disk.keys(), ...this.#cached.keys()])].sort()) {
      const [disk, cached] = [this.#disk.get(name), this.#cached.get(name)];
      const node = disk !== cached && keep() ? cached : disk;
      const parent = parentOf(name);
      if (node === undefined || (parent !== '.' && after.#cached.get(parent) !== 'directory'))
        continue;
      const copy = node === 'directory' ? node : (copies.get(node) ?? survivor(node, keep));
      if (node !== 'directory' && copy !== 'directory') copies.set(node, copy);
      after.#cached.set(name, copy);
      after.#disk.set(name, copy);
    }
    return after;
  }

  /** The bytes of all files, for comparing and for damaging. */
  files(): Map<string, Buffer> {
    const files = new Map<string, Buffer>();
    for (const [name, node] of this.#cached) if (node !== 'directory') files.set(name, node.cached);
    return files;
  }

  /** A copy with one file changed. */
  with(path: string, bytes: Buffer): MemoryFs {
    const copy = this.crash('all');
    const inode = copy.#file(path);
    [inode.cached, inode.disk] = [Buffer.from(bytes), Buffer.from(bytes)];
    return copy;
  }

  #file(path: string): Inode {
    const inode = this.#cached.get(path);
    if (inode === undefined || inode === 'directory') throw system('ENOENT', path);
    return inode;
  }

  #needDirectory(path: string): void {
    const parent = parentOf(path);
    if (parent !== '.' && this.#cached.get(parent) !== 'directory') throw system('ENOENT', path);
  }
}

function fileOf(inode: Inode): LogFile {
  return {
    write: async (bytes, position) => {
      if (inode.cached.length < position + bytes.length) resize(inode, position + bytes.length);
      inode.cached.set(bytes, position);
      redirty(inode, position, position + bytes.length);
    },
    sync: async () => {
      inode.disk = Buffer.from(inode.cached);
      if (inode.dropped !== undefined) inode.disk.fill(0, inode.dropped.from, inode.dropped.to);
    },
    size: async () => inode.cached.length,
    truncate: async (length) => resize(inode, length),
    close: async () => undefined,
  };
}

function resize(inode: Inode, length: number): void {
  const bytes = Buffer.alloc(length);
  inode.cached.copy(bytes, 0, 0, length);
  inode.cached = bytes;
  if (inode.dropped !== undefined && length <= inode.dropped.from) inode.dropped = undefined;
}

/** Writing dropped bytes again makes them dirty again, so that the next sync has them. */
function redirty(inode: Inode, from: number, to: number): void {
  const { dropped } = inode;
  if (dropped === undefined || from > dropped.from) return;
  inode.dropped =
    to >= dropped.to ? undefined : { from: Math.max(to, dropped.from), to: dropped.to };
}

/** Sector by sector, old or new; unwritten sectors of a longer file are zeros. */
function survivor({ cached, disk }: Inode, keep: () => boolean): Inode {
  const length = keep() ? cached.length : Math.min(disk.length, cached.length);
  const bytes = Buffer.alloc(length);
  disk.copy(bytes, 0, 0, length);
  for (let from = 0; from < length; from += SECTOR) {
    const to = Math.min(length, from + SECTOR);
    const isDirty = !cached.subarray(from, to).equals(disk.subarray(from, to));
    if (isDirty && keep()) cached.copy(bytes, from, from, to);
  }
  return { cached: bytes, disk: Buffer.from(bytes), dropped: undefined };
}

function chooser(survival: Survival): () => boolean {
  if (survival === 'nothing') return () => false;
  if (survival === 'all') return () => true;
  let count = 0;
  return () => survival(count++) < 0.5;
}

/** A repeatable choice. */
export function choice(seed: number): Survival {
  return (count) => {
    let x = Math.imul(seed * 7919 + count + 1, 0x9e3779b1) >>> 0;
    x = Math.imul(x ^ (x >>> 15), 0x85ebca6b) >>> 0;
    return ((x ^ (x >>> 13)) >>> 0) / 2 ** 32;
  };
}

function parentOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '.' : path.slice(0, end);
}

function system(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
