import { AuditError, systemCode } from '../errors.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { encodeCheckpoint } from './checkpoint.ts';
import type { Fs } from './fs.ts';
import type { Store } from './store.ts';

/**
 * The checkpoints kept, one JSON line `{"note": "…"}` each, in order of size: what verification
 * proves to be one history, and where witnesses' lines stay.
 */
export const HISTORY_PATH = 'checkpoints.ndjson';

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;
/** A line holds one note, and notes are at most this long. */
const MAX_LINE = 256 * 1024;

export interface HistoryLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line that a crash cut short. */
  readonly whole: boolean;
}

/** The lines of the history, read in pieces. */
export async function* historyLines(fs: Fs): AsyncGenerator<HistoryLine> {
  let [position, number, rest] = [0, 1, Buffer.alloc(0)];
  for (;;) {
    const chunk = await readChunk(fs, position);
    if (chunk.length === 0) break;
    position += chunk.length;
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      const text = rest.toString('utf8', 0, end);
      // A crash leaves sectors unwritten, as zeros, and JSON has none: such a line is not whole.
      yield { number, text, whole: !text.includes('\0') };
      rest = rest.subarray(end + 1);
      number += 1;
    }
    if (rest.length > MAX_LINE) break;
  }
  if (rest.length > 0) yield { number, text: rest.toString('utf8'), whole: false };
}

/** The note of a line, or undefined when it is no such line; attacker-controlled. */
export function noteOfLine(text: string): Buffer | undefined {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== 'object' || line === null || !('note' in line)) return undefined;
    return typeof line.note === 'string' ? Buffer.from(line.note) : undefined;
  } catch {
    return undefined;
  }
}

/** The writing side. */
export class History {
  readonly #store: Store;
  #length: number;

  private constructor(store: Store, length: number) {
    this.#store = store;
    this.#length = length;
  }

  /**
   * Finds the end of the last whole line; what a crash cut short is overwritten.
   * @param size the size of the log's checkpoint
   * @throws AuditError `LOG_DAMAGED` when a larger one was kept: the log was rolled back.
   */
  static async open(fs: Fs, store: Store, size: number): Promise<History> {
    let length = 0;
    for await (const line of historyLines(fs)) {
      if (!line.whole) break;
      length += Buffer.byteLength(line.text) + 1;
      if (sizeOfLine(line.text) > size) throw rolledBack(size, line.number);
    }
    return new History(store, length);
  }

  async keep(checkpoint: SignedCheckpoint): Promise<void> {
    const note = encodeCheckpoint(checkpoint).toString('utf8');
    const line = Buffer.from(`${JSON.stringify({ note })}\n`);
    await this.#store.replaceEnd(HISTORY_PATH, this.#length, line);
    await this.#store.flush();
    this.#length += line.length;
  }
}

/** The log was put back to an older state: what was signed since would be signed again, otherwise. */
export function rolledBack(size: number, line: number): AuditError {
  const path = `${HISTORY_PATH}:${line}`;
  return new AuditError(
    'LOG_DAMAGED',
    `expected at least the kept size, got a checkpoint of ${size}`,
    {
      path,
    },
  );
}

/** The size that a line claims, unverified; -1 when it claims none. */
function sizeOfLine(text: string): number {
  const size = noteOfLine(text)?.toString().split('\n')[1];
  return size !== undefined && /^[0-9]+$/.test(size) ? Number(size) : -1;
}

async function readChunk(fs: Fs, position: number): Promise<Buffer> {
  try {
    return await fs.readAt(HISTORY_PATH, position, CHUNK);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
