import { beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../../gateway/audit/audit.ts';
import type { AuditFacts } from '../../gateway/audit/errors.ts';
import { AuditError } from '../../gateway/audit/errors.ts';
import { verifyLog } from '../../gateway/audit/verify.ts';
import { MemoryFs } from './support/memory-fs.ts';
import { answer, key, ORIGIN, recordMany, suite, verifier } from './support/samples.ts';

const FULL = process.env.AUDIT_FULL === '1';
const ENTRIES = 300;
const PENDING = 5;

/** A log that was cut off by a crash: 300 entries in tiles, 5 in the write-ahead segment only. */
let crashed: MemoryFs;
/** The same, closed: all 305 in tiles. */
let closed: MemoryFs;

beforeAll(async () => {
  const fs = new MemoryFs();
  const audit = await open(fs);
  await recordMany(audit, ENTRIES);
  await audit.log.integrate();
  await recordMany(audit, PENDING);
  crashed = fs.crash('nothing');
  await audit.close();
  closed = fs.crash('nothing');
});

function open(fs: MemoryFs): Promise<Audit> {
  return Audit.open({
    fs,
    suite,
    origin: ORIGIN,
    key,
    integrationDelayMs: 3_600_000,
    historyEveryMs: 0,
  });
}

async function damageOf(fs: MemoryFs): Promise<AuditError | undefined> {
  try {
    await verifyLog({ fs, suite, verifiers: [verifier] });
    return undefined;
  } catch (error) {
    if (error instanceof AuditError && error.code === 'LOG_DAMAGED') return error;
    throw error;
  }
}

function flipped(fs: MemoryFs, path: string, bit: number): MemoryFs {
  const bytes = Buffer.from(fs.files().get(path) ?? []);
  const at = Math.floor(bit / 8);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
  return fs.with(path, bytes);
}

/** Files of which no byte counts: what a crash may leave, and the convenience copy of the key. */
const IRRELEVANT = /^(log\.vkey|tmp\/)/;

async function expectSafe(fs: MemoryFs, what: string, entries: number): Promise<boolean> {
  const damage = await damageOf(fs);
  if (damage !== undefined) {
    const { index, path } = damage.facts;
    expect(index ?? path, `${what}: ${damage.message}`).toBeDefined();
    return true;
  }
  // Verified, so everything must be there.
  const audit = await open(fs);
  await audit.log.integrate();
  expect(audit.log.checkpoint.size, what).toBeGreaterThanOrEqual(entries);
  await audit.close();
  return false;
}

describe('bit-flipped files', () => {
  it('are named, or nothing is missing', async () => {
    let [points, found] = [0, 0];
    for (const [fs, entries] of [
      [crashed, ENTRIES + PENDING],
      [closed, ENTRIES + PENDING],
    ] as const) {
      for (const [path, bytes] of fs.files()) {
        if (bytes.length === 0 || IRRELEVANT.test(path)) continue;
        const flips = FULL ? 60 : 5;
        for (let i = 0; i < flips; i++) {
          const bit = Math.floor(((i + 0.37) / flips) * bytes.length * 8);
          const isFound = await expectSafe(flipped(fs, path, bit), `${path} bit ${bit}`, entries);
          points += 1;
          if (isFound) found += 1;
        }
      }
    }
    expect(found / points).toBeGreaterThan(0.8);
    if (FULL) process.stderr.write(`fault points, bit flips: ${points}, of them found ${found}\n`);
  }, 600_000);

  it.each([
    ['the first entry', 'tile/entries/000', 20, { index: 0 }],
    ['the second entry', 'tile/entries/000', 'second', { index: 1 }],
    ['a detail', 'detail/000', 40, { index: 0, path: 'detail/000' }],
    ['a hash of the lowest tile', 'tile/0/000', 32 * 7, { path: 'tile/0/000' }],
    ['a hash of the upper tile', 'tile/1/000.p/1', 3, { path: 'tile/1/000.p/1' }],
    ['the checkpoint', 'checkpoint', 30, { path: 'checkpoint' }],
  ] as const)('name %s', async (_, path, at, facts: AuditFacts) => {
    const bytes = closed.files().get(path) ?? Buffer.alloc(0);
    const offset = at === 'second' ? 2 + bytes.readUInt16BE(0) + 30 : at;
    expect((await damageOf(flipped(closed, path, offset * 8)))?.facts).toMatchObject(facts);
  });

  it('name the entry whose length was changed, not where reading stopped making sense', async () => {
    const bytes = closed.files().get('tile/entries/000') ?? Buffer.alloc(0);
    const third = 4 + bytes.readUInt16BE(0) + bytes.readUInt16BE(2 + bytes.readUInt16BE(0));
    expect((await damageOf(flipped(closed, 'tile/entries/000', third * 8)))?.facts.index).toBe(2);
  });

  it('name an acknowledged entry that is only in the write-ahead segment, and the log refuses to open', async () => {
    const path = [...crashed.files().keys()].find((name) => name.startsWith('wal/')) ?? '';
    const bytes = crashed.files().get(path) ?? Buffer.alloc(0);
    const last = flipped(crashed, path, (bytes.length - 10) * 8);
    expect((await damageOf(last))?.facts).toMatchObject({ index: ENTRIES + PENDING - 1, path });
    await expect(open(last)).rejects.toMatchObject({ code: 'LOG_DAMAGED', facts: { index: 304 } });
  });
});

describe('truncated files', () => {
  it('are named, or nothing in tiles is missing', async () => {
    let points = 0;
    for (const [path, bytes] of closed.files()) {
      if (IRRELEVANT.test(path)) continue;
      for (const part of FULL ? [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99] : [0, 0.5, 0.99]) {
        const length = Math.floor(bytes.length * part);
        if (length === bytes.length) continue;
        const fs = closed.with(path, bytes.subarray(0, length));
        await expectSafe(fs, `${path} at ${length}`, ENTRIES + PENDING);
        points += 1;
      }
    }
    if (FULL) process.stderr.write(`fault points, truncations: ${points}\n`);
  });

  it('of a write cut short are cut back, and the entry of it is not there', async () => {
    const path = [...crashed.files().keys()].find((name) => name.startsWith('wal/')) ?? '';
    const bytes = crashed.files().get(path) ?? Buffer.alloc(0);
    const fs = crashed.with(path, bytes.subarray(0, bytes.length - 100));
    expect(await verifyLog({ fs, suite, verifiers: [verifier] })).toMatchObject({
      pending: PENDING - 1,
    });
    const audit = await open(fs);
    expect(await audit.record(answer())).toMatchObject({ index: ENTRIES + PENDING - 1 });
    await audit.close();
    expect(await verifyLog({ fs, suite, verifiers: [verifier] })).toMatchObject({ tornBytes: 0 });
  });
});

describe('attacks on the files', () => {
  it('removing the last entries and the checkpoint with them is found in the kept checkpoints', async () => {
    const fs = closed.crash('all');
    await fs.remove('checkpoint');
    await expect(open(fs)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    expect((await damageOf(fs))?.facts.path).toBe('checkpoint');
  });

  it('removing any one file is found or harmless', async () => {
    for (const path of closed.files().keys()) {
      if (IRRELEVANT.test(path)) continue;
      const fs = closed.crash('all');
      await fs.remove(path);
      await expectSafe(fs, path, ENTRIES + PENDING);
    }
  });

  it('putting an older signed checkpoint back is found in verifying and in opening', async () => {
    const [older] = (closed.files().get('checkpoints.ndjson')?.toString() ?? '').split('\n');
    const { note } = JSON.parse(older ?? '{}') as { note: string };
    const fs = closed.with('checkpoint', Buffer.from(note));
    expect((await damageOf(fs))?.facts.path).toBe('checkpoints.ndjson:2');
    await expect(open(fs)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
  });

  it('a checkpoint of another key, or of another log, is refused', async () => {
    const other = suite.importKey(suite.generateKey());
    const mine = { suite, origin: ORIGIN, integrationDelayMs: 3_600_000 };
    await expect(
      Audit.open({ ...mine, fs: closed.crash('all'), key: other }),
    ).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
    });
    await expect(
      Audit.open({ ...mine, fs: closed.crash('all'), key, origin: 'other.example/log' }),
    ).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
  });
});
