import { randomUUID } from 'node:crypto';
import type { Caller } from '../auth/caller.ts';
import { GatewayError } from '../errors.ts';
import type { RefusalLog, Refused } from '../refusals.ts';
import type { Audit } from './audit.ts';
import { loggedCaller } from './entry/caller.ts';

/** Refusals of strangers that get an entry of their own in an interval; more are counted. */
const ENTRIES_AN_INTERVAL = 300;
const INTERVAL_MS = 60_000;
/** What a limit refuses is a flood by itself. */
const COUNTED: readonly string[] = ['RATE_LIMITED', 'QUOTA_EXCEEDED', 'BATCH_STREAMS'];

export interface OpenRefusalLog extends RefusalLog {
  /** Writes what was counted. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

interface Count {
  count: number;
  readonly since: number;
}

/**
 * Refusals before any decision. Each has its entry before it leaves, but a flood must not fill the
 * disk: of callers that nobody vouches for only so many a minute have one, and the rest, like all that
 * a limit refused, are counted by code and written as one entry a minute.
 *
 * INVARIANT bounded-by-strangers: what somebody without a token can make this log write in a minute
 * does not grow with the number of its requests.
 */
export function openRefusalLog(
  audit: Audit,
  now: () => number,
  failed: (cause: unknown) => void,
): OpenRefusalLog {
  const counts = new Map<string, Count>();
  let left = ENTRIES_AN_INTERVAL;

  const flush = async () => {
    left = ENTRIES_AN_INTERVAL;
    for (const [code, counted] of [...counts]) {
      counts.delete(code);
      const since = new Date(counted.since).toISOString();
      try {
        await audit.record({ event: 'refusals', code, counted: { count: counted.count, since } });
      } catch (cause) {
        // what came meanwhile is added to what is still to be written
        const later = counts.get(code)?.count ?? 0;
        counts.set(code, { count: counted.count + later, since: counted.since });
        failed(cause);
      }
    }
  };
  const timer = setInterval(() => void flush(), INTERVAL_MS);
  timer.unref();

  return {
    async refused(refusal) {
      const { code, caller } = refusal;
      const isStranger = !isVouchedFor(caller);
      if (COUNTED.includes(code) || (isStranger && left === 0)) {
        const known = counts.get(code);
        if (known === undefined) counts.set(code, { count: 1, since: now() });
        else known.count += 1;
        return;
      }
      if (isStranger) left -= 1;
      await durable(audit, refusal);
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** Somebody behind a token that verified. */
function isVouchedFor(caller: Caller | null): boolean {
  return caller !== null && caller.kind !== 'public';
}

async function durable(audit: Audit, { code, caller, channel }: Refused): Promise<void> {
  const known = caller === null ? {} : { caller: loggedCaller(caller) };
  const response = { errors: [{ code }] };
  try {
    await audit.record({
      event: 'refusal',
      request: randomUUID(),
      ...known,
      channel,
      code,
      response,
    });
  } catch (cause) {
    throw new GatewayError('LOG_UNAVAILABLE', {}, cause);
  }
}
