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

/** Coefficients that are touched before others have their turn: some ten milliseconds. */
const WORK_A_TURN = 200_000;

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
export async function protect(linked: Linked): Promise<void> {
  const columns = columnsOf([...linked.table, ...linked.earlier], linked.atoms);
  const own = await withdrawable(linked, columns);
  let changed = true;
  while (changed) {
    changed = withdrawDifferences(linked, columns, own);
    changed = (await withdrawComputable(linked, columns, own)) || changed;
  }
}

/** Cells whose withdrawal tells less: not those that follow from what was given before. */
async function withdrawable(
  { table, earlier }: Linked,
  columns: ColumnsOf,
): Promise<ReadonlySet<LevelCell>> {
  const cells = table.flatMap((level) => level.cells);
  const found = new Set<LevelCell>();
  for (const measure of new Set(table.flatMap(({ measures }) => measures))) {
    const levels = earlier.filter(({ measures }) => measures.includes(measure));
    const before = levels.flatMap((level) => level.cells).filter(({ given }) => given);
    const span = await spanOf(before, columns);
    await inTurns(span, cells, (cell) => {
      if (span.witness(columns(cell)) === null) found.add(cell);
    });
  }
  return found;
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

async function withdrawComputable(
  { table, earlier }: Linked,
  columns: ColumnsOf,
  own: ReadonlySet<LevelCell>,
): Promise<boolean> {
  let changed = false;
  for (const measure of new Set(table.flatMap(({ measures }) => measures))) {
    const levels = [...table, ...earlier].filter(({ measures }) => measures.includes(measure));
    const cells = levels.flatMap((level) => level.cells);
    const given = cells.filter((cell) => cell.given);
    const span = await spanOf(given, columns);
    await inTurns(span, cells, (target) => {
      if (target.given) return;
      const row = columns(target);
      // what is empty now was not withheld from this population
      const witness = row.size === 0 ? null : span.witness(row);
      const involved = [...(witness ?? [])].flatMap((equation) => given[equation] ?? []);
      // one of them is withdrawn already: the next round tells whether that was enough
      if (involved.some((cell) => !cell.given)) return;
      changed = withdraw(smallest(involved, own)) || changed;
    });
  }
  return changed;
}

/** Equations of few unknowns first, so that the long ones shrink. */
async function spanOf(given: readonly LevelCell[], columns: ColumnsOf): Promise<Span> {
  const span = new Span();
  const rows = given.map((cell, equation) => ({ equation, row: columns(cell) }));
  rows.sort((a, b) => a.row.size - b.row.size);
  await inTurns(span, rows, ({ equation, row }) => span.add(equation, row));
  return span;
}

/** One after the other; whoever else waits for the event loop has its turn in between. */
async function inTurns<T>(span: Span, all: readonly T[], each: (one: T) => void): Promise<void> {
  let before = span.work;
  for (const one of all) {
    each(one);
    if (span.work - before < WORK_A_TURN) continue;
    before = span.work;
    await new Promise(setImmediate);
  }
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
