import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Dialect } from '../../../registers/dialects/dialect.ts';
import { GatewayError } from '../../errors.ts';
import type { Batch } from '../batch.ts';
import type { IntakeLimits } from './store.ts';
import type { Vault } from './vault.ts';

/** What came in. */
export interface Intake {
  /** Names this sending of the keys: a later one takes its place. */
  readonly upload: string;
  readonly rows: number;
  /** In their order; a lower turn comes first, whoever's it is. */
  readonly chunks: readonly { readonly number: number; readonly turn: number }[];
}

/**
 * Keeps keys in chunks as they come in, never more than one chunk of them in memory.
 *
 * Turns are tags of start-time fair queueing: an organisation's chunks follow each other one by one
 * from where the queue stands now, so that organisations take turns however much each has submitted.
 *
 * @throws {GatewayError} `BATCH_TOO_LARGE`; `BATCH_STATE` when the keys are sent a second time meanwhile
 */
export async function addKeys(
  dialect: Dialect,
  vault: Vault,
  { id, organisation }: Batch,
  keys: AsyncIterable<string>,
  { rowsPerChunk, maxRows }: IntakeLimits,
): Promise<Intake> {
  const upload = randomUUID();
  await dialect.write.transaction().execute(async (connection) => {
    const mine = await sql`update batch set upload = ${upload}
      where id = ${id} and state = 'awaiting-keys'`.execute(connection);
    if (mine.numAffectedRows !== 1n) throw new GatewayError('BATCH_STATE');
    await sql`delete from batch_chunk where batch = ${id}`.execute(connection);
  });
  const first = await nextTurn(dialect, organisation);
  const chunks: { number: number; turn: number }[] = [];
  let rows = 0;
  const keep = async (held: readonly string[]) => {
    const number = chunks.length;
    const turn = first + number;
    const locked = vault.lock(keysPlace(id, number), Buffer.from(JSON.stringify(held)));
    await dialect.write.transaction().execute(async (connection) => {
      const mine = await sql`update batch set upload = ${upload}
        where id = ${id} and state = 'awaiting-keys' and upload = ${upload}`.execute(connection);
      if (mine.numAffectedRows !== 1n) throw new GatewayError('BATCH_STATE');
      await sql`insert into batch_chunk (batch, number, first_row, row_count, turn, keys)
        values (${id}, ${number}, ${rows}, ${held.length}, ${turn}, ${locked})`.execute(connection);
    });
    chunks.push({ number, turn });
    rows += held.length;
  };
  let held: string[] = [];
  for await (const key of keys) {
    held.push(key);
    if (rows + held.length > maxRows) throw new GatewayError('BATCH_TOO_LARGE', { limit: maxRows });
    if (held.length < rowsPerChunk) continue;
    await keep(held);
    held = [];
  }
  if (held.length > 0) await keep(held);
  return { upload, rows, chunks };
}

/** After the organisation's own waiting chunks, and not before anybody's who waits now. */
async function nextTurn(dialect: Dialect, organisation: string): Promise<number> {
  const { rows } = await sql<{ own: number | null; now: number | null }>`select
    (select max(turn) from batch_chunk c join batch b on b.id = c.batch
      where c.done_at is null and b.state = 'running' and b.organisation = ${organisation}) as own,
    (select min(turn) from batch_chunk c join batch b on b.id = c.batch
      where c.done_at is null and b.state = 'running') as now`.execute(dialect.read);
  const { own = null, now = null } = rows[0] ?? {};
  return own === null ? (now ?? 0) : own + 1;
}

export function keysPlace(batch: string, number: number): string {
  return `${batch}/${number}/keys`;
}
