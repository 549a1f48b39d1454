import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Dialect } from '../../../registers/dialects/dialect.ts';
import { migrate } from '../../../registers/migrations/migrate.ts';
import { openDialect } from '../../../registers/store.ts';
import type { CryptoSuite } from '../crypto.ts';
import { HASH_BYTES } from '../crypto.ts';
import { AuditError } from '../errors.ts';
import { loadSecret } from '../keys.ts';
import type { Subject, SubjectKeys } from './subject-keys.ts';

/** The row by which replicas find out that they do not share the secret. */
const CHECK = 'check';

interface Row {
  readonly subject: string;
  readonly seed: string;
}

/**
 * Subject keys in PostgreSQL, shared by all replicas. A row is found by a digest of the identifier
 * under the secret in `lookupKeyPath`, and a key is made of the row's random seed and that secret: the
 * database alone, or a copy of it, names nobody and opens no digest. Erasing deletes the seed; what
 * PostgreSQL has of it in freed pages and in its own log stays until they are written over.
 *
 * @throws AuditError `KEY_INVALID` when other replicas use another secret
 */
export async function openPostgresSubjectKeys(
  suite: CryptoSuite,
  place: { readonly url: string; readonly lookupKey: string },
): Promise<SubjectKeys> {
  const secret = await loadSecret(place.lookupKey, () => randomBytes(HASH_BYTES));
  const dialect = await guarded(() => openDatabase(place.url));
  const rowOf = ({ kind, identifier }: Subject) =>
    keyed(suite, secret, `subject-key/v1\n${kind}\n${identifier}`).toString('base64');
  const keyOf = (seed: string) => keyed(suite, secret, `subject-seed/v1\n${seed}`);

  const find = async (subjects: readonly Subject[]) => {
    const names = subjects.map(rowOf);
    const seeds = await seedsOf(dialect, names);
    return names.map((name) => {
      const seed = seeds.get(name);
      return seed === undefined ? undefined : keyOf(seed);
    });
  };
  await guarded(() => demandSameSecret(dialect, keyOf('').toString('base64'))).catch(
    async (error: unknown) => {
      await dialect.close();
      throw error;
    },
  );

  return {
    getOrCreate: (subjects) =>
      guarded(async () => {
        const known = await find(subjects);
        const missing = subjects.filter((_, at) => known[at] === undefined);
        if (missing.length > 0) await create(dialect, missing.map(rowOf));
        const found = missing.length > 0 ? await find(subjects) : known;
        return found.map(present);
      }),
    find: (subjects) => guarded(() => find(subjects)),
    all: (subject) =>
      guarded(async () => (await find([subject])).filter((key) => key !== undefined)),
    erase: (subject) =>
      guarded(async () => {
        const { rows } = await sql`delete from subject_seed where subject = ${rowOf(subject)}
          returning subject`.execute(dialect.write);
        await sql`vacuum subject_seed`.execute(dialect.write);
        return rows.length > 0;
      }),
    close: () => guarded(() => dialect.close()),
  };
}

async function openDatabase(url: string): Promise<Dialect> {
  const dialect = openDialect({ url });
  try {
    await migrate(dialect);
    return dialect;
  } catch (error) {
    await dialect.close();
    throw error;
  }
}

async function demandSameSecret(dialect: Dialect, check: string): Promise<void> {
  await sql`insert into subject_seed (subject, seed) values (${CHECK}, ${check})
    on conflict (subject) do nothing`.execute(dialect.write);
  const found = (await seedsOf(dialect, [CHECK])).get(CHECK);
  if (found === check) return;
  throw new AuditError(
    'KEY_INVALID',
    'expected the secret of subject keys that the other replicas use, got another',
  );
}

async function seedsOf(
  dialect: Dialect,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<Row>`select subject, seed from subject_seed
    where ${dialect.among(sql.ref('subject'), names)}`.execute(dialect.write);
  return new Map(rows.map(({ subject, seed }) => [subject, seed]));
}

/** Committed before it is given; of two that make one at once, the first one's stays. */
async function create(dialect: Dialect, names: readonly string[]): Promise<void> {
  const rows = [...new Set(names)].sort().map((subject) => {
    const seed = randomBytes(HASH_BYTES).toString('base64');
    return sql`(${subject}, ${seed})`;
  });
  await sql`insert into subject_seed (subject, seed) values ${sql.join(rows)}
    on conflict (subject) do nothing`.execute(dialect.write);
}

function keyed(suite: CryptoSuite, secret: Uint8Array, text: string): Buffer {
  return Buffer.from(suite.keyed(secret, Buffer.from(`creditgate/${text}`)));
}

function present(key: Uint8Array | undefined): Uint8Array {
  if (key === undefined) throw new TypeError('expected a key, got none');
  return key;
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AuditError) throw cause;
    throw new AuditError('SUBJECT_KEYS_UNAVAILABLE', 'expected usable subject keys', {}, { cause });
  }
}
