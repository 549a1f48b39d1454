/** A row of a linear system: coefficient by column; no zero is kept. */
export type SparseRow = ReadonlyMap<number, number>;

/** Coefficients grew past what integers hold exactly, or the work past its bound: no answer. */
export class SpanOverflow extends Error {
  override readonly name = 'SpanOverflow';
}

/** Some ten seconds. A table of three dimensions checked against another takes a tenth of it. */
const MOST_WORK = 200_000_000;

interface Pivot {
  readonly column: number;
  readonly row: Map<number, number>;
  /** The equations that it was made of, and perhaps some that cancelled out. */
  readonly support: ReadonlySet<number>;
}

/**
 * What can be computed from equations by adding, subtracting and scaling: the span of their rows, in
 * echelon form over the integers, so that nothing is rounded.
 */
export class Span {
  /** The oldest first: a row holds the columns of younger pivots only. */
  readonly #pivots: Pivot[] = [];
  readonly #most: number;
  #work = 0;

  /** @param most coefficients that may be touched before the system counts as one not to be solved */
  constructor(most = MOST_WORK) {
    this.#most = most;
  }

  /** Coefficients touched so far. */
  get work(): number {
    return this.#work;
  }

  /** @throws {SpanOverflow} */
  add(equation: number, row: SparseRow): void {
    const { rest, used } = this.#reduced(row);
    const column = pivotOf(rest);
    if (column === undefined) return;
    this.#pivots.push({ column, row: rest, support: new Set([...used, equation]) });
  }

  /**
   * The equations that determine a sum of unknowns; null = none do.
   *
   * @throws {SpanOverflow}
   */
  witness(target: SparseRow): ReadonlySet<number> | null {
    const { rest, used } = this.#reduced(target);
    return rest.size === 0 ? used : null;
  }

  #reduced(row: SparseRow): { readonly rest: Map<number, number>; readonly used: Set<number> } {
    const rest = new Map(row);
    const used = new Set<number>();
    for (const pivot of this.#pivots) {
      const coefficient = rest.get(pivot.column);
      if (coefficient === undefined) continue;
      this.#work += pivot.row.size;
      if (this.#work > this.#most) throw new SpanOverflow('expected a system of less work');
      eliminate(rest, coefficient, pivot);
      for (const equation of pivot.support) used.add(equation);
    }
    return { rest, used };
  }
}

/** `rest` becomes `p * rest - c * row`, which has nothing in the pivot's column. */
function eliminate(rest: Map<number, number>, c: number, { column: at, row }: Pivot): void {
  const p = row.get(at) ?? 1;
  const scale = p / divisor(c, p);
  const times = c / divisor(c, p);
  if (scale !== 1) for (const [column, value] of rest) rest.set(column, safe(value * scale));
  for (const [column, value] of row) {
    const next = safe((rest.get(column) ?? 0) - times * value);
    if (next === 0) rest.delete(column);
    else rest.set(column, next);
  }
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new SpanOverflow('expected coefficients within 2^53');
  return value;
}

function divisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return Math.sign(b) * x;
}

/** The column with the smallest coefficient, so that coefficients stay small. */
function pivotOf(row: SparseRow): number | undefined {
  let found: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [column, value] of row) {
    if (Math.abs(value) >= least) continue;
    [found, least] = [column, Math.abs(value)];
    if (least === 1) break;
  }
  return found;
}
