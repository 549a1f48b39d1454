import { sql } from 'kysely';
import type { Connection, Dialect } from '../dialects/dialect.ts';
import { unavailable } from '../errors.ts';

/** The server's time in milliseconds since the epoch. */
export type Clock = () => number;

/** Where and when is written. */
export interface Target {
  readonly dialect: Dialect;
  readonly clock: Clock;
}

/** A transaction that writes. All writes, of all replicas, come one after the other. */
export interface Write {
  readonly dialect: Dialect;
  readonly connection: Connection;
  /** When this write becomes known; later than that of every write before it. */
  readonly recordedAt: number;
  /** The server's time. */
  readonly now: number;
}

/**
 * Runs work in one transaction, with the right to write. Nothing is there if it throws.
 *
 * INVARIANT one-clock: `recordedAt` rises from write to write, whatever the clocks of the replicas
 * say, and the row that gives it is held until the commit. So whoever reads at a time `t` of that
 * clock sees what was known at `t`, and will see the same again.
 */
export function writing<T>(
  { dialect, clock }: Target,
  work: (write: Write) => Promise<T>,
): Promise<T> {
  return dialect.write.transaction().execute(async (connection) => {
    const now = clock();
    return work({ dialect, connection, now, recordedAt: await tick(connection, now) });
  });
}

async function tick(connection: Connection, now: number): Promise<number> {
  const { rows } = await sql<{ at: number }>`update register_clock
    set at = case when at >= ${now} then at + 1 else ${now} end where id = 1 returning at`.execute(
    connection,
  );
  const at = rows[0]?.at;
  if (at === undefined) throw unavailable(undefined);
  return Number(at);
}
