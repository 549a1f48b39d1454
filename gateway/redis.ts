import { Redis } from 'ioredis';
import type { Config } from './config.ts';

/** Redis as the replicas share it, with the secret under which they keep things there. */
export interface SharedRedis {
  readonly client: Redis;
  readonly secret: string;
  close(): void;
}

/** Longest wait for Redis, in milliseconds: what it keeps saves less than that. */
const PATIENCE_MS = 250;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Opens Redis where the configuration names one; null otherwise. It may come later, go and come back:
 * a command fails at once while it is away, so that nobody waits for it.
 */
export function openRedis(
  { REDIS_URL: url, REDIS_SECRET: secret }: Pick<Config, 'REDIS_URL' | 'REDIS_SECRET'>,
  notice: (event: string, facts: Readonly<Record<string, unknown>>) => void,
): SharedRedis | null {
  if (url === undefined || secret === undefined) return null;
  const client = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: PATIENCE_MS,
    // a connection that swallows commands is given up, and not asked again before it is a new one
    socketTimeout: PATIENCE_MS,
    connectTimeout: PATIENCE_MS,
    retryStrategy: (times) => Math.min(times * 50, LONGEST_PAUSE_MS),
    connectionName: 'creditgate',
  });
  let isThere: boolean | null = null;
  const changed = (next: boolean) => {
    if (isThere !== next) notice(next ? 'redis connected' : 'redis away', {});
    isThere = next;
  };
  client.on('ready', () => changed(true));
  client.on('close', () => changed(false));
  // told by `close`; the error itself may quote the address
  client.on('error', () => undefined);
  return { client, secret, close: () => client.disconnect() };
}
