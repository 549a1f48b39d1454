import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { dayAt } from '../../policy/days.ts';
import { REGISTERS } from '../definitions/all.ts';
import type { Register } from '../definitions/register.ts';
import { RegisterError } from '../errors.ts';
import { type Target, type Write, writing } from '../write/write.ts';
import { type BatchOutcome, type BatchRow, writeBatch } from './batch.ts';
import { readCsv } from './csv.ts';
import type { Line, RowFault } from './lines.ts';
import { readNdjson } from './ndjson.ts';
import { readRow } from './rows.ts';

export interface ImportOptions {
  /** The register, where the file's name does not tell. */
  readonly register?: string;
  /** Everything is checked and nothing is kept. */
  readonly dryRun?: boolean;
  /** Who loads it, for the journal; `import` when left out. */
  readonly actor?: string;
  readonly reason?: string;
}

export interface ImportReport {
  readonly file: string;
  readonly register: string;
  /** The same content was loaded before: nothing was read again. */
  readonly known: boolean;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  /** The first thousand of them. */
  readonly faults: readonly RowFault[];
}

const BATCH = 500;
const FAULTS_KEPT = 1_000;
const READERS = { '.csv': readCsv, '.ndjson': readNdjson, '.jsonl': readNdjson } as const;
const NOTHING: BatchOutcome = { created: 0, changed: 0, unchanged: 0, other: [] };

/**
 * Loads a file of a register, in batches of a transaction each. Rows that do not fit are told and left
 * out. A file whose content was loaded before, and a row that was, change nothing: what was decided
 * here since (a revocation, an amendment) stays.
 *
 * @throws {RegisterError} `UNKNOWN_REGISTER`, `UNREADABLE_FILE`, `REGISTER_UNAVAILABLE`
 */
export async function loadFile(
  target: Target,
  path: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { read, register } = formOf(path, options.register);
  const file = basename(path);
  const digest = await digestOf(path);
  const empty = { file, register: register.name, refused: 0, faults: [], ...counts(NOTHING) };
  if (await isLoaded(target, register, digest)) return { ...empty, known: true };
  const faults = new Faults(file);
  const total: BatchOutcome = { ...NOTHING, other: [] };
  const today = dayAt(target.clock());
  for await (const batch of batchesOf(read(createReadStream(path)), register, today, faults)) {
    const done = await inTransaction(target, options.dryRun === true, (write) =>
      writeBatch(write, batch, whyOf(register, options)),
    );
    total.created += done.created;
    total.changed += done.changed;
    total.unchanged += done.unchanged;
    for (const { line, column } of done.other) faults.add(line, column, 'OTHER_ENTRY');
  }
  const report = { ...empty, ...counts(total), known: false, ...faults.report() };
  if (report.refused === 0 && options.dryRun !== true) await remember(target, report, digest);
  return report;
}

function formOf(path: string, given: string | undefined) {
  const extension = extname(path);
  const name = given ?? basename(path, extension);
  const register = REGISTERS.find((candidate) => candidate.name === name);
  const read = Object.entries(READERS).find(([ending]) => ending === extension)?.[1];
  if (register === undefined || read === undefined) {
    const names = REGISTERS.map((known) => known.name).join(', ');
    throw new RegisterError(
      'UNKNOWN_REGISTER',
      `expected a .csv or .ndjson file of one of ${names}`,
    );
  }
  return { register, read };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    throw new RegisterError('UNREADABLE_FILE', `file \`${basename(path)}\` cannot be read`);
  }
  return hash.digest('hex');
}

/** Rows that fit, in batches; the others are told to `faults`. */
async function* batchesOf(
  lines: AsyncIterable<Line>,
  register: Register,
  today: number,
  faults: Faults,
): AsyncGenerator<readonly BatchRow[]> {
  let batch: BatchRow[] = [];
  for await (const found of lines) {
    if ('reason' in found) {
      faults.add(found.line, found.column, found.reason);
      continue;
    }
    const entries = readRow(register, found.fields, today);
    if ('faults' in entries) {
      for (const { column, reason } of entries.faults) faults.add(found.line, column, reason);
      continue;
    }
    batch.push({ line: found.line, entries });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

class Undone<T> extends Error {
  readonly result: T;
  constructor(result: T) {
    super('dry run');
    this.result = result;
  }
}

async function inTransaction<T>(
  target: Target,
  dryRun: boolean,
  work: (write: Write) => Promise<T>,
): Promise<T> {
  try {
    return await writing(target, async (write) => {
      const result = await work(write);
      if (dryRun) throw new Undone(result);
      return result;
    });
  } catch (error) {
    if (error instanceof Undone) return error.result as T;
    throw error;
  }
}

function whyOf({ name }: Register, options: ImportOptions) {
  return {
    actor: options.actor ?? 'import',
    reason: options.reason ?? `import of ${name}`,
    action: 'import',
  };
}

async function isLoaded({ dialect }: Target, { name }: Register, digest: string): Promise<boolean> {
  const { rows } = await sql`select 1 as loaded from import_file
    where register = ${name} and digest = ${digest}`.execute(dialect.read);
  return rows.length > 0;
}

async function remember(target: Target, report: ImportReport, digest: string): Promise<void> {
  const { register, file, created, changed, unchanged } = report;
  await writing(target, async ({ connection, recordedAt }) => {
    await sql`insert into import_file (register, digest, name, entries, recorded_at)
      values (${register}, ${digest}, ${file}, ${created + changed + unchanged}, ${recordedAt})
      on conflict (register, digest) do nothing`.execute(connection);
  });
}

function counts({ created, changed, unchanged }: BatchOutcome) {
  return { created, changed, unchanged };
}

/** Counts refused lines, and keeps where and why of the first. */
class Faults {
  readonly #file: string;
  readonly #lines = new Set<number>();
  readonly #kept: RowFault[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  add(line: number, column: string | null, reason: RowFault['reason']): void {
    this.#lines.add(line);
    if (this.#kept.length < FAULTS_KEPT)
      this.#kept.push({ file: this.#file, line, column, reason });
  }

  report() {
    return { refused: this.#lines.size, faults: this.#kept };
  }
}
