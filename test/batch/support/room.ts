import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Batch } from '../../../gateway/batch/batch.ts';
import { type BatchSettings, openBatches } from '../../../gateway/batch/batches.ts';
import { createPace } from '../../../gateway/batch/pace.ts';
import type { ChunkQueue } from '../../../gateway/batch/queue/queue.ts';
import type { Dependencies } from '../../../gateway/dependencies.ts';
import { PlanCache } from '../../../gateway/execution/plans.ts';
import type { RegisterCallerFacts } from '../../../registers/facts/types.ts';
import { headersOf, openTestIdentify, type TestCaller } from '../../support/callers.ts';
import { memoryFacts, NO_REGISTERS, toDay } from '../../support/facts.ts';
import { SERVED } from '../../support/fields.ts';
import {
  catalogueOf,
  departmentsOf,
  engineOf,
  NOON,
  type Question,
  sourcesOf,
  type World,
} from '../../support/gateway.ts';
import { memoryLog, type TestLog } from '../../support/log.ts';

/** A firm's agreement for `loan`, as Guangdong 2021 art. 52 paragraph 2 asks for. */
export const WITH_AGREEMENT: RegisterCallerFacts = {
  organisationKind: 'credit-service-firm',
  duty: { items: null, published: [] },
  agreement: {
    confidentiality: true,
    scope: 'all',
    purpose: 'loan',
    until: toDay('2028-12-31'),
  },
};

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Line {
  readonly row: number;
  readonly key: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
  readonly disclosure?: Readonly<Record<string, unknown>>;
  readonly receipt: { readonly index: number };
}

/** The protocol of batches over departments and registers in memory. */
export interface BatchRoom {
  readonly world: World;
  readonly url: string;
  readonly questions: readonly Question[];
  readonly log: TestLog;
  readonly dependencies: Dependencies;
  readonly erased: readonly Batch[];
  readonly failures: readonly unknown[];
  readonly settings: BatchSettings;
  send(caller: TestCaller, path: string, init?: RequestInit): Promise<Reply>;
  /** Submits, sends the keys and gives the batch's path. */
  submit(caller: TestCaller, order: Order, keys: readonly string[]): Promise<string>;
  /** Waits until nothing more is answered. */
  finish(caller: TestCaller, path: string): Promise<Readonly<Record<string, unknown>>>;
  lines(caller: TestCaller, path: string, file?: 'results' | 'errors'): Promise<readonly Line[]>;
  /** Ends the process' part and opens it again over the same state. */
  reopen(settings?: Partial<BatchSettings>): Promise<void>;
  close(): Promise<void>;
}

export interface Order {
  readonly operation: string;
  readonly purpose?: string;
  readonly dryRun?: boolean;
}

export interface RoomOptions {
  readonly regulation?: string;
  readonly world?: Partial<World>;
  readonly log?: TestLog;
  readonly settings?: Partial<BatchSettings>;
  readonly dependencies?: Partial<Dependencies>;
  /** Opens another queue than that of the settings. */
  readonly queue?: () => Promise<ChunkQueue>;
}

export async function openRoom(options: RoomOptions = {}): Promise<BatchRoom> {
  const world: World = { rows: {}, registers: NO_REGISTERS, now: NOON, ...options.world };
  const folder = mkdtempSync(join(tmpdir(), 'creditgate-batches-'));
  const questions: Question[] = [];
  const erased: Batch[] = [];
  const failures: unknown[] = [];
  const engine = engineOf(options.regulation ?? 'guangdong-2021');
  const log = options.log ?? memoryLog();
  const dependencies: Dependencies = {
    ...SERVED,
    plans: new PlanCache(),
    departments: departmentsOf(sourcesOf(world, {}), questions),
    engine,
    catalogue: catalogueOf(engine),
    identify: await openTestIdentify(() => world.now),
    now: () => world.now,
    facts: memoryFacts(() => world.registers),
    log,
    maxKeys: 500,
    notice: () => undefined,
    ...options.dependencies,
  };
  let settings: BatchSettings = {
    DATABASE_URL: undefined,
    STATE_DIR: folder,
    LOG_ORIGIN: 'test.localhost/log',
    BATCH_WORKERS: 1,
    BATCH_SECRET: undefined,
    BATCH_MAX_ROWS: 10_000,
    BATCH_CHUNK_ROWS: 500,
    BATCH_QUOTA_ROWS: 0,
    BATCH_STREAMS: 20,
    BATCH_RESULTS_DAYS: 7,
    MAX_KEYS: 500,
    MAX_TOKENS: 4000,
    MAX_DEPTH: 12,
    MAX_FIELDS: 400,
    ...options.settings,
  };
  const open = async () =>
    openBatches(settings, {
      ...(options.queue && { queue: await options.queue() }),
      dependencies: () => dependencies,
      pace: createPace(),
      erased: (batch) => Promise.resolve(void erased.push(batch)),
      failed: (cause) => failures.push(cause),
    });
  let batches = await open();
  const server = createServer((request, response) => {
    const below = (request.url ?? '').slice('/batches/'.length);
    void batches.resource.handle(request, response, { below, channel: 'internet' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const send: BatchRoom['send'] = async (caller, path, init = {}) => {
    const authorized = { ...(await headersOf(caller, world.now)), ...init.headers };
    const response = await fetch(`${url}${path}`, { ...init, headers: authorized });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const json = isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : {};
    return { status: response.status, headers: response.headers, bytes, json };
  };
  return {
    world,
    url,
    questions,
    log,
    dependencies,
    erased,
    failures,
    get settings() {
      return settings;
    },
    send,
    async submit(caller, order, keys) {
      const taken = await send(caller, '/batches', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      });
      expect(taken.json).toMatchObject({ state: 'awaiting-keys' });
      const path = taken.headers.get('location') ?? '';
      const sent = await send(caller, `${path}/keys`, {
        method: 'PUT',
        headers: { 'content-type': 'text/csv' },
        body: keys.join('\n'),
      });
      expect(sent.json).toMatchObject({ rows: keys.length });
      return path;
    },
    async finish(caller, path) {
      const { bytes } = await send(caller, `${path}/events`);
      const [last = ''] = bytes.toString().trim().split('\n\n').reverse();
      return JSON.parse(last.split('\n')[1]?.slice('data: '.length) ?? '{}');
    },
    async lines(caller, path, file = 'results') {
      const { status, bytes } = await send(caller, `${path}/${file}`);
      expect(status).toBe(200);
      const text = gunzipSync(bytes).toString();
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
    async reopen(changed = {}) {
      await batches.close();
      settings = { ...settings, ...changed };
      batches = await open();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await batches.close();
      await log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
