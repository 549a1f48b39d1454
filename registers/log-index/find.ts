import { type RawBuilder, sql } from 'kysely';
import type { Dialect } from '../dialects/dialect.ts';
import { decisionsOf, factsOf, foundOf, type Row, subjectOf } from './rows.ts';
import type {
  AccessQuestion,
  FoundAccess,
  FoundEntry,
  IndexedDecision,
  IndexedEntry,
  IndexHead,
  Position,
  SearchQuestion,
} from './types.ts';

export async function headOf({ read }: Dialect, log: string): Promise<IndexHead | null> {
  const { rows } = await sql<Row>`select size, leaf from log_head where log = ${log}`.execute(read);
  const [row] = rows;
  return row === undefined ? null : { size: Number(row.size), leaf: String(row.leaf) };
}

/** See {@link LogIndex.held}. */
export async function held(
  { read }: Dialect,
  log: string,
  from: number,
  to: number,
): Promise<readonly IndexedEntry[]> {
  const range = sql`where log = ${log} and idx >= ${from} and idx < ${to}`;
  const entries = await sql<Row>`select * from log_entry ${range} order by idx`.execute(read);
  const decisions = await sql<Row>`select * from log_decision ${range} order by idx, n`.execute(
    read,
  );
  const subjects = await sql<Row>`select * from log_subject ${range}`.execute(read);
  const decisionsAt = Map.groupBy(decisions.rows, ({ idx }) => Number(idx));
  const subjectsAt = Map.groupBy(subjects.rows, ({ idx }) => Number(idx));
  return entries.rows.map((row) => {
    const facts = factsOf(row);
    const found = (subjectsAt.get(facts.index) ?? []).map(subjectOf);
    return {
      ...facts,
      decisions: (decisionsAt.get(facts.index) ?? []).map(decisionsOf),
      // databases sort texts each in their own way
      subjects: found.sort((a, b) => (a.digest < b.digest ? -1 : 1)),
    };
  });
}

/** See {@link LogIndex.accesses}. */
export async function accesses(
  dialect: Dialect,
  question: AccessQuestion,
): Promise<readonly FoundAccess[]> {
  const { digests, events, callers, after, limit } = question;
  const conditions = [
    dialect.among(sql.ref('s.digest'), digests),
    dialect.among(sql.ref('e.event'), events),
    dialect.among(sql.ref('e.caller'), callers),
    ...behind(after, 's'),
  ];
  const { rows } = await sql<Row>`select e.*, s.decisions, s.records, o.name as registered_name
    from log_subject s join log_entry e on e.log = s.log and e.idx = s.idx
    left join organisation o on o.id = e.organisation and o.superseded_at is null
    where ${sql.join(conditions, sql` and `)}
    order by s.time desc, s.log, s.idx desc limit ${limit}`.execute(dialect.read);
  const decided = await decisionsBehind(dialect, rows);
  return rows.map((row) => {
    const { decisions, records } = subjectOf(row);
    const all = decided.get(placeOf(row)) ?? [];
    return { ...foundOf(row), records, decisions: decisions.flatMap((at) => all[at] ?? []) };
  });
}

/** The sets of decisions of the entries of a page, by {@link placeOf}. */
async function decisionsBehind(
  { read }: Dialect,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, readonly (readonly IndexedDecision[])[]>> {
  if (rows.length === 0) return new Map();
  const byLog = Map.groupBy(rows, ({ log }) => String(log));
  const places = [...byLog].map(
    ([log, of]) => sql`(log = ${log} and idx in (${sql.join(of.map(({ idx }) => idx))}))`,
  );
  const found = await sql<Row>`select * from log_decision
    where ${sql.join(places, sql` or `)} order by log, idx, n`.execute(read);
  const grouped = Map.groupBy(found.rows, placeOf);
  return new Map([...grouped].map(([place, sets]) => [place, sets.map(decisionsOf)]));
}

/** See {@link LogIndex.search}. */
export async function search(
  dialect: Dialect,
  question: SearchQuestion,
): Promise<readonly FoundEntry[]> {
  const conditions = [
    sql`1 = 1`,
    ...conditionsOf(dialect, question),
    ...behind(question.after, 'e'),
  ];
  const { rows } = await sql<Row>`select e.*, o.name as registered_name from log_entry e
    left join organisation o on o.id = e.organisation and o.superseded_at is null
    where ${sql.join(conditions, sql` and `)}
    order by e.time desc, e.log, e.idx desc limit ${question.limit}`.execute(dialect.read);
  return rows.map(foundOf);
}

function conditionsOf(dialect: Dialect, question: SearchQuestion): readonly RawBuilder<unknown>[] {
  const { organisation, operator, purpose, outcome, digests, from, until } = question;
  const given: readonly (readonly [unknown, RawBuilder<unknown>])[] = [
    [organisation, sql`e.organisation = ${organisation}`],
    [operator, sql`(e.operator = ${operator} or e.operator_name = ${operator})`],
    [purpose, sql`e.purpose = ${purpose}`],
    [outcome, sql`e.outcomes like ${`% ${outcome} %`}`],
    [from, sql`e.time >= ${from}`],
    [until, sql`e.time < ${until}`],
    [
      digests,
      sql`exists (select 1 from log_subject s
        where ${dialect.among(sql.ref('s.digest'), digests ?? [])} and s.log = e.log and s.idx = e.idx)`,
    ],
  ];
  return given.flatMap(([value, condition]) => (value === null ? [] : [condition]));
}

/** What comes behind a place in the order of answers. */
function behind(after: Position | null, table: 'e' | 's'): readonly RawBuilder<unknown>[] {
  if (after === null) return [];
  const [time, log, idx] = ['time', 'log', 'idx'].map((name) => sql.ref(`${table}.${name}`));
  return [
    sql`(${time} < ${after.time} or (${time} = ${after.time} and (${log} > ${after.log}
      or (${log} = ${after.log} and ${idx} < ${after.index}))))`,
  ];
}

function placeOf({ log, idx }: Row): string {
  return `${log} ${idx}`;
}
