import { pipeline, type Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { GatewayError } from '../../errors.ts';

/** Names under which a file's first line may call its keys; such a line is no key. */
const HEADERS: ReadonlySet<string> = new Set(['key', 'uscc', 'idnumber', 'id_number']);
/** attacker-controlled; no line of keys is longer, and none is held whole beyond it. */
const MAX_LINE_BYTES = 1024;

export type KeysReader = (body: Readable) => AsyncIterable<string>;

/** By media type. A line is a row, whatever stands in it: what is no key is told with its row. */
export const KEY_READERS: Readonly<Record<string, KeysReader>> = {
  'text/csv': readCsvKeys,
  'application/x-ndjson': readNdjsonKeys,
};

/** CSV (RFC 4180): the column `key`, `uscc` or `idNumber` by the header line, else the first. */
async function* readCsvKeys(body: Readable): AsyncGenerator<string> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_LINE_BYTES,
  });
  pipeline(body, parser, () => undefined);
  let column = 0;
  let isFirst = true;
  try {
    for await (const record of parser as AsyncIterable<readonly string[]>) {
      if (isFirst) {
        isFirst = false;
        const named = record.findIndex((name) => HEADERS.has(name.trim().toLowerCase()));
        column = Math.max(named, 0);
        if (named !== -1) continue;
      }
      yield (record[column] ?? '').trim();
    }
  } catch (cause) {
    throw asFault(cause, 'CSV');
  }
}

/** NDJSON: each line a text, or an object with the text under `key`. */
async function* readNdjsonKeys(body: Readable): AsyncGenerator<string> {
  try {
    for await (const line of linesOf(body)) {
      if (line.trim() !== '') yield keyIn(line);
    }
  } catch (cause) {
    throw asFault(cause, 'NDJSON');
  }
}

function keyIn(line: string): string {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'string') return value;
    const key = (value as { readonly key?: unknown } | null)?.key;
    return typeof key === 'string' ? key : '';
  } catch {
    return '';
  }
}

async function* linesOf(body: Readable): AsyncGenerator<string> {
  let held = '';
  const decoder = new TextDecoder();
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const lines = (held + decoder.decode(chunk, { stream: true })).split('\n');
    held = lines.pop() ?? '';
    yield* lines;
    if (held.length > MAX_LINE_BYTES) throw new RangeError('a line over the limit');
  }
  if (held !== '') yield held;
}

/** A file that cannot be read, and not a connection that was cut: that one may be sent again. */
function asFault(cause: unknown, expected: string): unknown {
  const isOfFile = cause instanceof RangeError || cause instanceof CsvError;
  return isOfFile ? new GatewayError('BODY_INVALID', { expected }) : cause;
}
