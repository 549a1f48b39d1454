import type { IncomingMessage, ServerResponse } from 'node:http';
import { publicCaller } from '../auth/caller.ts';
import { GatewayError } from '../errors.ts';
import type { Admit } from '../http/rate-limits.ts';
import type { Resource } from '../http/server.ts';
import { encodeCheckpoint } from './log/checkpoint.ts';
import type { Log } from './log/log.ts';
import { TILE_WIDTH } from './log/merkle.ts';
import { encodeTile, levelWidth, parseTilePath } from './log/tiles.ts';
import { formatTlogProof } from './log/tlog-proof.ts';

/** What is served, and how long it may be kept. */
interface Served {
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly cache: string;
}

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';
const FOREVER = 'public, max-age=31536000, immutable';
const NOT_AT_ALL = 'no-store';
/** Entries are in tiles this soon; a proof that is asked for earlier is asked for again. */
const RETRY_S = 1;
const NUMBER = /^(0|[1-9][0-9]{0,14})$/;

/**
 * This replica's log to anybody: checkpoint, proofs and tiles of hashes, in the layout of C2SP
 * tlog-tiles. An entry names who asked, its officer and its case, so neither entries nor bundles are
 * served: who has a receipt has its entry. A hash tells nothing, for every entry of an answer or
 * refusal carries random bits; the size tells how many entries there are.
 */
export function logResource(log: Log, admit: Admit): Resource {
  return {
    path: '/log',
    async handle(request, response, { below, channel }) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD');
        throw new GatewayError('METHOD_NOT_ALLOWED');
      }
      await admit(publicCaller(channel), request.socket.remoteAddress);
      send(request, response, await read(log, below));
    },
  };
}

async function read(log: Log, below: string): Promise<Served> {
  const [what = '', ...rest] = below.split('/');
  const path = rest.join('/');
  switch (what) {
    case 'checkpoint':
      if (rest.length > 0) break;
      return { type: TEXT, body: encodeCheckpoint(log.checkpoint), cache: NOT_AT_ALL };
    case 'proof':
      return inclusion(log, path);
    case 'consistency':
      return consistency(log, rest);
    case 'tile':
      return tile(log, path);
  }
  throw new GatewayError('NOT_FOUND');
}

async function inclusion(log: Log, path: string): Promise<Served> {
  const [index] = numbers([path], 1);
  const checkpoint = log.checkpoint;
  if (index >= log.status().durable) throw new GatewayError('NOT_FOUND');
  if (index >= checkpoint.size) throw notYet();
  const hashes = await log.inclusion(index, checkpoint.size);
  const note = encodeCheckpoint(checkpoint).toString('utf8');
  return {
    type: TEXT,
    body: formatTlogProof({ index, hashes, checkpoint: note }),
    cache: NOT_AT_ALL,
  };
}

/** The proof that the tree of the second size extends that of the first: hashes, one a line. */
async function consistency(log: Log, path: readonly string[]): Promise<Served> {
  const [oldSize, newSize = 0] = numbers(path, 2);
  if (oldSize > newSize || newSize > log.status().durable) throw new GatewayError('NOT_FOUND');
  if (newSize > log.checkpoint.size) throw notYet();
  const hashes = await log.consistency(oldSize, newSize);
  const body = hashes.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
  return { type: TEXT, body, cache: FOREVER };
}

async function tile(log: Log, path: string): Promise<Served> {
  const asked = parseTilePath(path);
  if (asked === undefined) throw new GatewayError('NOT_FOUND');
  const { level, tile: number, width } = asked;
  const there = levelWidth(level, log.checkpoint.size) - number * TILE_WIDTH;
  if (width > there) throw new GatewayError('NOT_FOUND');
  return { type: BYTES, body: encodeTile(await log.tile(level, number, width)), cache: FOREVER };
}

function numbers(texts: readonly string[], count: number): [number, ...number[]] {
  const [first, ...rest] = texts.filter((text) => NUMBER.test(text)).map(Number);
  if (texts.length !== count || first === undefined || rest.length !== count - 1) {
    throw new GatewayError('NOT_FOUND');
  }
  return [first, ...rest];
}

function notYet(): GatewayError {
  return new GatewayError('NOT_INTEGRATED', { retryAfter: RETRY_S });
}

function send(request: IncomingMessage, response: ServerResponse, served: Served): void {
  const body = Buffer.from(served.body);
  response.writeHead(200, {
    'content-type': served.type,
    'content-length': body.length,
    'cache-control': served.cache,
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
