import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GatewayError } from '../../errors.ts';
import type { Batch } from '../batch.ts';
import type { FileName, Member } from '../store/files.ts';
import type { BatchStore } from '../store/store.ts';

/** Bytes of a file, the last one included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Sends a file as it is kept, a gzip file of NDJSON, whole or the range that was asked for (RFC 9110
 * section 14). One part is in memory at a time.
 *
 * @throws {GatewayError} `RANGE_INVALID` with the file's size
 */
export async function sendFile(
  store: BatchStore,
  batch: Batch,
  file: FileName,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const members = await store.members(batch.id, file);
  const size = members.reduce((sum, { bytes }) => sum + bytes, 0);
  const etag = etagOf(members);
  const range = rangeOf(request, size, etag);
  const { from, to } = range ?? { from: 0, to: size - 1 };
  response.writeHead(range === null ? 200 : 206, {
    'content-type': 'application/gzip',
    'content-disposition': `attachment; filename="${file}.ndjson.gz"`,
    'content-length': to - from + 1,
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    etag,
    ...(range === null ? {} : { 'content-range': `bytes ${from}-${to}/${size}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(Readable.from(partsOf(store, batch.id, file, members, { from, to })), response);
}

async function* partsOf(
  store: BatchStore,
  id: string,
  file: FileName,
  members: readonly Member[],
  { from, to }: Range,
): AsyncGenerator<Buffer> {
  let start = 0;
  for (const { number, bytes } of members) {
    const end = start + bytes;
    if (end > from && start <= to) {
      const part = await store.member(id, file, number);
      yield part.subarray(Math.max(from - start, 0), Math.min(to + 1, end) - start);
    }
    start = end;
  }
}

function etagOf(members: readonly Member[]): string {
  const hash = createHash('sha256');
  for (const { sha256 } of members) hash.update(sha256);
  return `"${hash.digest('base64url')}"`;
}

/** One range only; a request for several, or one that is for another version, has the whole file. */
function rangeOf({ headers }: IncomingMessage, size: number, etag: string): Range | null {
  const condition = headers['if-range'];
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (first === undefined || last === undefined || `${first}${last}` === '') return null;
  if (condition !== undefined && condition !== etag) return null;
  const suffix = first === '';
  const from = suffix ? Math.max(size - Number(last), 0) : Number(first);
  const to = suffix || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from >= size || from > to) throw new GatewayError('RANGE_INVALID', { size });
  return { from, to };
}
