import { TextDecoder } from 'node:util';
import { BLOCK_ROWS } from '../../../schema/statistics/question.ts';
import { SourceFailure } from '../../execution/errors.ts';
import { isRecord } from '../../execution/records.ts';

/** Longest line, in characters: a block of rows with room to spare. */
const MAX_LINE = 8 << 20;

/**
 * The blocks of a department's answer, one held at a time.
 *
 * INVARIANT whole-or-nothing: an answer without its last line, or with another number of rows than
 * that line says, throws.
 *
 * @throws SourceFailure `format`, `size`
 */
export async function* blocksOf(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<readonly unknown[]> {
  let rows = 0;
  let isWhole = false;
  for await (const line of linesOf(body, maxBytes)) {
    if (isWhole) throw new SourceFailure('format', 'expected nothing after the last line');
    const value = parsed(line);
    if (Array.isArray(value)) {
      if (value.length > BLOCK_ROWS) throw new SourceFailure('size', 'expected a smaller block');
      rows += value.length;
      yield value;
    } else {
      isWhole = isRecord(value) && value.rows === rows;
      if (!isWhole) throw new SourceFailure('format', 'expected rows, or their number');
    }
  }
  if (!isWhole) throw new SourceFailure('format', 'expected a whole answer, got a cut one');
}

async function* linesOf(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new SourceFailure('size', `expected at most ${maxBytes} bytes`);
    const [rest = '', ...begun] = decoded(decoder, chunk).split('\n');
    held += rest;
    if (held.length > MAX_LINE) throw new SourceFailure('size', 'expected a shorter line');
    for (const next of begun) {
      yield held;
      held = next;
    }
  }
  if (held !== '') throw new SourceFailure('format', 'expected a whole line, got a cut one');
}

function decoded(decoder: TextDecoder, chunk: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw new SourceFailure('format', 'expected UTF-8');
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // the parser's message quotes the text, which is the department's
    throw new SourceFailure('format', 'expected JSON');
  }
}
