import type { ColumnsOf } from './columns.ts';
import type { Level, LevelCell } from './level.ts';

/** A cell whose figure, less those of the cells inside it that are given, is of few subjects. */
export interface SmallResidual {
  readonly outer: LevelCell;
  /** Given cells of one level inside it. */
  readonly inner: readonly LevelCell[];
}

/**
 * The differences that can be taken between the given cells of two levels: each cell of the one, less
 * what the other gives inside it. What is left MUST be of no subject, or of enough.
 */
export function smallResiduals(
  outer: Level,
  inner: Level,
  columns: ColumnsOf,
  minimum: number,
): readonly SmallResidual[] {
  const byColumn = givenByColumn(outer, columns);
  const found = new Map<LevelCell, LevelCell[]>();
  for (const cell of inner.cells) {
    const around = cell.given ? cellAround(columns(cell).keys(), byColumn) : undefined;
    if (around === undefined) continue;
    const held = found.get(around);
    if (held === undefined) found.set(around, [cell]);
    else held.push(cell);
  }
  return [...found].flatMap(([cell, cells]) => {
    const left = cell.subjects - cells.reduce((sum, { subjects }) => sum + subjects, 0);
    return left > 0 && left < minimum ? [{ outer: cell, inner: cells }] : [];
  });
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
