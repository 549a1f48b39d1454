import { createHash, randomBytes } from 'node:crypto';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type CellsOf, cellOf, cellsSql, FACT_COLUMNS } from '../../schema/statistics/cells-sql.ts';
import {
  type Counted,
  type CountedCell,
  REGISTRATION_DEPARTMENT,
} from '../../schema/statistics/question.ts';
import { GatewayError } from '../errors.ts';
import { Codes } from './codes.ts';
import type { CountableItem } from './counting/counted.ts';
import {
  appendAttributes,
  appendItems,
  appendProfiles,
  createTables,
  forgetPseudonyms,
} from './joined-tables.ts';
import { askedAbout, type Counters, type Joined, type Population } from './population.ts';

export interface JoinedRoom extends Joined {
  close(): void;
}

interface Snapshot {
  readonly of: string;
  readonly madeAt: number;
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly codes: Codes;
}

/** A department that cannot tell whether its data changed is asked again after this. */
const OLDEST_MS = 3_600_000;
/** Nothing is ever written to a disk, and pseudonyms least of all: what does not fit fails. */
const IN_MEMORY = { memory_limit: '1GB', temp_directory: '', preserve_insertion_order: 'false' };

/**
 * Joins departments by pseudonyms in DuckDB, in memory only. A snapshot holds for each subject, under
 * a running number, what it has of each item by month, as counts; pseudonyms and their random key are
 * forgotten with the making. It is made anew when a department's data, the registers or the rule of
 * counting have changed.
 */
export function openJoined(counters: Counters, now: () => number): JoinedRoom {
  const held = new Map<Counted['subject'], Promise<Snapshot>>();
  const current = async (population: Population, of: string): Promise<Snapshot> => {
    const before = await held.get(population.subject)?.catch(() => undefined);
    const isFresh = before?.of === of && now() - before.madeAt < OLDEST_MS;
    if (before !== undefined && isFresh) return before;
    const made = makeSnapshot(counters, population, of, now());
    held.set(population.subject, made);
    if (before !== undefined) close(before);
    return made;
  };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    of(population) {
      let state: Promise<string> | undefined;
      return {
        cells(items, level) {
          const asked = turn.then(async () => {
            state ??= stateOf(counters, population);
            return count(await current(population, await state), items, level);
          });
          turn = asked.catch(() => undefined);
          return asked;
        },
      };
    },
    close() {
      for (const snapshot of held.values()) snapshot.then(close, () => undefined);
      held.clear();
    },
  };
}

async function count(
  { connection, codes }: Snapshot,
  counted: readonly CountableItem[],
  level: CellsOf,
): Promise<readonly CountedCell[]> {
  const values: Record<string, string | number> = {};
  const bind = (value: string | number) => {
    const name = `v${Object.keys(values).length}`;
    values[name] = value;
    return `$${name}`;
  };
  const items = counted.map(({ item }) => bind(codes.codeOf(item))).join(', ');
  const sql = `${factsOf(items)} ${cellsSql(level, bind, codes)}`;
  const rows = (await connection.runAndReadAll(sql, values)).getRows();
  return rows.flatMap((row) => {
    const cell = cellOf(row, level);
    return cell === null ? [] : [{ ...cell, values: valuesOf(cell, level, codes) }];
  });
}

function close({ connection, instance }: Snapshot): void {
  connection.closeSync();
  instance.closeSync();
}

/** The parts of a profile under the names that cells are counted by, as codes. */
function factsOf(items: string): string {
  return `with facts(s, ${FACT_COLUMNS.join(', ')}, n, a) as (
    select f.s, f.region, f.industry, f.entity_type, f.month // 100, f.month, i.class, f.item,
      i.department, f.objection, f.n, f.a
    from fact f join item i on i.item = f.item where f.item in (${items}))`;
}

function valuesOf({ values }: CountedCell, { dimensions }: CellsOf, codes: Codes) {
  return dimensions.map((dimension, at) => codes.valueOf(dimension, Number(values[at])));
}

async function stateOf(counters: Counters, population: Population): Promise<string> {
  const revisions = await Promise.all(
    [...counters].map(async ([name, counter]) => [name, await counter.revision()]),
  );
  return createHash('sha256')
    .update(JSON.stringify([revisions, population]))
    .digest('hex');
}

async function makeSnapshot(
  counters: Counters,
  population: Population,
  of: string,
  madeAt: number,
): Promise<Snapshot> {
  const key = randomBytes(32);
  const instance = await DuckDBInstance.create(':memory:', IN_MEMORY);
  const connection = await instance.connect();
  try {
    await createTables(connection);
    const codes = new Codes();
    await appendItems(connection, codes, population.items);
    const registration = counters.get(REGISTRATION_DEPARTMENT);
    if (population.subject === 'LEGAL' && registration !== undefined) {
      await appendAttributes(connection, codes, registration.attributes(key));
    }
    for (const department of new Set(population.items.map((item) => item.department))) {
      const counter = counters.get(department);
      if (counter === undefined)
        throw new GatewayError('SOURCE_UNAVAILABLE', { service: department });
      const items = population.items.filter((item) => item.department === department);
      await appendProfiles(connection, codes, counter.profiles(askedAbout(population, items), key));
    }
    await forgetPseudonyms(connection);
    return { of, madeAt, instance, connection, codes };
  } catch (cause) {
    connection.closeSync();
    instance.closeSync();
    throw cause;
  } finally {
    key.fill(0);
  }
}
