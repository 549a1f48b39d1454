import { sql } from 'kysely';
import type { Connection } from '../dialects/dialect.ts';

/**
 * Columns in the portable subset: `text`, `integer` (32 bits) and `bigint`, with `!` when never null.
 * Days are texts `YYYY-MM-DD`, instants milliseconds since the epoch, flags 0 or 1, lists JSON texts.
 */
type ColumnSpec = 'text' | 'text!' | 'integer' | 'integer!' | 'bigint' | 'bigint!';
export type TableSpec = Readonly<Record<string, ColumnSpec>>;

export async function createTable(
  connection: Connection,
  name: string,
  columns: TableSpec,
  primaryKey: readonly string[],
): Promise<void> {
  let table = connection.schema.createTable(name);
  for (const [column, spec] of Object.entries(columns)) {
    const type = spec.replace('!', '') as 'text' | 'integer' | 'bigint';
    table = table.addColumn(column, type, (built) =>
      spec.endsWith('!') ? built.notNull() : built,
    );
  }
  await table.addPrimaryKeyConstraint(`${name}_key`, primaryKey as never[]).execute();
}

/** What every entry has: who it is, which version, when it was known and until when. */
const ENTRY: TableSpec = {
  id: 'text!',
  version: 'integer!',
  recorded_at: 'bigint!',
  superseded_at: 'bigint',
  row_digest: 'text',
};

/** A register's table: one row for each version of each entry, found by `lookup` while current. */
export async function createRegister(
  connection: Connection,
  name: string,
  columns: TableSpec,
  lookup: readonly string[],
): Promise<void> {
  await createTable(connection, name, { ...ENTRY, ...columns }, ['id', 'version']);
  await connection.schema
    .createIndex(`${name}_lookup`)
    .on(name)
    .columns([...lookup, 'superseded_at'])
    .execute();
  await sql`create unique index ${sql.ref(`${name}_current`)} on ${sql.table(name)} (id)
    where superseded_at is null`.execute(connection);
}
