import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Table } from '../../shared/tables.ts';

export type DropFormat = 'csv' | 'ndjson';

/** A file of a drop folder, as it was when the folder was read. */
export interface DropFile {
  readonly name: string;
  readonly path: string;
  readonly table: string;
  readonly format: DropFormat;
  readonly size: bigint;
  readonly modified: bigint;
}

export interface DropFolder {
  readonly files: readonly DropFile[];
  /** Names of data files that belong to no record type. */
  readonly unknown: readonly string[];
}

/** `penalty.csv`, or a part of it such as `penalty.2026-10.ndjson`. Hidden files and others are left alone. */
const NAME = /^([a-z][a-z0-9-]*)(?:\.[A-Za-z0-9_-]+)?\.(csv|ndjson)$/;

/** Reads a drop folder; a folder that does not exist is empty. Files in order of their names. */
export async function readFolder(
  directory: string,
  tables: ReadonlyMap<string, Table>,
): Promise<DropFolder> {
  const names = (await readdir(directory).catch(emptyWhenAbsent)).sort();
  const files: DropFile[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const match = NAME.exec(name);
    if (match === null) continue;
    const [, table = '', format] = match;
    if (tables.has(table)) files.push(await describeFile(directory, name, table, format));
    else unknown.push(name);
  }
  return { files, unknown };
}

async function describeFile(
  directory: string,
  name: string,
  table: string,
  format: string | undefined,
): Promise<DropFile> {
  const path = join(directory, name);
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return {
    name,
    path,
    table,
    format: format === 'csv' ? 'csv' : 'ndjson',
    size,
    modified: mtimeNs,
  };
}

function emptyWhenAbsent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
