import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Atom } from '../../gateway/statistics/control/columns.ts';
import type { Level, LevelCell } from '../../gateway/statistics/control/level.ts';
import { protect } from '../../gateway/statistics/control/protect.ts';
import { Span, SpanOverflow } from '../../gateway/statistics/control/span.ts';
import { SEED } from '../support/seed.ts';
import { follows } from './exact.ts';

const MINIMUM = 10;

/** A random population: how many subjects have each combination of values. */
type Population = ReadonlyMap<Atom, number>;

function levelOf(
  population: Population,
  dimensions: readonly string[],
  filters: Level['filters'] = {},
): Level {
  const cells = new Map<string, { values: string[]; subjects: number }>();
  for (const [atom, subjects] of population) {
    const inside = Object.entries(filters).every(([name, values]) =>
      values.includes(atom[name] ?? ''),
    );
    if (!inside || subjects === 0) continue;
    const values = dimensions.map((dimension) => atom[dimension] ?? '');
    const key = values.join();
    const held = cells.get(key) ?? { values, subjects: 0 };
    cells.set(key, { values, subjects: held.subjects + subjects });
  }
  return {
    dimensions,
    filters,
    measures: ['records'],
    cells: [...cells.values()].map((cell) => ({ ...cell, given: cell.subjects >= MINIMUM })),
  };
}

function subsets(dimensions: readonly string[]): readonly (readonly string[])[] {
  const all = 2 ** dimensions.length;
  return Array.from({ length: all }, (_, mask) =>
    dimensions.filter((_name, at) => (mask >> at) % 2 === 1),
  );
}

const tableOf = (population: Population, dimensions: readonly string[], filters = {}) =>
  subsets(dimensions).map((level) => levelOf(population, level, filters));

const populations = (shape: Readonly<Record<string, number>>): fc.Arbitrary<Population> => {
  const atoms = Object.entries(shape).reduce<readonly Atom[]>(
    (held, [dimension, size]) =>
      held.flatMap((atom) =>
        Array.from({ length: size }, (_, value) => ({ ...atom, [dimension]: `${value}` })),
      ),
    [{}],
  );
  const count = fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: MINIMUM - 1 }) },
    { weight: 5, arbitrary: fc.integer({ min: MINIMUM, max: 60 }) },
  );
  return fc
    .array(count, { minLength: atoms.length, maxLength: atoms.length })
    .map((counts) => new Map(atoms.map((atom, at) => [atom, counts[at] ?? 0])));
};

const atomsOf = (population: Population) =>
  [...population].filter(([, subjects]) => subjects > 0).map(([atom]) => atom);

/** The cell as a sum of unknowns, written out without the library. */
function sumOf(level: Level, cell: LevelCell, atoms: readonly Atom[]): readonly number[] {
  return atoms.map((atom) => {
    const inside = Object.entries(level.filters).every(([name, values]) =>
      values.includes(atom[name] ?? ''),
    );
    const same = level.dimensions.every((name, at) => atom[name] === cell.values[at]);
    return inside && same ? 1 : 0;
  });
}

function computable(levels: readonly Level[], atoms: readonly Atom[]): readonly string[] {
  const rows = levels.flatMap((level) =>
    level.cells.map((cell) => ({ cell, level, row: sumOf(level, cell, atoms) })),
  );
  const known = rows.filter(({ cell }) => cell.given).map(({ row }) => row);
  return rows
    .filter(({ cell, row }) => !cell.given && follows(known, row))
    .map(({ cell, level }) => `${level.dimensions}=${cell.values}`);
}

/** One difference of a given cell and what another level gives inside it, by brute force. */
function smallDifferences(levels: readonly Level[], population: Population): readonly string[] {
  const atoms = atomsOf(population);
  const found: string[] = [];
  for (const outer of levels) {
    for (const cell of outer.cells.filter(({ given }) => given)) {
      const around = sumOf(outer, cell, atoms);
      for (const inner of levels.filter((level) => level !== outer)) {
        const inside = inner.cells
          .filter(({ given }) => given)
          .map((part) => sumOf(inner, part, atoms))
          .filter((part) => part.every((value, at) => value <= (around[at] ?? 0)));
        if (inside.length === 0) continue;
        const left = atoms.reduce((sum, atom, at) => {
          const taken = inside.reduce((total, part) => total + (part[at] ?? 0), 0);
          return sum + ((around[at] ?? 0) - taken) * (population.get(atom) ?? 0);
        }, 0);
        if (left > 0 && left < MINIMUM) found.push(`${outer.dimensions}=${cell.values}: ${left}`);
      }
    }
  }
  return found;
}

const options = { limits: { minimum: MINIMUM, dominance: 10 } };

describe('protect', () => {
  it.each([
    { name: 'two dimensions', shape: { region: 4, industry: 4 }, runs: 150 },
    { name: 'three dimensions', shape: { region: 3, industry: 3, year: 2 }, runs: 80 },
  ])(
    'gives no table of $name from which a withheld cell can be computed',
    async ({ shape, runs }) => {
      await fc.assert(
        fc.asyncProperty(populations(shape), async (population) => {
          const atoms = atomsOf(population);
          const table = tableOf(population, Object.keys(shape));
          await protect({ table, earlier: [], atoms, ...options });
          expect(computable(table, atoms)).toEqual([]);
          expect(smallDifferences(table, population)).toEqual([]);
        }),
        { numRuns: runs, seed: SEED },
      );
    },
  );

  it('gives no second table that computes what the first withheld', async () => {
    const shape = { region: 3, industry: 3, year: 2 };
    const filter = fc.subarray(['0', '1', '2'], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(populations(shape), filter, async (population, industry) => {
        const atoms = atomsOf(population);
        const first = tableOf(population, ['region', 'industry']);
        await protect({ table: first, earlier: [], atoms, ...options });
        const second = tableOf(population, ['region', 'year'], { industry });
        await protect({ table: second, earlier: first, atoms, ...options });
        const before = second.map((level) => ({
          ...level,
          cells: level.cells.map((cell) => ({ ...cell, given: false })),
        }));
        const known = new Set(computable([...first, ...before], atoms));
        const now = computable([...first, ...second], atoms);
        expect(now.filter((cell) => !known.has(cell))).toEqual([]);
        expect(smallDifferences([...first, ...second], population)).toEqual([]);
      }),
      { numRuns: 60, seed: SEED },
    );
  });

  it('withholds nothing from a table without small cells', async () => {
    const population = new Map([
      [{ region: 'a', industry: 'x' }, 12],
      [{ region: 'a', industry: 'y' }, 40],
      [{ region: 'b', industry: 'x' }, 10],
    ]);
    const table = tableOf(population, ['region', 'industry']);
    await protect({ table, earlier: [], atoms: atomsOf(population), ...options });
    expect(table.flatMap(({ cells }) => cells).every(({ given }) => given)).toBe(true);
  });
});

describe('a system of equations', () => {
  const rows = Array.from(
    { length: 40 },
    (_, n) => new Map(Array.from({ length: 40 - n }, (_each, at) => [n + at, 1])),
  );

  it('is solved within the work that it may take', () => {
    const span = new Span();
    for (const [equation, row] of rows.entries()) span.add(equation, row);
    expect(span.witness(new Map([[7, 1]]))).not.toBeNull();
    expect(span.witness(new Map([[40, 1]]))).toBeNull();
  });

  it('is given up when it takes more: nothing is said to be safe then', () => {
    const span = new Span(10);
    expect(() => {
      for (const [equation, row] of rows.entries()) span.add(equation, row);
      span.witness(new Map([[7, 1]]));
    }).toThrow(SpanOverflow);
  });
});
