import { type RawBuilder, sql } from 'kysely';
import { dayAt } from '../../policy/days.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { RegisterError } from '../errors.ts';
import { mapKeyOf, type SubjectRef } from '../subject.ts';
import { type Branch, visibleAt } from './branch.ts';
import {
  CALLER_PARTS,
  type CallerEntries,
  type CallerPart,
  callerFactsOf,
} from './caller-facts.ts';
import {
  SUBJECT_PARTS,
  type SubjectEntries,
  type SubjectPart,
  subjectFactsOf,
} from './subject-facts.ts';
import { type FactsQuestion, MOST_SUBJECTS, type RequestRegisterFacts } from './types.ts';

interface Answer {
  readonly register: string;
  readonly n: number | null;
  readonly body: string;
}

/** Register name of the one row that tells the registers' clock. */
const CLOCK = 'clock';

/**
 * Everything a decision needs to know of up to 500 subjects and of the caller: one statement, so that
 * the parts of the answer are of one moment.
 *
 * @throws {RegisterError} `TOO_MANY_SUBJECTS`; `REGISTER_UNAVAILABLE` when the database is down or slow
 */
export async function askFacts(
  dialect: Dialect,
  question: FactsQuestion & { readonly at: number },
): Promise<RequestRegisterFacts> {
  if (question.subjects.length > MOST_SUBJECTS) {
    throw new RegisterError(
      'TOO_MANY_SUBJECTS',
      `expected ${MOST_SUBJECTS} subjects at most, got ${question.subjects.length}`,
      { expected: MOST_SUBJECTS, got: question.subjects.length },
    );
  }
  const distinct = [...new Map(question.subjects.map((ref) => [mapKeyOf(ref), ref])).values()];
  const answers = await ask(dialect, question, distinct);
  const moment = { instant: question.at, day: dayAt(question.at) };
  const facts = new Map(
    distinct.map((ref, n) => {
      const entries = readAll(SUBJECT_PARTS, answers, n) as unknown as SubjectEntries;
      return [mapKeyOf(ref), subjectFactsOf(entries, moment)] as const;
    }),
  );
  const callers = readAll(CALLER_PARTS, answers, null) as unknown as CallerEntries;
  return {
    knownAt: question.knownAt ?? Number(answers.get(keyOf(CLOCK, null))?.[0]?.body),
    subjects: question.subjects.flatMap((ref) => facts.get(mapKeyOf(ref)) ?? []),
    caller: callerFactsOf(callers, question.purpose, moment.day),
  };
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
  };
}

const PARTS = { ...SUBJECT_PARTS, ...CALLER_PARTS };

/** The answers, by register and number of the subject. */
type Answers = ReadonlyMap<string, readonly Answer[]>;

async function ask(
  dialect: Dialect,
  question: FactsQuestion,
  subjects: readonly SubjectRef[],
): Promise<Answers> {
  const visible = visibleAt(question.knownAt ?? null);
  const filters = filtersOf(dialect, question);
  const selects = Object.entries(PARTS).map(([name, part]) =>
    part.select(dialect, visible, filters[name as keyof Filters]),
  );
  const clock = sql`select ${sql.lit(CLOCK)} as register, null as n, cast(at as text) as body
    from register_clock`;
  const { rows } = await sql<Answer>`with found as materialized (
      select a.n as n, s.id as id from ${dialect.asked(subjects)} a
      join subject s on s.kind = a.kind and s.key = a.key
    ) ${sql.join([...selects, clock], sql` union all `)}`.execute(dialect.read);
  return Map.groupBy(rows, ({ register, n }) => keyOf(register, n));
}

function keyOf(register: string, n: number | null): string {
  return `${register}:${n ?? ''}`;
}

function readAll(
  parts: Readonly<Record<string, Branch<unknown>>>,
  answers: Answers,
  n: number | null,
): Readonly<Record<string, readonly unknown[]>> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [
      name,
      (answers.get(keyOf(part.register, n)) ?? []).map(({ body }) => part.read(body)),
    ]),
  );
}
