import { sql } from 'kysely';
import type { Connection, Dialect } from '../../../registers/dialects/dialect.ts';

/** One step forward. Written once and never changed: databases in the field went through it. */
type Step = (connection: Connection, bytes: 'bytea' | 'blob') => Promise<void>;

const STEPS: readonly Step[] = [batchesAndChunks, reservations];

/** Brings the tables of batches to the newest version, while nobody else does. */
export async function migrate(dialect: Dialect): Promise<void> {
  const bytes = dialect.name === 'postgres' ? 'bytea' : 'blob';
  await dialect.exclusively(async (connection) => {
    await sql`create table if not exists batch_version (version integer primary key)`.execute(
      connection,
    );
    const { rows } = await sql<{ version: number }>`select version from batch_version`.execute(
      connection,
    );
    if (rows.length > STEPS.length) {
      throw new RangeError(`expected batches of version ${STEPS.length} at most`);
    }
    for (const [at, step] of STEPS.entries()) {
      if (at < rows.length) continue;
      await step(connection, bytes);
      await sql`insert into batch_version (version) values (${at + 1})`.execute(connection);
    }
  });
}

async function batchesAndChunks(connection: Connection, bytes: 'bytea' | 'blob'): Promise<void> {
  await sql`create table batch (
    id text primary key,
    organisation text not null,
    state text not null,
    request text not null,
    idempotency_key text,
    digest text not null,
    upload text,
    rows_total bigint not null default 0,
    disclosed bigint not null default 0,
    withheld bigint not null default 0,
    refused bigint not null default 0,
    failed bigint not null default 0,
    reasons text not null default '{}',
    submitted_at bigint not null,
    started_at bigint,
    finished_at bigint,
    expires_at bigint,
    unique (organisation, idempotency_key)
  )`.execute(connection);
  await sql`create table batch_chunk (
    batch text not null references batch (id),
    number integer not null,
    first_row bigint not null,
    row_count integer not null,
    turn bigint not null,
    keys ${sql.raw(bytes)},
    results ${sql.raw(bytes)},
    errors ${sql.raw(bytes)},
    results_bytes bigint,
    errors_bytes bigint,
    results_digest text,
    errors_digest text,
    done_at bigint,
    primary key (batch, number)
  )`.execute(connection);
  await sql`create index batch_chunk_waiting on batch_chunk (turn) where done_at is null`.execute(
    connection,
  );
  await sql`create table batch_usage (
    organisation text not null,
    day text not null,
    rows_asked bigint not null,
    primary key (organisation, day)
  )`.execute(connection);
}

async function reservations(connection: Connection): Promise<void> {
  await sql`alter table batch_chunk add column reserved_day text`.execute(connection);
}
