import type { Dialect } from '../dialects/dialect.ts';
import { migrate } from '../migrations/migrate.ts';
import { openDialect, type RegistersOptions } from '../store.ts';
import { accesses, headOf, held, search } from './find.ts';
import type { LogIndex } from './types.ts';
import { clear, extend } from './write.ts';

/**
 * Opens the index in the registers' database, over connections of its own: what is indexed waits for
 * no register, and no register for it.
 *
 * @throws {RegisterError} `REGISTER_UNAVAILABLE`, or `REGISTER_VERSION` when the database is newer
 */
export async function openLogIndex(place: Omit<RegistersOptions, 'clock'>): Promise<LogIndex> {
  const dialect = openDialect(place);
  try {
    await migrate(dialect);
  } catch (error) {
    await dialect.close();
    throw error;
  }
  return indexOver(dialect);
}

/** The index as it is, for whoever only reads; its database has been brought up by somebody else. */
export function readLogIndex(place: Omit<RegistersOptions, 'clock'>): LogIndex {
  return indexOver(openDialect(place));
}

function indexOver(dialect: Dialect): LogIndex {
  return {
    head: (log) => headOf(dialect, log),
    extend: (log, from, entries) => extend(dialect, log, from, entries),
    clear: (log) => clear(dialect, log),
    held: (log, from, to) => held(dialect, log, from, to),
    accesses: (question) => accesses(dialect, question),
    search: (question) => search(dialect, question),
    close: () => dialect.close(),
  };
}
