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
  profiles(counted: Counted, key: Buffer): AsyncIterable<ProfileRow>;
  attributes(key: Buffer): AsyncIterable<AttributeRow>;
  /** Another text whenever the data may have changed; null = it cannot tell. */
  revision(): string | null;
}

export type Counters = ReadonlyMap<string, DepartmentCounter>;

/** Everything that may be counted about a kind of subject, with what the registers say. */
export interface Population extends Counted {
  readonly items: readonly CountableItem[];
}

/** The platform's join of several departments. */
export interface Joined {
  /** @param items those of the population that are counted */
  cells(
    population: Population,
    items: readonly CountableItem[],
    level: CellsOf,
  ): Promise<readonly CountedCell[]>;
}

/**
 * The cells of one level: counted by the department itself when one department knows all that is
 * asked, else by the platform over pseudonyms.
 *
 * @throws {GatewayError} `SOURCE_UNAVAILABLE` when a department cannot count
 */
export async function cellsOf(
  counters: Counters,
  joined: Joined,
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
    if (departments.size > 1) return await joined.cells(population, items, level);
    const counter = counters.get(only);
    if (counter === undefined) throw new GatewayError('SOURCE_UNAVAILABLE', { service: only });
    return await counter.cells({ ...population, items, ...level });
  } catch (cause) {
    throw cause instanceof GatewayError ? cause : new GatewayError('SOURCE_UNAVAILABLE', {}, cause);
  }
}
