import { type RawBuilder, sql } from 'kysely';
import type { Dialect } from '../dialects/dialect.ts';
import type { SubjectRef } from '../subject.ts';
import { visibleAt } from './branch.ts';
import type { CachedRows } from './cache.ts';
import { CALLER_PARTS, type CallerPart } from './caller-facts.ts';
import { SUBJECT_PARTS, type SubjectPart } from './subject-facts.ts';
import type { FactsQuestion } from './types.ts';

export interface Answer {
  readonly register: string;
  /** Number of the subject; null = it is of no subject. */
  readonly n: number | null;
  readonly body: string;
}

/** Register names of the rows that tell the registers' clock, and the revision of a subject. */
export const CLOCK = 'clock';
export const REVISION = 'revision';

/** A question with its subjects told apart once. */
export interface Asked extends FactsQuestion {
  readonly at: number;
  readonly distinct: readonly SubjectRef[];
  /** What a cache keeps of each of them; null when none is asked. */
  readonly kept: readonly (CachedRows | null)[] | null;
}

type Filters = Readonly<Record<SubjectPart | CallerPart, RawBuilder<boolean> | null>>;

function filtersOf(dialect: Dialect, question: FactsQuestion): Filters {
  const { grantee, organisation, itemIds } = question;
  const item = sql.ref('t.item');
  const ofItems = itemIds === undefined ? null : dialect.among(item, itemIds);
  const ofOrganisation = sql<boolean>`t.organisation = ${organisation}`;
  return {
    lifecycle: null,
    authorisations: sql<boolean>`t.grantee = ${grantee}`,
    representatives: sql<boolean>`t.capacity = 'guardian'`,
    lists: null,
    // a document's status without an item concerns whatever rests on the document
    basisStatus: ofItems && sql<boolean>`(${item} is null or ${ofItems})`,
    objections: ofItems,
    repairs: ofItems,
    optOuts: ofItems,
    organisations: sql<boolean>`t.id = ${organisation ?? grantee}`,
    agreements: sql<boolean>`t.firm = ${grantee}`,
    duties: ofOrganisation,
    queryItems: ofOrganisation,
    overrides: null,
  };
}

const PARTS = { ...SUBJECT_PARTS, ...CALLER_PARTS };

/** The answers, by number of the subject. */
export type Answers = ReadonlyMap<number | null, readonly Answer[]>;

/** Puts a question as one statement. */
export async function ask(dialect: Dialect, asked: Asked): Promise<Answers> {
  const visible = visibleAt(asked.knownAt ?? null);
  const filters = filtersOf(dialect, asked);
  const selects = Object.entries(PARTS).map(([name, part]) =>
    part.select(dialect, visible, filters[name as keyof Filters]),
  );
  const clock = sql`select ${sql.lit(CLOCK)} as register, null as n, cast(at as text) as body
    from register_clock`;
  const { found, revisions } = subjectsFound(dialect, asked);
  const parts = [...selects, ...revisions, clock];
  const { rows } = await sql<Answer>`with ${found} ${sql.join(parts, sql` union all `)}`.execute(
    dialect.read,
  );
  return Map.groupBy(rows, ({ n }) => (n === null ? null : Number(n)));
}

/**
 * The relation `found` of the subjects whose rows are needed. Every change of a subject's rows writes a
 * line in `change` in the same transaction, later than all before it (one-clock); so the last of them,
 * with the random identity of the subject in this database, tells its rows apart from any before.
 */
function subjectsFound(dialect: Dialect, { distinct, kept }: Asked) {
  const asked = dialect.asked(
    distinct.map((subject, n) => ({ ...subject, known: kept?.[n]?.revision })),
  );
  const known = sql`${asked} a join subject s on s.kind = a.kind and s.key = a.key`;
  if (kept === null) {
    return {
      found: sql`found as materialized (select a.n as n, s.id as id from ${known})`,
      revisions: [],
    };
  }
  return {
    found: sql`held as materialized (
        select a.n as n, s.id as id, a.known as known, s.id || ':' || cast((
          select max(c.recorded_at) from change c where c.subject_id = s.id
        ) as text) as revision from ${known}
      ), found as materialized (
        select n, id from held where known is null or revision is null or known <> revision
      )`,
    revisions: [
      sql`select ${sql.lit(REVISION)} as register, n, revision as body from held
        where revision is not null`,
    ],
  };
}
