import { GatewayError } from '../../errors.ts';
import { POLL_S } from './view.ts';

/**
 * Runs a stream of an organisation, which may have so many at a time.
 *
 * @throws {GatewayError} `BATCH_STREAMS` with the limit, when it has as many as it may
 */
export type Streaming = (organisation: string, stream: () => Promise<void>) => Promise<void>;

/** Streams of one process: each asks the database again and again, for as long as somebody listens. */
export function openStreaming(limit: number): Streaming {
  const open = new Map<string, number>();
  const change = (organisation: string, by: 1 | -1) => {
    const count = (open.get(organisation) ?? 0) + by;
    if (count === 0) open.delete(organisation);
    else open.set(organisation, count);
  };
  return async (organisation, stream) => {
    if ((open.get(organisation) ?? 0) >= limit) {
      throw new GatewayError('BATCH_STREAMS', { limit, retryAfter: POLL_S });
    }
    change(organisation, 1);
    try {
      await stream();
    } finally {
      change(organisation, -1);
    }
  };
}
