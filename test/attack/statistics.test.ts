import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJoined } from '../../gateway/statistics/joined.ts';
import { type Ledger, openLedger } from '../../gateway/statistics/ledger.ts';
import type { Population } from '../../gateway/statistics/population.ts';
import { type Asked, checkedQuestion } from '../../gateway/statistics/question.ts';
import {
  type AnsweredTable,
  openRoom,
  type StatisticsRoom,
} from '../../gateway/statistics/room.ts';
import { loadStatisticsPolicy, type StatisticsPolicy } from '../../policy/statistics.ts';
import { DIMENSIONS } from '../../schema/statistics/question.ts';
import { departmentDefinition } from '../../subgraphs/department.ts';
import { syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { countingOf } from '../../subgraphs/sources/counting/tables.ts';
import { type DropSource, openDropSource } from '../../subgraphs/sources/drop/source.ts';
import { writeRows } from '../subgraphs/support.ts';

/** One company with one penalty. The region is that of its code. */
interface Company {
  readonly industry: string;
  readonly year?: number;
  readonly fine?: number;
}

const NOW = Date.parse('2026-11-20T12:00:00+08:00');
const MONTH = 31 * 86_400_000;
const MINIMUM = 10;

let folder: string;
let source: DropSource;
let ledger: Ledger;
let room: StatisticsRoom;
const policy: StatisticsPolicy = loadStatisticsPolicy();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-statistics-'));
  mkdirSync(join(folder, 'drop'));
  const definition = departmentDefinition('market-regulation');
  source = await openDropSource({
    name: 'market-regulation',
    tables: definition.tables,
    counting: countingOf(definition),
    directory: join(folder, 'drop'),
    stateDirectory: folder,
  });
  ledger = await openLedger({ file: join(folder, 'statistics.sqlite') });
  openRoomWith(policy);
});
afterEach(async () => {
  await source.close();
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

function openRoomWith(parameters: StatisticsPolicy): void {
  const counters = new Map([['market-regulation', source.counter]]);
  const population: Population = {
    subject: 'LEGAL',
    notes: { records: [], items: [], documents: [] },
    items: [
      {
        item: 'penalty',
        class: 'ADVERSE',
        department: 'market-regulation',
        condition: { all: [] },
      },
    ],
  };
  const joined = openJoined(counters, () => NOW);
  room = openRoom({
    policy: parameters,
    counters,
    joined,
    ledger,
    population: async () => population,
  });
}

/** Companies by region (0 to 20): each has one penalty. */
async function deliver(regions: Readonly<Record<number, readonly Company[]>>): Promise<void> {
  const all = Object.entries(regions).flatMap(([region, companies]) =>
    companies.map((company, at) => ({ ...company, uscc: syntheticUscc(Number(region) + 21 * at) })),
  );
  writeRows(join(folder, 'drop'), {
    registration: all.map(({ uscc, industry }) => ({
      uscc,
      industry,
      entityType: 'limited-company',
    })),
    penalty: all.map(({ uscc, year = 2024, fine = 1 }) => ({
      uscc,
      documentNumber: `D-${uscc.slice(8)}`,
      decisionDate: `${year}-05-05`,
      fineAmount: fine,
    })),
  });
  await source.reload();
}

const many = (count: number, company: Company): readonly Company[] =>
  Array.from({ length: count }, () => company);

const ask = (asked: Partial<Asked>, now = NOW): Promise<AnsweredTable> => {
  const whole: Asked = {
    ...{ about: 'LEGAL', measures: ['subjects'], dimensions: [], filters: [], totals: false },
    ...asked,
  };
  return room.answer(checkedQuestion(whole, policy), 'P-001', now);
};

/** The first figure of the row with these values; undefined where there is no such row. */
const figure = ({ rows }: AnsweredTable, ...values: readonly (string | null)[]) =>
  rows.find((row) => JSON.stringify(row.values) === JSON.stringify(values))?.figures[0];

const region = (n: number) => syntheticUscc(n).slice(2, 8);
const given = ({ rows }: AnsweredTable) =>
  rows.flatMap(({ figures }) => figures).filter((one) => one !== null);

describe('differencing two tables', () => {
  it('does not tell of the few who are in the one and not in the other', async () => {
    await deliver({ 0: [...many(40, { industry: 'F' }), ...many(3, { industry: 'C' })] });
    const all = await ask({ dimensions: ['region'] });
    const some = await ask({
      dimensions: ['region'],
      filters: [{ dimension: 'industry', values: ['F'] }],
    });
    expect(figure(all, region(0))).toBe(45);
    expect(given(some)).toEqual([]);
  });

  it('is not helped by asking in the other order, or by a third table', async () => {
    await deliver({ 0: [...many(40, { industry: 'F' }), ...many(3, { industry: 'C' })] });
    const some = await ask({ filters: [{ dimension: 'industry', values: ['F'] }] });
    expect(figure(some)).toBe(40);
    expect(given(await ask({}))).toEqual([]);
    expect(given(await ask({ dimensions: ['region'] }))).toEqual([]);
    expect(given(await ask({ dimensions: ['year'] }))).toEqual([]);
  });
});

describe('totals minus parts', () => {
  it('leave no cell that can be computed', async () => {
    await deliver({
      0: [...many(30, { industry: 'F' }), ...many(4, { industry: 'C' })],
      1: [...many(25, { industry: 'F' }), ...many(20, { industry: 'C' })],
    });
    const table = await ask({ dimensions: ['region', 'industry'], totals: true });
    // the row total less F would be C
    const isGiven = (...values: readonly (string | null)[]) =>
      (figure(table, ...values) ?? null) !== null;
    expect(isGiven(region(0), 'C')).toBe(false);
    expect(isGiven(region(0), 'F') && isGiven(region(0), null)).toBe(false);
    expect(isGiven(region(1), 'C') && isGiven(null, 'C')).toBe(false);
    expect(given(table).length).toBeGreaterThan(0);
  });
});

describe('tiny cells by many dimensions', () => {
  it('are not given, and look like cells that are empty', async () => {
    const mixed = Array.from(
      { length: 60 },
      (_, n): Company => ({
        industry: 'CFGHI'.charAt(n % 5),
        year: 2020 + (n % 6),
      }),
    );
    await deliver({ 0: mixed, 1: many(12, { industry: 'F', year: 2024 }) });
    const table = await ask({ dimensions: ['region', 'industry', 'year'] });
    expect(given(table)).toEqual([10]);
    expect(table.rows).toEqual([{ values: [region(1), 'F', '2024'], figures: [10] }]);
  });

  it('cannot be asked beyond the limit, nor more often than the budget says', async () => {
    expect(() =>
      checkedQuestion(
        {
          about: 'LEGAL',
          measures: ['subjects'],
          dimensions: DIMENSIONS,
          filters: [],
          totals: false,
        },
        policy,
      ),
    ).toThrow(expect.objectContaining({ code: 'STATISTICS_TOO_DETAILED' }));
    await deliver({ 0: many(30, { industry: 'F' }) });
    openRoomWith({ ...policy, yearlyQuestions: [1, 1, 1, 1] });
    expect((await ask({ dimensions: ['industry'] })).remaining).toBe(0);
    await expect(ask({ dimensions: ['region'] })).rejects.toMatchObject({
      code: 'STATISTICS_BUDGET',
    });
    expect(given(await ask({ dimensions: ['industry'] }))).toEqual([30]);
  });
});

describe('repeated questions around a rounding edge', () => {
  it('do not tell that one company more has come', async () => {
    await deliver({ 0: many(22, { industry: 'F' }) });
    const before = await ask({ dimensions: ['region'] });
    await deliver({ 0: many(23, { industry: 'F' }) });
    const sameMonth = await ask({ dimensions: ['region'] });
    const nextMonth = await ask({ dimensions: ['region'] }, NOW + MONTH);
    const otherwise = await ask({ dimensions: ['region', 'industry'] }, NOW + MONTH);
    expect([before, sameMonth, nextMonth].map((table) => figure(table, region(0)))).toEqual([
      20, 20, 20,
    ]);
    // the same companies by another way: not given, for they are one more than before
    expect(given(otherwise)).toEqual([]);
  });

  it('do not tell when a cell grows past the minimum by one', async () => {
    await deliver({ 0: many(MINIMUM - 1, { industry: 'F' }), 1: many(50, { industry: 'F' }) });
    expect(given(await ask({ dimensions: ['region'] }))).toEqual([50]);
    await deliver({ 0: many(MINIMUM, { industry: 'F' }), 1: many(50, { industry: 'F' }) });
    expect(given(await ask({ dimensions: ['region'] }, NOW + MONTH))).toEqual([50]);
  });

  it('move with a change that is large enough', async () => {
    await deliver({ 0: many(22, { industry: 'F' }) });
    await ask({ dimensions: ['region'] });
    await deliver({ 0: many(40, { industry: 'F' }) });
    expect(given(await ask({ dimensions: ['region'] }, NOW + MONTH))).toEqual([40]);
  });
});

describe('a cross-table over a single company town', () => {
  it('tells neither its count nor its fine', async () => {
    await deliver({
      0: many(30, { industry: 'F', fine: 2 }),
      1: [{ industry: 'C', fine: 990 }],
      2: many(30, { industry: 'G', fine: 3 }),
    });
    const counts = await ask({ dimensions: ['region', 'industry'], totals: true });
    expect(JSON.stringify(counts.rows)).not.toContain(region(1));
    const fines = await ask({
      measures: ['sum'],
      dimensions: ['region'],
      filters: [{ dimension: 'item', values: ['penalty'] }],
      totals: true,
    });
    expect(JSON.stringify(fines.rows)).not.toContain(region(1));
    const total = figure(fines, null) ?? null;
    const parts = [0, 2].reduce((sum, town) => sum + (figure(fines, region(town)) ?? 0), 0);
    // what is left of the total is no estimate of the one fine
    if (total !== null) expect(Math.abs(total - parts - 990)).toBeGreaterThan(99);
  });

  it('tells no sum that one company makes nearly alone', async () => {
    await deliver({
      0: [{ industry: 'F', fine: 5000 }, ...many(20, { industry: 'F', fine: 1 })],
      1: many(20, { industry: 'F', fine: 10 }),
    });
    const fines = await ask({
      measures: ['sum', 'median'],
      dimensions: ['region'],
      filters: [{ dimension: 'item', values: ['penalty'] }],
      totals: true,
    });
    expect(figure(fines, region(0)) ?? null).toBeNull();
    expect(figure(fines, null) ?? null).toBeNull();
    expect(figure(fines, region(1))).toBe(200);
  });
});
