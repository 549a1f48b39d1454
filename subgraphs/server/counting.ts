import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { BLOCK_ROWS } from '../../schema/statistics/question.ts';
import {
  COUNTING_FOLDER,
  COUNTING_KINDS,
  COUNTING_TYPE,
  type CountingKind,
} from '../../schema/statistics/wire.ts';
import type { Counter } from '../sources/counting/counter.ts';
import type { Body } from './body.ts';
import { COUNTING_REQUESTS } from './counting-request.ts';

/** Notes of the registers travel with a question: more than a question about subjects may have. */
export const COUNTING_BODY_LIMIT = 64 << 20;

type Blocks = AsyncIterable<readonly unknown[]>;

/** What a path asks to count; undefined when it asks for something else. */
export function countingKindOf(path: string | undefined): CountingKind | undefined {
  return COUNTING_KINDS.find((kind) => path === `/${COUNTING_FOLDER}/${kind}`);
}

/**
 * Counts and answers, block by block: no more than one is held. A count that fails after its first
 * block ends the connection, so that the answer is cut.
 *
 * @returns what hindered it before anything was sent
 */
export async function answerCount(
  counter: Counter,
  kind: CountingKind,
  body: Body,
  response: ServerResponse,
): Promise<'INVALID' | 'FAILED' | null> {
  const blocks = blocksOf(counter, kind, body);
  if (blocks === null) return 'INVALID';
  const lines = linesOf(blocks);
  const first = await lines.next().catch(() => null);
  if (first === null) return 'FAILED';
  response.writeHead(200, { 'content-type': COUNTING_TYPE, 'cache-control': 'no-store' });
  await pipeline(async function* () {
    if (first.done !== true) yield first.value;
    yield* lines;
  }, response).catch(() => undefined);
  return null;
}

function blocksOf(counter: Counter, kind: CountingKind, body: Body): Blocks | null {
  switch (kind) {
    case 'cells': {
      const { data } = COUNTING_REQUESTS.cells.safeParse(body);
      return data === undefined ? null : blocksIn(() => counter.cells(data));
    }
    case 'profiles': {
      const { data } = COUNTING_REQUESTS.profiles.safeParse(body);
      if (data === undefined) return null;
      return counter.profiles(data.counted, Buffer.from(data.key, 'hex'));
    }
    case 'attributes': {
      const { data } = COUNTING_REQUESTS.attributes.safeParse(body);
      return data === undefined ? null : counter.attributes(Buffer.from(data.key, 'hex'));
    }
    case 'revision': {
      const { success } = COUNTING_REQUESTS.revision.safeParse(body);
      return success ? blocksIn(async () => [await counter.revision()]) : null;
    }
  }
}

async function* blocksIn(
  count: () => Promise<readonly unknown[]>,
): AsyncGenerator<readonly unknown[]> {
  const rows = await count();
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
    yield rows.slice(from, from + BLOCK_ROWS);
  }
}

async function* linesOf(blocks: Blocks): AsyncGenerator<string> {
  let rows = 0;
  for await (const block of blocks) {
    rows += block.length;
    yield `${JSON.stringify(block)}\n`;
  }
  yield `${JSON.stringify({ rows })}\n`;
}
