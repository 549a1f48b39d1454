import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Batch } from '../../gateway/batch/batch.ts';
import { sendEvents } from '../../gateway/batch/http/events.ts';
import type { Refused } from '../../gateway/refusals.ts';
import { syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { FIRM, headersOf, OTHER_FIRM, PUBLIC, type TestCaller } from '../support/callers.ts';
import { COMPANY, sceneRegisters, sceneRows, WITH_ALL } from '../support/scene.ts';
import { type BatchRoom, openRoom, WITH_AGREEMENT } from './support/room.ts';

const OPERATION = 'query($uscc: USCC!) { legalEntity(uscc: $uscc) { name } }';
const ORDER = { operation: OPERATION, purpose: 'loan' };
const JSON_BODY = { 'content-type': 'application/json' };

let room: BatchRoom;

beforeAll(async () => {
  const registers = sceneRegisters(WITH_ALL);
  const callers = { ...registers.callers, 'F-001': WITH_AGREEMENT, 'F-002': WITH_AGREEMENT };
  const world = { rows: sceneRows(WITH_ALL), registers: { ...registers, callers } };
  room = await openRoom({ world, settings: { MAX_KEYS: 3, BATCH_MAX_ROWS: 20 } });
});
afterAll(() => room.close());

const post = (body: unknown, headers: Record<string, string> = {}, caller = FIRM) =>
  room.send(caller, '/batches', {
    method: 'POST',
    headers: { ...JSON_BODY, ...headers },
    body: JSON.stringify(body),
  });
const put = (path: string, body: string, type: string) =>
  room.send(FIRM, `${path}/keys`, { method: 'PUT', headers: { 'content-type': type }, body });

describe('submitting a batch', () => {
  it('answers each key in its order, duplicates kept, with data, disclosure and receipt', async () => {
    const keys = [COMPANY, syntheticUscc(900), COMPANY, 'no key at all', syntheticUscc(901)];
    const path = await room.submit(FIRM, ORDER, keys);
    expect(await room.finish(FIRM, path)).toMatchObject({
      state: 'done',
      rows: 5,
      done: 5,
      disclosed: 4,
      failed: 1,
      reasons: { KEY_INVALID: 1 },
    });
    const lines = await room.lines(FIRM, path);
    expect(lines.map(({ row, key }) => [row, key])).toEqual(keys.map((key, row) => [row, key]));
    expect(lines[0]?.data).toEqual({ legalEntity: { name: '云汐市场景有限公司' } });
    expect(lines[2]).toEqual({ ...lines[0], row: 2 });
    expect(lines[3]?.data).toBeUndefined();
    expect(lines[3]?.errors?.[0]?.extensions).toMatchObject({ code: 'KEY_INVALID' });
    expect(lines.map(({ receipt }) => receipt.index)).toEqual([0, 0, 0, 1, 1]);
    expect(await room.lines(FIRM, path, 'errors')).toEqual([lines[3]]);
  });

  it('takes keys as NDJSON, and as a named column of a CSV file', async () => {
    for (const [type, body] of [
      ['application/x-ndjson', `"${COMPANY}"\n{"key":"${COMPANY}"}\n`],
      ['text/csv', `﻿name,USCC\r\n"a, b",${COMPANY}\r\nc,${COMPANY}\r\n`],
    ] as const) {
      const path = (await post(ORDER)).headers.get('location') ?? '';
      expect((await put(path, body, type)).json).toMatchObject({ rows: 2 });
      await room.finish(FIRM, path);
      expect((await room.lines(FIRM, path)).map(({ key }) => key)).toEqual([COMPANY, COMPANY]);
    }
  });

  it('gives the same batch for the same idempotency key, and refuses another one under it', async () => {
    const first = await post(ORDER, { 'idempotency-key': 'k-1' });
    const again = await post(ORDER, { 'idempotency-key': 'k-1' });
    expect(first.status).toBe(202);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    const other = await post({ ...ORDER, dryRun: true }, { 'idempotency-key': 'k-1' });
    expect(other.json).toMatchObject({ status: 422, code: 'BATCH_KEY_REUSED' });
    const foreign = await post(ORDER, { 'idempotency-key': 'k-1' }, OTHER_FIRM);
    expect(foreign.headers.get('location')).not.toBe(first.headers.get('location'));
  });

  it.each([
    ['a text that is no operation', { operation: 'query {' }, 'BATCH_OPERATION'],
    [
      'two root fields',
      {
        operation:
          'query($uscc: USCC!) { a: legalEntity(uscc: $uscc) { name } b: legalEntity(uscc: $uscc) { name } }',
      },
      'BATCH_OPERATION',
    ],
    [
      'a list',
      { operation: 'query($k: [USCC!]!) { legalEntities(usccs: $k) { name } }' },
      'BATCH_OPERATION',
    ],
    [
      'a key in the text',
      { operation: `{ legalEntity(uscc: "${COMPANY}") { name } }` },
      'BATCH_OPERATION',
    ],
    [
      'another variable without a value',
      {
        operation:
          'query($uscc: USCC!, $b: Boolean!) { legalEntity(uscc: $uscc) { name @include(if: $b) } }',
      },
      'BATCH_OPERATION',
    ],
    ['the subject itself', { operation: '{ me { __typename } }' }, 'BATCH_OPERATION'],
    [
      'a field that is not there',
      { operation: 'query($uscc: USCC!) { legalEntity(uscc: $uscc) { secret } }' },
      'BATCH_OPERATION',
    ],
    ['a purpose that is no code', { purpose: 'A Person' }, 'BODY_INVALID'],
    ['an unknown member', { regulation: 'hangzhou-2020' }, 'BODY_INVALID'],
  ])('refuses %s', async (_name, change, code) => {
    const { status, json, headers, bytes } = await post({ ...ORDER, ...change });
    expect([status, json.code]).toEqual([400, code]);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(bytes.toString()).not.toContain(COMPANY);
  });

  it('refuses keys of another type, more than the limit, none, and keys sent twice', async () => {
    const path = (await post(ORDER)).headers.get('location') ?? '';
    expect((await put(path, COMPANY, 'text/plain')).status).toBe(415);
    expect((await put(path, '\n\n', 'text/csv')).json).toMatchObject({ code: 'BODY_INVALID' });
    const many = Array.from({ length: 21 }, () => COMPANY).join('\n');
    expect((await put(path, many, 'text/csv')).json).toMatchObject({ code: 'BATCH_TOO_LARGE' });
    expect((await put(path, 'x'.repeat(5000), 'application/x-ndjson')).json).toMatchObject({
      code: 'BODY_INVALID',
    });
    expect((await put(path, COMPANY, 'text/csv')).status).toBe(202);
    expect((await put(path, COMPANY, 'text/csv')).json).toMatchObject({ code: 'BATCH_STATE' });
  });
});

describe('attack: a batch of somebody else', () => {
  it('is not there, whatever is asked of it, for another firm and for the public', async () => {
    const path = await room.submit(FIRM, ORDER, [COMPANY]);
    await room.finish(FIRM, path);
    const nowhere = '/batches/00000000-0000-4000-8000-000000000000';
    const parts = ['', '/events', '/results', '/errors', '/manifest', '/nothing'];
    for (const caller of [OTHER_FIRM, PUBLIC]) {
      for (const part of parts) {
        const found = await room.send(caller, `${path}${part}`);
        const absent = await room.send(caller, `${nowhere}${part}`);
        expect([found.status, found.bytes.toString()]).toEqual([404, absent.bytes.toString()]);
      }
      const removed = await room.send(caller, path, { method: 'DELETE' });
      expect(removed.status).toBe(404);
      const sent = await room.send(caller, `${path}/keys`, {
        method: 'PUT',
        headers: { 'content-type': 'text/csv' },
        body: COMPANY,
      });
      expect(sent.status).toBe(404);
    }
    expect((await room.send(FIRM, path)).json).toMatchObject({ state: 'done' });
  });
});

describe('a batch of the same organisation', () => {
  it.each([
    ['on another network', { ...FIRM, channel: 'egov' }],
    ['abroad', { ...FIRM, offshore: true }],
    ['without an operator', { kind: 'firm', organisation: 'F-001' }],
    ['as another kind of caller', { ...FIRM, kind: 'agency' }],
    ['as another kind of organisation', { ...FIRM, organisation_kind: 'public-utility' }],
  ] as const)('is not there %s', async (_name, claims) => {
    const caller = claims as TestCaller;
    const ordered = { 'idempotency-key': `alike-${_name.replaceAll(' ', '-')}` };
    const path = (await post(ORDER, ordered)).headers.get('location') ?? '';
    await put(path, COMPANY, 'text/csv');
    await room.finish(FIRM, path);
    for (const part of ['', '/results', '/errors', '/manifest', '/events']) {
      expect((await room.send(caller, `${path}${part}`)).status).toBe(404);
    }
    expect((await room.send(caller, path, { method: 'DELETE' })).status).toBe(404);
    expect((await post(ORDER, ordered, caller)).headers.get('location')).not.toBe(path);
  });

  it('is there for another officer of it', async () => {
    const path = (await post(ORDER)).headers.get('location') ?? '';
    const other = { kind: 'firm', organisation: 'F-001', operator: 'O-9' } as const;
    expect((await room.send(other, path)).json).toMatchObject({ state: 'awaiting-keys' });
  });
});

describe('a token that does not verify', () => {
  it('is refused on the record', async () => {
    const refused: Refused[] = [];
    const refusals = { refused: async (one: Refused) => void refused.push(one) };
    const other = await openRoom({ dependencies: { refusals } });
    const headers = { authorization: 'Bearer a.b.c' };
    expect((await other.send(PUBLIC, '/batches/x', { headers })).status).toBe(401);
    await other.close();
    expect(refused).toEqual([{ code: 'TOKEN_MALFORMED', caller: null, channel: 'internet' }]);
  });
});

describe('what is refused', () => {
  const refused: Refused[] = [];
  let other: BatchRoom;
  beforeAll(async () => {
    const { registers } = room.world;
    const refusals = { refused: async (one: Refused) => void refused.push(one) };
    const world = { rows: room.world.rows, registers };
    other = await openRoom({
      world,
      settings: { BATCH_MAX_ROWS: 2, BATCH_QUOTA_ROWS: 1, BATCH_WORKERS: 0 },
      dependencies: { refusals },
    });
  });
  afterAll(() => other.close());

  const submit = (body: string, headers: Record<string, string> = {}, caller = FIRM) =>
    other.send(caller, '/batches', { method: 'POST', headers: { ...JSON_BODY, ...headers }, body });
  const keys = (path: string, body: string, type = 'text/csv') =>
    other.send(FIRM, `${path}/keys`, { method: 'PUT', headers: { 'content-type': type }, body });
  const order = (change: object = {}) => JSON.stringify({ ...ORDER, ...change });
  const key = { 'idempotency-key': 'k-9' };

  it('has one entry each, with who was refused and what for', async () => {
    const path = (await submit(order(), key)).headers.get('location') ?? '';
    expect(refused).toEqual([]);
    const nowhere = '/batches/00000000-0000-4000-8000-000000000000';
    const expected: [string, () => Promise<{ readonly json: object }>][] = [
      ['BODY_INVALID', () => submit('secret {')],
      ['BODY_INVALID', () => submit(order({ purpose: 'A Secret' }))],
      ['BATCH_OPERATION', () => submit(order({ operation: '{ secret }' }))],
      ['BATCH_OPERATION', () => submit(order({ operation: `${OPERATION} query B { secret }` }))],
      ['MEDIA_TYPE', () => submit(order(), { 'content-type': 'text/plain' })],
      ['HEADER_INVALID', () => submit(order(), { 'idempotency-key': 'a secret' })],
      ['BODY_TOO_LARGE', () => submit(' '.repeat(200_000))],
      ['BATCH_KEY_REUSED', () => submit(order({ dryRun: true }), key)],
      ['NOT_FOUND', () => other.send(FIRM, nowhere)],
      ['NOT_FOUND', () => other.send(FIRM, `${path}/secret`)],
      ['METHOD_NOT_ALLOWED', () => other.send(FIRM, '/batches')],
      ['METHOD_NOT_ALLOWED', () => other.send(FIRM, path, { method: 'PUT' })],
      ['BATCH_STATE', () => other.send(FIRM, `${path}/results`)],
      ['MEDIA_TYPE', () => keys(path, COMPANY, 'text/plain')],
      ['BODY_INVALID', () => keys(path, '\n')],
      ['BATCH_TOO_LARGE', () => keys(path, `${COMPANY}\n`.repeat(3))],
      ['QUOTA_EXCEEDED', () => keys(path, `${COMPANY}\n`.repeat(2))],
    ];
    for (const [code, send] of expected) expect((await send()).json).toMatchObject({ code });
    expect(refused.map(({ code }) => code)).toEqual(expected.map(([code]) => code));
    expect(new Set(refused.map(({ caller }) => caller?.organisation))).toEqual(new Set(['F-001']));
    expect(JSON.stringify(refused)).not.toMatch(/secret/i);
  });

  it('by the law has its entry from there, and none beside it', async () => {
    refused.length = 0;
    const logged = other.log.events.length;
    expect((await submit(order({ purpose: 'marketing' }))).json).toMatchObject({ status: 403 });
    expect(other.log.events.slice(logged)).toMatchObject([{ event: 'refusal' }]);
    expect(refused).toEqual([]);
  });

  it('to somebody without a token stands there as a stranger’s', async () => {
    refused.length = 0;
    await other.send(PUBLIC, '/batches/x');
    await submit('secret', {}, PUBLIC);
    expect(refused.map(({ code, caller }) => [code, caller?.kind])).toEqual([
      ['NOT_FOUND', 'public'],
      ['BODY_INVALID', 'public'],
    ]);
  });

  it('because the registers are away stands there too', async () => {
    refused.length = 0;
    other.world.registers = null;
    expect((await submit(order())).json).toMatchObject({ code: 'REGISTER_UNAVAILABLE' });
    expect(refused).toMatchObject([{ code: 'REGISTER_UNAVAILABLE' }]);
  });
});

describe('downloading', () => {
  it('gives any range of the file, for the version it was asked for', async () => {
    const keys = Array.from({ length: 10 }, (_, n) => syntheticUscc(n));
    const path = await room.submit(FIRM, ORDER, keys);
    await room.finish(FIRM, path);
    const whole = await room.send(FIRM, `${path}/results`);
    const etag = whole.headers.get('etag') ?? '';
    const size = whole.bytes.length;
    const range = (value: string, more: Record<string, string> = {}) =>
      room.send(FIRM, `${path}/results`, { headers: { range: value, ...more } });
    for (const [from, to] of [
      [0, 0],
      [5, size - 5],
      [size - 1, size - 1],
      [0, size - 1],
    ] as const) {
      const part = await range(`bytes=${from}-${to}`);
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to}/${size}`);
      expect(part.bytes.equals(whole.bytes.subarray(from, to + 1))).toBe(true);
    }
    expect((await range('bytes=7-')).bytes.equals(whole.bytes.subarray(7))).toBe(true);
    expect((await range('bytes=-7')).bytes.equals(whole.bytes.subarray(-7))).toBe(true);
    expect((await range(`bytes=${size}-`)).json).toMatchObject({ status: 416, size });
    expect((await range('bytes=1-2', { 'if-range': etag })).status).toBe(206);
    expect((await range('bytes=1-2', { 'if-range': '"old"' })).bytes.length).toBe(size);
  });

  it('waits until the batch is over', async () => {
    const path = (await post(ORDER)).headers.get('location') ?? '';
    for (const part of ['results', 'errors', 'manifest']) {
      const { json } = await room.send(FIRM, `${path}/${part}`);
      expect(json).toMatchObject({ status: 409, code: 'BATCH_STATE', state: 'awaiting-keys' });
    }
  });
});

describe('following batches', () => {
  it('is for so many at a time of one firm; who stops makes room', async () => {
    const refused: Refused[] = [];
    const other = await openRoom({
      world: room.world,
      settings: { BATCH_STREAMS: 2, BATCH_WORKERS: 0 },
      dependencies: { refusals: { refused: async (one) => void refused.push(one) } },
    });
    const open = async (caller: TestCaller) => {
      const taken = await other.send(caller, '/batches', {
        method: 'POST',
        headers: JSON_BODY,
        body: JSON.stringify(ORDER),
      });
      return `${taken.headers.get('location')}/events`;
    };
    const follow = async (caller: TestCaller, path: string, signal?: AbortSignal) =>
      fetch(`${other.url}${path}`, {
        headers: await headersOf(caller, other.world.now),
        ...(signal && { signal }),
      });
    const [one, two] = [await open(FIRM), await open(FIRM)];
    const leaving = new AbortController();
    const followed = [await follow(FIRM, one, leaving.signal), await follow(FIRM, two)];
    expect(followed.map(({ status }) => status)).toEqual([200, 200]);

    const limited = await other.send(FIRM, one);
    expect(limited.json).toMatchObject({ status: 429, code: 'BATCH_STREAMS', limit: 2 });
    expect(limited.headers.get('retry-after')).toBe('2');
    expect(refused).toMatchObject([{ code: 'BATCH_STREAMS' }]);
    expect((await follow(OTHER_FIRM, await open(OTHER_FIRM))).status).toBe(200);

    leaving.abort();
    await vi.waitFor(async () => expect((await follow(FIRM, one)).status).toBe(200), 5_000);
    expect((await other.send(FIRM, two)).status).toBe(429);
    await other.close();
  });

  it('asks less and less often while nothing happens, and soon again when something has', async () => {
    const states = [...Array(12).fill('awaiting-keys'), 'running', 'running', 'done'];
    const waited: number[] = [];
    const written: string[] = [];
    const response = Object.assign(new EventEmitter(), {
      destroyed: false,
      writeHead: () => undefined,
      write: (text: string) => written.push(text),
      end: () => undefined,
    }) as unknown as ServerResponse;
    await sendEvents(
      response,
      async () => ({ state: states.shift() }) as unknown as Batch,
      () => ({ id: 'x' }) as never,
      new AbortController().signal,
      (async (interval: number) => waited.push(interval)) as never,
    );
    expect(waited.slice(0, 8)).toEqual([20, 40, 80, 160, 320, 640, 1280, 2000]);
    expect(waited.slice(8)).toEqual([2000, 2000, 2000, 2000, 250, 500]);
    expect(written).toHaveLength(3);
  });

  it('reads nothing for a reader that has gone before', async () => {
    let read = 0;
    const response = Object.assign(new EventEmitter(), {
      destroyed: true,
      writeHead: () => undefined,
      end: () => undefined,
    }) as unknown as ServerResponse;
    const none = async () => {
      read += 1;
      return null;
    };
    await sendEvents(response, none, () => ({}) as never, new AbortController().signal);
    expect(read).toBe(0);
  });
});

describe('cancelling', () => {
  it('answers no further row, and cannot be done twice', async () => {
    await room.reopen({ BATCH_WORKERS: 0 });
    const path = await room.submit(FIRM, ORDER, [COMPANY, COMPANY, COMPANY, COMPANY]);
    const before = room.log.events.length;
    expect((await room.send(FIRM, path, { method: 'DELETE' })).status).toBe(204);
    await room.reopen({ BATCH_WORKERS: 1 });
    const other = await room.submit(FIRM, ORDER, [COMPANY]);
    await room.finish(FIRM, other);
    expect(room.log.events.length).toBe(before + 1);
    expect((await room.send(FIRM, path)).json).toMatchObject({ state: 'cancelled', done: 0 });
    expect(await room.lines(FIRM, other)).toHaveLength(1);
    const again = await room.send(FIRM, path, { method: 'DELETE' });
    expect(again.json).toMatchObject({ code: 'BATCH_STATE' });
  });
});
