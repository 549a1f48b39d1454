import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../../gateway/audit/audit.ts';
import { runAudit } from '../../gateway/audit/cli.ts';
import { archiveBundles, releaseBundles, verifyArchive } from '../../gateway/audit/log/archive.ts';
import { nodeFs } from '../../gateway/audit/log/fs.ts';
import { formatVerifierKey } from '../../gateway/audit/log/note.ts';
import type { Receipt } from '../../gateway/audit/receipt.ts';
import { openPolicy } from '../../policy/policy.ts';
import {
  answer,
  key,
  ORIGIN,
  recordMany,
  savedResponse,
  suite,
  verifier,
} from './support/samples.ts';

let root: string;
let receipt: Receipt;
const VKEY = formatVerifierKey(verifier);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cli-'));
  const { mkdir } = await import('node:fs/promises');
  await mkdir(join(root, 'log'));
  const audit = await Audit.open({ fs: nodeFs(join(root, 'log')), suite, origin: ORIGIN, key });
  await recordMany(audit, 600);
  receipt = await audit.record(answer());
  await audit.close();
  await writeFile(join(root, 'response.json'), JSON.stringify(savedResponse(receipt)));
});
afterAll(() => rm(root, { recursive: true }));

async function run(...argv: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const code = await runAudit(['--log', join(root, 'log'), ...argv], {}, (part) => {
    text += part;
  });
  return { code, text };
}

describe('npm run audit', () => {
  it('verify: exit code 0 and the figures of the log', async () => {
    const { code, text } = await run('--key', VKEY, 'verify');
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({
      ok: true,
      log: ORIGIN,
      size: 601,
      pending: 0,
      clockWentBack: 0,
    });
  });

  it('uses the key beside the log when none is given', async () => {
    expect(await run('verify')).toMatchObject({ code: 0 });
  });

  it('prove and receipt: a saved response verifies with its proof', async () => {
    const proved = await run('prove', String(receipt.index));
    expect(proved.code).toBe(0);
    await writeFile(join(root, 'proof.json'), proved.text);
    const [response, proof] = [join(root, 'response.json'), join(root, 'proof.json')];
    const { code, text } = await run('--key', VKEY, 'receipt', response, proof);
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ ok: true, index: 600, entry: { purpose: 'loan' } });
    expect(await run('receipt', response)).toMatchObject({ code: 1 });
    const changed = JSON.stringify(savedResponse(receipt)).replace('0.25', '0.26');
    await writeFile(join(root, 'changed.json'), changed);
    expect(await run('receipt', join(root, 'changed.json'), proof)).toMatchObject({ code: 1 });
    await writeFile(join(root, 'broken.json'), '{');
    expect(await run('receipt', join(root, 'broken.json'), proof)).toMatchObject({ code: 1 });
  });

  it('checkpoint: the signed note', async () => {
    const { code, text } = await run('checkpoint');
    expect([code, text.split('\n').slice(0, 2)]).toEqual([0, [ORIGIN, '601']]);
  });

  it('consistency: a proof between two sizes', async () => {
    const { code, text } = await run('consistency', '300', '601');
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ oldSize: 300, newSize: 601 });
  });

  it.each([
    [[]],
    [['look']],
    [['prove']],
    [['prove', '-1']],
    [['prove', '1', '2']],
    [['consistency', '1']],
    [['consistency', '1', '999']],
    [['receipt']],
    [['--unknown', 'verify']],
  ])('%j: exit code 2 and the usage', async (argv) => {
    const { code, text } = await run(...argv);
    expect(code).toBe(2);
    expect(text).toContain('usage: audit');
  });

  it('exit code 3 where there is no log to read', async () => {
    const nowhere = ['--log', join(root, 'nowhere')];
    expect(await run(...nowhere, 'verify')).toMatchObject({ code: 3 });
    expect(await run(...nowhere, '--key', VKEY, 'checkpoint')).toMatchObject({ code: 3 });
    expect(await run('receipt', join(root, 'nowhere.json'))).toMatchObject({ code: 3 });
  });

  it('verify: works beside a log that runs, and is not misled by it', async () => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(root, 'live'));
    const fs = nodeFs(join(root, 'live'));
    const options = { integrationDelayMs: 5, historyEveryMs: 10, segmentBytes: 20_000 };
    const audit = await Audit.open({ fs, suite, origin: ORIGIN, key, ...options });
    let isDone = false;
    const writing = (async () => {
      while (!isDone) await recordMany(audit, 20);
    })();
    for (let i = 0; i < 12; i++) {
      expect(await run('--log', join(root, 'live'), '--key', VKEY, 'verify')).toMatchObject({
        code: 0,
      });
    }
    isDone = true;
    await writing;
    await audit.close();
    expect(await run('--log', join(root, 'live'), 'verify')).toMatchObject({ code: 0 });
  });

  it('exit code 1 under a key that did not sign', async () => {
    const other = formatVerifierKey({ ...verifier, keyId: verifier.keyId });
    expect(await run('--key', other.replace('+A', '+B'), 'verify')).toMatchObject({ code: 1 });
  });
});

describe('archive', () => {
  const OVERLAID = { REGULATION: 'hangzhou-2020', OVERLAYS: 'zhejiang-2017' };
  const LATER = { ...OVERLAID, CLOCK: '2027-01-01T00:00:00+08:00' };

  async function archived(
    env: Readonly<Record<string, string>>,
    ...argv: string[]
  ): Promise<{ code: number; text: string }> {
    let text = '';
    const code = await runAudit(['--log', join(root, 'old'), ...argv], env, (part) => {
      text += part;
    });
    return { code, text };
  }

  /** A log whose entries are of one day, decided by one pack. */
  async function makeLog(pack: string, digest: string, now: string): Promise<void> {
    await rm(join(root, 'old'), { recursive: true, force: true });
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(root, 'old'));
    const fs = nodeFs(join(root, 'old'));
    const clock = () => Date.parse(now);
    const audit = await Audit.open({ fs, suite, origin: ORIGIN, key, now: clock });
    const regulation = { pack, digest };
    await Promise.all(Array.from({ length: 300 }, () => audit.record(answer({ regulation }))));
    await audit.close();
  }

  const overlaid = () => {
    const { pack } = openPolicy({ regulation: 'hangzhou-2020', overlays: ['zhejiang-2017'] });
    return Buffer.from(pack.digest, 'hex').toString('base64');
  };

  it('copies with proofs at any time, and lets nothing go that must be kept long-term', async () => {
    await makeLog('guangdong-2021', answer().regulation?.digest ?? '', '2001-01-01T00:00:00Z');
    const copied = await archived({}, 'archive', join(root, 'copy'));
    expect(JSON.parse(copied.text)).toMatchObject({ ok: true, from: 0, to: 256, released: false });
    const refused = await archived({}, 'archive', join(root, 'copy-2'), '--release');
    expect([refused.code, JSON.parse(refused.text).code]).toEqual([2, 'RETENTION_RUNS']);
    // a pack with a term does not end the duty that an entry was decided under
    const other = await archived(LATER, 'archive', join(root, 'copy-3'), '--release');
    expect([other.code, JSON.parse(other.text).index]).toEqual([2, 0]);
    expect(await archived({}, 'verify')).toMatchObject({ code: 0 });
  });

  it('lets go what was kept for its term, and not a day before', async () => {
    await makeLog('hangzhou-2020', overlaid(), '2016-12-31T15:00:00Z');
    const early = { ...OVERLAID, CLOCK: '2026-12-31T14:59:59Z' };
    expect(await archived(early, 'archive', join(root, 'c-1'), '--release')).toMatchObject({
      code: 2,
    });
    expect(await archived(early, 'verify')).toMatchObject({ code: 0 });
    const done = await archived(LATER, 'archive', join(root, 'c-2'), '--release');
    expect(JSON.parse(done.text)).toMatchObject({ ok: true, released: true });
    expect(await archived({}, 'verify')).toMatchObject({ code: 1 });
    expect(await archived({}, '--archive', join(root, 'c-2'), 'verify')).toMatchObject({ code: 0 });
    expect(await archived(LATER, 'archive', join(root, 'c-3'))).toMatchObject({ code: 2 });
  });
});

describe('archives', () => {
  it('hold full bundles with their proofs, and the log verifies without them', async () => {
    const [log, archive] = [nodeFs(join(root, 'log')), nodeFs(join(root, 'archive'))];
    const { mkdir, readFile, writeFile: write } = await import('node:fs/promises');
    await mkdir(join(root, 'archive'));
    const options = { suite, log, archive, verifiers: [verifier], from: 0, to: 2 };
    await expect(archiveBundles({ ...options, to: 3 })).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
    });
    expect(await archiveBundles(options)).toMatchObject({ size: 601 });
    await releaseBundles(options);
    expect(await run('verify')).toMatchObject({ code: 1 });
    expect(await run('--archive', join(root, 'archive'), 'verify')).toMatchObject({ code: 0 });
    expect(await run('consistency', '10', '601')).toMatchObject({ code: 0 });
    expect(await run('prove', '300')).toMatchObject({ code: 1 });
    expect(await run('--archive', join(root, 'archive'), 'prove', '300')).toMatchObject({
      code: 0,
    });
    expect(await run('prove', '600')).toMatchObject({ code: 0 });
    expect(await run('prove', '601')).toMatchObject({ code: 2 });
    const bundle = join(root, 'archive', 'tile/entries/001');
    const bytes = await readFile(bundle);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await write(bundle, bytes);
    await expect(verifyArchive(options)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(await run('--archive', join(root, 'archive'), 'verify')).toMatchObject({ code: 1 });
    expect((await run('--archive', join(root, 'archive'), 'verify')).text).toContain('"index":256');
  });
});
