import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { countedOn } from '../../gateway/statistics/counting/counted.ts';
import { openJoined } from '../../gateway/statistics/joined.ts';
import { openLedger } from '../../gateway/statistics/ledger.ts';
import type { Counters, Population } from '../../gateway/statistics/population.ts';
import { type Asked, checkedQuestion } from '../../gateway/statistics/question.ts';
import { openRoom } from '../../gateway/statistics/room.ts';
import { dayAt } from '../../policy/days.ts';
import { loadStatisticsPolicy } from '../../policy/statistics.ts';
import { type Counted, NO_NOTES } from '../../schema/statistics/question.ts';
import { countingCredential } from '../../schema/statistics/wire.ts';
import { openDepartment } from '../../subgraphs/department.ts';
import { companyUscc } from '../../subgraphs/generate/company.ts';
import { createDepartmentServer } from '../../subgraphs/server.ts';
import type { Counter } from '../../subgraphs/sources/counting/counter.ts';
import { fakeSource } from '../subgraphs/support.ts';
import { SERVED } from '../support/fields.ts';
import { catalogueOf, engineOf } from '../support/gateway.ts';
import {
  badDepartment,
  CREDENTIAL,
  listening,
  openTwoWays,
  remoteCounter,
  stop,
  type TwoWays,
} from './support/departments.ts';

const NOW = Date.parse('2026-11-20T12:00:00+08:00');
const policy = loadStatisticsPolicy();
const engine = engineOf('guangdong-2021');
const SCOPE = {
  engine,
  catalogue: catalogueOf(engine),
  contract: SERVED.contract,
  schema: SERVED.supergraph.apiSchema,
};

let ways: TwoWays;
beforeAll(async () => {
  ways = await openTwoWays(400, 120);
}, 60_000);
afterAll(() => ways.close());

const folder = mkdtempSync(join(tmpdir(), 'creditgate-remote-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let ledgers = 0;

/** What may be counted, with a note on a record of one department. */
function populationOf(about: 'LEGAL' | 'NATURAL'): Population {
  const counted = countedOn(SCOPE, about === 'LEGAL' ? 'legal' : 'natural', dayAt(NOW), []);
  if (about === 'NATURAL') return counted;
  const records = [[companyUscc(1), 'penalty', 'no-such-record', 2, 'none']] as const;
  const items = [`${companyUscc(2)}|penalty`, `${companyUscc(3)}|tax-arrears`];
  return { ...counted, notes: { records, items, documents: [] } };
}

/** Answers of a room of its own: nothing was given before. */
async function answerOver(counters: Counters, asked: Partial<Asked>) {
  const ledger = await openLedger({ file: join(folder, `${ledgers++}.sqlite`) });
  const joined = openJoined(counters, () => NOW);
  const population = async (about: Asked['about']) => populationOf(about);
  const room = openRoom({ policy, counters, joined, ledger, population });
  const whole: Asked = {
    ...{ about: 'LEGAL', measures: ['subjects'], dimensions: [], filters: [], totals: false },
    ...asked,
  };
  try {
    const { rows } = await room.answer(checkedQuestion(whole, policy), 'P-001', NOW);
    return { rows, entries: (await ledger.of('P-001')).length };
  } catch (error) {
    expect(await ledger.of('P-001')).toEqual([]);
    throw error;
  } finally {
    joined.close();
    await ledger.close();
  }
}

const PENALTIES = [{ dimension: 'item', values: ['penalty'] }] as const;
const ACROSS: Partial<Asked> = {
  measures: ['subjects', 'records'],
  dimensions: ['industry', 'department', 'year'],
  totals: true,
};
const QUESTIONS: Readonly<Record<string, Partial<Asked>>> = {
  'of one department': { dimensions: ['year'], filters: PENALTIES, totals: true },
  'of sums and medians': { measures: ['sum', 'median'], dimensions: ['year'], filters: PENALTIES },
  'over four departments': ACROSS,
  'about persons': { about: 'NATURAL', dimensions: ['department'], totals: true },
};

describe('departments behind their own servers', () => {
  it.each(Object.entries(QUESTIONS))('give the same answer to a question %s', async (_, asked) => {
    const [embedded, remote] = [
      await answerOver(ways.embedded, asked),
      await answerOver(ways.remote, asked),
    ];
    expect(JSON.stringify(remote)).toBe(JSON.stringify(embedded));
    expect(remote.rows.some(({ figures }) => figures.some((figure) => figure !== null))).toBe(true);
  });

  it('are asked about their own items only, once whether data have changed, and not by whom', async () => {
    ways.received.length = 0;
    await answerOver(ways.remote, ACROSS);
    const paths = ways.received.map(({ department, url }) => `${department}${url}`);
    expect(paths.filter((path) => path.endsWith('/revision')).sort()).toEqual(
      [...ways.urls.keys()].map((name) => `${name}/statistics/revision`).sort(),
    );
    expect(new Set(ways.received.map(({ url }) => url))).toEqual(
      new Set(['profiles', 'attributes', 'revision'].map((kind) => `/statistics/${kind}`)),
    );
    const keys = new Set<string>();
    for (const { department, url, headers, body } of ways.received) {
      expect(JSON.stringify(headers)).not.toContain(CREDENTIAL);
      expect(Object.keys(headers).sort()).toEqual(HEADERS);
      expect(`${url}${JSON.stringify(headers)}`).not.toMatch(/[0-9a-f]{64}|P-001/);
      const asked = JSON.parse(body) as { counted?: Counted; key?: string };
      expect(Object.keys(asked).every((name) => ['counted', 'key'].includes(name))).toBe(true);
      if (asked.key !== undefined) keys.add(asked.key);
      if (asked.counted === undefined) continue;
      const { items, notes } = asked.counted;
      const own = populationOf('LEGAL').items.filter((item) => item.department === department);
      expect(items.map(({ item }) => item)).toEqual(own.map(({ item }) => item));
      const noted = [...notes.records.map((note) => note[1]), ...notes.items];
      expect(noted).toEqual(NOTED[department] ?? []);
    }
    expect(keys.size).toBe(1);
  });

  it('make other pseudonyms for each run', async () => {
    const keyOf = async () => {
      ways.received.length = 0;
      await answerOver(ways.remote, ACROSS);
      return ways.received.map(({ body }) => (JSON.parse(body) as { key?: string }).key);
    };
    expect(await keyOf()).not.toEqual(await keyOf());
  });
});

const HEADERS = ['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host'];
const NOTED: Readonly<Record<string, readonly string[]>> = {
  'market-regulation': ['penalty', `${companyUscc(2)}|penalty`],
  tax: [`${companyUscc(3)}|tax-arrears`],
};

const COUNTED: Counted = {
  subject: 'LEGAL',
  items: [{ item: 'tax-arrears', class: 'ADVERSE', condition: { all: [] } }],
  notes: NO_NOTES,
};
const CELLS = { ...COUNTED, dimensions: ['year'], filters: {}, amount: false, most: 10 };
const KEY = 'a'.repeat(64);

async function send(path: string, body: unknown, authorization?: string) {
  const response = await fetch(`${ways.urls.get('tax')}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

describe('counting on a department’s server', () => {
  const counts = `Bearer ${countingCredential(CREDENTIAL)}`;

  it('is refused without the credential for counting; a question about subjects cannot count', async () => {
    expect((await send('/statistics/cells', CELLS, counts)).status).toBe(200);
    const wrong = [
      undefined,
      '',
      'Bearer ',
      `Bearer ${CREDENTIAL}`,
      `${counts}x`,
      countingCredential('x'),
    ];
    for (const authorization of wrong) {
      for (const kind of ['cells', 'profiles', 'attributes', 'revision']) {
        expect(await send(`/statistics/${kind}`, CELLS, authorization)).toEqual({
          status: 401,
          text: '{"errors":[{"message":"credential required"}]}',
        });
      }
    }
  });

  it('opens nothing else', async () => {
    const query = { query: '{ __typename }' };
    expect((await send('/graphql', query, counts)).status).toBe(401);
    expect((await send('/graphql', query, `Bearer ${CREDENTIAL}`)).status).toBe(200);
    expect((await send('/statistics/rows', CELLS, counts)).status).toBe(401);
  });

  it('takes questions to count and nothing else', async () => {
    const profiles = { counted: COUNTED, key: KEY };
    const condition = (given: object) => ({
      ...CELLS,
      items: [{ item: 'tax-arrears', class: 'ADVERSE', condition: given }],
    });
    const wrong: readonly (readonly [kind: string, body: unknown])[] = [
      ['cells', {}],
      ['cells', { ...CELLS, dimensions: ['name'] }],
      ['cells', { ...CELLS, filters: { uscc: [companyUscc(1)] } }],
      ['cells', { ...CELLS, most: '10; drop table x' }],
      ['cells', { ...CELLS, more: true }],
      ['cells', condition({ evidence: 'constructor', is: 'present' })],
      ['cells', condition({ conductFromAge: '18' })],
      ['cells', condition({ not: { all: [] } })],
      ['profiles', { ...profiles, key: 'short' }],
      ['profiles', { counted: COUNTED }],
      ['attributes', {}],
      ['revision', { key: KEY }],
    ];
    for (const [kind, body] of wrong) {
      const { status, text } = await send(`/statistics/${kind}`, body, counts);
      expect(`${status} ${text}`).toBe(
        '400 {"errors":[{"message":"expected a question to count"}]}',
      );
    }
    expect((await send('/statistics/profiles', profiles, counts)).status).toBe(200);
  });

  it('holds no more than a few blocks for a reader that does not read', async () => {
    let made = 0;
    const counter: Counter = {
      cells: async () => [],
      async *profiles() {
        for (; made < 200; made++) yield Array.from({ length: 10_000 }, () => ROW);
      },
      async *attributes() {},
      revision: async () => null,
    };
    const department = openDepartment('tax', fakeSource());
    const server = createDepartmentServer(department, CREDENTIAL, { counter });
    const asking = remoteCounter(`${await listening(server)}/graphql`);
    const blocks = asking.profiles(COUNTED, Buffer.alloc(32))[Symbol.asyncIterator]();
    expect((await blocks.next()).value).toHaveLength(10_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(made).toBeLessThan(100);
    await blocks.return?.();
    await asking.close();
    stop(server);
  });
});

const ROW = ['0'.repeat(32), '990100', 'tax-arrears', '2024-05', 'none', 1, 0] as const;
const lines = (...values: readonly unknown[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('a department that does not count as it should', () => {
  const closing: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const profilesOf = async (answer: RequestListener, timeout?: number) => {
    const { counter, close } = await badDepartment(answer, timeout);
    closing.push(close);
    let rows = 0;
    for await (const block of counter.profiles(COUNTED, Buffer.alloc(32))) rows += block.length;
    return rows;
  };
  const unavailable = { code: 'SOURCE_UNAVAILABLE', facts: { service: 'tax' } };
  const saying =
    (text: string, status = 200): RequestListener =>
    (_request, response) =>
      void response.writeHead(status).end(text);

  it('is believed when it is whole', async () => {
    expect(await profilesOf(saying(lines([ROW], [ROW, ROW], { rows: 3 })))).toBe(3);
    expect(await profilesOf(saying(lines({ rows: 0 })))).toBe(0);
  });

  it.each<readonly [string, string]>([
    ['without a last line', lines([ROW])],
    ['with fewer rows than it says', lines([ROW], { rows: 2 })],
    ['with a cut line', `${lines([ROW])}[["0`],
    ['with a last line without an end', `${lines([ROW])}{"rows":1}`],
    ['with rows after the last line', lines([ROW], { rows: 1 }, [ROW])],
    ['with nothing', ''],
    ['with no JSON', 'subjects: 7\n'],
    ['with an error', lines({ errors: [] })],
    ['with a block that is too large', lines(Array.from({ length: 10_001 }, () => ROW))],
    ['with a number of a person for a pseudonym', lines([['99010019900101001X', ...ROW.slice(1)]])],
    ['of an item that was not asked', lines([[...ROW.slice(0, 2), 'penalty', ...ROW.slice(3)]])],
    ['with an outcome that nobody noted', lines([[...ROW.slice(0, 4), 'upheld', 1, 0]])],
    ['with less than no record', lines([[...ROW.slice(0, 5), -1, 0]])],
    ['with a text for an amount', lines([[...ROW.slice(0, 6), '5']])],
    ['with more in a row', lines([[...ROW, 'a name']])],
  ])('gives nothing: an answer %s', async (_, text) => {
    await expect(profilesOf(saying(text))).rejects.toMatchObject(unavailable);
  });

  it('gives nothing: an error, a redirect, silence', async () => {
    const ask = (answer: RequestListener) => expect(profilesOf(answer, 300)).rejects;
    await ask(saying(lines({ rows: 0 }), 503)).toMatchObject(unavailable);
    await ask((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    }).toMatchObject(unavailable);
    await ask(() => undefined).toMatchObject(unavailable);
    await ask((_request, response) => void response.write(lines([ROW]))).toMatchObject(unavailable);
  });

  it('gives no number when it dies in the middle', async () => {
    const whole = ways.embedded.get('tax');
    if (whole === undefined) throw new Error('expected the tax department');
    let blocks = 0;
    const dying: Counter = {
      cells: (question) => whole.cells(question),
      async *profiles(counted, key) {
        for await (const block of whole.profiles(counted, key)) {
          for (const row of block) {
            yield [row];
            if (++blocks > 20) throw new Error('the database is gone');
          }
        }
      },
      attributes: (key) => whole.attributes(key),
      revision: () => whole.revision(),
    };
    const department = openDepartment('tax', fakeSource());
    const server = createDepartmentServer(department, CREDENTIAL, { counter: dying });
    const counter = remoteCounter(`${await listening(server)}/graphql`);
    closing.push(
      () => counter.close(),
      () => stop(server),
    );
    const counters = new Map([...ways.embedded, ['tax', counter] as const]);
    await expect(answerOver(counters, ACROSS)).rejects.toMatchObject(unavailable);
    expect(blocks).toBe(21);
  });

  it('gives nothing when it is not there', async () => {
    const server = createServer();
    const counter = remoteCounter(`${await listening(server)}/graphql`);
    stop(server);
    closing.push(() => counter.close());
    const counters = new Map([...ways.embedded, ['tax', counter] as const]);
    await expect(answerOver(counters, ACROSS)).rejects.toMatchObject(unavailable);
    const alone = { filters: [{ dimension: 'item', values: ['tax-arrears'] }] } as const;
    await expect(answerOver(counters, alone)).rejects.toMatchObject(unavailable);
  });
});
