import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Channel } from '../../../policy/terms.ts';
import type { Caller } from '../../auth/caller.ts';
import { GatewayError } from '../../errors.ts';
import type { Resource } from '../../http/server.ts';
import { arrivalOf, receive } from '../../receive.ts';
import { recordingRefusals } from '../../refusals.ts';
import { admitBatch } from '../admit.ts';
import { type Batch, isOver } from '../batch.ts';
import { type ManifestSigner, manifestOf, signManifest } from '../manifest.ts';
import { readOperation } from '../operation.ts';
import type { ChunkQueue } from '../queue/queue.ts';
import type { ChunkRunner } from '../run.ts';
import { standsAlike } from '../standing.ts';
import type { FileName } from '../store/files.ts';
import { sendFile } from './download.ts';
import { sendEvents } from './events.ts';
import { takeKeys } from './intake.ts';
import { type ReadOrder, readOrder } from './order.ts';
import { isOurs, sendProblem } from './problem.ts';
import { openStreaming, type Streaming } from './streams.ts';
import { POLL_S, viewOf } from './view.ts';

export interface ProtocolOptions extends ChunkRunner {
  readonly queue: ChunkQueue;
  readonly signer: ManifestSigner;
  readonly maxRows: number;
  /** Progress streams of one organisation at a time. */
  readonly maxStreams: number;
  readonly rowsPerChunk: number;
  readonly failed: (cause: unknown) => void;
}

interface Exchange extends ProtocolOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: Caller;
  /** Of the listener. */
  readonly channel: Channel;
  readonly draining: AbortSignal;
  readonly streaming: Streaming;
}

type Handler = (exchange: Exchange, batch: Batch) => Promise<void>;

/** What is at `/batches/{id}/…`, by method. */
const PARTS: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '': { GET: sendBatch, DELETE: cancel },
  keys: { PUT: takeKeys },
  events: { GET: follow },
  results: { GET: file('results'), HEAD: file('results') },
  errors: { GET: file('errors'), HEAD: file('errors') },
  manifest: { GET: sendManifest },
};

/** The protocol of batches: `/batches` and what is under it (docs/batches.md). */
export function openProtocol(options: ProtocolOptions): Resource {
  const drain = new AbortController();
  const streaming = openStreaming(options.maxStreams);
  const ofAll = { ...options, draining: drain.signal, streaming };
  return {
    path: '/batches',
    drain: () => drain.abort(),
    async handle(request, response, at) {
      try {
        const { channel, below } = at;
        const caller = await receive(options.dependencies(), arrivalOf(request, channel));
        const exchange = { ...ofAll, request, response, caller, channel };
        const answer = await recorded(exchange, () => route(exchange, below));
        await answer();
      } catch (cause) {
        if (isOurs(cause)) options.failed(cause);
        if (response.headersSent) response.destroy();
        else sendProblem(response, cause);
      }
    },
  };
}

/** What is refused before the law was asked is on the record before it leaves. */
function recorded<T>(
  { dependencies, caller, channel }: Exchange,
  stage: () => T | Promise<T>,
): Promise<T> {
  return recordingRefusals(dependencies().refusals, { caller, channel }, stage);
}

/** What answers a request at an address. */
async function route(exchange: Exchange, below: string): Promise<() => Promise<void>> {
  const { request, response, caller, store } = exchange;
  const method = request.method ?? '';
  if (below === '') {
    if (method === 'POST') return () => submit(exchange);
    response.setHeader('allow', 'POST');
    throw new GatewayError('METHOD_NOT_ALLOWED');
  }
  const [id = '', part = '', ...more] = below.split('/');
  const handlers = more.length === 0 && Object.hasOwn(PARTS, part) ? PARTS[part] : undefined;
  const { organisation } = caller;
  // INVARIANT own-batches: another's batch is not found, whatever is asked of it
  const found = organisation === null ? null : await store.find(id, organisation);
  const batch = found !== null && standsAlike(found.order.caller, caller) ? found : null;
  if (handlers === undefined || batch === null) throw new GatewayError('NOT_FOUND');
  const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
  if (handler === undefined) {
    response.setHeader('allow', Object.keys(handlers).join(', '));
    throw new GatewayError('METHOD_NOT_ALLOWED');
  }
  return () => recorded(exchange, () => handler(exchange, batch));
}

async function submit(exchange: Exchange): Promise<void> {
  const { request, response, caller, limits } = exchange;
  const dependencies = exchange.dependencies();
  const [read, operation] = await recorded(exchange, async () => {
    const read = await readOrder(request, caller);
    return [read, readOperation(dependencies, read.order.operation, limits)] as const;
  });
  await admitBatch(dependencies, read.order, operation);
  const batch = await recorded(exchange, () => take(exchange, read));
  response.setHeader('location', `/batches/${batch.id}`);
  sendJson(response, 202, viewOf(batch, dependencies.now()));
}

async function take({ store, caller, dependencies, keepFor }: Exchange, read: ReadOrder) {
  const submittedAt = dependencies().now();
  const batch = await store.submit({
    id: randomUUID(),
    organisation: caller.organisation ?? '',
    ...read,
    submittedAt,
    expiresAt: submittedAt + keepFor,
  });
  if (batch === null || !standsAlike(batch.order.caller, caller)) {
    throw new GatewayError('BATCH_KEY_REUSED');
  }
  return batch;
}

async function sendBatch({ response, dependencies }: Exchange, batch: Batch): Promise<void> {
  if (batch.state === 'running') response.setHeader('retry-after', String(POLL_S));
  sendJson(response, 200, viewOf(batch, dependencies().now()));
}

async function cancel(exchange: Exchange, { id }: Batch): Promise<void> {
  const { response, store, keepFor, dependencies } = exchange;
  const now = dependencies().now();
  if (!(await store.cancel(id, now, now + keepFor))) throw new GatewayError('BATCH_STATE');
  response.writeHead(204).end();
}

function follow(exchange: Exchange, { id, organisation }: Batch): Promise<void> {
  const { response, store, draining, streaming, dependencies } = exchange;
  const view = (batch: Batch) => viewOf(batch, dependencies().now());
  return streaming(organisation, () => sendEvents(response, () => store.read(id), view, draining));
}

function file(name: FileName): Handler {
  return ({ store, request, response }, batch) => {
    refuseUnlessOver(batch);
    return sendFile(store, batch, name, request, response);
  };
}

async function sendManifest(exchange: Exchange, batch: Batch): Promise<void> {
  refuseUnlessOver(batch);
  const { store, signer, response, dependencies } = exchange;
  const { regulation } = dependencies().engine.pack;
  sendJson(response, 200, await signManifest(signer, await manifestOf(store, batch, regulation)));
}

function refuseUnlessOver(batch: Batch): void {
  if (isOver(batch)) return;
  const { state } = batch;
  const retryAfter = state === 'running' ? { retryAfter: POLL_S } : {};
  throw new GatewayError('BATCH_STATE', { state, ...retryAfter });
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
