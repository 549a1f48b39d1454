import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import { DatabaseSync } from 'node:sqlite';
import type { CryptoSuite } from '../crypto.ts';
import { HASH_BYTES } from '../crypto.ts';
import { AuditError } from '../errors.ts';
import { loadSecret } from '../keys.ts';
import type { Subject, SubjectKeys } from './subject-keys.ts';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Durable and forgetful: every commit is synced; freed content is overwritten, and so is the
 * journal's copy of it, so that an erased key is in no file afterwards.
 */
const SETTINGS = `
  PRAGMA journal_mode = TRUNCATE;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS subject_key (subject BLOB PRIMARY KEY, key BLOB NOT NULL) STRICT, WITHOUT ROWID;
`;

/**
 * Subject keys in an SQLite file, for one machine. Rows are found by a digest of the identifier
 * under the secret in `lookupKeyPath`, made at first start: the file alone names nobody.
 */
export async function openSqliteSubjectKeys(
  suite: CryptoSuite,
  paths: { readonly database: string; readonly lookupKey: string },
): Promise<SubjectKeys> {
  const lookupKey = await loadSecret(paths.lookupKey, () => randomBytes(HASH_BYTES));
  await mkdir(dirname(paths.database), { recursive: true, mode: OWNER_ONLY_FOLDER });
  const database = guarded(() => openDatabase(paths.database));
  const statements = guarded(() => ({
    insert: database.prepare('INSERT OR IGNORE INTO subject_key (subject, key) VALUES (?, ?)'),
    select: database.prepare('SELECT key FROM subject_key WHERE subject = ?'),
    delete: database.prepare('DELETE FROM subject_key WHERE subject = ?'),
  }));
  const rowOf = ({ kind, identifier }: Subject) =>
    suite.keyed(lookupKey, Buffer.from(`creditgate/subject-key/v1\n${kind}\n${identifier}`));
  const find = (subjects: readonly Subject[]) =>
    subjects.map((subject) => keyOf(statements.select, rowOf(subject)));

  return {
    getOrCreate: async (subjects) =>
      guarded(() => {
        const known = find(subjects);
        if (known.every((key) => key !== undefined)) return known;
        inTransaction(database, () => {
          for (const subject of subjects)
            statements.insert.run(rowOf(subject), randomBytes(HASH_BYTES));
        });
        return find(subjects).map(present);
      }),
    find: async (subjects) => guarded(() => find(subjects)),
    all: async (subject) => guarded(() => find([subject]).filter((key) => key !== undefined)),
    erase: async (subject) => guarded(() => statements.delete.run(rowOf(subject)).changes > 0),
    close: async () => guarded(() => database.close()),
  };
}

function openDatabase(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', OWNER_ONLY));
  const database = new DatabaseSync(path);
  database.exec(SETTINGS);
  return database;
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function keyOf(select: StatementSync, row: Uint8Array): Uint8Array | undefined {
  const key = select.get(row)?.key;
  return key instanceof Uint8Array ? key : undefined;
}

function present(key: Uint8Array | undefined): Uint8Array {
  if (key === undefined) throw new TypeError('expected a key, got none');
  return key;
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof AuditError) throw cause;
    throw new AuditError('SUBJECT_KEYS_UNAVAILABLE', 'expected usable subject keys', {}, { cause });
  }
}
