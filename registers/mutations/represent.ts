import { sql } from 'kysely';
import type { Day } from '../../policy/days.ts';
import type { Grantor } from '../../policy/terms.ts';
import { representatives } from '../definitions/subjects.ts';
import { RegisterError } from '../errors.ts';
import type { SubjectId, SubjectRef } from '../subject.ts';
import { identify } from '../write/subjects.ts';
import { type Actor, canonicalSubject, type Mutation } from './request.ts';

/** On whose behalf a subject's token acts for a subject: its own, or as a registered representative. */
export type Standing = { readonly self: true } | { readonly self: false; readonly as: Grantor };

/**
 * @returns null when the actor is no subject: what it may do, the caller of the port has checked
 * @throws {RegisterError} `NOT_REPRESENTATIVE` when a subject acts for another without being registered
 */
export async function standingOf(
  mutation: Mutation,
  actor: Actor,
  subject: SubjectId,
  day: Day,
): Promise<Standing | null> {
  if (actor.kind !== 'subject') return null;
  const who = canonicalSubject(actor.subject);
  const identities = await identify(mutation, [who]);
  if (identities(who) === subject) return { self: true };
  for (const capacity of ['guardian', 'unit'] as const) {
    if (await represents(mutation, identities(who), subject, capacity, day)) {
      return { self: false, as: capacity };
    }
  }
  throw new RegisterError(
    'NOT_REPRESENTATIVE',
    'expected the subject itself or a registered representative',
  );
}

/** Whether somebody is registered as a subject's guardian, or as the person a unit entrusted. */
export async function represents(
  { connection }: Pick<Mutation, 'connection'>,
  representative: SubjectId,
  subject: SubjectId,
  capacity: 'guardian' | 'unit',
  day: Day,
): Promise<boolean> {
  const table = sql.table(representatives.table);
  const { rows } = await sql<{ starts_on: string | null; ends_on: string | null }>`
    select starts_on, ends_on from ${table} where subject_id = ${subject}
    and representative = ${representative} and capacity = ${capacity}
    and superseded_at is null`.execute(connection);
  const { from, until } = representatives.columns;
  return rows.some((row) => {
    const [start, end] = [from.load(row.starts_on), until.load(row.ends_on)];
    return (start === null || start <= day) && (end === null || end >= day);
  });
}

export async function subjectIdOf(mutation: Mutation, subject: SubjectRef): Promise<SubjectId> {
  const canonical = canonicalSubject(subject);
  return (await identify(mutation, [canonical]))(canonical);
}
