import { describe, expect, it } from 'vitest';
import { SHA256_ED25519 as suite } from '../../gateway/audit/crypto.ts';
import { AuditError } from '../../gateway/audit/errors.ts';
import { checkLog } from '../../gateway/audit/log/check.ts';
import type { Fs } from '../../gateway/audit/log/fs.ts';
import type { Fault, Step } from './support/fault-fs.ts';
import { faultFs } from './support/fault-fs.ts';
import type { Survival } from './support/memory-fs.ts';
import { choice, MemoryFs } from './support/memory-fs.ts';
import { verifier } from './support/samples.ts';
import type { Acknowledged } from './support/scenario.ts';
import { expectNothingMissing, live, openLog, witness } from './support/scenario.ts';

const FULL = process.env.AUDIT_FULL === '1';
/** Every n-th step in a short run; a prime, so that runs of like steps are not always missed. */
const STRIDE = FULL ? 1 : 17;

class PowerLoss extends Error {}

async function listSteps(): Promise<Step[]> {
  const steps: Step[] = [];
  const at = (step: Step): Fault => {
    steps.push(step);
    return 'pass';
  };
  await live(faultFs(new MemoryFs(), { at, hit: never }), () => undefined);
  return steps;
}

async function countSteps(): Promise<number> {
  return (await listSteps()).length;
}

function never(): never {
  throw new Error('expected no fault');
}

/** Lives until the power goes at `step`; nothing reaches the disk after that. */
async function liveUntil(memory: MemoryFs, step: number, fault: Fault): Promise<Acknowledged[]> {
  const done: Acknowledged[] = [];
  let isOut = false;
  const fs = faultFs(memory, {
    at: ({ number }) => (isOut ? 'before' : number === step ? fault : 'pass'),
    hit: () => {
      isOut = true;
      throw new PowerLoss();
    },
  });
  await live(fs, (one) => done.push(one)).catch(() => undefined);
  return done;
}

async function expectRecovery(fs: Fs, done: readonly Acknowledged[]): Promise<void> {
  const log = await openLog(fs);
  await expectNothingMissing(log, done);
  const { index } = await log.append(Buffer.from('after'), Buffer.from('detail of after'));
  await expectNothingMissing(log, [...done, { index, entry: 'after' }]);
  await log.close();
  await checkLog({ fs, suite, verifiers: [verifier], witnesses: [witness] });
}

describe('loss of power at every step', () => {
  const survivals: readonly (readonly [string, Survival])[] = [
    ['nothing unsynced survives', 'nothing'],
    ['everything survives', 'all'],
    ...Array.from(
      { length: FULL ? 6 : 2 },
      (_, seed) => [`choice ${seed} survives`, choice(seed)] as const,
    ),
  ];
  it.each(survivals)(
    'loses no acknowledged entry when %s',
    async (_, survival) => {
      const steps = await countSteps();
      expect(steps).toBeGreaterThan(150);
      let points = 0;
      for (let step = 0; step < steps; step += STRIDE) {
        for (const fault of ['before', 'half', 'after'] as const) {
          const memory = new MemoryFs();
          const done = await liveUntil(memory, step, fault);
          const disk = memory.crash(survival);
          await expectRecovery(disk, done).catch((error: unknown) => {
            throw new Error(`step ${step} ${fault}`, { cause: error });
          });
          points += 1;
        }
      }
      report(`power loss, ${_}`, points);
    },
    600_000,
  );

  it.each([
    ['power', (memory: MemoryFs, seed: number) => memory.crash(choice(seed))],
    // A killed process leaves the page cache: what it wrote is there, and not on disk.
    ['the process', (memory: MemoryFs) => memory],
  ] as const)(
    'loses nothing when it lost %s before, and power in recovery',
    async (what, first) => {
      const steps = await countSteps();
      let points = 0;
      for (let step = 0; step < steps; step += STRIDE * (FULL ? 3 : 2)) {
        for (let second = 0; second < 40; second += FULL ? 3 : 7) {
          const memory = new MemoryFs();
          const done = await liveUntil(memory, step, 'after');
          const disk = first(memory, step);
          const more = await liveUntil(disk, second, 'half');
          await expectRecovery(disk.crash('nothing'), [...done, ...more]).catch(
            (error: unknown) => {
              throw new Error(`step ${step}, then ${second}`, { cause: error });
            },
          );
          points += 1;
        }
      }
      report(`loss of ${what}, then of power in recovery`, points);
    },
    600_000,
  );
});

describe('a disk error, then loss of power', () => {
  it('loses no acknowledged entry, however soon after', async () => {
    // The write-ahead segments are what an error leaves different from the memory of them.
    const steps = (await listSteps()).filter(({ path }) => FULL || path.startsWith('wal/'));
    let points = 0;
    for (const { number: step } of steps) {
      for (let after = 2; after < (FULL ? 40 : 9); after += FULL ? 3 : 5) {
        for (const fault of ['half', 'after'] as const) {
          const [memory, done] = [new MemoryFs(), [] as Acknowledged[]];
          const fs = faultFs(memory, {
            at: ({ number }) =>
              number >= step + after ? 'before' : number === step ? fault : 'pass',
            hit: ({ path }) => {
              throw Object.assign(new Error(path), { code: 'EIO' });
            },
            onFailedSync: (path) => memory.failSync(path),
          });
          await live(fs, (one) => done.push(one), true).catch(() => undefined);
          await expectRecovery(memory.crash(choice(step + after)), done).catch((error: unknown) => {
            throw new Error(`${fault} at step ${step}, power loss ${after} later`, {
              cause: error,
            });
          });
          points += 1;
        }
      }
    }
    report('disk error, then power loss', points);
  }, 600_000);
});

describe('disk errors at every step', () => {
  const spans = [
    { span: 1, stride: FULL ? 1 : 5 },
    { span: 25, stride: STRIDE },
  ] as const;
  const kinds: readonly (readonly [string, Fault])[] = [
    ['ENOSPC', 'half'],
    ['EROFS', 'before'],
    ['EIO', 'after'],
  ];
  it.each(kinds)(
    'recovers by itself after %s, and acknowledges nothing that is not durable',
    async (code, fault) => {
      const steps = await countSteps();
      let points = 0;
      for (const { span, stride } of spans) {
        for (let from = 0; from < steps; from += stride) {
          const memory = new MemoryFs();
          const done: Acknowledged[] = [];
          const failing = ({ number }: Step) => number >= from && number < from + span;
          const fs = faultFs(memory, {
            at: (step) => (failing(step) ? fault : 'pass'),
            hit: ({ path }) => {
              throw Object.assign(new Error(`${code}: ${path}`), { code });
            },
            onFailedSync: (path) => memory.failSync(path),
          });
          await live(fs, (one) => done.push(one), true).catch((error: unknown) => {
            // Two openings in a row met the fault: the log was never there to recover by itself.
            if (!(error instanceof AuditError) || error.code !== 'LOG_UNAVAILABLE') throw error;
          });
          await expectRecovery(memory.crash('nothing'), done).catch((error: unknown) => {
            throw new Error(`${code} at steps ${from} to ${from + span - 1}`, { cause: error });
          });
          points += 1;
        }
      }
      report(`disk errors, ${code}`, points);
    },
    600_000,
  );

  it('goes on appending once the disk is back, without being opened again', async () => {
    const memory = new MemoryFs();
    let code: string | undefined;
    const fs = faultFs(memory, {
      at: () => (code === undefined ? 'pass' : 'half'),
      hit: () => {
        throw Object.assign(new Error(), { code });
      },
      onFailedSync: (path) => memory.failSync(path),
    });
    const log = await openLog(fs);
    for (code of ['ENOSPC', 'EROFS', 'EIO']) {
      await expect(log.append(Buffer.from('lost'))).rejects.toMatchObject({
        code: 'LOG_UNAVAILABLE',
      });
      expect(log.status().failure).toMatchObject({ code: 'LOG_UNAVAILABLE' });
      await expect(log.probe()).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
      code = undefined;
      await log.probe();
      expect(log.status().failure).toBeUndefined();
    }
    expect(await log.append(Buffer.from('kept'))).toMatchObject({ index: 0 });
    await log.close();
  });
});

/** Figures of a full run go where the one who asked for them looks. */
function report(what: string, points: number): void {
  if (FULL) process.stderr.write(`fault points, ${what}: ${points}\n`);
}
