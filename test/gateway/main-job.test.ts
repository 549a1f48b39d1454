import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claims } from '../../gateway/auth/caller.ts';
import { openDevelopmentIssuer } from '../../gateway/auth/keys.ts';
import { readConfig } from '../../gateway/config.ts';
import { type Gateway, openGateway } from '../../gateway/gateway.ts';
import { SUPERGRAPH_FILE } from '../../schema/compose.ts';
import { openDepartment } from '../../subgraphs/department.ts';
import { DEMO, generate } from '../../subgraphs/generate.ts';
import { openSource } from '../../subgraphs/serve.ts';
import { createDepartmentServer } from '../../subgraphs/server.ts';
import type { CountingSource } from '../../subgraphs/sources/source.ts';
import { ANALYST } from '../support/callers.ts';

/** The gateway as it is deployed: tax runs as its own server, the others in the gateway's process. */

const CREDENTIAL = 'test-credential-of-thirty-two-characters';
const ALL = `query All($uscc: USCC!) {
  legalEntity(uscc: $uscc) { name taxGrades { year } consumptionRestrictions { caseNumber } insuredHeadcount }
}`;

let folder: string;
let source: CountingSource;
let tax: Server;
let gateway: Gateway;
let supergraph: string;

function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-'));
  const data = join(folder, 'data');
  const state = join(folder, 'state');
  generate({ seed: 1, entities: 20, persons: 20, out: data });
  source = await openSource('tax', { dataDirectory: data, stateDirectory: join(folder, 'tax') });
  const { counter } = source;
  tax = createDepartmentServer(openDepartment('tax', source), CREDENTIAL, { counter });
  const port = await listen(tax);
  supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, readFileSync(SUPERGRAPH_FILE, 'utf8'));
  gateway = await openGateway(
    readConfig({
      PORT: '0',
      DATA_DIR: data,
      STATE_DIR: state,
      SUPERGRAPH: supergraph,
      SUBGRAPH_URLS: `tax=http://127.0.0.1:${port}/graphql`,
      SERVICE_CREDENTIAL: CREDENTIAL,
      CLOCK: '2026-11-20T12:00:00+08:00',
      LOG_LEVEL: 'silent',
      SOURCE_TIMEOUT_MS: '2000',
    }),
  );
}, 120_000);

afterAll(async () => {
  await gateway?.close();
  tax?.close();
  await source?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly body: {
    readonly data?: Record<string, Record<string, unknown>>;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: readonly unknown[];
      readonly extensions: Record<string, unknown>;
    }[];
  };
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const demo = { query: ALL, variables: { uscc: DEMO.company } };

it('closes what it keeps to everybody but its owner', () => {
  const state = join(folder, 'state');
  const kept = readdirSync(state, { recursive: true }).map((name) => join(state, String(name)));
  expect(kept.length).toBeGreaterThan(10);
  expect([state, ...kept].filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
});

describe('one query over four departments', () => {
  it('is answered from all of them, one over HTTP', async () => {
    const { status, body } = await post(demo);
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    const company = body.data?.legalEntity ?? {};
    expect(company.name).toBe('云汐市示例建材有限公司');
    expect(company.taxGrades).not.toHaveLength(0);
    expect(Array.isArray(company.consumptionRestrictions)).toBe(true);
    expect(company.insuredHeadcount).toBeTypeOf('number');
  });

  it('keeps order and duplicates of a list, one entry each', async () => {
    const usccs = [DEMO.listedCompany, DEMO.company, DEMO.company];
    const { body } = await post({
      query: 'query($k: [USCC!]!) { legalEntities(usccs: $k) { uscc } }',
      variables: { k: usccs },
    });
    const list = body.data?.legalEntities as unknown as readonly { uscc: string }[];
    expect(list.map(({ uscc }) => uscc)).toEqual(usccs);
  });

  it('serves a registered code that fails its check, with a warning, and no other', async () => {
    const query = 'query($k: USCC!) { legalEntity(uscc: $k) { name } }';
    const old = await post({ query, variables: { k: DEMO.oldCodeCompany } });
    expect(old.body.data?.legalEntity?.name).toBeTypeOf('string');
    expect(JSON.stringify(old.body)).toContain('CHECK_CHARACTER');
    const wrong = `${DEMO.company.slice(0, -1)}${DEMO.company.endsWith('0') ? '1' : '0'}`;
    const refused = await post({ query, variables: { k: wrong } });
    expect(refused.status).toBe(400);
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({
      code: 'KEY_CHECK_FAILED',
      position: 0,
    });
    expect(JSON.stringify(refused.body)).not.toContain(wrong);
  });

  it('gives null and a coded error for a department that is down, and the rest', async () => {
    const { port } = tax.address() as AddressInfo;
    tax.closeAllConnections();
    await new Promise((resolve) => tax.close(resolve));
    const { status, body } = await post(demo);
    expect(status).toBe(200);
    expect(body.data?.legalEntity?.taxGrades).toBeNull();
    expect(body.data?.legalEntity?.insuredHeadcount).toBeTypeOf('number');
    expect(body.errors).toEqual([
      {
        message: 'a department did not answer; its fields are null',
        path: ['legalEntity'],
        extensions: { code: 'SOURCE_UNAVAILABLE', service: 'tax' },
      },
    ]);
    await listen(tax, port);
    const again = await post(demo);
    expect(again.body.data?.legalEntity?.taxGrades).not.toBeNull();
  });
});

describe('a department as its own server', () => {
  it('counts for statistics over all of them, one over HTTP', async () => {
    const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = readConfig({});
    const development = await openDevelopmentIssuer(join(folder, 'state'));
    const token = await development.issue(ANALYST as Claims, {
      ...{ issuer, audience, lifetimeSeconds: 3600 },
      issuedAt: Math.floor(Date.parse('2026-11-20T12:00:00+08:00') / 1000),
    });
    const headers = { authorization: `Bearer ${token}`, 'x-purpose': 'statistics' };
    const ask = (filters: string) =>
      post(
        { query: `{ statistics(measures: [SUBJECTS] ${filters}) { rows { figures } } }` },
        headers,
      );
    const rows = [{ figures: [expect.any(Number)] }];
    expect((await ask('')).body).toMatchObject({ data: { statistics: { rows } } });
    const ofTax = 'filters: [{ dimension: DEPARTMENT, values: ["tax"] }]';
    expect((await ask(ofTax)).body.errors).toBeUndefined();
  });

  it('answers only who holds the service credential', async () => {
    const { port } = tax.address() as AddressInfo;
    const ask = (authorization?: string) =>
      fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(authorization === undefined ? {} : { authorization }),
        },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
    expect((await ask()).status).toBe(401);
    expect((await ask('Bearer wrong-credential-of-thirty-two-chars')).status).toBe(401);
    expect((await ask(`Bearer ${CREDENTIAL}`)).status).toBe(200);
  });
});

describe('the transport', () => {
  it('takes POST only: an identifier never stands in a URL', async () => {
    const url = `${gateway.url}/graphql?query=${encodeURIComponent('{__typename}')}`;
    const response = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
    expect(response.status).toBe(405);
  });

  it('refuses simple requests that a foreign page could send (CSRF)', async () => {
    const { status } = await post(JSON.stringify(demo), { 'content-type': 'text/plain' });
    expect(status).toBe(400);
  });

  it('refuses batches of operations', async () => {
    expect((await post([demo, demo])).status).toBe(400);
  });

  it('refuses a body over the limit', async () => {
    const { status, body } = await post({ query: ALL, variables: { uscc: 'x'.repeat(300_000) } });
    expect(status).toBe(413);
    expect(body.errors?.[0]?.extensions.code).toBe('BODY_TOO_LARGE');
  });

  it('refuses an operation that is too deep, too wide or too long', async () => {
    const code = async (query: string) => (await post({ query })).body.errors?.[0]?.extensions.code;
    const nested = (depth: number): string =>
      depth === 0 ? 'name' : `... { ...on LegalEntity { ${nested(depth - 1)} } }`;
    const root = (inner: string) => `{ legalEntity(uscc: "${DEMO.company}") { ${inner} } }`;
    expect(await code(root(nested(3)))).toBeUndefined();
    const aliases = Array.from({ length: 401 }, (_, index) => `a${index}: name`).join(' ');
    expect(await code(root(aliases))).toBe('OPERATION_TOO_WIDE');
    const bomb = `fragment A on LegalEntity { ...B ...B } fragment B on LegalEntity { ...C ...C }
      fragment C on LegalEntity { ${Array.from({ length: 101 }, (_, i) => `c${i}: name`).join(' ')} }`;
    expect(await code(`${root('...A')} ${bomb}`)).toBe('OPERATION_TOO_WIDE');
    expect(await code(root('name '.repeat(4001)))).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('refuses more than 500 subjects', async () => {
    const { body, status } = await post({
      query: 'query($k: [USCC!]!) { legalEntities(usccs: $k) { name } }',
      variables: { k: Array.from({ length: 501 }, () => DEMO.company) },
    });
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'TOO_MANY_KEYS', limit: 500 });
  });

  it('refuses a token that is none, with 401 and a code', async () => {
    const { status, body } = await post(demo, { authorization: 'Bearer nonsense' });
    expect(status).toBe(401);
    expect(body.errors?.[0]?.extensions.code).toBe('TOKEN_MALFORMED');
  });

  it('refuses a purpose that is no code, without repeating it', async () => {
    const { status, body } = await post(demo, { 'x-purpose': 'A Person' });
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'HEADER_INVALID', header: 'x-purpose' });
  });
});

describe('operating it', () => {
  it('tells that it lives, that it is ready, and its metrics', async () => {
    const get = async (path: string) => fetch(`${gateway.url}${path}`);
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health')).status).toBe(200);
    const ready = await get('/health/ready');
    expect(await ready.json()).toMatchObject({ ready: true, registers: true, court: true });
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toContain('creditgate_http_requests_total');
    expect(metrics).not.toContain(DEMO.company);
    expect((await get('/nothing')).status).toBe(404);
  });

  it('keeps the supergraph it has when a broken one is put in its place', async () => {
    writeFileSync(supergraph, 'type Query { broken: Missing }');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await post(demo)).status).toBe(200);
  });

  it('lets running requests finish when it is told to stop', async () => {
    const body = JSON.stringify(demo);
    const sent = request(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    const answered = once(sent, 'response');
    sent.write(body.slice(0, 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = gateway.close();
    sent.end(body.slice(10));
    const [response] = (await answered) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.resume();
    await closed;
    await expect(fetch(`${gateway.url}/health/live`)).rejects.toThrow('fetch failed');
  });
});
