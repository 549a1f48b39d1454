import { sql } from 'kysely';
import type { Stored } from './columns.ts';
import { authorisations } from './definitions/authorisations.ts';
import {
  agreements,
  duties,
  organisations,
  overrides,
  queryItems,
} from './definitions/organisations.ts';
import { basisStatus, lists, objections, optOuts, repairs } from './definitions/records.ts';
import { columnName, type HeldOf, type Register } from './definitions/register.ts';
import { lifecycle, reportCounts, representatives } from './definitions/subjects.ts';
import type { Dialect } from './dialects/dialect.ts';
import { visibleAt } from './facts/branch.ts';
import { type SubjectId, type SubjectRef, subjectRef } from './subject.ts';

const BY_NAME = {
  authorisations,
  lifecycle,
  representatives,
  lists,
  'basis-status': basisStatus,
  objections,
  repairs,
  'opt-outs': optOuts,
  'report-counts': reportCounts,
  organisations,
  agreements,
  duties,
  'query-items': queryItems,
  overrides,
} as const;

export type AnyRegister = keyof typeof BY_NAME;
export type OrganisationRegister =
  | 'organisations'
  | 'agreements'
  | 'duties'
  | 'query-items'
  | 'overrides';
export type SubjectRegister = Exclude<AnyRegister, OrganisationRegister>;

/** An entry as it is, or was, held. */
export type HeldEntry<N extends AnyRegister> = HeldOf<(typeof BY_NAME)[N]> & {
  readonly id: string;
  readonly version: number;
  readonly recordedAt: number;
  /** When another version took its place, or it was taken back; null = in force. */
  readonly supersededAt: number | null;
};

/** A version of an entry, with who made it and why. */
export type HistoryEntry<N extends AnyRegister> = HeldEntry<N> & {
  readonly action: string;
  /** `subject:<identity>`, `organisation:<organisation>/<operator>` or `system:<name>`. */
  readonly actor: string;
  readonly reason: string;
};

export type Row = Readonly<Record<string, Stored>>;

/** A subject's entries in one register, now or as they were known at a time of the registers' clock. */
export async function entriesOf<N extends SubjectRegister>(
  { read, asked }: Dialect,
  name: N,
  subject: SubjectRef,
  knownAt: number | null,
): Promise<readonly HeldEntry<N>[]> {
  const ref = subjectRef(subject.kind, subject.key);
  if (ref === null) return [];
  const { rows } = await sql<Row>`select t.* from ${asked([ref])} a
    join subject s on s.kind = a.kind and s.key = a.key
    join ${sql.table(BY_NAME[name].table)} t on t.subject_id = s.id
    where ${visibleAt(knownAt)} order by t.id`.execute(read);
  return rows.map((row) => held(name, row));
}

/** All entries of a register of organisations, now or as they were known at a time. */
export async function entriesIn<N extends OrganisationRegister>(
  { read }: Dialect,
  name: N,
  knownAt: number | null,
): Promise<readonly HeldEntry<N>[]> {
  const { rows } = await sql<Row>`select t.* from ${sql.table(BY_NAME[name].table)} t
    where ${visibleAt(knownAt)} order by t.id`.execute(read);
  return rows.map((row) => held(name, row));
}

/** Every version of an entry, oldest first; empty when there is no such entry. */
export async function historyOf<N extends AnyRegister>(
  { read, among }: Dialect,
  name: N,
  id: string,
): Promise<readonly HistoryEntry<N>[]> {
  const { rows } = await sql<Row>`select t.*, c.action as change_action, c.actor as change_actor,
      c.reason as change_reason from ${sql.table(BY_NAME[name].table)} t
    join change c on c.register = ${name} and c.entry_id = t.id and c.version = t.version
    where ${among(sql.ref('t.id'), [id])} order by t.version, c.recorded_at`.execute(read);
  return rows.map((row) => ({
    ...held(name, row),
    action: String(row.change_action),
    actor: String(row.change_actor),
    reason: String(row.change_reason),
  }));
}

/** The subjects behind identities, in their order; null where there is none. */
export async function subjectsBehind(
  { read, among }: Dialect,
  ids: readonly SubjectId[],
): Promise<readonly (SubjectRef | null)[]> {
  const { rows } = await sql<SubjectRef & { id: string }>`select id, kind, key from subject
    where ${among(sql.ref('id'), ids)}`.execute(read);
  const found = new Map(rows.map(({ id, kind, key }) => [id, { kind, key }]));
  return ids.map((id) => found.get(id) ?? null);
}

export function registerNamed(name: AnyRegister): Register {
  return BY_NAME[name] as unknown as Register;
}

export function held<N extends AnyRegister>(name: N, row: Row): HeldEntry<N> {
  const register = registerNamed(name);
  const fields = Object.entries(register.columns).map(([field, column]) => [
    field,
    column.load(row[columnName(field)] ?? null),
  ]);
  return {
    ...Object.fromEntries(fields),
    id: String(row.id),
    version: Number(row.version),
    recordedAt: Number(row.recorded_at),
    supersededAt: row.superseded_at === null ? null : Number(row.superseded_at),
  } as HeldEntry<N>;
}
