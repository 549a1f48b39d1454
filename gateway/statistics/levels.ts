import type { StatisticsPolicy } from '../../policy/statistics.ts';
import type { CountedCell, Dimension } from '../../schema/statistics/question.ts';
import { type Level, type LevelCell, placeOf } from './control/level.ts';
import { isSensitive } from './control/primary.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { GivenLevel, GivenTable } from './ledger.ts';
import type { StatisticsQuestion } from './question.ts';

/** A level as it was counted, beside its cells in the control's terms. */
export interface CountedLevel extends Level {
  readonly dimensions: readonly Dimension[];
  readonly counted: readonly CountedCell[];
}

/** The levels of a question: its dimensions, and with totals every set of fewer. */
export function levelsAsked({
  dimensions,
  totals,
}: StatisticsQuestion): readonly (readonly Dimension[])[] {
  if (!totals) return [dimensions];
  const sets = Array.from({ length: 2 ** dimensions.length }, (_, mask) =>
    dimensions.filter((_name, at) => (mask >> at) % 2 === 1),
  );
  return sets.sort((a, b) => b.length - a.length);
}

/** A counted level after primary suppression. */
export function suppressed(
  { measures, filters }: StatisticsQuestion,
  dimensions: readonly Dimension[],
  counted: readonly CountedCell[],
  policy: StatisticsPolicy,
): CountedLevel {
  const cells = counted.map((cell): LevelCell => {
    const { values, subjects } = cell;
    const amount = cell.amount ?? undefined;
    return { values, subjects, amount, given: !isSensitive(cell, policy) };
  });
  return { dimensions, filters: definedOf(filters), measures, cells, counted };
}

/** Cells of the same items at the same place, given or withheld before, the last answer first. */
export type Before = (level: Level, cell: LevelCell) => PlacedBefore | undefined;

export interface PlacedBefore {
  readonly cell: LevelCell;
  readonly figures: Figures | null;
}

export function placedBefore(tables: readonly GivenTable[], items: readonly string[]): Before {
  const same = JSON.stringify([...items].sort());
  const places = new Map<string, PlacedBefore>();
  for (const table of tables) {
    if (JSON.stringify([...table.items].sort()) !== same) continue;
    for (const level of table.levels) {
      for (const [at, cell] of level.cells.entries()) {
        places.set(placeOf(level, cell), { cell, figures: level.figures[at] ?? null });
      }
    }
  }
  return (level, cell) => places.get(placeOf(level, cell));
}

/**
 * INVARIANT no-edge: a cell whose population has changed by fewer subjects than the minimum is given
 * as it was given; one that has just grown out of suppression stays withheld until it is past the
 * next multiple of rounding. So no one subject's coming or going moves a figure.
 */
export function heldBack(
  level: CountedLevel,
  before: Before,
  policy: StatisticsPolicy,
): CountedLevel {
  const cells = level.cells.map((cell): LevelCell => {
    const last = before(level, cell);
    if (last === undefined) return cell;
    if (isHeld(cell, last, policy)) return { ...cell, subjects: last.cell.subjects };
    const grown = cell.subjects - policy.minimumSubjects;
    const isNew = last.figures === null && grown < policy.roundCountsTo;
    return isNew ? { ...cell, given: false } : cell;
  });
  return { ...level, cells };
}

function isHeld(
  { subjects }: LevelCell,
  { cell, figures }: PlacedBefore,
  { minimumSubjects }: StatisticsPolicy,
): boolean {
  return figures !== null && Math.abs(subjects - cell.subjects) < minimumSubjects;
}

/** The level with the figures that are given. */
export function givenLevel(
  level: CountedLevel,
  before: Before,
  policy: StatisticsPolicy,
): GivenLevel {
  const { dimensions, filters, measures, cells, counted } = level;
  const given = cells.map((cell, at) => {
    const one = counted[at];
    if (!cell.given || one === undefined) return { cell, figures: null };
    const fresh = figuresOf(one, measures as never, policy);
    const last = before(level, cell);
    if (last === undefined || !isHeld(cell, last, policy)) return { cell, figures: fresh };
    return { cell, figures: { ...fresh, ...shared(last.figures, measures) } };
  });
  return {
    dimensions,
    filters,
    measures,
    cells: given.map(({ cell: { values, subjects, given: isGiven } }) => ({
      ...{ values, subjects, given: isGiven },
    })),
    figures: given.map(({ figures }) => figures),
  };
}

function shared(figures: Figures | null, measures: readonly string[]): Figures {
  const held = Object.entries(figures ?? {}).filter(([measure]) => measures.includes(measure));
  return Object.fromEntries(held);
}

function definedOf(filters: StatisticsQuestion['filters']): Level['filters'] {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, values]) =>
      values === undefined ? [] : [[name, values]],
    ),
  );
}
