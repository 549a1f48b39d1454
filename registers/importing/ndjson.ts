import { type Fields, type Line, MAX_RECORD_BYTES } from './lines.ts';

const LINE_FEED = 0x0a;

/** Reads NDJSON: one JSON object a line, UTF-8. Holds one line at a time. */
export async function* readNdjson(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let line = 0;
  for await (const bytes of splitLines(chunks)) {
    line++;
    if (bytes === null) {
      yield { line, column: null, reason: 'TOO_LONG' };
      continue;
    }
    const text = bytes.toString('utf8').trim();
    if (text === '') continue;
    const fields = parseObject(text);
    if (fields === null) yield { line, column: null, reason: 'SYNTAX' };
    else yield { line, fields };
  }
}

function parseObject(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Fields) : null;
  } catch {
    return null;
  }
}

/** Lines without their ends; null in the place of one that is too long, which is never held whole. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | null> {
  let held: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer) => {
    size += part.length;
    if (size <= MAX_RECORD_BYTES) held.push(part);
    else held = [];
  };
  const finish = (): Buffer | null => {
    const line = size > MAX_RECORD_BYTES ? null : Buffer.concat(held);
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
