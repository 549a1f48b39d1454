import type { IncomingMessage } from 'node:http';
import type { Channel } from '../policy/terms.ts';
import type { Caller } from './auth/caller.ts';
import type { Dependencies } from './dependencies.ts';
import { recordingRefusals } from './refusals.ts';

/** Somebody at the door; nothing of what it asks has been read. */
export interface Arrival {
  /** attacker-controlled; as it stands in the header. */
  readonly authorization: string | undefined;
  /** From the listener, never from a header. */
  readonly channel: Channel;
  /** Of the peer of the connection; for limits only, and never kept. */
  readonly address: string | undefined;
}

export function arrivalOf({ headers, socket }: IncomingMessage, channel: Channel): Arrival {
  return { authorization: headers.authorization, channel, address: socket.remoteAddress };
}

/**
 * Says who comes in, and lets it in.
 *
 * INVARIANT counted-first: this is asked before a body is read, so that each request counts for who sent
 * it, whatever is in it; nobody makes us read and refuse more operations than it may ask valid ones.
 *
 * @throws {GatewayError} `TOKEN_*`, `KEYS_UNAVAILABLE`, `RATE_LIMITED`, `QUOTA_EXCEEDED`; it has been recorded then
 */
export async function receive(
  { identify, admit, refusals }: Pick<Dependencies, 'identify' | 'admit' | 'refusals'>,
  { authorization, channel, address }: Arrival,
): Promise<Caller> {
  const caller = await recordingRefusals(refusals, { caller: null, channel }, () =>
    identify(authorization, channel, address),
  );
  await recordingRefusals(refusals, { caller, channel }, () => admit?.(caller, address));
  return caller;
}
