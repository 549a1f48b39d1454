import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Audit } from '../../gateway/audit/audit.ts';
import { runAudit } from '../../gateway/audit/cli.ts';
import { decodeEntry } from '../../gateway/audit/entry/seal.ts';
import { AuditError } from '../../gateway/audit/errors.ts';
import { nodeFs } from '../../gateway/audit/log/fs.ts';
import { readBundle } from '../../gateway/audit/log/tile-reader.ts';
import { openRefusalLog } from '../../gateway/audit/refusal-log.ts';
import { publicCaller } from '../../gateway/auth/caller.ts';
import { readConfig } from '../../gateway/config.ts';
import { GatewayError } from '../../gateway/errors.ts';
import { type Gateway, openGateway } from '../../gateway/gateway.ts';
import { recordingRefusals } from '../../gateway/refusals.ts';
import { DEMO, generate } from '../../subgraphs/generate.ts';

/** The log of a whole gateway: what it says of refusals, and what it shows over HTTP. */
const MOMENT = '2026-11-20T12:00:00+08:00';
const QUESTION = `{ legalEntity(uscc: "${DEMO.company}") { name } }`;
let folder: string;
let gateway: Gateway;
let state: string;

async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  gateway = await openGateway(
    readConfig({
      NODE_ENV: 'test',
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      STATE_DIR: state,
      CLOCK: MOMENT,
      LOG_LEVEL: 'silent',
      ...settings,
    }),
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'transport-'));
  state = join(folder, 'state');
  generate({ seed: 1, entities: 5, persons: 5, out: join(folder, 'data') });
  mkdirSync(state, { recursive: true });
  await start();
}, 120_000);
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

async function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}
const ask = (query: string, headers = {}) => post(JSON.stringify({ query }), headers);

describe('a request that is refused before a decision', () => {
  const REFUSED: readonly (readonly [string, () => Promise<Response>])[] = [
    ['TOKEN_MALFORMED', () => ask(QUESTION, { authorization: 'Bearer secret-1' })],
    ['GRAPHQL_PARSE_FAILED', () => ask('{ legalEntity(')],
    ['GRAPHQL_VALIDATION_FAILED', () => ask('{ secret2 }')],
    ['BAD_REQUEST', () => post('secret-3')],
    ['BODY_TOO_LARGE', () => post(' '.repeat(300_000))],
    ['HEADER_INVALID', () => ask(QUESTION, { 'x-purpose': 'secret 4' })],
    ['HEADER_INVALID', () => ask(QUESTION, { 'x-case-number': DEMO.person })],
    ['KEY_INVALID', () => ask('{ legalEntity(uscc: "secret5") { name } }')],
    ['NO_SUBJECT', () => ask('{ me { __typename } }')],
    [
      'OPERATION_MIXED',
      () =>
        ask(`{ myRights { authorisations { id } } legalEntity(uscc: "${DEMO.company}") { name } }`),
    ],
  ];

  it('has one entry, after those of the start, without what was sent', async () => {
    for (const [code, send] of REFUSED) {
      const answer = await send();
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(JSON.parse(await answer.text())).toMatchObject({ errors: [{ extensions: { code } }] });
    }
    const [opened, loaded, ...refused] = await entriesOf();
    expect(opened).toMatchObject({ event: 'log-opened' });
    expect(loaded).toMatchObject({ event: 'pack-loaded', regulation: { pack: 'guangdong-2021' } });
    expect(refused.map(({ event, code, channel }) => [event, code, channel])).toEqual(
      REFUSED.map(([code]) => ['refusal', code, 'internet']),
    );
    expect(JSON.stringify(refused)).not.toMatch(/secret|9{2}\d{15}/);
  });

  it('is counted in a flood, and the disk is not filled', async () => {
    for (let at = 0; at < 400; at++) await ask(QUESTION, { authorization: 'Bearer flood' });
    const after = await entriesOf();
    const own = after.filter(({ code }) => code === 'TOKEN_MALFORMED').length;
    expect(own).toBe(1 + 300 + 1);
    expect(after.findLast(({ event }) => event === 'refusals')).toMatchObject({
      code: 'TOKEN_MALFORMED',
      counted: { count: 100 },
    });
  });

  /** All entries, of several bundles. */
  async function entriesOf() {
    await gateway.close();
    const fs = nodeFs(join(state, 'log'));
    const [, size = '0'] = (await fs.read('checkpoint')).toString().split('\n');
    const found = [];
    for (let tile = 0; tile * 256 < Number(size); tile++) {
      const read = await readBundle(fs, tile, Math.min(256, Number(size) - tile * 256));
      found.push(...read.map((bytes) => decodeEntry(bytes)));
    }
    await start();
    return found;
  }
});

describe('the log over HTTP', () => {
  const get = (path: string, method = 'GET') => fetch(`${gateway.url}/log/${path}`, { method });

  /** Asks until an answer is there that is no wish for patience. */
  async function getReady(path: string): Promise<Response> {
    for (;;) {
      const answer = await get(path);
      if (answer.status !== 409) return answer;
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({
        errors: [{ extensions: { code: 'NOT_INTEGRATED' } }],
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('proves an answer offline: a saved response, the proof, and the key', async () => {
    const answer = await ask(QUESTION);
    const saved = await answer.text();
    const { index } = JSON.parse(saved).extensions.disclosure.receipt;
    const proof = await getReady(`proof/${index}`);
    expect(proof.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const text = await proof.text();
    expect(text.startsWith(`c2sp.org/tlog-proof@v1\nindex ${index}\n`)).toBe(true);
    copyFileSync(join(state, 'log', 'log.vkey'), join(folder, 'log.vkey'));
    await writeFile(join(folder, 'response.json'), saved);
    await writeFile(join(folder, 'answer.tlog-proof'), text);
    const verify = async (response: string) => {
      let told = '';
      const argv = ['--key', join(folder, 'log.vkey'), 'receipt', response];
      const code = await runAudit([...argv, join(folder, 'answer.tlog-proof')], {}, (part) => {
        told += part;
      });
      return { exit: code, ...JSON.parse(told) };
    };
    expect(await verify(join(folder, 'response.json'))).toMatchObject({ exit: 0, ok: true, index });
    await writeFile(join(folder, 'changed.json'), saved.replace('有限公司', '有限责任公司'));
    expect(await verify(join(folder, 'changed.json'))).toMatchObject({ exit: 1 });
  });

  it('shows checkpoint, consistency and tiles, as they are on disk', async () => {
    const checkpoint = await (await getReady('checkpoint')).text();
    const size = Number(checkpoint.split('\n')[1]);
    const proof = await getReady(`consistency/1/${size}`);
    expect(proof.status).toBe(200);
    expect(
      (await proof.text())
        .trim()
        .split('\n')
        .every((line) => line.length === 44),
    ).toBe(true);
    const tile = await get('tile/0/000');
    expect(Buffer.from(await tile.arrayBuffer())).toEqual(
      await nodeFs(join(state, 'log')).read('tile/0/000'),
    );
    expect(tile.headers.get('cache-control')).toContain('immutable');
  });

  it('shows no entry, no detail and no other file', async () => {
    for (const path of [
      'tile/entries/000',
      'tile/../detail/000',
      'tile/%2e%2e/detail/000',
      'detail/000',
      'wal',
      'log.vkey',
      'tile/0/0',
      'tile/0/999',
      'tile/00/000',
      'tile/0/x000/000',
      'proof/999999',
      'proof/-1',
      'proof/1e3',
      'proof/1/2',
      'consistency/9/1',
      'consistency/1/999999',
      'checkpoint/1',
      '',
    ]) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect((await get('checkpoint', 'POST')).status).toBe(405);
    const proof = await (await getReady('proof/1')).text();
    expect(proof).not.toContain('extra');
  });
});

it('is limited in rate like everything else', async () => {
  await gateway.close();
  await start({ RATE_PUBLIC: '2' });
  const statuses = [];
  for (let at = 0; at < 3; at++) {
    statuses.push((await fetch(`${gateway.url}/log/checkpoint`)).status);
  }
  const limited = await fetch(`${gateway.url}/log/checkpoint`);
  expect([...statuses, limited.headers.get('retry-after') !== null]).toEqual([200, 200, 429, true]);
});

it('of somebody without a token has no entry for each of a flood, wherever it was refused', async () => {
  const written: { readonly code?: string; readonly counted?: { readonly count: number } }[] = [];
  const record = (entry: (typeof written)[number]) => Promise.resolve(void written.push(entry));
  const log = openRefusalLog({ record } as unknown as Audit, Date.now, () => undefined);
  const stranger = { caller: publicCaller('internet'), channel: 'internet' } as const;
  for (let sent = 0; sent < 500; sent++) {
    await log.refused({ ...stranger, code: sent % 2 === 0 ? 'NOT_FOUND' : 'BODY_INVALID' });
  }
  await log.close();
  expect(written.filter(({ counted }) => counted === undefined)).toHaveLength(300);
  expect(written.slice(300)).toMatchObject([
    { code: 'NOT_FOUND', counted: { count: 100 } },
    { code: 'BODY_INVALID', counted: { count: 100 } },
  ]);
});

it('by a limit is counted, whoever was refused', async () => {
  const written: unknown[] = [];
  const record = (entry: unknown) => Promise.resolve(void written.push(entry));
  const log = openRefusalLog({ record } as unknown as Audit, Date.now, () => undefined);
  const caller = { ...publicCaller('internet'), kind: 'firm', organisation: 'F-001' } as const;
  const codes = ['RATE_LIMITED', 'QUOTA_EXCEEDED', 'BATCH_STREAMS'];
  for (const code of [...codes, ...codes]) {
    await log.refused({ code, caller, channel: 'internet' });
  }
  await log.close();
  expect(written).toMatchObject(codes.map((code) => ({ code, counted: { count: 2 } })));
});

it('is not refused but LOG_UNAVAILABLE while the log cannot be written, whatever was wrong', async () => {
  const record = () => Promise.reject(new AuditError('LOG_UNAVAILABLE', 'disk full'));
  const broken = { record } as unknown as Audit;
  const failures: unknown[] = [];
  const log = openRefusalLog(broken, Date.now, (cause) => failures.push(cause));
  const known = { caller: null, channel: 'internet' } as const;
  for (const code of ['TOKEN_EXPIRED', 'TOKEN_SIGNATURE', 'HEADER_INVALID'] as const) {
    const refusal = recordingRefusals(log, known, () => {
      throw new GatewayError(code);
    });
    await expect(refusal).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  }
  await log.refused({ ...known, code: 'RATE_LIMITED' });
  await log.flush();
  await log.refused({ ...known, code: 'RATE_LIMITED' });
  await log.close();
  expect(failures).toHaveLength(2);
});
