import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../gateway/batch/cli/command.ts';
import { syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { FIRM, headersOf } from '../support/callers.ts';
import { NOON } from '../support/gateway.ts';
import { COMPANY, sceneRegisters, sceneRows, WITH_ALL } from '../support/scene.ts';
import { type BatchRoom, openRoom, WITH_AGREEMENT } from './support/room.ts';

const OPERATION =
  'query($uscc: USCC!) { legalEntity(uscc: $uscc) { name annualTaxPaid { taxPaid } } }';

let room: BatchRoom;
let folder: string;
let printed = '';
let told = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-cli-'));
  const registers = sceneRegisters(WITH_ALL);
  const world = {
    rows: sceneRows(WITH_ALL),
    registers: { ...registers, callers: { 'F-001': WITH_AGREEMENT } },
  };
  room = await openRoom({ world, settings: { MAX_KEYS: 2 } });
  const { authorization = '' } = await headersOf(FIRM, NOON);
  writeFileSync(join(folder, 'token'), `${authorization.slice('Bearer '.length)}\n`);
  writeFileSync(join(folder, 'q.graphql'), OPERATION);
});
afterAll(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  printed = '';
  told = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

function batch(keys: string, out: string, ...more: readonly string[]): Promise<number> {
  const files = [at(keys), '--query', at('q.graphql'), '--out', at(out)];
  const access = ['--token-file', at('token'), '--url', room.url];
  return run(['run', ...files, '--purpose', 'loan', ...access, ...more]);
}

describe('creditgate batch run', () => {
  it('writes a line for each key, the summary and a manifest; 0 when each was answered', async () => {
    writeFileSync(at('a.csv'), `uscc\n${COMPANY}\n${syntheticUscc(5)}\n${COMPANY}\n`);
    expect(await batch('a.csv', 'a.ndjson')).toBe(0);
    const lines = read('a.ndjson').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).key)).toEqual([COMPANY, syntheticUscc(5), COMPANY]);
    expect(read('a.ndjson.errors')).toBe('');
    expect(JSON.parse(read('a.ndjson.manifest.json')).manifest.rows).toBe(3);
    expect(printed).toMatch(/withheld\s+3\n/);
    expect(printed).toMatch(/NO_AUTHORISATION\s+3\n/);
    expect(printed + told).not.toContain(COMPANY);
  });

  it('3 when some keys were refused or failed, which have a file of their own', async () => {
    writeFileSync(at('b.ndjson'), `"${COMPANY}"\n"wrong"\n`);
    expect(await batch('b.ndjson', 'b.out')).toBe(3);
    expect(JSON.parse(read('b.out.errors')).row).toBe(1);
    expect(printed).toMatch(/KEY_INVALID\s+1\n/);
  });

  it('run again, is the same batch, and asks nothing anew', async () => {
    const before = room.log.events.length;
    expect(await batch('b.ndjson', 'b.out')).toBe(3);
    expect(room.log.events).toHaveLength(before);
  });

  it('a dry run says what would be withheld, and fetches nothing', async () => {
    const before = room.questions.length;
    expect(await batch('a.csv', 'dry.ndjson', '--dry-run')).toBe(0);
    expect(room.questions).toHaveLength(before);
    expect(printed).toMatch(/NO_AUTHORISATION\s+3\n/);
    expect(JSON.parse(read('dry.ndjson').split('\n', 1)[0] ?? '').data).toBeUndefined();
  });

  it('1 with the code of a refusal, and 2 for a command line that cannot be used', async () => {
    writeFileSync(at('q.graphql'), '{ me { __typename } }');
    expect(await batch('a.csv', 'c.ndjson')).toBe(1);
    expect(told).toContain('BATCH_OPERATION');
    writeFileSync(at('q.graphql'), OPERATION);
    expect(await run(['run', at('a.csv')])).toBe(2);
    expect(await run(['nothing'])).toBe(2);
    expect(await run(['run', at('a.csv'), '--token', 'x'])).toBe(2);
  });

  it('goes on where a cut download left off', async () => {
    const { proxy, url, ranges } = await cuttingProxy(room.url, at('cut.ndjson.results.part'));
    const cut = batch('a.csv', 'cut.ndjson', '--url', url);
    expect(await cut).toBe(0);
    proxy.close();
    expect(ranges).toEqual(['bytes=0-', 'bytes=100-']);
    expect(read('cut.ndjson').trim().split('\n')).toHaveLength(3);
  });
});

describe('creditgate batch verify', () => {
  it('accepts what the log signed, and names the rows that were changed', async () => {
    expect(await batch('a.csv', 'v.ndjson.gz')).toBe(0);
    const files = [at('v.ndjson.gz'), '--manifest', at('v.ndjson.gz.manifest.json')];
    const { verifier } = JSON.parse(read('v.ndjson.gz.manifest.json'));
    expect(await run(['verify', ...files, '--log-key', verifier])).toBe(0);
    const bytes = readFileSync(at('v.ndjson.gz'));
    bytes[bytes.length - 12] = (bytes[bytes.length - 12] ?? 0) ^ 1;
    writeFileSync(at('v.ndjson.gz'), bytes);
    expect(await run(['verify', ...files, '--log-key', verifier])).toBe(1);
    expect(told).toContain('rows 2 to 2 were changed');
  });
});

const CUT_AT = 100;

/** Passes everything on, and cuts the first download of results when so many bytes of it are kept. */
async function cuttingProxy(target: string, part: string) {
  const ranges: string[] = [];
  const proxy: Server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) body.push(chunk);
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const hasBody = body.length > 0;
    delete headers['transfer-encoding'];
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(hasBody && { body: Buffer.concat(body) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (request.url?.endsWith('/results') !== true) return response.end(bytes);
    ranges.push(request.headers.range ?? '');
    if (ranges.length > 1) return response.end(bytes);
    response.write(bytes.subarray(0, CUT_AT));
    while (!existsSync(part) || statSync(part).size < CUT_AT) await pause(5);
    return response.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { proxy, url: `http://127.0.0.1:${port}`, ranges };
}
