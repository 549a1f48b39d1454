import type { CellsOf } from '../../schema/statistics/cells-sql.ts';
import {
  type AttributeRow,
  type CellsQuestion,
  type Counted,
  type CountedCell,
  type ProfileRow,
  REGISTRATION_DEPARTMENT,
  REGISTRATION_DIMENSIONS,
} from '../../schema/statistics/question.ts';
import { GatewayError } from '../errors.ts';
import type { CountableItem } from './counting/counted.ts';

/** A department that counts in its own database. */
export interface DepartmentCounter {
  cells(question: CellsQuestion): Promise<readonly CountedCell[]>;
  profiles(counted: Counted, key: Buffer): AsyncIterable<readonly ProfileRow[]>;
  attributes(key: Buffer): AsyncIterable<readonly AttributeRow[]>;
  /** Another text whenever the data may have changed; null = it cannot tell. */
  revision(): Promise<string | null>;
}

export type Counters = ReadonlyMap<string, DepartmentCounter>;

/** Everything that may be counted about a kind of subject, with what the registers say. */
export interface Population extends Counted {
  readonly items: readonly CountableItem[];
}

/** The platform's join of several departments. */
export interface Joined {
  /** For one question: departments are asked once whether their data have changed. */
  of(population: Population): JoinedPopulation;
}

export interface JoinedPopulation {
  /** @param items those of the population that are counted */
  cells(items: readonly CountableItem[], level: CellsOf): Promise<readonly CountedCell[]>;
}

/** What one department is asked about: its own items, and what the registers say of them. */
export function askedAbout(population: Population, items: readonly CountableItem[]): Counted {
  const { subject, notes } = population;
  const own = new Set(items.map(({ item }) => item));
  return {
    subject,
    items: items.map(({ item, class: kind, condition }) => ({ item, class: kind, condition })),
    notes: {
      records: notes.records.filter(([, item]) => own.has(item)),
      items: notes.items.filter((noted) => own.has(noted.slice(noted.lastIndexOf('|') + 1))),
      documents: notes.documents,
    },
  };
}

/**
 * The cells of one level: counted by the department itself when one department knows all that is
 * asked, else by the platform over pseudonyms. They come in one order, whatever database counted
 * them: which of two equal cells is suppressed does not hang on that.
 *
 * @throws {GatewayError} `SOURCE_UNAVAILABLE` when a department cannot count
 */
export async function cellsOf(
  counters: Counters,
  joined: JoinedPopulation,
  population: Population,
  items: readonly CountableItem[],
  level: CellsOf,
): Promise<readonly CountedCell[]> {
  const departments = new Set(items.map(({ department }) => department));
  const used = [...level.dimensions, ...Object.keys(level.filters)];
  if (used.some((name) => REGISTRATION_DIMENSIONS.some((one) => one === name))) {
    departments.add(REGISTRATION_DEPARTMENT);
  }
  const [only] = departments;
  try {
    if (only === undefined) return [];
    if (departments.size > 1) return inOrder(await joined.cells(items, level));
    const counter = counters.get(only);
    if (counter === undefined) throw new GatewayError('SOURCE_UNAVAILABLE', { service: only });
    return inOrder(await counter.cells({ ...askedAbout(population, items), ...level }));
  } catch (cause) {
    throw cause instanceof GatewayError ? cause : new GatewayError('SOURCE_UNAVAILABLE', {}, cause);
  }
}

function inOrder(cells: readonly CountedCell[]): readonly CountedCell[] {
  return cells
    .map((cell) => ({ cell, place: JSON.stringify(cell.values) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ cell }) => cell);
}
