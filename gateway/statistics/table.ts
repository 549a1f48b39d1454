import type { Figures } from './figures.ts';
import type { GivenLevel, GivenTable } from './ledger.ts';
import type { Measure } from './question.ts';

/** One row of an answer. */
export interface TableRow {
  /** One for each dimension; null = the total over it. */
  readonly values: readonly (string | null)[];
  /** One for each measure; null = not given, be it suppressed or empty. */
  readonly figures: readonly (number | null)[];
}

/**
 * The rows of an answer: every combination of the values that stand in a given cell, so that a cell
 * that is suppressed and one that is empty look the same; a value of which nothing is given stands
 * nowhere. Null when there are too many.
 */
export function rowsOf({ question, levels }: GivenTable, most: number): readonly TableRow[] | null {
  const { dimensions, measures } = question;
  const domains = new Map(dimensions.map((dimension) => [dimension as string, new Set<string>()]));
  for (const { cell, level } of given(levels)) {
    level.dimensions.forEach((dimension, at) => {
      domains.get(dimension)?.add(cell.values[at] ?? '');
    });
  }
  const size = levels.reduce((sum, level) => sum + sizeOf(level, domains), 0);
  if (size > most) return null;
  return levels.flatMap((level) => rowsOfLevel(level, dimensions, measures, domains));
}

type Domains = ReadonlyMap<string, ReadonlySet<string>>;

function sizeOf({ dimensions }: GivenLevel, domains: Domains): number {
  return dimensions.reduce((product, name) => product * (domains.get(name)?.size ?? 0), 1);
}

function rowsOfLevel(
  level: GivenLevel,
  dimensions: readonly string[],
  measures: readonly Measure[],
  domains: Domains,
): readonly TableRow[] {
  const figures = new Map<string, Figures | null>(
    level.cells.map((cell, at) => [JSON.stringify(cell.values), level.figures[at] ?? null]),
  );
  return combinations(level.dimensions.map((name) => [...(domains.get(name) ?? [])].sort())).map(
    (values) => {
      const found = figures.get(JSON.stringify(values));
      return {
        values: dimensions.map((name) => values[level.dimensions.indexOf(name)] ?? null),
        figures: measures.map((measure) => found?.[measure] ?? null),
      };
    },
  );
}

function combinations(domains: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let found: readonly (readonly string[])[] = [[]];
  for (const domain of domains) {
    found = found.flatMap((values) => domain.map((value) => [...values, value]));
  }
  return found;
}

function given(levels: readonly GivenLevel[]) {
  return levels.flatMap((level) =>
    level.cells.filter((cell) => cell.given).map((cell) => ({ cell, level })),
  );
}
