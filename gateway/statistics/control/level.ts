import type { AmountContributions } from './primary.ts';

/**
 * Disclosure control of tables: pure, no I/O. A table is given as its levels: the finest cells are one
 * level, and each set of totals another. Whatever is not given looks the same: suppressed or empty.
 */

/** The values that a filter lets in, by dimension. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/** The cells of a table by some of its dimensions. */
export interface Level {
  readonly dimensions: readonly string[];
  readonly filters: Filters;
  /** What was asked of its cells; only figures of the same measure can be subtracted. */
  readonly measures: readonly string[];
  readonly cells: readonly LevelCell[];
}

export interface LevelCell {
  /** One value for each dimension of the level. */
  readonly values: readonly string[];
  /** Subjects counted in it; never 0. */
  readonly subjects: number;
  /** What its amount is made of, where one was asked in the table at hand. */
  readonly amount?: AmountContributions | undefined;
  /** Its figures are given, or were. */
  given: boolean;
}

/** Where a cell lies: the same place is the same text, whichever table it stands in. */
export function placeOf({ dimensions, filters }: Level, { values }: LevelCell): string {
  const place = new Map(
    Object.entries(filters).map(([dimension, allowed]) => [dimension, [...allowed].sort()]),
  );
  for (const [at, dimension] of dimensions.entries()) place.set(dimension, [values[at] ?? '']);
  return JSON.stringify([...place].sort(([a], [b]) => (a < b ? -1 : 1)));
}
