import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publicCaller } from '../../gateway/auth/caller.ts';
import type { Batch } from '../../gateway/batch/batch.ts';
import { type BatchStore, openStore } from '../../gateway/batch/store/store.ts';
import { openVault } from '../../gateway/batch/store/vault.ts';

const LIMITS = { rowsPerChunk: 2, maxRows: 100 };
const ORDER = {
  operation: '{ __typename }',
  caller: publicCaller('internet'),
  stated: { purpose: null, caseNumber: null, use: null },
  language: 'en',
  dryRun: false,
} as const;

let folder: string;
let store: BatchStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-store-'));
  store = await openStore({ file: join(folder, 'b.sqlite') }, await openVault(undefined, folder));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function submit(id: string, organisation = 'F-001'): Promise<Batch> {
  const idempotencyKey = null;
  const times = { submittedAt: 0, expiresAt: 10 };
  const batch = await store.submit({
    id,
    organisation,
    order: ORDER,
    idempotencyKey,
    digest: '',
    ...times,
  });
  if (batch === null) throw new TypeError('expected a batch');
  return batch;
}

async function* keys(...given: readonly string[]): AsyncGenerator<string> {
  yield* given;
}

const ANSWERED = {
  organisation: 'F-001',
  results: Buffer.from('answers'),
  errors: Buffer.from(''),
  tally: { disclosed: 1, withheld: 0, refused: 0, failed: 1 },
  reasons: { KEY_INVALID: 1 },
  isBarred: false,
  at: 5,
  expiresAt: 20,
};

describe('keys', () => {
  it('sent again while they are still coming take the place of those that came before', async () => {
    const batch = await submit('b');
    const halfway = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    async function* slow(): AsyncGenerator<string> {
      yield* ['1', '2', '3'];
      halfway.resolve();
      await goOn.promise;
      yield* ['4', '5'];
    }
    const overtaken = store.takeKeys(batch, slow(), LIMITS);
    await halfway.promise;
    const taken = await store.takeKeys(batch, keys('a', 'b', 'c'), LIMITS);
    goOn.resolve();
    await expect(overtaken).rejects.toMatchObject({ code: 'BATCH_STATE' });
    expect(await store.start('b', taken, 1)).toBe(true);
    expect((await store.chunk('b', 0))?.keys).toEqual(['a', 'b']);
    expect(await store.chunk('b', 1)).toEqual({ firstRow: 2, keys: ['c'] });
  });

  it('of a batch that runs are not replaced', async () => {
    const batch = await submit('b');
    await store.start('b', await store.takeKeys(batch, keys('a'), LIMITS), 1);
    await expect(store.takeKeys(batch, keys('x'), LIMITS)).rejects.toMatchObject({
      code: 'BATCH_STATE',
    });
    expect((await store.chunk('b', 0))?.keys).toEqual(['a']);
  });

  it('that were never all sent are deleted like answers', async () => {
    const batch = await submit('b');
    await store.takeKeys(batch, keys('a'), LIMITS);
    const erased: string[] = [];
    const told = async ({ id }: Batch) => void erased.push(id);
    await store.expire(9, told);
    expect(erased).toEqual([]);
    await store.expire(10, told);
    expect(erased).toEqual(['b']);
    expect(await store.read('b')).toMatchObject({ state: 'expired' });
    expect(await store.chunk('b', 0)).toBeNull();
  });
});

const DAY = '2026-03-02';
const reserve = (number = 0, quota = 0, batch = 'b') =>
  store.reserve({ batch, organisation: 'F-001', number, rows: 2, day: DAY, quota });

describe('the quota of a day', () => {
  beforeEach(async () => {
    const batch = await submit('b');
    await store.start('b', await store.takeKeys(batch, keys('a', 'b', 'c', 'd'), LIMITS), 1);
  });

  it('counts a chunk once, however often it is tried, and not beyond itself', async () => {
    expect(await Promise.all([reserve(0, 3), reserve(0, 3), reserve(1, 3)])).toEqual([
      'reserved',
      'reserved',
      'exceeded',
    ]);
    expect(await store.used('F-001', DAY)).toBe(2);
    expect(await reserve(1, 4)).toBe('reserved');
    expect(await reserve(0, 1)).toBe('reserved');
    expect(await store.used('F-001', DAY)).toBe(4);
  });

  it('smaller than a chunk lets none of its rows pass', async () => {
    expect(await reserve(0, 1)).toBe('exceeded');
    expect(await store.used('F-001', DAY)).toBe(0);
  });

  it('is given back for rows that asked nothing, and not for what was answered', async () => {
    for (const number of [0, 1]) await reserve(number, 4);
    await store.complete({ ...ANSWERED, batch: 'b', number: 0 });
    await store.complete({ ...ANSWERED, batch: 'b', number: 1, isBarred: true });
    expect(await store.used('F-001', DAY)).toBe(2);
    expect(await reserve(1, 4)).toBe('over');
  });

  it('is given back for what waited when the batch was cancelled, and taken no more', async () => {
    await reserve(0);
    await reserve(1);
    await store.complete({ ...ANSWERED, batch: 'b', number: 0 });
    await store.cancel('b', 3, 30);
    await store.cancel('b', 4, 30);
    expect(await reserve(1)).toBe('over');
    expect(await store.used('F-001', DAY)).toBe(2);
  });
});

describe('answers', () => {
  beforeEach(async () => {
    const batch = await submit('b');
    await store.start('b', await store.takeKeys(batch, keys('a', 'b', 'c'), LIMITS), 1);
  });

  it('of two workers to the same chunk are kept once, and counted once', async () => {
    const done = { ...ANSWERED, batch: 'b', number: 0 };
    const other = { ...done, results: Buffer.from('other answers') };
    for (const _worker of [1, 2]) expect(await reserve()).toBe('reserved');
    expect(await Promise.all([store.complete(done), store.complete(other)])).toEqual([true, false]);
    expect(await store.read('b')).toMatchObject({
      state: 'running',
      tally: ANSWERED.tally,
      reasons: { KEY_INVALID: 1 },
    });
    expect((await store.member('b', 'results', 0)).toString()).toBe('answers');
    expect(await store.used('F-001', '2026-03-02')).toBe(2);
  });

  it('that come after the batch was cancelled are dropped', async () => {
    expect(await store.cancel('b', 3, 30)).toBe(true);
    expect(await store.complete({ ...ANSWERED, batch: 'b', number: 0 })).toBe(false);
    expect(await store.members('b', 'results')).toEqual([]);
  });

  it('stay when their deletion cannot be logged', async () => {
    for (const number of [0, 1]) {
      const tally = { ...ANSWERED.tally, failed: number === 0 ? 1 : 0 };
      await store.complete({ ...ANSWERED, batch: 'b', number, tally });
    }
    expect(await store.read('b')).toMatchObject({ state: 'done', expiresAt: 20 });
    const unlogged = () => Promise.reject(new Error('log down'));
    await expect(store.expire(20, unlogged)).rejects.toThrow('log down');
    expect((await store.member('b', 'results', 1)).toString()).toBe('answers');
  });

  it('cannot be read in another place than their own', async () => {
    const vault = await openVault('a secret of thirty-two characters at least', folder);
    const locked = vault.lock('b/0/results', Buffer.from('answers'));
    expect(vault.unlock('b/0/results', locked).toString()).toBe('answers');
    expect(() => vault.unlock('b/1/results', locked)).toThrow();
  });
});
