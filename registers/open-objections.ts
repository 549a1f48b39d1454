import { sql } from 'kysely';
import type { Dialect } from './dialects/dialect.ts';
import { RegisterError } from './errors.ts';
import { type HeldEntry, held, type Row } from './read.ts';
import { readSubjectKind, type SubjectRef } from './subject.ts';

/** A page of objections. */
export interface ObjectionPage {
  /** The last one of the page before; null = the first page. */
  readonly after: string | null;
  readonly limit: number;
}

export interface OpenObjection {
  readonly subject: SubjectRef;
  readonly entry: HeldEntry<'objections'>;
}

/** Objections of all subjects that are not decided, in the order in which they were received. */
export async function openObjections(
  { read }: Dialect,
  { after, limit }: ObjectionPage,
): Promise<readonly OpenObjection[]> {
  // a page goes on where the last one ended, even when that entry was decided in the meantime
  const place = sql`(select min(o.received_on) from objection o where o.id = ${after})`;
  const next =
    after === null
      ? sql``
      : sql`and (t.received_on > ${place} or (t.received_on = ${place} and t.id > ${after}))`;
  const { rows } = await sql<Row>`select t.*, s.kind as subject_kind, s.key as subject_key
    from objection t join subject s on s.id = t.subject_id
    where t.superseded_at is null and t.decided_on is null ${next}
    order by t.received_on, t.id limit ${limit}`.execute(read);
  return rows.map((row) => ({ subject: subjectOf(row), entry: held('objections', row) }));
}

function subjectOf({ subject_kind, subject_key }: Row): SubjectRef {
  const kind = readSubjectKind(subject_kind);
  if (kind !== null) return { kind, key: String(subject_key) };
  throw new RegisterError('INVALID_ENTRY', 'expected a kind of subject');
}
