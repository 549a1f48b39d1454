import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { POLL_S } from '../http/view.ts';
import { Client, Refused, type View } from './client.ts';
import { download } from './download.ts';
import {
  type RunOptions,
  readRunOptions,
  readVerifyOptions,
  USAGE,
  UsageError,
} from './options.ts';
import { summaryOf } from './summary.ts';
import { openManifest, VerificationError, verifyFile } from './verify.ts';

/** A small batch is over soon; of a large one it is asked ever less. */
const FIRST_WAIT_MS = 100;
const EXIT = { done: 0, failed: 1, usage: 2, someRefused: 3 } as const;

/** `creditgate batch …`; exit codes as in the usage. Nothing it prints holds a key or a token. */
export async function run(args: readonly string[]): Promise<number> {
  const [action, ...rest] = args;
  try {
    if (action === 'run') return await runBatch(readRunOptions(rest, process.env));
    if (action === 'verify') return await verify(rest);
    throw new UsageError(USAGE);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const isUsage = cause instanceof UsageError;
    const isTold = isUsage || cause instanceof Refused || cause instanceof VerificationError;
    const code = 'code' in cause ? String(cause.code) : cause.name;
    process.stderr.write(`${isTold ? cause.message : `failed: ${code}`}\n`);
    return isUsage ? EXIT.usage : EXIT.failed;
  }
}

async function runBatch(options: RunOptions): Promise<number> {
  const client = new Client(options);
  // the same file and question is the same batch: run again, it goes on where it was cut off
  const taken = await client.submit(options, await identityOf(options));
  if (taken.state === 'awaiting-keys') await client.sendKeys(taken.id, options.keys);
  const view = await follow(client, taken.id);
  process.stdout.write(summaryOf(view));
  if (view.state !== 'done') throw new Refused(410, { code: view.state.toUpperCase() });
  await download(client, view.id, options.out, options.logKey);
  return view.refused + view.failed > 0 ? EXIT.someRefused : EXIT.done;
}

async function identityOf({ keys, operation, purpose, caseNumber, dryRun, out }: RunOptions) {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([operation, purpose, caseNumber, dryRun, out]));
  await pipeline(createReadStream(keys), hash);
  return `cli-${hash.digest('hex')}`;
}

async function follow(client: Client, id: string): Promise<View> {
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {percentage}% | {value}/{total} rows | {rate} rows/s | {left} s left',
      noTTYOutput: false,
      hideCursor: true,
    },
    cliProgress.Presets.shades_classic,
  );
  let view = await client.read(id);
  bar.start(view.rows, view.done, figuresOf(view));
  for (let wait = FIRST_WAIT_MS; view.state === 'running'; wait *= 2) {
    await pause(Math.min(wait, POLL_S * 1000));
    view = await client.read(id);
    bar.update(view.done, figuresOf(view));
  }
  bar.stop();
  return view;
}

function figuresOf({ rowsPerSecond, secondsLeft }: View) {
  return { rate: rowsPerSecond ?? '-', left: secondsLeft ?? '-' };
}

async function verify(args: readonly string[]): Promise<number> {
  const { file, manifest: path, logKey, name } = readVerifyOptions(args);
  const manifest = openManifest(await readFile(path, 'utf8'), logKey);
  await verifyFile(file, name, manifest);
  const signed =
    logKey === null ? `by ${manifest.verifier}, which is for you to know` : 'by the log';
  process.stdout.write(`verified; signed ${signed}\n`);
  return EXIT.done;
}
