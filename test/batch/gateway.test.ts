import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAudit } from '../../gateway/audit/cli.ts';
import type { Claims } from '../../gateway/auth/caller.ts';
import { openDevelopmentIssuer } from '../../gateway/auth/keys.ts';
import { type Config, readConfig } from '../../gateway/config.ts';
import { type Gateway, openGateway } from '../../gateway/gateway.ts';
import { DEMO, generate } from '../../subgraphs/generate.ts';

/** Batches of the embedded default, as it is deployed. */
let folder: string;
let config: Config;
let gateway: Gateway;

const FIRM = { kind: 'firm', organisation: 'F-001', operator: 'O-1' } as const;
const SUBJECT = { kind: 'subject', subject_kind: 'natural', subject_key: DEMO.person } as const;
const OPERATION = 'query($id: IDNumber!) { naturalPerson(idNumber: $id) { name phone } }';
const HISTORY =
  '{ accessHistory { nodes { event organisation { id } purpose items { item outcome } } } }';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-'));
  generate({ seed: 1, entities: 5, persons: 5, out: join(folder, 'data') });
  config = readConfig({
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    STATE_DIR: join(folder, 'state'),
    CLOCK: '2026-11-20T12:00:00+08:00',
    LOG_LEVEL: 'silent',
    NODE_ENV: 'test',
  });
  gateway = await openGateway(config);
}, 120_000);
afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function send(claims: Claims, path: string, init: RequestInit = {}): Promise<Response> {
  const { issue } = await openDevelopmentIssuer(config.STATE_DIR);
  const token = await issue(claims, {
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    issuedAt: Math.floor((config.clock ?? 0) / 1000),
    lifetimeSeconds: 600,
  });
  const headers = { ...init.headers, authorization: `Bearer ${token}` };
  return fetch(`${gateway.url}${path}`, { ...init, headers });
}

const post = (claims: Claims, path: string, body: object) =>
  send(claims, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function submit(): Promise<string> {
  const taken = await post(FIRM, '/batches', { operation: OPERATION, purpose: 'loan' });
  return taken.headers.get('location') ?? '';
}

describe('a batch in the embedded default', () => {
  it('is answered, stands in the log, and in the access history of each of its subjects', async () => {
    const path = await submit();
    await send(FIRM, `${path}/keys`, {
      method: 'PUT',
      headers: { 'content-type': 'text/csv' },
      body: [DEMO.person, DEMO.guardian].join('\n'),
    });
    await (await send(FIRM, `${path}/events`)).text();
    const results = await send(FIRM, `${path}/results`);
    const text = gunzipSync(Buffer.from(await results.arrayBuffer())).toString();
    const [line] = text.split('\n');
    expect(JSON.parse(line ?? '').data.naturalPerson.name).toBeTypeOf('string');
    const history = await (await post(SUBJECT, '/graphql', { query: HISTORY })).json();
    const look = {
      event: 'batch-row',
      organisation: { id: 'F-001' },
      purpose: 'loan',
      items: [{ outcome: 'disclosed' }, { outcome: 'disclosed' }],
    };
    expect(history).toMatchObject({ data: { accessHistory: { nodes: [look] } } });
  });

  it('names neither key nor batch in metrics', async () => {
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('route="/batches"');
    expect(metrics).not.toMatch(/batches\/[0-9a-f]/);
    expect(metrics).not.toContain(DEMO.person);
  });

  it('lets no listener to its events hold up the end of the process, and the log verifies', async () => {
    const events = await send(FIRM, `${await submit()}/events`);
    const ended = events.text();
    await gateway.close();
    expect(await ended).toContain('event: awaiting-keys');
    const log = join(config.STATE_DIR, 'log');
    expect(await runAudit(['--log', log, 'verify'], {}, () => undefined)).toBe(0);
  });
});
