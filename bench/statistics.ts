import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { openJoined } from '../gateway/statistics/joined.ts';
import type { Ledger, LedgerEntry } from '../gateway/statistics/ledger.ts';
import type { Counters, DepartmentCounter, Population } from '../gateway/statistics/population.ts';
import { checkedQuestion } from '../gateway/statistics/question.ts';
import { RemoteCounter } from '../gateway/statistics/remote/counter.ts';
import { openRoom } from '../gateway/statistics/room.ts';
import { loadStatisticsPolicy } from '../policy/statistics.ts';
import { type AttributeRow, BLOCK_ROWS, type ProfileRow } from '../schema/statistics/question.ts';
import type { Department } from '../subgraphs/department.ts';
import { createDepartmentServer } from '../subgraphs/server.ts';

/**
 * A cross-table over three dimensions and four departments. The subjects are made here as departments
 * export them, pseudonyms and all: the generator of drop files would take hours for a million.
 */
const { values } = parseArgs({
  options: {
    subjects: { type: 'string', default: '1000000' },
    /** Each department behind its own server, in this process. */
    remote: { type: 'boolean', default: false },
  },
});
const SUBJECTS = Number(values.subjects);

const ITEMS = {
  'market-regulation': ['penalty', 'abnormal-operation'],
  tax: ['tax-arrears', 'tax-penalty'],
  court: ['unperformed-judgment'],
  'social-security': ['contribution-arrears'],
} as const;
const INDUSTRIES = ['A', 'C', 'E', 'F', 'G', 'H', 'I', 'K', 'L', 'M'];
const TYPES = ['limited-company', 'joint-stock-company', 'partnership', 'branch'];

/** A small generator of its own, so that the data are the same in every run. */
const mix = (n: number, salt: number) => {
  let x = Math.imul(n ^ (salt * 0x9e3779b1), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};
const bytes = Buffer.alloc(16);
const pseudonym = (n: number) => {
  for (let at = 0; at < 4; at++) bytes.writeUInt32LE(mix(n, at + 1), 4 * at);
  return bytes.toString('hex');
};
const REGIONS = Array.from({ length: 21 }, (_, at) => `${990100 + at}`);
const regionOf = (n: number) => REGIONS[mix(n, 5) % 21] ?? '';
const MONTHS = Array.from({ length: 96 }, (_, at) => {
  return `${2019 + Math.floor(at / 12)}-${String(1 + (at % 12)).padStart(2, '0')}`;
});

let making = 0;

/** Blocks of rows, and how long it takes to make them here. */
async function* blocks<T>(rowOf: (n: number) => T): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < SUBJECTS; from += BLOCK_ROWS) {
    const start = performance.now();
    const count = Math.min(BLOCK_ROWS, SUBJECTS - from);
    const block = Array.from({ length: count }, (_, at) => rowOf(from + at));
    making += performance.now() - start;
    yield block;
  }
}

function counterOf(items: readonly string[], salt: number): DepartmentCounter {
  return {
    cells: () => Promise.reject(new Error('expected the join')),
    profiles: () =>
      blocks((n): ProfileRow => {
        const item = items[mix(n, salt) % items.length] ?? '';
        const roll = mix(n, salt + 1);
        const month = MONTHS[roll % MONTHS.length] ?? '';
        return [pseudonym(n), regionOf(n), item, month, 'none', 1 + (roll % 3), roll % 100];
      }),
    attributes: () =>
      blocks((n): AttributeRow => {
        return [pseudonym(n), TYPES[mix(n, 6) % 4] ?? '', INDUSTRIES[mix(n, 7) % 10] ?? ''];
      }),
    revision: async () => 'bench',
  };
}

const closing: (() => Promise<void> | void)[] = [];

async function behindServer(name: string, counter: DepartmentCounter): Promise<DepartmentCounter> {
  const credential = randomBytes(32).toString('hex');
  const department = { name } as unknown as Department;
  const server = createDepartmentServer(department, credential, { counter });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/graphql`;
  const remote = new RemoteCounter({ name, url, credential, timeout: 600_000 });
  closing.push(
    () => remote.close(),
    () => void server.close(),
  );
  return remote;
}

const names = Object.keys(ITEMS) as (keyof typeof ITEMS)[];
const counters: Counters = new Map(
  await Promise.all(
    names.map(async (name, at) => {
      const counter = counterOf(ITEMS[name], 10 * (at + 1));
      return [name, values.remote ? await behindServer(name, counter) : counter] as const;
    }),
  ),
);
const population: Population = {
  subject: 'LEGAL',
  notes: { records: [], items: [], documents: [] },
  items: names.flatMap((department) =>
    ITEMS[department].map((item) => ({
      item,
      class: 'ADVERSE',
      department,
      condition: { all: [] },
    })),
  ),
};
const entries: LedgerEntry[] = [];
const ledger: Ledger = {
  of: () => Promise.resolve(entries),
  append: (_organisation, entry) => Promise.resolve(entries.push(entry) > 0),
  close: () => Promise.resolve(),
};

const policy = loadStatisticsPolicy();
const joined = openJoined(counters, Date.now);
const room = openRoom({ policy, counters, joined, ledger, population: async () => population });
const rss = () => `${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`;
const say = (line: string) => process.stdout.write(`${line}\n`);

async function timed(what: string, work: () => Promise<number>): Promise<void> {
  const start = performance.now();
  const before = process.cpuUsage();
  const rows = await work();
  const { user, system } = process.cpuUsage(before);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const cpu = ((user + system) / 1e6).toFixed(2);
  const own = making === 0 ? '' : `, ${(making / 1000).toFixed(2)} s of it to make the rows`;
  making = 0;
  say(`${what}: ${seconds} s (${cpu} s of CPU${own}), ${rows} rows, RSS ${rss()}`);
}

const answer = async (
  dimensions: readonly ('region' | 'industry' | 'department' | 'year' | 'entityType')[],
) => {
  const asked = {
    about: 'LEGAL',
    measures: ['subjects', 'records'],
    filters: [],
    totals: true,
  } as const;
  const question = checkedQuestion({ ...asked, dimensions }, policy);
  return (await room.answer(question, 'P-001', Date.now())).rows.length;
};

say(`${SUBJECTS} subjects, four departments, RSS ${rss()}`);
await timed('snapshot and the grand total', () => answer([]));
await timed('region x industry x department, with all totals', () =>
  answer(['region', 'industry', 'department']),
);
await timed('region x entity type x year, checked against it', () =>
  answer(['region', 'entityType', 'year']),
);
say(`peak RSS ${Math.round(process.resourceUsage().maxRSS / 2 ** 10)} MB`);
joined.close();
for (const close of closing) await close();
