import { sql } from 'kysely';
import type { Connection, Dialect } from '../dialects/dialect.ts';
import { RegisterError } from '../errors.ts';
import { subjectsAndRegisters } from './0001-registers.ts';
import { journalAndRequests } from './0002-journal.ts';
import { logIndex } from './0003-log-index.ts';
import { subjectKeys } from './0004-subject-keys.ts';

/** One step forward. Written once and never changed: databases in the field went through it. */
export interface Migration {
  readonly name: string;
  up(connection: Connection): Promise<void>;
}

/** All steps in order; a database's version is how many of them it went through. */
export const MIGRATIONS: readonly Migration[] = [
  subjectsAndRegisters,
  journalAndRequests,
  logIndex,
  subjectKeys,
];

/**
 * Brings a database to the newest version, in one transaction and under a lock, so that replicas that
 * start together do not meet.
 *
 * @param upTo stops at this version; for tests of the steps after it
 * @throws {RegisterError} `REGISTER_VERSION` when a newer Creditgate has been at the database
 */
export async function migrate(dialect: Dialect, upTo = MIGRATIONS.length): Promise<void> {
  await dialect.exclusively(async (connection) => {
    await sql`create table if not exists register_version
      (version integer primary key, name text not null)`.execute(connection);
    const done = await versionsOf(connection);
    if (done.some((name, at) => name !== MIGRATIONS[at]?.name)) {
      throw new RegisterError(
        'REGISTER_VERSION',
        `expected registers of version ${MIGRATIONS.length} at most, got ${done.length}`,
        { expected: MIGRATIONS.length, got: done.length },
      );
    }
    for (const [at, step] of MIGRATIONS.slice(0, upTo).entries()) {
      if (at < done.length) continue;
      await step.up(connection);
      await connection
        .insertInto('register_version')
        .values({ version: at + 1, name: step.name })
        .execute();
    }
  });
}

async function versionsOf(connection: Connection): Promise<readonly string[]> {
  const rows = await connection
    .selectFrom('register_version')
    .select('name')
    .orderBy('version')
    .execute();
  return rows.map(({ name }) => String(name));
}
