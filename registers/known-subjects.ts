import { sql } from 'kysely';
import type { Dialect } from './dialects/dialect.ts';
import type { SubjectId, SubjectRef } from './subject.ts';

/** A page of the subjects that the registers know. */
export interface SubjectPage {
  /** The last one of the page before; null = the first page. */
  readonly after: SubjectId | null;
  readonly limit: number;
}

export interface KnownSubject extends SubjectRef {
  readonly id: SubjectId;
}

/** Subjects of whom anything was ever held, in the order of their identities. */
export async function knownSubjects(
  { read }: Dialect,
  { after, limit }: SubjectPage,
): Promise<readonly KnownSubject[]> {
  const { rows } = await sql<KnownSubject>`select id, kind, key from subject
    where id > ${after ?? ''} order by id limit ${limit}`.execute(read);
  return rows;
}
