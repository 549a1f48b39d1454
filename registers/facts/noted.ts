import { sql } from 'kysely';
import type { Dialect } from '../dialects/dialect.ts';
import type { SubjectRef } from '../subject.ts';

/** Registers whose entries change whether a record counts. */
const TABLES = ['lifecycle', 'repair', 'objection', 'opt_out', 'basis_status'] as const;

/** The subjects of whom the registers hold anything that bears on their records. */
export async function notedSubjects({ read }: Dialect): Promise<readonly SubjectRef[]> {
  const noted = TABLES.map(
    (table) => sql`select t.subject_id from ${sql.table(table)} t where t.superseded_at is null`,
  );
  const { rows } = await sql<SubjectRef>`select kind, key from subject
    where id in (${sql.join(noted, sql` union `)})`.execute(read);
  return rows;
}
