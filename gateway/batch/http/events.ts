import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Batch } from '../batch.ts';
import type { viewOf } from './view.ts';

/** A small batch is over soon. */
const FIRST_INTERVAL_MS = 20;
const INTERVAL_MS = 250;

/**
 * Server-sent events: the batch whenever it has got on, until it is over, the reader has gone, or the
 * server drains; a reader that comes back goes on with the next state.
 */
export async function sendEvents(
  response: ServerResponse,
  read: () => Promise<Batch | null>,
  view: (batch: Batch) => ReturnType<typeof viewOf>,
  draining: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, draining]);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let told = '';
  for (let wait = FIRST_INTERVAL_MS; !signal.aborted; wait = Math.min(wait * 2, INTERVAL_MS)) {
    const batch = await read();
    if (batch === null) break;
    const { id, ...state } = view(batch);
    const text = JSON.stringify([batch.state, batch.rows, batch.tally]);
    const isLast = batch.state !== 'running' && batch.state !== 'awaiting-keys';
    if (text !== told)
      response.write(`event: ${batch.state}\ndata: ${JSON.stringify({ id, ...state })}\n\n`);
    told = text;
    if (isLast) break;
    await pause(wait, undefined, { signal }).catch(() => undefined);
  }
  response.end();
}
