import type { Redis } from 'ioredis';
import type { CachedRows, CachePlace, FactsCache } from '../facts/cache.ts';
import { ROWS_SHAPE } from '../facts/subject-facts.ts';
import { mapKeyOf } from '../subject.ts';
import { createSeal } from './seal.ts';

/** Unused rows leave Redis by themselves; what bounds their truth is the revision, not this. */
const KEPT_MS = 3_600_000;

/** The part of a client that is used; it MUST fail at once while there is no connection. */
export type CacheClient = Pick<Redis, 'mgetBuffer' | 'pipeline'>;

/**
 * Rows of subjects in Redis, shared by the replicas. Whatever goes wrong is a miss.
 *
 * @param secret shared by the replicas: Redis holds no identifier and no row in the clear
 */
export function redisFactsCache(client: CacheClient, secret: string): FactsCache {
  const seal = createSeal(secret, 'facts');
  const nameOf = ({ subject, grantee }: CachePlace) =>
    `creditgate:facts:${seal.nameOf(JSON.stringify([ROWS_SHAPE, mapKeyOf(subject), grantee]))}`;
  return {
    async get(places) {
      const names = places.map(nameOf);
      const found = await client.mgetBuffer(names).catch(() => []);
      return names.map((name, at) => {
        const sealed = found[at] ?? null;
        const text = sealed === null ? null : seal.open(name, sealed);
        return text === null ? null : (JSON.parse(text) as CachedRows);
      });
    },
    put(entries) {
      const pipeline = client.pipeline();
      for (const [place, rows] of entries) {
        const name = nameOf(place);
        pipeline.set(name, seal.close(name, JSON.stringify(rows)), 'PX', KEPT_MS);
      }
      pipeline.exec().catch(() => undefined);
    },
  };
}
