import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../../gateway/statistics/question.ts';
import type { Counted } from '../../schema/statistics/question.ts';
import { countingCredential } from '../../schema/statistics/wire.ts';
import { openDepartment } from '../../subgraphs/department.ts';
import { companyUscc } from '../../subgraphs/generate/company.ts';
import { createDepartmentServer } from '../../subgraphs/server.ts';
import type { Counter } from '../../subgraphs/sources/counting/counter.ts';
import { fakeSource } from '../subgraphs/support.ts';
import { ACROSS, answerOver, COUNTED, populationOf, ROW } from './support/answers.ts';
import {
  CREDENTIAL,
  listening,
  openTwoWays,
  remoteCounter,
  stop,
  type TwoWays,
} from './support/departments.ts';

let ways: TwoWays;
beforeAll(async () => {
  ways = await openTwoWays(400, 120);
}, 60_000);
afterAll(() => ways.close());

const PENALTIES = [{ dimension: 'item', values: ['penalty'] }] as const;
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
