import { dayAt, formatDay, plusMonths } from '../../policy/days.ts';
import type { StatisticsPolicy } from '../../policy/statistics.ts';
import type { CellsOf } from '../../schema/statistics/cells-sql.ts';
import { GatewayError } from '../errors.ts';
import type { CountableItem } from './counting/counted.ts';
import type { GivenTable, Ledger, LedgerEntry } from './ledger.ts';
import { givenLevel, heldBack, levelsAsked, placedBefore, suppressed } from './levels.ts';
import { protectLinked } from './linked.ts';
import { type Counters, cellsOf, type Joined, type Population } from './population.ts';
import { asksAmount, dimensionsOf, questionDigest, type StatisticsQuestion } from './question.ts';
import { countLevels } from './rollup.ts';
import { rowsOf, type TableRow } from './table.ts';

export interface RoomOptions {
  readonly policy: StatisticsPolicy;
  readonly counters: Counters;
  readonly joined: Joined;
  readonly ledger: Ledger;
  /** What may be counted now, by the pack and the registers. */
  readonly population: (about: StatisticsQuestion['about'], now: number) => Promise<Population>;
}

export interface AnsweredTable {
  readonly rows: readonly TableRow[];
  /** The day of which the counts are, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly depth: number;
  /** Questions of that depth that are left this year. */
  readonly remaining: number;
}

export interface StatisticsRoom {
  /**
   * Answers a question of an organisation, checked against everything it was given before.
   *
   * @throws {GatewayError} `STATISTICS_BUDGET`, `STATISTICS_TOO_DETAILED`, `SOURCE_UNAVAILABLE`
   */
  answer(question: StatisticsQuestion, organisation: string, now: number): Promise<AnsweredTable>;
}

/** Parts of the population that linked tables are solved over, for each cell that a table may have. */
const ATOMS_A_CELL = 10;

/** Replicas that answer the same organisation at once try again this often. */
const TRIES = 5;

export function openRoom(options: RoomOptions): StatisticsRoom {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    // one at a time: each answer is checked against the one before it
    answer(question, organisation, now) {
      const answered = turn.then(() => answer(options, question, organisation, now));
      turn = answered.catch(() => undefined);
      return answered;
    },
  };
}

async function answer(
  options: RoomOptions,
  question: StatisticsQuestion,
  organisation: string,
  now: number,
): Promise<AnsweredTable> {
  const { policy, ledger } = options;
  const digest = questionDigest(question);
  const depth = dimensionsOf(question).length;
  for (let tries = 0; tries < TRIES; tries++) {
    const entries = await ledger.of(organisation);
    const left = remainingOf(entries, depth, now, policy);
    const same = entries.findLast((entry) => entry.digest === digest);
    if (same !== undefined && monthOf(same.answeredAt) === monthOf(now)) {
      return answeredOf(same.table, same.answeredAt, depth, left, policy);
    }
    if (left <= 0) throw new GatewayError('STATISTICS_BUDGET', { dimensions: depth });
    const table = await makeTable(options, question, remembered(entries, now, policy), now);
    const made = answeredOf(table, now, depth, left - 1, policy);
    const sequence = (entries.at(-1)?.sequence ?? 0) + 1;
    const entry = { sequence, answeredAt: now, digest, depth, table };
    if (await ledger.append(organisation, entry)) return made;
  }
  throw new GatewayError('REGISTER_UNAVAILABLE');
}

async function makeTable(
  { policy, counters, joined, population }: RoomOptions,
  question: StatisticsQuestion,
  earlier: readonly GivenTable[],
  now: number,
): Promise<GivenTable> {
  const whole = await population(question.about, now);
  const items = whole.items.filter((item) => isAsked(item, question));
  const names = items.map(({ item }) => item);
  const together = joined.of(whole);
  const count = (counted: readonly CountableItem[], level: CellsOf) =>
    cellsOf(counters, together, whole, counted, level);
  const { filters } = question;
  const amount = asksAmount(question);
  const most = policy.mostCells;
  const rolled = await countLevels(levelsAsked(question), amount, async (dimensions) => {
    const cells = await count(items, { dimensions, filters, amount, most });
    if (cells.length > most) throw new GatewayError('STATISTICS_TOO_DETAILED', { expected: most });
    return cells;
  });
  const counted = rolled.map(({ dimensions, cells }) =>
    suppressed(question, dimensions, cells, policy),
  );
  const sameKind = earlier.filter((table) => table.question.about === question.about);
  const before = placedBefore(sameKind, names);
  const levels = counted.map((level) => heldBack(level, before, policy));
  await protectLinked(
    { question, items, levels, earlier: sameKind },
    (wanted) => whole.items.filter(({ item }) => wanted.has(item)),
    async (dimensions, wanted) => {
      const parts = await count(wanted, {
        dimensions,
        filters: {},
        amount: false,
        most: most * ATOMS_A_CELL,
      });
      if (parts.length > most * ATOMS_A_CELL) return null;
      return parts.map(({ values }) =>
        Object.fromEntries(dimensions.map((name, at) => [name, values[at] ?? ''])),
      );
    },
    policy,
  );
  return {
    question,
    items: names,
    levels: levels.map((level) => givenLevel(level, before, policy)),
  };
}

function isAsked(
  { item, class: kind, department }: CountableItem,
  { filters }: StatisticsQuestion,
): boolean {
  const lets = (values: readonly string[] | undefined, value: string) =>
    values === undefined || values.includes(value);
  return (
    lets(filters.item, item) &&
    lets(filters.recordClass, kind) &&
    lets(filters.department, department)
  );
}

function answeredOf(
  table: GivenTable,
  at: number,
  depth: number,
  remaining: number,
  { mostCells }: StatisticsPolicy,
): AnsweredTable {
  const rows = rowsOf(table, mostCells);
  if (rows === null) throw new GatewayError('STATISTICS_TOO_DETAILED', { expected: mostCells });
  return { rows, asOf: formatDay(dayAt(at)), depth, remaining };
}

function remainingOf(
  entries: readonly LedgerEntry[],
  depth: number,
  now: number,
  { yearlyQuestions }: StatisticsPolicy,
): number {
  const year = monthOf(now).slice(0, 4);
  const used = entries.filter(
    (entry) => entry.depth === depth && monthOf(entry.answeredAt).startsWith(year),
  );
  return (yearlyQuestions[depth] ?? 0) - used.length;
}

/** Earlier answers that still count, the oldest first; of the same question the last one. */
function remembered(
  entries: readonly LedgerEntry[],
  now: number,
  { memory }: StatisticsPolicy,
): readonly GivenTable[] {
  const since = plusMonths(dayAt(now), -memory.months) - memory.days;
  const counted = entries.filter(({ answeredAt }) => dayAt(answeredAt) >= since);
  return [...new Map(counted.map((entry) => [entry.digest, entry.table])).values()];
}

const monthOf = (at: number): string => formatDay(dayAt(at)).slice(0, 7);
