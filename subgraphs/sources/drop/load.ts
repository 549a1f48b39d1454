import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Table } from '../../shared/tables.ts';
import { readCsv } from './csv.ts';
import type { DropFile } from './files.ts';
import type { DropLine, Expected } from './lines.ts';
import { readNdjson } from './ndjson.ts';
import { checkRow, isMisfit } from './row.ts';
import { type DropStore, REFUSED_KEPT } from './store.ts';

/** A file still being written when it was read is remembered with this, so that it is read again. */
const UNSETTLED = 'unsettled';

/** Loads one file into its table, row by row; MUST run inside the store's transaction. */
export async function loadFile(store: DropStore, table: Table, file: DropFile): Promise<void> {
  const hash = createHash('sha256');
  const expected = expectedOf(table);
  let refused = 0;
  for await (const line of linesOf(file, hash, expected)) {
    const refusal = accept(store, table, line);
    if (refusal === undefined) continue;
    const { column, reason, note } = refusal;
    if (note !== true) refused++;
    if (refused <= REFUSED_KEPT) {
      store.refuse(table.name, { file: file.name, line: line.line, column, reason });
    }
  }
  const digest = (await isSettled(file)) ? hash.digest('hex') : UNSETTLED;
  store.remember({ ...file, digest, refused });
}

/** SHA-256 of a file's content, in hex. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function expectedOf(table: Table): Expected {
  const required = table.columns.filter((column) => column.required).map(({ name }) => name);
  return {
    columns: new Set([table.key, ...table.columns.map(({ name }) => name)]),
    required: [table.key, ...required],
  };
}

function linesOf(file: DropFile, hash: Hash, expected: Expected): AsyncIterable<DropLine> {
  const chunks = hashed(createReadStream(file.path, { highWaterMark: 256 * 1024 }), hash);
  return file.format === 'csv' ? readCsv(chunks, expected) : readNdjson(chunks, expected);
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

type Refusal = Pick<Extract<DropLine, { reason: unknown }>, 'column' | 'reason' | 'note'>;

function accept(store: DropStore, table: Table, line: DropLine): Refusal | undefined {
  if ('reason' in line) return line;
  const row = checkRow(table, line.fields);
  if (isMisfit(row)) return row;
  return store.insert(table, row) ? undefined : { column: null, reason: 'DUPLICATE' };
}

async function isSettled(file: DropFile): Promise<boolean> {
  const now = await stat(file.path, { bigint: true });
  return now.size === file.size && now.mtimeNs === file.modified;
}
