import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as pause } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { runAudit } from '../gateway/audit/cli.ts';
import { openDevelopmentIssuer } from '../gateway/auth/keys.ts';
import { syntheticUscc } from '../subgraphs/generate/codes.ts';

/**
 * `npm run bench:batch -- ROWS`: a batch of so many keys. With `DATABASE_URL` of an empty PostgreSQL
 * database, through a gateway and two worker processes, one of which is killed in the middle; without,
 * through the one process of the embedded default. Two keys of three are of the companies there are data
 * about, over and over; the third is one of its own that nobody knows. Prints rows a second, the memory
 * of each process over time and its CPU time, what interactive queries take with and without the batch,
 * and checks that each row was answered once, and that every log verifies and its index with it.
 */
const rows = Number(process.argv[2] ?? 20_000);
const folder = mkdtempSync(join(tmpdir(), 'creditgate-bench-'));
const OPERATION = `query($uscc: USCC!) { legalEntity(uscc: $uscc) {
  name penalties { documentNumber decisionDate } taxGrades { year grade } unperformedJudgments { caseNumber } } }`;
const SECRET = 'the secret of a bench, of thirty-two characters and more';
const isShared = process.env.DATABASE_URL !== undefined;
const WORKERS = isShared ? ['worker-1', 'worker-2'] : [];
const isLong = rows >= 100_000;
const SAMPLES = isLong ? 2000 : 300;
const PAUSE_MS = 30;
const EVERY_MS = 5_000;
const PRINT_MS = isLong ? 30_000 : EVERY_MS;
/** A process grows until its code is compiled and its heap has its size. */
const WARM_UP_MS = isLong ? 60_000 : 10_000;
const TICK_MS = 10;
const KILL_AT = 0.4;
const COMPANIES = 5_000;

const running = new Map<string, ChildProcess>();
/** Memory of processes, by name and number, after their warm-up. */
const memory = new Map<string, number[]>();
const born = new Map<ChildProcess, number>();
const processes = new Map<ChildProcess, string>();

function keyOf(row: number): string {
  return syntheticUscc(row % 3 === 0 ? COMPANIES + row : row % COMPANIES);
}

async function start(name: string, file: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...env,
      BATCH_SECRET: SECRET,
      DATA_DIR: join(folder, 'data'),
      STATE_DIR: join(folder, name),
      SUBJECT_KEYS_FILE: join(folder, 'subjects.key'),
      LOG_ORIGIN: `${name}.localhost/log`,
      LOG_LEVEL: 'info',
      RATE_ORGANISATION: '0',
    },
  });
  running.set(name, child);
  born.set(child, performance.now());
  const again = [...processes.values()].filter((known) => known.startsWith(name)).length;
  processes.set(child, again === 0 ? name : `${name} (${again + 1})`);
  if (child.stdout === null) throw new TypeError('expected an output');
  const lines = createInterface({ input: child.stdout });
  const isUp = new Promise<void>((up, failed) => {
    child.once('exit', () => failed(new Error(`expected ${name} to start`)));
    lines.on('line', (line) => {
      if (/"(listening|working)"/.test(line)) up();
      else if (/"level":[456]0/.test(line)) print(name, line);
    });
  });
  await isUp;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new TypeError('expected a port');
  return address.port;
}

/** Resident memory in megabytes; null when the process is gone. */
function memoryOf(child: ChildProcess): number | null {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const found = /VmRSS:\s+(\d+)/.exec(status)?.[1];
    return found === undefined ? null : Math.round(Number(found) / 1024);
  } catch {
    return null;
  }
}

function sampleMemory(): readonly string[] {
  return [...running].map(([name, child]) => {
    const megabytes = memoryOf(child);
    const isWarm = performance.now() - (born.get(child) ?? 0) > WARM_UP_MS;
    if (megabytes === null) return `${name} gone`;
    const id = processes.get(child) ?? name;
    if (isWarm) memory.set(id, [...(memory.get(id) ?? []), megabytes]);
    return `${name} ${megabytes} MB`;
  });
}

function printMemory(): void {
  for (const [id, samples] of memory) {
    const [first = 0, last = 0] = [samples[0], samples.at(-1)];
    const [least, most] = [Math.min(...samples), Math.max(...samples)];
    print(`memory ${id}:`, `first ${first}`, `min ${least}`, `max ${most}`, `last ${last} MB`);
  }
}

/** CPU time of a process so far, in milliseconds. */
function cpuOf(child: ChildProcess): number {
  const [, after = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = after.split(' ').slice(11, 13).map(Number);
  return (user + system) * TICK_MS;
}

function print(...cells: readonly (string | number)[]): void {
  process.stdout.write(`${cells.map((cell) => String(cell).padEnd(14)).join(' ')}\n`);
}

async function writeKeys(file: string): Promise<void> {
  const handle = await open(file, 'w');
  const at = 10_000;
  for (let from = 0; from < rows; from += at) {
    const some = Array.from({ length: Math.min(at, rows - from) }, (_, n) => keyOf(from + n));
    await handle.write(`${some.join('\n')}\n`);
  }
  await handle.close();
}

interface View {
  readonly state: string;
  readonly done: number;
}

class Firm {
  readonly #url: string;
  readonly #token: string;
  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#token}` };
    const answer = await fetch(`${this.#url}${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`expected an answer, got ${answer.status}`);
    return answer;
  }

  async submit(file: string): Promise<string> {
    const taken = await this.send('/batches', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ operation: OPERATION, purpose: 'loan' }),
    });
    const path = taken.headers.get('location') ?? '';
    const handle = await open(file);
    await this.send(`${path}/keys`, {
      method: 'PUT',
      headers: { 'content-type': 'text/csv' },
      body: Readable.toWeb(handle.createReadStream()) as unknown as NonNullable<
        RequestInit['body']
      >,
      duplex: 'half',
    });
    return path;
  }

  async view(path: string): Promise<View> {
    return (await (await this.send(path)).json()) as View;
  }

  /** What single queries take, in milliseconds. */
  async interactive(name: string): Promise<void> {
    const took: number[] = [];
    for (let n = 0; n < SAMPLES; n += 1) {
      const started = performance.now();
      const body = JSON.stringify({
        query: OPERATION,
        variables: { uscc: syntheticUscc(n % COMPANIES) },
      });
      const headers = { 'content-type': 'application/json', 'x-purpose': 'loan' };
      await (await this.send('/graphql', { method: 'POST', headers, body })).text();
      took.push(performance.now() - started);
      await pause(PAUSE_MS);
    }
    took.sort((a, b) => a - b);
    const at = (share: number) => `${(took[Math.floor(took.length * share)] ?? 0).toFixed(1)} ms`;
    print(`interactive ${name}:`, `p50 ${at(0.5)}`, `p95 ${at(0.95)}`, `p99 ${at(0.99)}`);
  }
}

async function checkResults(firm: Firm, path: string): Promise<void> {
  const { body } = await firm.send(`${path}/results`);
  const text = Readable.fromWeb(body as ReadableStream).pipe(createGunzip());
  let next = 0;
  for await (const line of createInterface({ input: text })) {
    const { row, key } = JSON.parse(line) as { readonly row: number; readonly key: string };
    if (row !== next || key !== keyOf(next)) throw new Error(`expected row ${next} once`);
    next += 1;
  }
  if (next !== rows) throw new Error(`expected ${rows} rows, got ${next}`);
  print('results:', `${next} rows, each once, in order`);
}

async function main(): Promise<void> {
  const port = await freePort();
  await start('gateway', 'gateway/main.ts', {
    PORT: String(port),
    BATCH_WORKERS: isShared ? '0' : '1',
  });
  const issuer = await openDevelopmentIssuer(join(folder, 'gateway'));
  const token = await issuer.issue(
    { kind: 'firm', organisation: 'F-001', operator: 'Bench' },
    {
      issuer: 'creditgate-development',
      audience: 'creditgate',
      issuedAt: Math.floor(Date.now() / 1000),
      lifetimeSeconds: 36_000,
    },
  );
  const firm = new Firm(`http://127.0.0.1:${port}`, token);
  for (const name of WORKERS) await start(name, 'gateway/worker.ts', {});
  await firm.interactive('warming up');
  await firm.interactive('without a batch');
  const file = join(folder, 'keys.csv');
  await writeKeys(file);
  const path = await firm.submit(file);
  const measured = pause(EVERY_MS).then(() => firm.interactive('with a batch'));
  const started = performance.now();
  const spentBefore = new Map([...running.values()].map((child) => [child, cpuOf(child)]));
  let isKilled = false;
  let before = 0;
  let since = started;
  for (let view = await firm.view(path); ; view = await firm.view(path)) {
    const now = performance.now();
    const rate = Math.round(((view.done - before) * 1000) / (now - since));
    const seconds = `${Math.round((now - started) / 1000)} s`;
    const sampled = sampleMemory();
    const isOver = view.state !== 'running';
    if (isOver || now - since >= PRINT_MS - EVERY_MS / 2) {
      print(seconds, view.done, `${rate} rows/s`, ...sampled);
      before = view.done;
      since = now;
    }
    if (isOver) break;
    if (isShared && !isKilled && view.done > rows * KILL_AT) {
      isKilled = true;
      running.get('worker-1')?.kill('SIGKILL');
      print(seconds, 'kill -9 of worker-1, started again');
      await start('worker-1', 'gateway/worker.ts', {});
    }
    await pause(EVERY_MS);
  }
  const total = (performance.now() - started) / 1000;
  print('whole:', `${rows} rows`, `${Math.round(total)} s`, `${Math.round(rows / total)} rows/s`);
  printMemory();
  for (const [name, child] of running) {
    const spent = cpuOf(child) - (spentBefore.get(child) ?? 0);
    print(`cpu ${name}:`, `${(spent / rows).toFixed(3)} ms a row of all`);
  }
  await measured;
  await checkResults(firm, path);
  for (const [name, child] of running) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    const log = join(folder, name, 'log');
    const from = performance.now();
    const { DATABASE_URL } = process.env;
    const said = (text: string) => print(name, text.trim());
    const exit = await runAudit(['--log', log, 'verify'], { DATABASE_URL }, said);
    const resident = Math.round(process.memoryUsage.rss() / 2 ** 20);
    print(name, `verified in ${Math.round((performance.now() - from) / 1000)} s, ${resident} MB`);
    if (exit !== 0) throw new Error(`expected a log of ${name} that verifies`);
  }
}

try {
  await main();
} finally {
  for (const child of running.values()) child.kill('SIGKILL');
}
