import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';
import { lockFile } from './lock.ts';

const { O_CREAT, O_RDWR, O_TRUNC } = constants;

/**
 * The file system as the log needs it; faults are injected here. Paths are relative to the log's
 * directory, with `/`.
 *
 * Implementers MUST make `write` write all bytes or fail, MUST have file bytes durable when `sync`
 * resolves and directory entries durable when `syncDirectory` resolves, and MUST make `rename`
 * atomic. Failures carry a system `code`; a missing file is `ENOENT`.
 */
export interface Fs {
  /** Opens for writing; `create` makes or empties it, `extend` makes or keeps it. Mode 0600. */
  open(path: string, mode: OpenMode): Promise<LogFile>;
  read(path: string): Promise<Buffer>;
  /** Up to `length` bytes from `position`, fewer at the end. */
  readAt(path: string, position: number, length: number): Promise<Buffer>;
  size(path: string): Promise<number>;
  /** Names in a directory, none when it does not exist. */
  list(path: string): Promise<string[]>;
  /** Makes a directory and those above it, mode 0700. */
  makeDirectory(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a directory with what is in it; a missing one is no failure. */
  remove(path: string): Promise<void>;
  /** Holds the directory for this process until released or dead. @throws AuditError `LOG_IN_USE` */
  lock(path: string): Promise<Lock>;
}

export type OpenMode = 'create' | 'existing' | 'extend';

export interface LogFile {
  write(bytes: Uint8Array, position: number): Promise<void>;
  sync(): Promise<void>;
  size(): Promise<number>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface Lock {
  release(): Promise<void>;
}

const FLAGS: Readonly<Record<OpenMode, number>> = {
  create: O_RDWR | O_CREAT | O_TRUNC,
  existing: O_RDWR,
  extend: O_RDWR | O_CREAT,
};
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** The file system of the machine, under `root`. */
export function nodeFs(root: string): Fs {
  const at = (path: string) => join(root, path);
  return {
    open: async (path, mode) => {
      const handle = await open(at(path), FLAGS[mode], FILE_MODE);
      return {
        write: async (bytes, position) => {
          for (let done = 0; done < bytes.length; ) {
            const { bytesWritten } = await handle.write(
              bytes,
              done,
              bytes.length - done,
              position + done,
            );
            done += bytesWritten;
          }
        },
        sync: () => handle.datasync(),
        size: async () => (await handle.stat()).size,
        truncate: (length) => handle.truncate(length),
        close: () => handle.close(),
      };
    },
    read: (path) => readFile(at(path)),
    readAt: async (path, position, length) => {
      const handle = await open(at(path), 'r');
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    size: async (path) => (await stat(at(path))).size,
    list: async (path) => {
      try {
        return (await readdir(at(path))).sort();
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return [];
        throw error;
      }
    },
    makeDirectory: async (path) => {
      await mkdir(at(path), { recursive: true, mode: DIRECTORY_MODE });
    },
    syncDirectory: async (path) => {
      const handle = await open(at(path), 'r');
      await handle.sync().finally(() => handle.close());
    },
    rename: (from, to) => rename(at(from), at(to)),
    remove: (path) => rm(at(path), { recursive: true, force: true }),
    lock: (path) => lockFile(at(path)),
  };
}
