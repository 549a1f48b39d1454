import { createServer, type RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteCounter } from '../../gateway/statistics/remote/counter.ts';
import { openDepartment } from '../../subgraphs/department.ts';
import { createDepartmentServer } from '../../subgraphs/server.ts';
import type { Counter } from '../../subgraphs/sources/counting/counter.ts';
import { fakeSource } from '../subgraphs/support.ts';
import { ACROSS, answerOver, COUNTED, ROW } from './support/answers.ts';
import {
  badDepartment,
  CREDENTIAL,
  listening,
  openTwoWays,
  remoteCounter,
  stop,
  type TwoWays,
} from './support/departments.ts';

let ways: TwoWays;
beforeAll(async () => {
  ways = await openTwoWays(200, 0);
}, 60_000);
afterAll(() => ways.close());

const lines = (...values: readonly unknown[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');
const whole = (row: unknown) => lines([row], { rows: 1 });

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
    [
      'with a block that is too large',
      lines(
        Array.from({ length: 10_001 }, () => ROW),
        { rows: 10_001 },
      ),
    ],
    ['with a number of a person for a pseudonym', whole(['99010019900101001X', ...ROW.slice(1)])],
    ['of an item that was not asked', whole([...ROW.slice(0, 2), 'penalty', ...ROW.slice(3)])],
    ['with an outcome that nobody noted', whole([...ROW.slice(0, 4), 'upheld', 1, 0])],
    ['with less than no record', whole([...ROW.slice(0, 5), -1, 0])],
    ['with a text for an amount', whole([...ROW.slice(0, 6), '5'])],
    ['with more in a row', whole([...ROW, 'a name'])],
  ])('gives nothing: an answer %s', async (_, text) => {
    await expect(profilesOf(saying(text))).rejects.toMatchObject(unavailable);
  });

  const CELL = { values: ['2024'], subjects: 12, records: 13, amount: null };
  const AMOUNT = { sum: 5, largest: 2, second: 1, median: 1 };
  const answered = async (text: string, ask: (counter: RemoteCounter) => Promise<unknown>) => {
    const { counter, close } = await badDepartment(saying(text));
    closing.push(close);
    return ask(counter);
  };
  const cellsOf = (amount: boolean) => (counter: RemoteCounter) =>
    counter.cells({ ...COUNTED, ...{ dimensions: ['year'], filters: {}, amount, most: 1 } });

  it('is read cell by cell, and by no more than was asked', async () => {
    expect(await answered(whole({ ...CELL, name: 'a name' }), cellsOf(false))).toEqual([CELL]);
    const summed = { ...CELL, amount: { ...AMOUNT, name: 'a name' } };
    expect(await answered(whole(summed), cellsOf(true))).toEqual([{ ...CELL, amount: AMOUNT }]);
    for (const [cell, amount] of [
      [{ ...CELL, values: [] }, false],
      [{ ...CELL, values: ['2024', 'a name'] }, false],
      [{ ...CELL, values: [{ name: 'a name' }] }, false],
      [{ ...CELL, subjects: 0 }, false],
      [{ ...CELL, records: 11 }, false],
      [{ ...CELL, records: '13' }, false],
      [CELL, true],
      [{ ...CELL, amount: { ...AMOUNT, median: null } }, true],
    ] as const) {
      const asked = answered(whole(cell), cellsOf(amount));
      await expect(asked, JSON.stringify(cell)).rejects.toMatchObject(unavailable);
    }
    const many = lines([CELL, CELL, CELL], { rows: 3 });
    await expect(answered(many, cellsOf(false))).rejects.toMatchObject(unavailable);
  });

  it('says a short word at most of its data, and nothing of what it may not', async () => {
    const revision = (counter: RemoteCounter) => counter.revision();
    expect(await answered(whole(null), revision)).toBeNull();
    expect(await answered(whole('r-1'), revision)).toBe('r-1');
    for (const said of [7, '', 'x'.repeat(65), { revision: 'r-1' }]) {
      await expect(answered(whole(said), revision)).rejects.toMatchObject(unavailable);
    }
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
