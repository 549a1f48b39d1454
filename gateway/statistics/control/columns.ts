import type { Level, LevelCell } from './level.ts';
import type { SparseRow } from './span.ts';

/** A part of the population by every dimension that the linked tables use; none is empty. */
export type Atom = Readonly<Record<string, string>>;

/** What a cell adds up, as columns of unknowns. */
export type ColumnsOf = (cell: LevelCell) => SparseRow;

/**
 * The unknowns behind linked tables. Atoms that the same cells add up cannot be told apart by them, and
 * are one unknown.
 */
export function columnsOf(levels: readonly Level[], atoms: readonly Atom[]): ColumnsOf {
  const finders = levels.map(finderOf);
  const byCells = new Map<string, readonly LevelCell[]>();
  const numbers = new Map<LevelCell, number>();
  const numberOf = (cell: LevelCell) => {
    const known = numbers.get(cell) ?? numbers.size;
    numbers.set(cell, known);
    return known;
  };
  for (const atom of atoms) {
    const cells = finders.flatMap((find) => find(atom) ?? []);
    byCells.set(cells.map(numberOf).join(), cells);
  }
  const columns = new Map<LevelCell, Map<number, number>>();
  for (const [column, cells] of [...byCells.values()].entries()) {
    for (const cell of cells) {
      const own = columns.get(cell) ?? new Map<number, number>();
      columns.set(cell, own.set(column, 1));
    }
  }
  return (cell) => columns.get(cell) ?? new Map();
}

function finderOf({ dimensions, filters, cells }: Level): (atom: Atom) => LevelCell | undefined {
  const byValues = new Map(cells.map((cell) => [JSON.stringify(cell.values), cell]));
  const allowed = Object.entries(filters).map(([name, values]) => [name, new Set(values)] as const);
  return (atom) => {
    for (const [dimension, values] of allowed) {
      if (!values.has(atom[dimension] ?? '')) return undefined;
    }
    return byValues.get(JSON.stringify(dimensions.map((dimension) => atom[dimension] ?? '')));
  };
}
