import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHA256_ED25519 as suite } from '../../gateway/audit/crypto.ts';
import { checkLog } from '../../gateway/audit/log/check.ts';
import { nodeFs } from '../../gateway/audit/log/fs.ts';
import { verifier } from './support/samples.ts';
import type { Acknowledged } from './support/scenario.ts';
import { expectNothingMissing, LIVED, openLog, witness } from './support/scenario.ts';

const FULL = process.env.AUDIT_FULL === '1';
const STRIDE = FULL ? 1 : 29;
const CHILD = fileURLToPath(new URL('./support/child.ts', import.meta.url));

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'audit-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

interface Ended {
  readonly done: readonly Acknowledged[];
  readonly steps: number;
  readonly signal: string | undefined;
}

/** Runs a life in its own process, and reads what it acknowledged before its end. */
function run(directory: string, step: number, fault: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CHILD, directory, String(step), fault], (error, stdout) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      const done = lines
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Acknowledged);
      const steps = Number(lines.find((line) => line.startsWith('steps'))?.slice(6) ?? 0);
      resolve({ done, steps, signal: error?.signal ?? undefined });
    });
  });
}

async function expectRecovery(directory: string, done: readonly Acknowledged[]): Promise<void> {
  const fs = nodeFs(directory);
  const log = await openLog(fs);
  await expectNothingMissing(log, done);
  await log.append(Buffer.from('after'));
  await log.close();
  await checkLog({ fs, suite, verifiers: [verifier], witnesses: [witness] });
}

describe('kill -9', () => {
  it('at every step loses no acknowledged entry', async () => {
    const whole = await run(join(root, 'whole'), -1, 'pass');
    expect(whole.steps).toBeGreaterThan(150);
    expect(whole.done).toHaveLength(LIVED);
    let points = 0;
    for (let step = 0; step < whole.steps; step += STRIDE) {
      for (const fault of FULL ? ['before', 'half', 'after'] : ['half']) {
        const directory = join(root, `${step}-${fault}`);
        const { done, signal } = await run(directory, step, fault);
        expect(signal, `step ${step}`).toBe('SIGKILL');
        await expectRecovery(directory, done).catch((error: unknown) => {
          throw new Error(`killed at step ${step} ${fault}`, { cause: error });
        });
        await rm(directory, { recursive: true });
        points += 1;
      }
    }
    if (FULL) process.stderr.write(`fault points, kill -9: ${points}\n`);
  }, 900_000);
});

describe('two processes on one directory', () => {
  let holder: ChildProcess | undefined;
  afterEach(() => holder?.kill('SIGKILL'));

  it('refuses the second while the first lives, and not after it is killed', async () => {
    const started = spawn(process.execPath, [CHILD, root, 'hold'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    holder = started;
    await once(started.stdout, 'data');
    await expect(openLog(nodeFs(root))).rejects.toMatchObject({ code: 'LOG_IN_USE' });
    started.kill('SIGKILL');
    await once(started, 'exit');
    const log = await openLog(nodeFs(root));
    await log.append(Buffer.from('entry'));
    await log.close();
  });

  it('refuses a second log of the same process', async () => {
    const log = await openLog(nodeFs(root));
    await expect(openLog(nodeFs(root))).rejects.toMatchObject({ code: 'LOG_IN_USE' });
    await log.close();
    await (await openLog(nodeFs(root))).close();
  });

  it('is unavailable where the directory cannot be used', async () => {
    await expect(openLog(nodeFs(join(root, 'missing')))).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
    });
  });
});
