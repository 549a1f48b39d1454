import { sql } from 'kysely';
import type { Connection } from '../../../registers/dialects/dialect.ts';

/** Rows of a chunk that want to be answered. */
export interface Reservation {
  readonly batch: string;
  readonly organisation: string;
  readonly number: number;
  readonly rows: number;
  readonly day: string;
  /** Rows a day of the organisation; 0 = no limit. */
  readonly quota: number;
}

/**
 * - `reserved`: the rows count towards the quota, now or since an earlier attempt;
 * - `exceeded`: they do not fit, and nothing counts;
 * - `over`: nobody waits for them any more.
 */
export type Reserved = 'reserved' | 'exceeded' | 'over';

/**
 * INVARIANT within-quota: rows count before they are answered, a chunk once however often and by
 * whomever it is tried, and never more of them than the quota of the day of the first attempt has left.
 */
export async function reserve(
  connection: Connection,
  { batch, organisation, number, rows, day, quota }: Reservation,
): Promise<Reserved> {
  const running = await sql`update batch set state = state
    where id = ${batch} and state = 'running'`.execute(connection);
  const waiting = await sql<{ reserved_day: string | null }>`select reserved_day from batch_chunk
    where batch = ${batch} and number = ${number} and done_at is null`.execute(connection);
  const [chunk] = waiting.rows;
  if (running.numAffectedRows !== 1n || chunk === undefined) return 'over';
  if (chunk.reserved_day !== null) return 'reserved';
  const counted = await sql`insert into batch_usage (organisation, day, rows_asked)
    select ${organisation}, ${day}, cast(${rows} as bigint)
    where cast(${quota} as bigint) = 0 or cast(${rows} as bigint) <= ${quota}
    on conflict (organisation, day)
    do update set rows_asked = batch_usage.rows_asked + excluded.rows_asked
    where cast(${quota} as bigint) = 0
    or batch_usage.rows_asked + excluded.rows_asked <= ${quota}`.execute(connection);
  if (counted.numAffectedRows !== 1n) return 'exceeded';
  await sql`update batch_chunk set reserved_day = ${day}
    where batch = ${batch} and number = ${number}`.execute(connection);
  return 'reserved';
}

/** Gives back what was reserved for rows that nobody was answered: of one chunk, or of all that wait. */
export async function giveBack(
  connection: Connection,
  organisation: string,
  batch: string,
  number: number | null = null,
): Promise<void> {
  const chunks =
    number === null
      ? sql`batch = ${batch} and done_at is null`
      : sql`batch = ${batch} and number = ${number}`;
  const reserved = await sql<{ day: string; rows: number }>`select
    reserved_day as day, cast(sum(row_count) as bigint) as rows from batch_chunk
    where ${chunks} and reserved_day is not null group by reserved_day`.execute(connection);
  for (const { day, rows } of reserved.rows) {
    await sql`update batch_usage set rows_asked = rows_asked - ${rows}
      where organisation = ${organisation} and day = ${day}`.execute(connection);
  }
  await sql`update batch_chunk set reserved_day = null where ${chunks}`.execute(connection);
}
