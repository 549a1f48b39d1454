import { sql } from 'kysely';
import type { Dialect } from '../../../registers/dialects/dialect.ts';
import { bytesOf } from './read.ts';
import type { Vault } from './vault.ts';

/** The files of a batch: a line for each row, and a line for each row that was refused or failed. */
export const FILES = ['results', 'errors'] as const;
export type FileName = (typeof FILES)[number];

/** A part of a file: the gzip member of one chunk. Members one after the other are one gzip file. */
export interface Member {
  readonly number: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256, in hexadecimal. */
  readonly sha256: string;
}

export function filePlace(batch: string, number: number, file: FileName): string {
  return `${batch}/${number}/${file}`;
}

export async function membersOf(
  dialect: Dialect,
  batch: string,
  file: FileName,
): Promise<readonly Member[]> {
  const { rows } = await sql<{
    number: number;
    first_row: number;
    row_count: number;
    bytes: number;
    digest: string;
  }>`select number, first_row, row_count, ${sql.ref(`${file}_bytes`)} as bytes,
    ${sql.ref(`${file}_digest`)} as digest from batch_chunk
    where batch = ${batch} and done_at is not null order by number`.execute(dialect.read);
  return rows.map((row) => ({
    number: row.number,
    firstRow: row.first_row,
    rows: row.row_count,
    bytes: row.bytes,
    sha256: row.digest,
  }));
}

export async function readMember(
  dialect: Dialect,
  vault: Vault,
  batch: string,
  file: FileName,
  number: number,
): Promise<Buffer> {
  const { rows } = await sql<{ body: Uint8Array | string }>`select ${sql.ref(file)} as body
    from batch_chunk where batch = ${batch} and number = ${number}
    and done_at is not null`.execute(dialect.read);
  const [row] = rows;
  if (row === undefined) throw new RangeError('expected a part that is there');
  return vault.unlock(filePlace(batch, number, file), bytesOf(row.body));
}
