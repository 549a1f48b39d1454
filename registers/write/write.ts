import { sql } from 'kysely';
import type { Connection, Dialect } from '../dialects/dialect.ts';
import { unavailable } from '../errors.ts';
import type { SubjectId } from '../subject.ts';

/** The server's time in milliseconds since the epoch. */
export type Clock = () => number;

/** An entry that was written. */
export interface CommittedChange {
  readonly register: string;
  readonly id: string;
  readonly version: number;
  readonly subject: SubjectId | null;
}

/**
 * Told of what was written, after the commit and before the writer has its answer, so that a cache over
 * the registers never outlives a change. MUST NOT throw: the change stands.
 */
export type CommitListener = (changes: readonly CommittedChange[]) => Promise<void>;

/** Where and when is written. */
export interface Target {
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly onCommit?: CommitListener | undefined;
}

/** A transaction that writes. All writes, of all replicas, come one after the other. */
export interface Write {
  readonly dialect: Dialect;
  readonly connection: Connection;
  /** When this write becomes known; later than that of every write before it. */
  readonly recordedAt: number;
  /** The server's time. */
  readonly now: number;
  /** What was written in it so far. */
  readonly changes: CommittedChange[];
}

/**
 * Runs work in one transaction, with the right to write. Nothing is there if it throws.
 *
 * INVARIANT one-clock: `recordedAt` rises from write to write, whatever the clocks of the replicas
 * say, and the row that gives it is held until the commit. So whoever reads at a time `t` of that
 * clock sees what was known at `t`, and will see the same again.
 */
export async function writing<T>(
  { dialect, clock, onCommit }: Target,
  work: (write: Write) => Promise<T>,
): Promise<T> {
  const changes: CommittedChange[] = [];
  const result = await dialect.write.transaction().execute(async (connection) => {
    const now = clock();
    return work({ dialect, connection, now, recordedAt: await tick(connection, now), changes });
  });
  if (changes.length > 0) await onCommit?.(changes);
  return result;
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
