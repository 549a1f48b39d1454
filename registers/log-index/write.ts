import { sql } from 'kysely';
import type { Connection, Dialect } from '../dialects/dialect.ts';
import { type Row, rowsOf } from './rows.ts';
import type { IndexedEntry } from './types.ts';

const TABLES = ['log_entry', 'log_decision', 'log_subject'] as const;
/** Rows of one statement: both databases bound the number of its parameters. */
const ROWS_PER_STATEMENT = 500;

/** See {@link LogIndex.extend}. */
export async function extend(
  { write }: Dialect,
  log: string,
  from: number,
  entries: readonly IndexedEntry[],
): Promise<boolean> {
  const last = entries.at(-1);
  if (last === undefined) return true;
  return write.transaction().execute(async (connection) => {
    if (!(await advance(connection, log, from, last))) return false;
    const rows = entries.map((entry) => rowsOf(log, entry));
    await insert(
      connection,
      'log_entry',
      rows.map(({ entry }) => entry),
    );
    await insert(
      connection,
      'log_decision',
      rows.flatMap(({ decisions }) => decisions),
    );
    await insert(
      connection,
      'log_subject',
      rows.flatMap(({ subjects }) => subjects),
    );
    return true;
  });
}

/** Moves the head, which is held until the commit: of two that index one log, one goes on. */
async function advance(
  connection: Connection,
  log: string,
  from: number,
  last: IndexedEntry,
): Promise<boolean> {
  await sql`insert into log_head (log, size, leaf) values (${log}, 0, '')
    on conflict (log) do nothing`.execute(connection);
  const { rows } = await sql`update log_head set size = ${last.index + 1}, leaf = ${last.leaf}
    where log = ${log} and size = ${from} returning size`.execute(connection);
  return rows.length > 0;
}

async function insert(connection: Connection, table: string, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    const values = rows.slice(at, at + ROWS_PER_STATEMENT);
    await connection.insertInto(table).values(values).execute();
  }
}

/** See {@link LogIndex.clear}; without a limit of time, for a log may be long. */
export async function clear({ exclusively }: Dialect, log: string): Promise<void> {
  await exclusively(async (connection) => {
    await sql`delete from log_head where log = ${log}`.execute(connection);
    for (const table of TABLES) {
      await sql`delete from ${sql.table(table)} where log = ${log}`.execute(connection);
    }
  });
}
