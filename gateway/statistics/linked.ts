import type { StatisticsPolicy } from '../../policy/statistics.ts';
import { DIMENSIONS, type Dimension } from '../../schema/statistics/question.ts';
import { GatewayError } from '../errors.ts';
import type { Atom } from './control/columns.ts';
import type { Level } from './control/level.ts';
import { protect } from './control/protect.ts';
import { SpanOverflow } from './control/span.ts';
import type { CountableItem } from './counting/counted.ts';
import type { GivenTable } from './ledger.ts';
import type { CountedLevel } from './levels.ts';
import { dimensionsOf, type StatisticsQuestion } from './question.ts';

/** Counts the parts of the population by these dimensions; null when there are too many. */
export type CountAtoms = (
  dimensions: readonly Dimension[],
  items: readonly CountableItem[],
) => Promise<readonly Atom[] | null>;

export interface LinkedTable {
  readonly question: StatisticsQuestion;
  readonly items: readonly CountableItem[];
  readonly levels: readonly CountedLevel[];
  /** What the organisation was given before about the same kind of subject. */
  readonly earlier: readonly GivenTable[];
}

/**
 * Withdraws what would tell a withheld cell, alone or with the earlier answers: with all of them at
 * once where that can be solved, else with each of them.
 *
 * @param itemsOf the items by name, to count with
 * @throws {GatewayError} `STATISTICS_TOO_DETAILED` when not even that can be solved
 */
export async function protectLinked(
  { question, items, levels, earlier }: LinkedTable,
  itemsOf: (names: ReadonlySet<string>) => readonly CountableItem[],
  atoms: CountAtoms,
  { minimumSubjects: minimum, dominance }: StatisticsPolicy,
): Promise<void> {
  const limits = { minimum, dominance };
  const own = new Set(items.map(({ item }) => item));
  const related = earlier.filter((table) => table.items.some((item) => own.has(item)));
  const withTables = async (tables: readonly GivenTable[]): Promise<boolean> => {
    const dimensions = unionOf([question, ...tables.map((table) => table.question)]);
    const names = new Set([...own, ...tables.flatMap((table) => table.items)]);
    const parts = await atoms(dimensions, itemsOf(names));
    if (parts === null) return false;
    const before: readonly Level[] = tables.flatMap((table) => table.levels);
    return isProtected({ table: levels, earlier: before, atoms: parts, limits });
  };
  if (await withTables(related)) return;
  let given: number;
  do {
    given = givenIn(levels);
    for (const table of related.length === 0 ? [undefined] : related) {
      const isSolved = await withTables(table === undefined ? [] : [table]);
      if (!isSolved) throw new GatewayError('STATISTICS_TOO_DETAILED');
    }
  } while (givenIn(levels) < given);
}

/** Whether it could be solved exactly; what was withdrawn until it could not stays withdrawn. */
async function isProtected(linked: Parameters<typeof protect>[0]): Promise<boolean> {
  try {
    await protect(linked);
    return true;
  } catch (cause) {
    if (cause instanceof SpanOverflow) return false;
    throw cause;
  }
}

function givenIn(levels: readonly Level[]): number {
  return levels.reduce((sum, { cells }) => sum + cells.filter(({ given }) => given).length, 0);
}

function unionOf(questions: readonly StatisticsQuestion[]): readonly Dimension[] {
  const used = new Set(questions.flatMap(dimensionsOf));
  return DIMENSIONS.filter((dimension) => used.has(dimension));
}
