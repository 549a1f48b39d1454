import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Connection, Dialect } from '../../../registers/dialects/dialect.ts';
import type { Tally } from '../batch.ts';
import { filePlace } from './files.ts';
import { keysPlace } from './intake.ts';
import { giveBack } from './quota.ts';
import { bytesOf } from './read.ts';
import type { Vault } from './vault.ts';

/** Rows that wait for their answers. */
export interface TakenChunk {
  readonly firstRow: number;
  readonly keys: readonly string[];
}

/** The answers to a chunk's rows. */
export interface DoneChunk {
  readonly batch: string;
  readonly organisation: string;
  readonly number: number;
  /** Gzip members. */
  readonly results: Buffer;
  readonly errors: Buffer;
  readonly tally: Tally;
  readonly reasons: Readonly<Record<string, number>>;
  /** Nothing was asked: what was reserved of the quota is given back. */
  readonly isBarred: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly expiresAt: number;
}

export async function readChunk(
  dialect: Dialect,
  vault: Vault,
  batch: string,
  number: number,
): Promise<TakenChunk | null> {
  const { rows } = await sql<{ first_row: number; keys: Uint8Array | string | null }>`select
    first_row, keys from batch_chunk
    where batch = ${batch} and number = ${number} and done_at is null`.execute(dialect.read);
  const [row] = rows;
  if (row === undefined || row.keys === null) return null;
  const plain = vault.unlock(keysPlace(batch, number), bytesOf(row.keys));
  return { firstRow: row.first_row, keys: JSON.parse(plain.toString()) as readonly string[] };
}

/**
 * INVARIANT answered-once: of two workers that answered the same chunk, the first to get here keeps its
 * answers, and the other's are dropped; counts change in the same transaction.
 */
export async function completeChunk(
  connection: Connection,
  vault: Vault,
  done: DoneChunk,
): Promise<boolean> {
  const { batch, number, at } = done;
  const lock = (file: 'results' | 'errors') =>
    vault.lock(filePlace(batch, number, file), done[file]);
  // the batch first: workers wait here for each other, so that what follows sees what they kept
  const running = await sql<{ reasons: string }>`update batch set state = state
    where id = ${batch} and state = 'running' returning reasons`.execute(connection);
  const [row] = running.rows;
  if (row === undefined) return false;
  const kept = await sql`update batch_chunk set keys = null, done_at = ${at},
    results = ${lock('results')}, errors = ${lock('errors')},
    results_bytes = ${done.results.length}, errors_bytes = ${done.errors.length},
    results_digest = ${digestOf(done.results)}, errors_digest = ${digestOf(done.errors)}
    where batch = ${batch} and number = ${number} and done_at is null`.execute(connection);
  if (kept.numAffectedRows !== 1n) return false;
  const { disclosed, withheld, refused, failed } = done.tally;
  await sql`update batch set reasons = ${JSON.stringify(sum(row.reasons, done.reasons))},
    disclosed = disclosed + ${disclosed}, withheld = withheld + ${withheld},
    refused = refused + ${refused}, failed = failed + ${failed}
    where id = ${batch}`.execute(connection);
  await sql`update batch set state = 'done', finished_at = ${at}, expires_at = ${done.expiresAt}
    where id = ${batch}
    and rows_total = disclosed + withheld + refused + failed`.execute(connection);
  if (done.isBarred) await giveBack(connection, done.organisation, batch, number);
  return true;
}

function sum(before: string, more: Readonly<Record<string, number>>): Record<string, number> {
  const total = JSON.parse(before) as Record<string, number>;
  for (const [reason, rows] of Object.entries(more)) total[reason] = (total[reason] ?? 0) + rows;
  return total;
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
