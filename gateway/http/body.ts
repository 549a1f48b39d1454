import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors.ts';

const BODY_TIMEOUT_MS = 30_000;

/**
 * The whole text of a body. attacker-controlled: read up to the limit, in bytes, then refused; one that
 * comes too slowly is cut off.
 *
 * @throws {GatewayError} `BODY_TOO_LARGE`
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const slow = setTimeout(() => request.destroy(), BODY_TIMEOUT_MS);
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw new GatewayError('BODY_TOO_LARGE', { limit });
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(slow);
  }
  return Buffer.concat(chunks).toString('utf8');
}
