import type { IncomingMessage, ServerResponse } from 'node:http';
import { dayAt, formatDay } from '../../../policy/days.ts';
import { GatewayError } from '../../errors.ts';
import type { Batch } from '../batch.ts';
import { KEY_READERS } from './keys.ts';
import { mediaType } from './order.ts';
import { type ProtocolOptions, sendJson } from './protocol.ts';
import { viewOf } from './view.ts';

/**
 * Takes the keys as they come in, then lets the batch run. Sent again after a connection was cut, they
 * replace what had come.
 *
 * @throws {GatewayError} `BATCH_STATE`, `MEDIA_TYPE`, `BODY_INVALID`, `BATCH_TOO_LARGE`, `QUOTA_EXCEEDED`
 */
export async function takeKeys(
  exchange: ProtocolOptions & {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
  },
  batch: Batch,
): Promise<void> {
  const { request, response, store, queue, maxRows, rowsPerChunk, dependencies } = exchange;
  if (batch.state !== 'awaiting-keys')
    throw new GatewayError('BATCH_STATE', { state: batch.state });
  const type = mediaType(request);
  const read = Object.hasOwn(KEY_READERS, type) ? KEY_READERS[type] : undefined;
  if (read === undefined)
    throw new GatewayError('MEDIA_TYPE', { expected: Object.keys(KEY_READERS) });
  const intake = await store.takeKeys(batch, read(request), { maxRows, rowsPerChunk });
  if (intake.rows === 0) throw new GatewayError('BODY_INVALID', { expected: 'keys' });
  await refuseOverQuota(exchange, batch, intake.rows);
  // queued first: a worker that comes too early waits until the batch has started
  await queue.add(intake.chunks.map((chunk) => ({ ...chunk, batch: batch.id })));
  const now = dependencies().now();
  if (!(await store.start(batch.id, intake, now))) throw new GatewayError('BATCH_STATE');
  const started = await store.read(batch.id);
  if (started === null) throw new GatewayError('NOT_FOUND');
  response.setHeader('location', `/batches/${batch.id}`);
  sendJson(response, 202, viewOf(started, now));
}

async function refuseOverQuota(
  { store, quota, dependencies }: ProtocolOptions,
  { organisation }: Batch,
  rows: number,
): Promise<void> {
  if (quota === 0) return;
  const used = await store.used(organisation, formatDay(dayAt(dependencies().now())));
  if (used + rows > quota) throw new GatewayError('QUOTA_EXCEEDED', { left: quota - used });
}
