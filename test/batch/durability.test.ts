import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SHA256_ED25519 } from '../../gateway/audit/crypto.ts';
import { parseVerifierKey } from '../../gateway/audit/log/note.ts';
import { verifyManifest } from '../../gateway/batch/manifest.ts';
import { openPostgresQueue } from '../../gateway/batch/queue/postgres.ts';
import { syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { FIRM, OTHER_FIRM } from '../support/callers.ts';
import { NOON } from '../support/gateway.ts';
import { provableLog } from '../support/log.ts';
import { COMPANY, sceneRegisters, sceneRows, WITH_ALL } from '../support/scene.ts';
import { type BatchRoom, openRoom, type RoomOptions, WITH_AGREEMENT } from './support/room.ts';

const ORDER = {
  operation: 'query($uscc: USCC!) { legalEntity(uscc: $uscc) { name annualTaxPaid { taxPaid } } }',
  purpose: 'loan',
};
const KEYS = Array.from({ length: 7 }, (_, n) => (n % 2 === 0 ? COMPANY : syntheticUscc(n)));
const DAY = 86_400_000;

const rooms: BatchRoom[] = [];
afterEach(async () => {
  for (const room of rooms.splice(0)) await room.close();
});

async function open(options: RoomOptions = {}): Promise<BatchRoom> {
  const registers = sceneRegisters(WITH_ALL);
  const callers = { 'F-001': WITH_AGREEMENT, 'F-002': WITH_AGREEMENT };
  const world = { rows: sceneRows(WITH_ALL), registers: { ...registers, callers } };
  const settings = { MAX_KEYS: 2, ...options.settings };
  const room = await openRoom({ world, ...options, settings });
  rooms.push(room);
  return room;
}

/** Kills a worker after it has logged a chunk and before it has kept the answers. */
async function killAWorker(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const file = join(import.meta.dirname, 'support', 'dying-worker.ts');
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'test', ...env },
  });
  const exited = once(child, 'exit');
  if (child.stdout === null) throw new TypeError('expected an output');
  await Promise.race([
    once(child.stdout, 'data'),
    exited.then(() => Promise.reject(new Error('expected a worker that lives'))),
  ]);
  child.kill('SIGKILL');
  await exited;
}

function expectEachRowOnce(lines: readonly { readonly row: number; readonly key: string }[]) {
  expect(lines.map(({ row, key }) => [row, key])).toEqual(KEYS.map((key, row) => [row, key]));
}

describe('a restart', () => {
  it('loses nothing: what waited is answered, each row once', async () => {
    const room = await open({ settings: { BATCH_WORKERS: 0 } });
    const path = await room.submit(FIRM, ORDER, KEYS);
    await room.reopen({ BATCH_WORKERS: 2 });
    await room.finish(FIRM, path);
    expectEachRowOnce(await room.lines(FIRM, path));
  });

  it('kill -9 of a worker after the log and before the answers are kept: each row once', async () => {
    const room = await open({ settings: { BATCH_WORKERS: 0 }, log: await provableLog(() => NOON) });
    const path = await room.submit(FIRM, ORDER, KEYS);
    await killAWorker([room.settings.STATE_DIR]);
    await room.reopen({ BATCH_WORKERS: 1 });
    expect(await room.finish(FIRM, path)).toMatchObject({ state: 'done', done: KEYS.length });
    expectEachRowOnce(await room.lines(FIRM, path));
    await room.log.verify();
  });

  it('a department that is down for a moment costs no row', async () => {
    const room = await open();
    const departments = room.dependencies.departments as Map<string, { ask: unknown }>;
    const market = departments.get('market-regulation');
    let failures = 2;
    departments.set('market-regulation', {
      ask: (request: never) => {
        failures -= 1;
        if (failures >= 0) return Promise.reject(new Error('down'));
        return (market as { ask: (request: never) => unknown }).ask(request);
      },
    });
    const path = await room.submit(FIRM, ORDER, [COMPANY]);
    expect(await room.finish(FIRM, path)).toMatchObject({ failed: 0, done: 1 });
    expect(room.log.events).toHaveLength(1);
  });
});

describe('what is kept', () => {
  it('holds no key and no name in the clear, and is gone after its days, which the log tells', async () => {
    const room = await open();
    const path = await room.submit(FIRM, ORDER, KEYS);
    const { expiresAt } = await room.finish(FIRM, path);
    expect(expiresAt).toBe(new Date(NOON + 7 * DAY).toISOString());
    const folder = room.settings.STATE_DIR;
    for (const file of readdirSync(folder).filter((name) => name.includes('sqlite'))) {
      const bytes = readFileSync(join(folder, file));
      expect([bytes.includes(COMPANY), bytes.includes('云汐市')]).toEqual([false, false]);
    }
    room.world.now = NOON + 6 * DAY;
    await room.reopen();
    expect(await room.lines(FIRM, path)).toHaveLength(KEYS.length);
    room.world.now = NOON + 7 * DAY;
    await room.reopen();
    const gone = await room.send(FIRM, `${path}/results`);
    expect(gone.json).toMatchObject({ code: 'BATCH_STATE', state: 'expired' });
    expect(room.erased.map(({ id }) => `/batches/${id}`)).toEqual([path]);
  });

  it('a manifest signed by the log verifies, and not when a digest is changed', async () => {
    const room = await open();
    const path = await room.submit(FIRM, ORDER, KEYS);
    await room.finish(FIRM, path);
    const signed = (await room.send(FIRM, `${path}/manifest`)).json as never as Parameters<
      typeof verifyManifest
    >[1];
    const verifier = parseVerifierKey(SHA256_ED25519, signed.verifier);
    expect(verifier.name).toBe('test.localhost/log');
    expect(() => verifyManifest(SHA256_ED25519, signed, verifier)).not.toThrow();
    const changed = { ...signed, manifest: { ...signed.manifest, rows: 6 } };
    expect(() => verifyManifest(SHA256_ED25519, changed, verifier)).toThrow('another manifest');
    const other = { ...verifier, publicKey: Buffer.alloc(32, 7) };
    expect(() => verifyManifest(SHA256_ED25519, signed, other)).toThrow('verifies');
  });
});

describe('firms take turns', () => {
  it('a small batch is not behind all of a large one', async () => {
    const room = await open({ settings: { BATCH_WORKERS: 0, MAX_KEYS: 1 } });
    const large = await room.submit(FIRM, ORDER, KEYS);
    const small = await room.submit(OTHER_FIRM, ORDER, KEYS.slice(0, 2));
    await room.reopen({ BATCH_WORKERS: 1 });
    await room.finish(FIRM, large);
    await room.finish(OTHER_FIRM, small);
    const order = room.log.events.map(({ caller }) => caller.organisation);
    expect(order.slice(0, 4).sort()).toEqual(['F-001', 'F-001', 'F-002', 'F-002']);
  });
});

const POSTGRES = process.env.TEST_POSTGRES_URL;

describe.skipIf(POSTGRES === undefined)('batches on PostgreSQL', () => {
  const schema = `batches_${randomBytes(6).toString('hex')}`;
  const queueSchema = `${schema}_queue`;
  const leased = `${schema}_leased`;
  const place = new URL(POSTGRES ?? 'postgres://localhost');
  place.searchParams.set('options', `-c search_path=${schema}`);
  const url = place.href.replaceAll('+', '%20');
  const secret = 'one secret that both of the processes have';

  beforeAll(() => inPostgres(`create schema ${schema}`));
  afterAll(() => inPostgres(`drop schema if exists ${schema}, ${queueSchema}, ${leased} cascade`));
  const opened = (name: string, leaseSeconds: number) =>
    openPostgresQueue({ url, schema: name, leaseSeconds, failed: () => undefined });
  const queue = () => opened(queueSchema, 20);
  const settings = { DATABASE_URL: url, BATCH_SECRET: secret };

  it('two processes share the work, and each row is answered once', async () => {
    const first = await open({ settings: { ...settings, BATCH_WORKERS: 0 }, queue: queue });
    const path = await first.submit(FIRM, ORDER, KEYS);
    const second = await open({
      settings: { ...settings, BATCH_WORKERS: 0 },
      queue: queue,
    });
    const both = Promise.withResolvers<void>();
    const waiting = new Set<BatchRoom>();
    for (const room of [first, second]) {
      const { lookUp } = room.dependencies.facts;
      Object.assign(room.dependencies.facts, {
        lookUp: async (asked: Parameters<typeof lookUp>[0]) => {
          waiting.add(room);
          if (waiting.size === 2) both.resolve();
          await both.promise;
          return lookUp(asked);
        },
      });
      await room.reopen({ BATCH_WORKERS: 1 });
    }
    await first.finish(FIRM, path);
    expectEachRowOnce(await second.lines(FIRM, path));
    const logged = [first.log.events.length, second.log.events.length];
    expect(Math.min(...logged)).toBeGreaterThan(0);
    expect(logged[0]).toBe(4 - (logged[1] ?? 0));
  });

  it('two processes never answer more of a firm than is left of its quota', async () => {
    const limited = { ...settings, BATCH_WORKERS: 0, BATCH_QUOTA_ROWS: 3 };
    const [first, second] = [
      await open({ settings: limited, queue: queue }),
      await open({ settings: limited, queue: queue }),
    ];
    await inPostgres(`delete from ${schema}.batch_usage`);
    const paths = [
      await first.submit(FIRM, ORDER, KEYS.slice(0, 2)),
      await first.submit(FIRM, ORDER, KEYS.slice(0, 2)),
    ];
    const isAnswered = async () => {
      const views = await Promise.all(paths.map((path) => first.send(FIRM, path)));
      return views.some(({ json }) => json.state === 'done');
    };
    const asking = new Set<BatchRoom>();
    for (const room of [first, second]) {
      const { lookUp } = room.dependencies.facts;
      Object.assign(room.dependencies.facts, {
        // nobody's rows are kept before those of the other were asked for, or refused
        lookUp: async (asked: Parameters<typeof lookUp>[0]) => {
          asking.add(room);
          while (asking.size < 2 && !(await isAnswered())) await pause(10);
          return lookUp(asked);
        },
      });
      await room.reopen({ BATCH_WORKERS: 1 });
    }
    const ended = await Promise.all(paths.map((path) => first.finish(FIRM, path)));
    expect(ended.map(({ refused }) => refused).sort()).toEqual([0, 2]);
    expect(asking.size).toBe(1);
  });

  it('kill -9 of a worker: another takes its chunk when the lease has ended, each row once', async () => {
    const room = await open({
      settings: { ...settings, BATCH_WORKERS: 0 },
      queue: () => opened(leased, 1),
    });
    const path = await room.submit(FIRM, ORDER, KEYS);
    await killAWorker([room.settings.STATE_DIR, url, leased], { BATCH_SECRET: secret });
    await room.reopen({ BATCH_WORKERS: 1 });
    expect(await room.finish(FIRM, path)).toMatchObject({ state: 'done', done: KEYS.length });
    expectEachRowOnce(await room.lines(FIRM, path));
  });
});

async function inPostgres(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: POSTGRES });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
