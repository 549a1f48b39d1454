import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Identities } from '../columns.ts';
import type { Database, Dialect } from '../dialects/dialect.ts';
import { RegisterError } from '../errors.ts';
import { mapKeyOf, type SubjectId, type SubjectRef } from '../subject.ts';
import type { Write } from './write.ts';

/** Gives each subject its identity, a new one where it has none. */
export async function identify(
  { dialect, connection, recordedAt }: Write,
  subjects: readonly SubjectRef[],
): Promise<Identities> {
  const wanted = new Map(subjects.map((subject) => [mapKeyOf(subject), subject]));
  const list = [...wanted.values()];
  const found = new Map(await knownIdentities(dialect, connection, list));
  const fresh = list.filter((subject) => !found.has(mapKeyOf(subject)));
  const created = fresh.map((subject) => ({ ...subject, id: randomUUID() as SubjectId }));
  for (const subject of created) found.set(mapKeyOf(subject), subject.id);
  if (created.length > 0) {
    const values = created.map(({ id, kind, key }) => ({ id, kind, key, recorded_at: recordedAt }));
    await connection.insertInto('subject').values(values).execute();
  }
  return (subject) => {
    const id = found.get(mapKeyOf(subject));
    if (id !== undefined) return id;
    throw new RegisterError('INVALID_ENTRY', 'expected a subject that was identified before');
  };
}

/** The identities of the subjects that have one, by {@link mapKeyOf}. */
export async function knownIdentities(
  { asked }: Dialect,
  database: Database,
  subjects: readonly SubjectRef[],
): Promise<ReadonlyMap<string, SubjectId>> {
  if (subjects.length === 0) return new Map();
  const { rows } = await sql<{ n: number; id: SubjectId }>`select a.n, s.id from
    ${asked(subjects)} a join subject s on s.kind = a.kind and s.key = a.key`.execute(database);
  return new Map(
    rows.flatMap(({ n, id }) => {
      const subject = subjects[Number(n)];
      return subject === undefined ? [] : [[mapKeyOf(subject), id] as const];
    }),
  );
}
