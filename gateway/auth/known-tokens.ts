import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { Identify } from './identify.ts';

/** Counts what went wrong at an address. */
export interface Strikes {
  /** @throws {GatewayError} `RATE_LIMITED` for an address at which too much went wrong */
  refuseOver(address: string | undefined): Promise<void>;
  /** @throws {GatewayError} `RATE_LIMITED` when that was one too many */
  count(address: string | undefined): Promise<void>;
}

/** As many tokens are remembered; then the one that was used least lately goes. */
const REMEMBERED = 10_000;

/**
 * The same check, bounded for each address: after too many tokens that did not verify, no further one is
 * verified for a while, but those that this process has seen to verify. So a stranger cannot make us
 * check signatures without end, nor shut out who is in behind the same address; who comes with a new
 * token waits.
 */
export function boundedIdentify(identify: Identify, strikes: Strikes): Identify {
  const known = new Set<string>();
  return async (authorization, channel, address) => {
    if (authorization === undefined) return identify(undefined, channel);
    const digest = createHash('sha256').update(authorization).digest('base64');
    if (!known.has(digest)) await strikes.refuseOver(address);
    try {
      const caller = await identify(authorization, channel);
      remember(known, digest);
      return caller;
    } catch (cause) {
      // keys that cannot be read are not the caller's doing
      if (!(cause instanceof GatewayError) || cause.status !== 401) throw cause;
      known.delete(digest);
      await strikes.count(address);
      throw cause;
    }
  };
}

function remember(known: Set<string>, digest: string): void {
  known.delete(digest);
  known.add(digest);
  const [eldest] = known;
  if (known.size > REMEMBERED && eldest !== undefined) known.delete(eldest);
}
