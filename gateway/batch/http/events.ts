import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Batch } from '../batch.ts';
import type { viewOf } from './view.ts';

/** A small batch is over soon. */
const FIRST_INTERVAL_MS = 20;
const INTERVAL_MS = 250;
/** One that waits, for its keys or for a worker, may wait for days. */
const LONGEST_INTERVAL_MS = 2_000;

/**
 * Server-sent events: the batch whenever it has got on, until it is over, the reader has gone, or the
 * server drains; a reader that comes back goes on with the next state. The batch is read less and less
 * often while nothing happens to it.
 */
export async function sendEvents(
  response: ServerResponse,
  read: () => Promise<Batch | null>,
  view: (batch: Batch) => ReturnType<typeof viewOf>,
  draining: AbortSignal,
  wait: typeof pause = pause,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  if (response.destroyed) gone.abort();
  const signal = AbortSignal.any([gone.signal, draining]);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let told = '';
  let interval = FIRST_INTERVAL_MS;
  while (!signal.aborted) {
    const batch = await read();
    if (batch === null) break;
    const { id, ...state } = view(batch);
    const text = JSON.stringify([batch.state, batch.rows, batch.tally]);
    const isLast = batch.state !== 'running' && batch.state !== 'awaiting-keys';
    const isNews = text !== told;
    if (isNews)
      response.write(`event: ${batch.state}\ndata: ${JSON.stringify({ id, ...state })}\n\n`);
    told = text;
    if (isLast) break;
    if (isNews) interval = Math.min(interval, INTERVAL_MS);
    await wait(interval, undefined, { signal }).catch(() => undefined);
    interval = Math.min(interval * 2, LONGEST_INTERVAL_MS);
  }
  response.end();
}
