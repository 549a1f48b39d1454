import { sql } from 'kysely';
import type { Connection, Dialect } from '../../../registers/dialects/dialect.ts';
import { openDialect } from '../../../registers/store.ts';
import type { Batch, BatchOrder, State } from '../batch.ts';
import { completeChunk, type DoneChunk, readChunk, type TakenChunk } from './chunks.ts';
import { type FileName, type Member, membersOf, readMember } from './files.ts';
import { addKeys, type Intake } from './intake.ts';
import { migrate } from './migrations.ts';
import { giveBack, type Reservation, type Reserved, reserve } from './quota.ts';
import { type BatchRow, batchOf } from './read.ts';
import type { Vault } from './vault.ts';

export type Place = { readonly url: string } | { readonly file: string };

export interface NewBatch {
  readonly id: string;
  readonly organisation: string;
  readonly order: BatchOrder;
  readonly idempotencyKey: string | null;
  /** Of what was ordered, to tell a repeated request from another one under the same key. */
  readonly digest: string;
  readonly submittedAt: number;
  /** When it is deleted, unless it runs. */
  readonly expiresAt: number;
}

/** Batches, their keys and answers. What one organisation submitted, no other finds. */
export interface BatchStore {
  /** The batch, made now or before under this idempotency key; null when that was another one. */
  submit(batch: NewBatch): Promise<Batch | null>;
  find(id: string, organisation: string): Promise<Batch | null>;
  /** For workers, whoever it belongs to. */
  read(id: string): Promise<Batch | null>;
  /** Replaces whatever keys came before; the batch still awaits its keys when this has ended. */
  takeKeys(batch: Batch, keys: AsyncIterable<string>, limits: IntakeLimits): Promise<Intake>;
  /** @returns false when the batch did not await them any more */
  start(id: string, intake: Intake, at: number): Promise<boolean>;
  /** @returns false when it was over already */
  cancel(id: string, at: number, expiresAt: number): Promise<boolean>;
  /** A chunk whose rows wait; null when it is answered, cancelled or gone. */
  chunk(id: string, number: number): Promise<TakenChunk | null>;
  /** Keeps the answers of a chunk once. @returns false when they were kept before, or came too late */
  complete(done: DoneChunk): Promise<boolean>;
  /** Counts a chunk's rows towards the quota of a day, before they are answered. */
  reserve(rows: Reservation): Promise<Reserved>;
  /** Rows of an organisation that count towards the quota of a day. */
  used(organisation: string, day: string): Promise<number>;
  /** Parts of a file, in the order of the rows. */
  members(id: string, file: FileName): Promise<readonly Member[]>;
  /** One part of a file: a gzip member. */
  member(id: string, file: FileName, number: number): Promise<Buffer>;
  /** Deletes what expired. It stays when `erased`, which is told of each batch, throws. */
  expire(at: number, erased: (batch: Batch) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface IntakeLimits {
  readonly rowsPerChunk: number;
  readonly maxRows: number;
}

/** Writing a chunk's answers takes longer than a question to the registers. */
const PATIENCE_MS = 15_000;

export async function openStore(place: Place, vault: Vault): Promise<BatchStore> {
  const dialect = openDialect({ ...place, timeout: PATIENCE_MS });
  await migrate(dialect);
  return storeOver(dialect, vault);
}

function storeOver(dialect: Dialect, vault: Vault): BatchStore {
  const inTransaction = <T>(work: (connection: Connection) => Promise<T>) =>
    dialect.write.transaction().execute(work);
  const one = async (where: ReturnType<typeof sql>): Promise<Batch | null> => {
    const { rows } = await sql<BatchRow>`select * from batch where ${where}`.execute(dialect.read);
    return rows[0] === undefined ? null : batchOf(rows[0]);
  };
  return {
    async submit({ id, organisation, order, idempotencyKey, digest, ...times }) {
      const state: State = 'awaiting-keys';
      await sql`insert into batch
        (id, organisation, state, request, idempotency_key, digest, submitted_at, expires_at)
        values (${id}, ${organisation}, ${state}, ${JSON.stringify(order)}, ${idempotencyKey},
          ${digest}, ${times.submittedAt}, ${times.expiresAt})
        on conflict (organisation, idempotency_key) do nothing`.execute(dialect.write);
      const made = await one(sql`id = ${id}`);
      if (made !== null) return made;
      return one(sql`organisation = ${organisation} and idempotency_key = ${idempotencyKey}
        and digest = ${digest}`);
    },
    find: (id, organisation) => one(sql`id = ${id} and organisation = ${organisation}`),
    read: (id) => one(sql`id = ${id}`),
    takeKeys: (batch, keys, limits) => addKeys(dialect, vault, batch, keys, limits),
    async start(id, { rows, upload }, at) {
      const { numAffectedRows } = await sql`update batch
        set state = 'running', rows_total = ${rows}, started_at = ${at}
        where id = ${id} and state = 'awaiting-keys' and upload = ${upload}`.execute(dialect.write);
      return numAffectedRows === 1n;
    },
    cancel: (id, at, expiresAt) =>
      inTransaction(async (connection) => {
        const { rows } = await sql<BatchRow>`update batch
          set state = 'cancelled', finished_at = ${at}, expires_at = ${expiresAt}
          where id = ${id} and state in ('awaiting-keys', 'running') returning *`.execute(
          connection,
        );
        const [row] = rows;
        if (row !== undefined) await giveBack(connection, row.organisation, id);
        await sql`update batch_chunk set keys = null where batch = ${id}
          and exists (select 1 from batch where id = ${id} and state = 'cancelled')`.execute(
          connection,
        );
        return row !== undefined;
      }),
    chunk: (id, number) => readChunk(dialect, vault, id, number),
    complete: (done) => inTransaction((connection) => completeChunk(connection, vault, done)),
    reserve: (rows) => inTransaction((connection) => reserve(connection, rows)),
    async used(organisation, day) {
      const { rows } = await sql<{ rows_asked: number }>`select rows_asked from batch_usage
        where organisation = ${organisation} and day = ${day}`.execute(dialect.read);
      return rows[0]?.rows_asked ?? 0;
    },
    members: (id, file) => membersOf(dialect, id, file),
    member: (id, file, number) => readMember(dialect, vault, id, file, number),
    async expire(at, erased) {
      const due = await sql<{ id: string }>`select id from batch
        where expires_at <= ${at} and state <> 'running' and state <> 'expired'`.execute(
        dialect.read,
      );
      for (const { id } of due.rows) {
        await inTransaction(async (connection) => {
          const { rows } = await sql<BatchRow>`update batch set state = 'expired'
            where id = ${id} and state <> 'running' and state <> 'expired' returning *`.execute(
            connection,
          );
          const [row] = rows;
          if (row === undefined) return;
          await sql`delete from batch_chunk where batch = ${id}`.execute(connection);
          await erased(batchOf(row));
        });
      }
    },
    close: () => dialect.close(),
  };
}
