import { type Atom, type ColumnsOf, columnsOf } from './columns.ts';
import type { Level, LevelCell } from './level.ts';
import { type Limits, smallResiduals } from './residual.ts';
import { Span } from './span.ts';

export interface Linked {
  /** Levels of the table that is about to be given; cells are withdrawn from these alone. */
  readonly table: readonly Level[];
  /** Levels of the tables that the same organisation was given before. */
  readonly earlier: readonly Level[];
  /** By all dimensions of all these levels. */
  readonly atoms: readonly Atom[];
  readonly limits: Limits;
}

/**
 * Withdraws cells of the table, the smallest first, until
 *
 * - INVARIANT not-computable: no withheld cell of any of the tables follows from the given ones by
 *   linear arithmetic, for measures that add up, even by one who knows which parts are empty, unless
 *   it followed from the earlier ones alone;
 * - INVARIANT no-small-difference: no given cell, less what one level gives inside it, is of fewer
 *   subjects than the minimum, or within the table of an amount that one of them makes nearly alone.
 *
 * @throws {SpanOverflow} when the tables cannot be audited exactly; then nothing may be given
 */
export function protect(linked: Linked): void {
  const columns = columnsOf([...linked.table, ...linked.earlier], linked.atoms);
  const own = withdrawable(linked, columns);
  let changed = true;
  while (changed) {
    changed = withdrawDifferences(linked, columns, own);
    changed = withdrawComputable(linked, columns, own) || changed;
  }
}

/** Cells whose withdrawal tells less: not those that follow from what was given before. */
function withdrawable({ table, earlier }: Linked, columns: ColumnsOf): ReadonlySet<LevelCell> {
  const measures = new Set(table.flatMap((level) => level.measures));
  const spans = [...measures].map((measure) => {
    const levels = earlier.filter((level) => level.measures.includes(measure));
    return spanOf(
      levels.flatMap(({ cells }) => cells).filter(({ given }) => given),
      columns,
    );
  });
  const isKnown = (cell: LevelCell) => spans.every((span) => span.witness(columns(cell)) !== null);
  return new Set(table.flatMap(({ cells }) => cells).filter((cell) => !isKnown(cell)));
}

function withdrawDifferences(
  { table, earlier, limits }: Linked,
  columns: ColumnsOf,
  own: ReadonlySet<LevelCell>,
): boolean {
  const whole = new Set(table.flatMap(({ cells }) => cells));
  let changed = false;
  for (const [outer, inner] of pairs(table, earlier)) {
    for (const small of smallResiduals(outer, inner, columns, limits)) {
      const cells = [...small.inner, small.outer];
      changed = withdraw(smallest(cells, own) ?? smallest(cells, whole)) || changed;
    }
  }
  return changed;
}

function* pairs(table: readonly Level[], earlier: readonly Level[]): Generator<[Level, Level]> {
  for (const level of table) {
    for (const other of table) if (other !== level) yield [level, other];
    for (const other of earlier) {
      yield [level, other];
      yield [other, level];
    }
  }
}

function withdrawComputable(
  { table, earlier }: Linked,
  columns: ColumnsOf,
  own: ReadonlySet<LevelCell>,
): boolean {
  let changed = false;
  for (const measure of new Set(table.flatMap(({ measures }) => measures))) {
    const levels = [...table, ...earlier].filter(({ measures }) => measures.includes(measure));
    const cells = levels.flatMap((level) => level.cells);
    const given = cells.filter((cell) => cell.given);
    const span = spanOf(given, columns);
    for (const target of cells) {
      if (target.given) continue;
      const row = columns(target);
      // what is empty now was not withheld from this population
      const witness = row.size === 0 ? null : span.witness(row);
      const involved = [...(witness ?? [])].flatMap((equation) => given[equation] ?? []);
      // one of them is withdrawn already: the next round tells whether that was enough
      if (involved.some((cell) => !cell.given)) continue;
      changed = withdraw(smallest(involved, own)) || changed;
    }
  }
  return changed;
}

/** Equations of few unknowns first, so that the long ones shrink. */
function spanOf(given: readonly LevelCell[], columns: ColumnsOf): Span {
  const span = new Span();
  const rows = given.map((cell, equation) => ({ equation, row: columns(cell) }));
  rows.sort((a, b) => a.row.size - b.row.size);
  for (const { equation, row } of rows) span.add(equation, row);
  return span;
}

function smallest(cells: readonly LevelCell[], own: ReadonlySet<LevelCell>): LevelCell | undefined {
  let found: LevelCell | undefined;
  for (const cell of cells) {
    if (!own.has(cell) || !cell.given) continue;
    if (found === undefined || cell.subjects < found.subjects) found = cell;
  }
  return found;
}

function withdraw(cell: LevelCell | undefined): boolean {
  if (cell === undefined) return false;
  cell.given = false;
  return true;
}
