import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { AuditError } from '../errors.ts';
import type { Lock } from './fs.ts';

const SQLITE_BUSY = 5;

/**
 * Holds `path` for this process. The lock is the kernel's (SQLite's exclusive file lock on a
 * database that stays empty), so it goes with the process however that ends: no stale lock, no
 * process id to be mistaken for another's, and it holds between containers that share a volume.
 * @throws AuditError `LOG_IN_USE` when another process, or another log of this one, holds it.
 */
export async function lockFile(path: string): Promise<Lock> {
  const database = open(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw lockFailure(cause);
  }
  return { release: async () => database.close() };
}

function open(path: string): DatabaseSync {
  try {
    closeSync(openSync(path, 'a', 0o600));
    return new DatabaseSync(path, { timeout: 0 });
  } catch (cause) {
    throw lockFailure(cause);
  }
}

function lockFailure(cause: unknown): AuditError {
  const busy =
    typeof cause === 'object' &&
    cause !== null &&
    'errcode' in cause &&
    cause.errcode === SQLITE_BUSY;
  return busy
    ? new AuditError(
        'LOG_IN_USE',
        'expected a free log directory, got one in use by another process',
        {},
        { cause },
      )
    : new AuditError(
        'LOG_UNAVAILABLE',
        'expected a log directory that can be locked',
        {},
        { cause },
      );
}
