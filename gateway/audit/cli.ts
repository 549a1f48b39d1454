import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { archive } from './commands/archive.ts';
import { erase } from './commands/erase.ts';
import { bringUp, verifyIndex } from './commands/index-log.ts';
import {
  type Invocation,
  mustReadCheckpoint,
  numbers,
  type Result,
  UsageError,
} from './commands/invocation.ts';
import { replay } from './commands/replay.ts';
import { SHA256_ED25519 } from './crypto.ts';
import { type AuditCode, AuditError } from './errors.ts';
import { encodeCheckpoint } from './log/checkpoint.ts';
import { parseWitnessKey } from './log/cosignature.ts';
import { nodeFs } from './log/fs.ts';
import { treeHasher } from './log/merkle.ts';
import { parseVerifierKey } from './log/note.ts';
import { VERIFIER_KEY_PATH } from './log/open.ts';
import { consistencyProof, inclusionProof, rangeHash, verifyConsistency } from './log/proof.ts';
import { readEntry, tileReader } from './log/tile-reader.ts';
import { formatTlogProof } from './log/tlog-proof.ts';
import { evidenceOf, verifyReceipt } from './receipt.ts';
import { verifyLog } from './verify.ts';

/** Exit codes, for scripts. */
export const EXIT = { ok: 0, damaged: 1, usage: 2, unreadable: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const USAGE = `usage: audit [--log DIR] [--key VKEY|FILE]... [--witness VKEY|FILE]... [--archive DIR]... COMMAND
  verify               the whole log, and its index where there is one
  index [--rebuild]    brings the index in the registers' database up to the log
  archive DIR          copies full bundles with their proofs to an empty directory; with
                       --release the log lets them go, if no regulation demands them
  prove INDEX          a C2SP tlog-proof that the entry is in the tree, with the entry
  receipt FILE PROOF   a saved response with its receipt, offline; needs only the key
  checkpoint           the signed checkpoint
  replay INDEX [-]     decides that question again by what was known then, and compares; with -
                       the subjects come on the standard input, \`natural ID\` or \`legal USCC\`
                       a line, else they are looked for among those the registers know
  erase --by WHO [--order NUMBER] [--article ARTICLE]...
                       destroys the key of the subject that the standard input names, as above:
                       nobody can tell its entries from others' any more. Nothing brings it back.
                       While an entry must be kept, only on an order. The gateway is stopped
  consistency OLD NEW  the proof that the tree of NEW entries extends that of OLD
`;

/** Failures of what was asked for, not of the log. */
const REQUESTS: ReadonlySet<AuditCode> = new Set([
  'NOT_INTEGRATED',
  'RETENTION_RUNS',
  'NOT_REPLAYABLE',
  'NO_SUBJECT_KEY',
  'LOG_IN_USE',
]);

/** What cannot be read, or written, just now. */
const UNREADABLE: ReadonlySet<AuditCode> = new Set(['LOG_UNAVAILABLE', 'SUBJECT_KEYS_UNAVAILABLE']);

const COMMANDS: Readonly<Record<string, (invocation: Invocation) => Promise<Result | string>>> = {
  verify,
  index: bringUp,
  archive,
  prove,
  receipt,
  replay,
  erase,
  checkpoint,
  consistency,
};

/**
 * Runs one command of `npm run -s audit -- …`; `write` gets JSON lines, the note or the proof. A result
 * that is not `ok` ends like damage.
 */
export async function runAudit(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  write: (text: string) => void,
  input: () => Promise<string> = () => Promise.resolve(''),
): Promise<ExitCode> {
  try {
    const [command, invocation] = await parse(argv, env, input);
    const result = await command(invocation);
    write(typeof result === 'string' ? result : `${JSON.stringify(result)}\n`);
    return typeof result === 'object' && result.ok === false ? EXIT.damaged : EXIT.ok;
  } catch (error) {
    return report(error, write);
  }
}

function report(error: unknown, write: (text: string) => void): ExitCode {
  if (error instanceof UsageError) {
    write(`${error.message}\n${USAGE}`);
    return EXIT.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AuditError) || UNREADABLE.has(error.code)) {
    write(`${JSON.stringify({ ok: false, code: 'UNREADABLE', message })}\n`);
    return EXIT.unreadable;
  }
  write(`${JSON.stringify({ ok: false, code: error.code, message, ...error.facts })}\n`);
  return REQUESTS.has(error.code) ? EXIT.usage : EXIT.damaged;
}

async function verify(invocation: Invocation): Promise<Result> {
  const { suite, fs, keys, witnesses, archives } = invocation;
  const { checkpoint: head, ...counts } = await verifyLog({
    suite,
    fs,
    verifiers: keys,
    witnesses,
    archives,
  });
  const indexed = await verifyIndex(invocation);
  return {
    ok: true,
    log: head.origin,
    size: head.size,
    root: base64(head.root),
    ...counts,
    indexed,
  };
}

async function prove({ suite, fs, keys, archives, args }: Invocation): Promise<string> {
  const [index] = numbers(args, 1);
  const head = await mustReadCheckpoint(suite, fs, keys);
  const hasher = treeHasher(suite);
  const hashes = await inclusionProof(
    tileReader(fs, hasher, head.size),
    hasher,
    index ?? 0,
    head.size,
  );
  const { entry } = await readEntry([fs, ...archives], index ?? 0, head.size);
  const checkpoint = encodeCheckpoint(head).toString('utf8');
  return formatTlogProof({ index: index ?? 0, hashes, checkpoint, extra: entry });
}

async function receipt({ suite, keys, args }: Invocation): Promise<Result> {
  const [file, evidence] = args;
  if (file === undefined || args.length > 2) throw new UsageError('expected a file');
  const proof = evidence === undefined ? undefined : evidenceOf(await readFile(evidence, 'utf8'));
  const {
    entry,
    index,
    checkpoint: head,
  } = verifyReceipt(suite, await readJson(file), keys, proof);
  return { ok: true, log: head.origin, index, size: head.size, entry };
}

async function checkpoint({ suite, fs, keys }: Invocation): Promise<string> {
  return encodeCheckpoint(await mustReadCheckpoint(suite, fs, keys)).toString('utf8');
}

async function consistency({ suite, fs, keys, args }: Invocation): Promise<Result> {
  const [oldSize = 0, newSize = 0] = numbers(args, 2);
  const head = await mustReadCheckpoint(suite, fs, keys);
  if (newSize > head.size) throw new UsageError(`expected sizes up to ${head.size}`);
  const hasher = treeHasher(suite);
  const proof = await consistencyProof(tileReader(fs, hasher, newSize), hasher, oldSize, newSize);
  const reader = tileReader(fs, hasher, head.size);
  const [oldRoot, newRoot] = await Promise.all(
    [oldSize, newSize].map((size) => rangeHash(reader, hasher, 0, size)),
  );
  if (oldRoot === undefined || newRoot === undefined) throw new UsageError('expected two sizes');
  verifyConsistency(hasher, { oldSize, newSize, oldRoot, newRoot, proof });
  return {
    oldSize,
    newSize,
    oldRoot: base64(oldRoot),
    newRoot: base64(newRoot),
    proof: proof.map(base64),
  };
}

async function parse(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  input: () => Promise<string>,
) {
  const { values, positionals } = parseOptions(argv);
  const [name = '', ...args] = positionals;
  const command = COMMANDS[name];
  if (command === undefined) throw new UsageError(`expected a command, got \`${name}\``);
  const suite = SHA256_ED25519;
  const directory = values.log ?? join(env.STATE_DIR ?? 'state', 'log');
  const fs = nodeFs(directory);
  const given = values.key ?? (env.AUDIT_LOG_KEY ? [env.AUDIT_LOG_KEY] : undefined);
  const texts =
    given === undefined
      ? [(await fs.read(VERIFIER_KEY_PATH)).toString('utf8')]
      : await keyTexts(given);
  const keys = texts.map((text) => parseVerifierKey(suite, text));
  const witnesses = (await keyTexts(values.witness ?? [])).map((text) =>
    parseWitnessKey(suite, text),
  );
  const archives = (values.archive ?? []).map((path) => nodeFs(path));
  const database = env.DATABASE_URL
    ? { url: env.DATABASE_URL }
    : { file: join(dirname(directory), 'registers.sqlite') };
  const { rebuild = false, release = false, by, order, article: articles = [] } = values;
  const places = { suite, fs, keys, witnesses, archives, database };
  const invocation = { ...places, args, rebuild, release, by, order, articles, input, env };
  return [command, invocation satisfies Invocation] as const;
}

function parseOptions(argv: readonly string[]) {
  const many = { type: 'string', multiple: true } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        log: { type: 'string' },
        key: many,
        witness: many,
        archive: many,
        rebuild: { type: 'boolean' },
        release: { type: 'boolean' },
        by: { type: 'string' },
        order: { type: 'string' },
        article: many,
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'expected known options', {
      cause,
    });
  }
}

/** A verifier key is given as text, or as a file that holds it. */
async function keyTexts(given: readonly string[]): Promise<string[]> {
  return Promise.all(given.map(async (key) => (key.includes('+') ? key : readFile(key, 'utf8'))));
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AuditError('RECEIPT_INVALID', 'expected JSON', {}, { cause });
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
