import { createHmac, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../auth/caller.ts';
import type { Strikes } from '../auth/known-tokens.ts';
import type { Config } from '../config.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { SharedRedis } from '../redis.ts';
import { networkOf } from './network.ts';

/**
 * Lets a caller in, or not now.
 *
 * @throws {GatewayError} `RATE_LIMITED`, `QUOTA_EXCEEDED`, with the seconds to wait as `retryAfter`
 */
export type Admit = (caller: Caller, address: string | undefined) => Promise<void>;

export type LimitSettings = Pick<
  Config,
  'RATE_PUBLIC' | 'RATE_ORGANISATION' | 'RATE_SUBJECT' | 'QUOTA_ORGANISATION'
>;

const MINUTE_S = 60;
const DAY_S = 86_400;

interface Limit {
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}

/** Takes one request of somebody; seconds to wait when there are none left. */
type Take = (who: string) => Promise<number | null>;

/**
 * Limits over all replicas that share a Redis, else over this one: while Redis is away each replica
 * counts for itself. A subject has no quota: it may ask about itself as often as it likes (rule R29),
 * and its rate stands far above what anybody reads.
 */
export function openLimits(settings: LimitSettings, redis: SharedRedis | null = null): Admit {
  const byKind = {
    public: limiter(redis, settings.RATE_PUBLIC, MINUTE_S),
    subject: limiter(redis, settings.RATE_SUBJECT, MINUTE_S),
    organisation: limiter(redis, settings.RATE_ORGANISATION, MINUTE_S),
  };
  const quota = limiter(redis, settings.QUOTA_ORGANISATION, DAY_S);
  const nameOf = namesUnder(redis);
  return async (caller, address) => {
    const kind = kindOf(caller);
    const who = nameOf(`limits ${kind} ${identityOf(caller) ?? networkOf(address)}`);
    await demand(byKind[kind], who, 'RATE_LIMITED');
    if (kind === 'organisation') await demand(quota, who, 'QUOTA_EXCEEDED');
  };
}

/**
 * Tokens that do not verify, for each address: as many as it may ask without one. Counted over all
 * replicas; each remembers for itself where there were too many, so that nobody else waits for a count.
 */
export function openStrikes(
  { RATE_PUBLIC }: Pick<LimitSettings, 'RATE_PUBLIC'>,
  redis: SharedRedis | null = null,
): Strikes {
  const take = limiter(redis, RATE_PUBLIC, MINUTE_S);
  const over = new RateLimiterMemory({ points: 1, duration: MINUTE_S });
  const nameOf = namesUnder(redis);
  const whoAt = (address: string | undefined) => nameOf(`limits token ${networkOf(address)}`);
  return {
    async refuseOver(address) {
      const barred = await over.get(whoAt(address));
      if (barred !== null) throw limited('RATE_LIMITED', secondsOf(barred));
    },
    async count(address) {
      const who = whoAt(address);
      const retryAfter = (await take?.(who)) ?? null;
      if (retryAfter === null) return;
      await over.block(who, retryAfter);
      throw limited('RATE_LIMITED', retryAfter);
    },
  };
}

/** Who is counted has a name that means nothing outside these replicas. */
function namesUnder(redis: SharedRedis | null): (text: string) => string {
  const secret = redis?.secret ?? randomBytes(32);
  return (text) => createHmac('sha256', secret).update(text).digest('base64url');
}

function kindOf({ subject, organisation }: Caller): 'subject' | 'organisation' | 'public' {
  if (subject !== null) return 'subject';
  return organisation === null ? 'public' : 'organisation';
}

function identityOf({ subject, organisation }: Caller): string | null {
  return subject === null ? organisation : `${subject.kind}:${subject.key}`;
}

function limiter(redis: SharedRedis | null, points: number, duration: number): Take | null {
  if (points === 0) return null;
  const counter = counterOf(redis, { points, duration });
  return async (who) => {
    try {
      await counter.consume(who);
      return null;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return secondsOf(refused);
    }
  };
}

function counterOf(redis: SharedRedis | null, limit: Limit): RateLimiterMemory | RateLimiterRedis {
  const memory = new RateLimiterMemory(limit);
  if (redis === null) return memory;
  return new RateLimiterRedis({
    ...limit,
    storeClient: redis.client,
    keyPrefix: `creditgate:limit:${limit.duration}`,
    rejectIfRedisNotReady: true,
    insuranceLimiter: memory,
  });
}

async function demand(take: Take | null, who: string, code: ErrorCode): Promise<void> {
  const retryAfter = (await take?.(who)) ?? null;
  if (retryAfter !== null) throw limited(code, retryAfter);
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}

function limited(code: ErrorCode, retryAfter: number): GatewayError {
  return new GatewayError(code, { retryAfter });
}
