import { type DropLine, type Expected, MAX_RECORD_BYTES } from './lines.ts';

const LINE_FEED = 0x0a;

/** Reads NDJSON: one JSON object a line, UTF-8. Holds one line at a time. */
export async function* readNdjson(
  chunks: AsyncIterable<Buffer>,
  expected: Expected,
): AsyncGenerator<DropLine> {
  let line = 0;
  let noted = false;
  for await (const bytes of splitLines(chunks)) {
    line++;
    if (bytes === 'TOO_LONG') {
      yield { line, column: null, reason: 'TOO_LONG' };
      continue;
    }
    const text = bytes.toString('utf8').trim();
    if (text === '') continue;
    const fields = parseObject(text);
    if (fields === undefined) {
      yield { line, column: null, reason: 'SYNTAX' };
      continue;
    }
    if (!noted && Object.keys(fields).some((name) => !expected.columns.has(name))) {
      noted = true;
      yield { line, column: null, reason: 'UNKNOWN_COLUMN', note: true };
    }
    yield { line, fields };
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Lines without their ends; a line over the limit is given as `TOO_LONG` and never held whole. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | 'TOO_LONG'> {
  let held: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer) => {
    size += part.length;
    if (size <= MAX_RECORD_BYTES) held.push(part);
    else held = [];
  };
  const finish = (): Buffer | 'TOO_LONG' => {
    const line = size > MAX_RECORD_BYTES ? 'TOO_LONG' : Buffer.concat(held);
    held = [];
    size = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      take(chunk.subarray(from, end));
      from = end + 1;
      yield finish();
    }
    take(chunk.subarray(from));
  }
  if (size > 0) yield finish();
}
