import type { ColumnsOf } from './columns.ts';
import type { Level, LevelCell } from './level.ts';
import { type AmountContributions, isDominated } from './primary.ts';

/** A cell whose figure, less those of the cells inside it that are given, tells of few. */
export interface SmallResidual {
  readonly outer: LevelCell;
  /** Given cells of one level inside it. */
  readonly inner: readonly LevelCell[];
}

export interface Limits {
  /** Fewest subjects. */
  readonly minimum: number;
  /** p of the p% rule, in percent. */
  readonly dominance: number;
}

interface Inside {
  readonly given: LevelCell[];
  readonly withheld: LevelCell[];
}

/**
 * The differences that can be taken between the given cells of two levels: each cell of the one, less
 * what the other gives inside it. What is left MUST be of no subject, or of enough, none of whom
 * makes its amount nearly alone.
 */
export function smallResiduals(
  outer: Level,
  inner: Level,
  columns: ColumnsOf,
  limits: Limits,
): readonly SmallResidual[] {
  const byColumn = givenByColumn(outer, columns);
  const found = new Map<LevelCell, Inside>();
  for (const cell of inner.cells) {
    const around = cellAround(columns(cell).keys(), byColumn);
    if (around === undefined) continue;
    const inside = found.get(around) ?? { given: [], withheld: [] };
    found.set(around, inside);
    (cell.given ? inside.given : inside.withheld).push(cell);
  }
  return [...found].flatMap(([cell, inside]) => {
    const isSmall = inside.given.length > 0 && isSmallRest(cell, inside, limits);
    return isSmall ? [{ outer: cell, inner: inside.given }] : [];
  });
}

function isSmallRest(outer: LevelCell, { given, withheld }: Inside, limits: Limits): boolean {
  const left = outer.subjects - given.reduce((sum, { subjects }) => sum + subjects, 0);
  if (left > 0 && left < limits.minimum) return true;
  const amounts = withheld.flatMap(({ amount }) => amount ?? []);
  return amounts.length > 0 && isDominated(together(amounts), limits.dominance);
}

function together(amounts: readonly AmountContributions[]): AmountContributions {
  const most = amounts.flatMap(({ largest, second }) => [largest, second]).sort((a, b) => b - a);
  const [largest = 0, second = 0] = most;
  return { sum: amounts.reduce((sum, one) => sum + one.sum, 0), largest, second };
}

function givenByColumn({ cells }: Level, columns: ColumnsOf): ReadonlyMap<number, LevelCell> {
  const found = new Map<number, LevelCell>();
  for (const cell of cells) {
    if (!cell.given) continue;
    for (const column of columns(cell).keys()) found.set(column, cell);
  }
  return found;
}

/** Cells of one level do not overlap, so that one of them at most lies around another cell. */
function cellAround(
  columns: Iterable<number>,
  byColumn: ReadonlyMap<number, LevelCell>,
): LevelCell | undefined {
  let found: LevelCell | undefined;
  for (const column of columns) {
    const cell = byColumn.get(column);
    if (cell === undefined || (found !== undefined && cell !== found)) return undefined;
    found = cell;
  }
  return found;
}
