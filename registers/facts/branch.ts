import { type RawBuilder, sql } from 'kysely';
import type { Stored } from '../columns.ts';
import { type Columns, columnName, type Held, type Register } from '../definitions/register.ts';
import type { Dialect } from '../dialects/dialect.ts';

/** What every entry tells beside its fields. */
export interface EntryHead {
  readonly id: string;
  readonly version: number;
  readonly recordedAt: number;
}

/** One register's part of a question: which fields of which entries, and how an answer is read. */
export interface Branch<E> {
  readonly register: string;
  readonly fields: readonly string[];
  /** `select register, n, body …`; `n` numbers the subject, null where there is none. */
  select(
    dialect: Dialect,
    visible: RawBuilder<boolean>,
    filter: RawBuilder<boolean> | null,
  ): RawBuilder<unknown>;
  read(body: string): E;
}

/** An entry as a branch gives it. */
export type EntryIn<B> = B extends Branch<infer E> ? E : never;

/** Fields of entries of subjects that were asked for (relation `found`), or of no subject. */
export function branch<C extends Columns, const F extends readonly (keyof C & string)[]>(
  register: Register<C>,
  fields: F,
): Branch<Pick<Held<C>, F[number]> & EntryHead> {
  const heads = [sql.ref('t.id'), sql.ref('t.version'), sql.ref('t.recorded_at')];
  const columns = fields.map((field) => sql.ref(`t.${columnName(field)}`));
  const from = register.ofSubject
    ? sql`found f join ${sql.table(register.table)} t on t.subject_id = f.id`
    : sql`${sql.table(register.table)} t`;
  const n = register.ofSubject ? sql`f.n` : sql`null`;
  return {
    register: register.name,
    fields,
    select: (
      dialect,
      visible,
      filter,
    ) => sql`select ${sql.lit(register.name)} as register, ${n} as n,
      ${dialect.jsonArray([...heads, ...columns])} as body from ${from}
      where ${visible}${filter === null ? sql`` : sql` and ${filter}`}`,
    read(body) {
      const [id, version, recordedAt, ...stored] = JSON.parse(body) as readonly Stored[];
      const entry: Record<string, unknown> = {};
      fields.forEach((field, at) => {
        entry[field] = register.columns[field]?.load(stored[at] ?? null);
      });
      const head = { id: String(id), version: Number(version), recordedAt: Number(recordedAt) };
      return { ...entry, ...head } as Pick<Held<C>, F[number]> & EntryHead;
    },
  };
}

/** Entries in force now, or as they were known at a time of the registers' clock. */
export function visibleAt(knownAt: number | null): RawBuilder<boolean> {
  if (knownAt === null) return sql<boolean>`t.superseded_at is null`;
  return sql<boolean>`t.recorded_at <= ${knownAt}
    and (t.superseded_at is null or t.superseded_at > ${knownAt})`;
}
