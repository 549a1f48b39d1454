import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type CountingKind, countingCredential } from '../schema/statistics/wire.ts';
import type { Department } from './department.ts';
import { answer } from './server/answer.ts';
import { type Body, readBody } from './server/body.ts';
import { answerCount, COUNTING_BODY_LIMIT, countingKindOf } from './server/counting.ts';
import type { Counter } from './sources/counting/counter.ts';
import type { SourceHealth } from './sources/source.ts';

/** Shortest service credential accepted. */
export const MIN_CREDENTIAL_LENGTH = 32;

export interface DepartmentServerOptions {
  /** Largest request body, in bytes; 1 MiB when left out. */
  readonly bodyLimit?: number;
  /** Tells `/health/ready`; always ready when left out. */
  readonly health?: () => Promise<SourceHealth>;
  /** Counts for statistics; without it nothing is counted. */
  readonly counter?: Counter;
}

/**
 * Serves one department over HTTP: `POST /graphql` for the holder of the service credential
 * (`authorization: Bearer …`), `POST /statistics/…` for the holder of the credential for counting,
 * which is made of it, `/health/live` and `/health/ready` for anybody. Nothing of a request is ever
 * logged.
 * @throws RangeError when the credential has fewer than 32 characters; it is not repeated.
 */
export function createDepartmentServer(
  department: Department,
  credential: string,
  options: DepartmentServerOptions = {},
): Server {
  if (credential.length < MIN_CREDENTIAL_LENGTH) {
    throw new RangeError(
      `service credential: expected ${MIN_CREDENTIAL_LENGTH} characters, got ${credential.length}`,
    );
  }
  const isCaller = callerCheck(credential);
  const mayCount = callerCheck(countingCredential(credential));
  const server = createServer((request, response) => {
    handle({ department, isCaller, mayCount, options }, request, response).catch(() => {
      reply(response, 500, { errors: [{ message: 'internal error' }] });
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return server;
}

interface Serving {
  readonly department: Department;
  readonly isCaller: (request: IncomingMessage) => boolean;
  readonly mayCount: (request: IncomingMessage) => boolean;
  readonly options: DepartmentServerOptions;
}

async function handle(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0];
  if (path === '/health/live') return reply(response, 200, { ok: true });
  if (path === '/health/ready') return ready(serving, response);
  // The credential comes before everything else, so that a stranger learns not even the paths.
  const counting = countingKindOf(path);
  const isAllowed = counting === undefined ? serving.isCaller : serving.mayCount;
  if (!isAllowed(request)) return reply(response, 401, refusal('credential required'));
  if (counting !== undefined) return count(serving, counting, request, response);
  if (path !== '/graphql') return reply(response, 404, refusal('not found'));
  if (request.method !== 'POST') return reply(response, 405, refusal('expected POST'));
  return graphql(serving, request, response);
}

async function graphql(
  { department, options }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request, response, options.bodyLimit ?? 1 << 20);
  if (body === null) return;
  const { status, result } = await answer(department, body);
  return reply(response, status, result);
}

async function count(
  { options: { counter } }: Serving,
  kind: CountingKind,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (counter === undefined) return reply(response, 404, refusal('not found'));
  if (request.method !== 'POST') return reply(response, 405, refusal('expected POST'));
  const body = await bodyOf(request, response, COUNTING_BODY_LIMIT);
  if (body === null) return;
  const hindered = await answerCount(counter, kind, body, response);
  if (hindered === 'INVALID') return reply(response, 400, refusal('expected a question to count'));
  if (hindered === 'FAILED') return reply(response, 503, refusal('department could not count'));
}

/** Null when the request has been refused. */
async function bodyOf(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
): Promise<Body | null> {
  const body = await readBody(request, limit);
  if (typeof body !== 'string') return body;
  const isTooLarge = body === 'TOO_LARGE';
  if (isTooLarge) response.setHeader('connection', 'close');
  const message = isTooLarge ? 'request too large' : 'expected a JSON object';
  reply(response, isTooLarge ? 413 : 400, refusal(message));
  return null;
}

async function ready({ options }: Serving, response: ServerResponse): Promise<void> {
  const health = (await options.health?.()) ?? { ok: true };
  reply(response, health.ok ? 200 : 503, health);
}

function refusal(message: string): object {
  return { errors: [{ message }] };
}

function reply(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

/** Digests are compared, so that neither content nor length of the credential shows in the time taken. */
function callerCheck(credential: string): (request: IncomingMessage) => boolean {
  const expected = digest(`Bearer ${credential}`);
  return (request) => timingSafeEqual(digest(request.headers.authorization ?? ''), expected);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
