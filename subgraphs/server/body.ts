import type { IncomingMessage } from 'node:http';

export type Body = Readonly<Record<string, unknown>>;

/** Reads a JSON object, holding no more than `limit` bytes of it. Caller-controlled; parse defensively. */
export async function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<Body | 'TOO_LARGE' | 'NOT_JSON'> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return 'TOO_LARGE';
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return 'NOT_JSON';
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return 'TOO_LARGE';
    chunks.push(chunk);
  }
  return parseObject(Buffer.concat(chunks).toString('utf8'));
}

function parseObject(text: string): Body | 'NOT_JSON' {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Body) : 'NOT_JSON';
  } catch {
    return 'NOT_JSON';
  }
}
