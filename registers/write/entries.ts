import { type RawBuilder, sql } from 'kysely';
import type { Identities, Stored } from '../columns.ts';
import { type Columns, columnName, type Register, type Written } from '../definitions/register.ts';
import type { SubjectId } from '../subject.ts';
import type { Write } from './write.ts';

/** The fields of an entry as the database holds them, by column. */
export type StoredFields = Readonly<Record<string, Stored>>;

/** An entry that is to be. */
export interface Draft {
  readonly id: string;
  readonly subject: SubjectId | null;
  readonly fields: StoredFields;
  /** Digest of the row of a file that it comes from; null = not from a file. */
  readonly rowDigest: string | null;
}

/** The newest version of an entry. */
export interface Latest {
  readonly id: string;
  readonly version: number;
  readonly subject: SubjectId | null;
  readonly fields: StoredFields;
  /** Taken back: it has no current version. */
  readonly retracted: boolean;
}

export interface Reason {
  /** Who changes it. */
  readonly actor: string;
  readonly reason: string;
  readonly action: string;
}

export interface Change {
  readonly id: string;
  readonly version: number;
  readonly subject: SubjectId | null;
}

export function fieldsOf<C extends Columns>(
  register: Register<C>,
  entry: Written<C>,
  identities: Identities,
): StoredFields {
  const given = entry as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(register.columns).map(([name, column]) => [
      columnName(name),
      column.store(given[name], identities),
    ]),
  );
}

/** The newest version of each entry, in one statement. */
export async function latestOf(
  { dialect, connection }: Write,
  register: Register,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Latest>> {
  const table = sql.table(register.table);
  const { rows } = await sql<Record<string, Stored>>`select t.* from ${table} t
    where ${dialect.among(sql`t.id`, ids)}
    and t.version = (select max(o.version) from ${table} o where o.id = t.id)`.execute(connection);
  const names = Object.keys(register.columns).map(columnName);
  return new Map(
    rows.map((row) => {
      const id = String(row.id);
      const fields = Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
      const subject = (row.subject_id ?? null) as SubjectId | null;
      const retracted = row.superseded_at !== null;
      return [id, { id, version: Number(row.version), subject, fields, retracted }];
    }),
  );
}

/** What makes it another entry: its subject, or a field that no version may change; null = it is the same. */
export function otherEntryBy(
  register: Register,
  { subject, fields }: Pick<Draft, 'subject' | 'fields'>,
  held: Latest,
): string | null {
  if (held.subject !== subject) return 'subject';
  const isMoved = (name: string) => fields[columnName(name)] !== held.fields[columnName(name)];
  return register.fixed?.find(isMoved) ?? null;
}

export function sameFields(a: StoredFields, b: StoredFields): boolean {
  return Object.entries(a).every(([name, value]) => (b[name] ?? null) === value);
}

/**
 * Writes a next version of each entry. Of what was there before, nothing changes but the time at which
 * it was superseded. The journal is written in the same transaction.
 */
export async function putAll(
  write: Write,
  register: Register,
  drafts: readonly Draft[],
  latest: ReadonlyMap<string, Latest>,
  why: Reason,
): Promise<readonly Change[]> {
  if (drafts.length === 0) return [];
  const { connection, recordedAt } = write;
  await supersede(
    write,
    register,
    drafts.map(({ id }) => id),
  );
  const changes = drafts.map(({ id, subject }) => ({
    id,
    subject,
    version: (latest.get(id)?.version ?? 0) + 1,
  }));
  const rows = drafts.map((draft, at) => ({
    id: draft.id,
    version: changes[at]?.version,
    recorded_at: recordedAt,
    superseded_at: null,
    row_digest: draft.rowDigest,
    ...(register.ofSubject && { subject_id: draft.subject }),
    ...draft.fields,
  }));
  await connection.insertInto(register.table).values(rows).execute();
  await journal(write, register, changes, why);
  return changes;
}

/** Takes an entry back: it stays in the history and is no longer in force. */
export async function retract(
  write: Write,
  register: Register,
  latest: Latest,
  why: Reason,
): Promise<Change> {
  await supersede(write, register, [latest.id]);
  const { id, version, subject } = latest;
  const change = { id, version, subject };
  await journal(write, register, [change], why);
  return change;
}

async function supersede(
  { dialect, connection, recordedAt }: Write,
  register: Register,
  ids: readonly string[],
): Promise<void> {
  const isOne: RawBuilder<boolean> = dialect.among(sql.ref('id'), ids);
  await sql`update ${sql.table(register.table)} set superseded_at = ${recordedAt}
    where ${isOne} and superseded_at is null`.execute(connection);
}

async function journal(
  { connection, recordedAt }: Write,
  register: Register,
  changes: readonly Change[],
  { actor, reason, action }: Reason,
): Promise<void> {
  const rows = changes.map(({ id, version, subject }) => ({
    register: register.name,
    entry_id: id,
    version,
    action,
    subject_id: subject,
    actor,
    reason,
    recorded_at: recordedAt,
  }));
  await connection.insertInto('change').values(rows).execute();
}
