import { once } from 'node:events';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRedis, type SharedRedis } from '../../gateway/redis.ts';
import { redisFactsCache } from '../../registers/cache/redis.ts';
import type { CachedRows, FactsCache } from '../../registers/facts/cache.ts';
import type { Registers } from '../../registers/store.ts';
import { mapKeyOf } from '../../registers/subject.ts';
import { type Cable, cableTo } from '../support/cable.ts';
import { type Bench, onEveryDatabase, openBench, SQLITE } from './support/databases.ts';
import { ask, by, COMPANY, day, GUANGDONG, grantOf, PERSON, SYSTEM } from './support/samples.ts';

/** A cache that remembers everything it was ever given, and answers as a test says. */
function openArchive() {
  const kept: CachedRows[] = [];
  let answers: FactsCache['get'] = async (places) => places.map(() => null);
  const cache: FactsCache = {
    get: (places) => answers(places),
    put: (entries) => void kept.push(...entries.map(([, rows]) => rows)),
  };
  const answering = (next: FactsCache['get']) => {
    answers = next;
  };
  return { cache, kept, answering };
}

/** What can be done to a subject's entries, one after the other. */
async function* changes(registers: Registers) {
  const { id } = await registers.grantAuthorisation(grantOf(PERSON), GUANGDONG, by(PERSON));
  yield;
  await registers.amendAuthorisation(
    id,
    { purpose: 'rental', bornOn: day('1985-05-06') },
    GUANGDONG,
    by(PERSON),
  );
  yield;
  await registers.disputeAuthorisation(id, by(PERSON));
  yield;
  await registers.withdrawDispute(id, by(PERSON));
  yield;
  await registers.revokeAuthorisation(id, by(PERSON));
  yield;
  const record = { subject: PERSON, item: 'penalty', record: 'B-1' };
  const objection = await registers.recordObjection(record, by(PERSON));
  yield;
  await registers.withdrawObjection(objection.id, by(PERSON));
  yield;
  await registers.setLifecycle({ subject: PERSON, diedOn: day('2026-11-14') }, by(SYSTEM));
}

onEveryDatabase('rows that are kept', (kind) => {
  let bench: Bench;
  const archive = openArchive();
  let cached: Registers;
  const both = () =>
    Promise.all([bench.registers, cached].map((one) => one.facts(ask([PERSON, COMPANY]))));
  beforeAll(async () => {
    bench = await openBench(kind);
    cached = await bench.another({ cache: archive.cache });
  });
  beforeEach(() => archive.answering(async (places) => places.map(() => null)));
  afterAll(() => bench.close());

  it('never make an answer another one, whatever is given back', async () => {
    let compared = 0;
    for await (const _ of changes(bench.registers)) {
      // nothing, then everything that was ever kept, for each of both subjects
      for (const rows of [null, ...archive.kept]) {
        archive.answering(async (places) => places.map(() => rows));
        const [without, withCache] = await both();
        expect(withCache).toEqual(without);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(30);
  });

  it('are used as long as nothing changed, and not read again', async () => {
    await cached.facts(ask([PERSON]));
    const [newest] = archive.kept.slice(-1);
    const forged = { revision: String(newest?.revision), rows: [] };
    archive.answering(async (places) => places.map(() => forged));
    archive.kept.length = 0;
    const { subjects } = await cached.facts(ask([PERSON]));
    expect([subjects[0]?.authorisations, archive.kept]).toEqual([[], []]);
    await bench.registers.setLifecycle({ subject: PERSON, diedOn: null }, by(SYSTEM));
    expect((await cached.facts(ask([PERSON]))).subjects[0]?.authorisations).toHaveLength(1);
    expect(archive.kept).toHaveLength(1);
  });

  it('need one statement for 500 subjects, kept or not', async () => {
    const statements: string[] = [];
    const watched = await bench.another({
      cache: archive.cache,
      onStatement: (statement) => statements.push(statement),
    });
    const [newest] = archive.kept.slice(-1);
    archive.answering(async (places) =>
      places.map(({ subject }) =>
        mapKeyOf(subject) === mapKeyOf(PERSON) ? (newest ?? null) : null,
      ),
    );
    statements.length = 0;
    const crowd = Array.from({ length: 499 }, (_, n) => ({
      kind: 'natural' as const,
      key: `99000019700101${String(n).padStart(4, '0')}`,
    }));
    await watched.facts(ask([...crowd, PERSON]));
    expect(statements).toHaveLength(1);
  });

  it('are not asked about what was known before, or about single items', async () => {
    const { knownAt } = await bench.registers.facts(ask([PERSON]));
    archive.answering(() => expect.unreachable());
    await cached.facts(ask([PERSON], { knownAt }));
    await cached.facts(ask([PERSON], { itemIds: ['penalty'] }));
    await cached.facts(ask([]));
  });
});

const REDIS = process.env.TEST_REDIS_URL;
const OTHER_SECRET = 'another secret, of the same length.. ';
const SECRET = 'a secret of two replicas, 32 characters';

describe.skipIf(REDIS === undefined)('rows in Redis', () => {
  let bench: Bench;
  let cable: Cable;
  let shared: SharedRedis;
  let direct: Redis;
  let registers: Registers;
  let hits = 0;
  const facts = async () => (await registers.facts(ask([PERSON]))).subjects[0];

  beforeAll(async () => {
    bench = await openBench(SQLITE);
    cable = await cableTo(String(REDIS));
    direct = new Redis(String(REDIS));
    shared = open(SECRET);
    await once(shared.client, 'ready');
    const cache = redisFactsCache(shared.client, SECRET);
    registers = await bench.another({ cache: counting(cache) });
    await registers.grantAuthorisation(grantOf(PERSON), GUANGDONG, by(PERSON));
  });
  afterAll(async () => {
    shared?.close();
    await deleteOurs();
    direct?.disconnect();
    await cable?.close();
    await bench?.close();
  });
  beforeEach(() => {
    hits = 0;
  });

  function open(secret: string): SharedRedis {
    const opened = openRedis({ REDIS_URL: cable.url, REDIS_SECRET: secret }, () => undefined);
    if (opened === null) throw new Error('expected Redis');
    return opened;
  }

  function counting(cache: FactsCache): FactsCache {
    return {
      async get(places) {
        const found = await cache.get(places);
        hits += found.filter((rows) => rows !== null).length;
        return found;
      },
      put: (entries) => cache.put(entries),
    };
  }

  async function ours(): Promise<readonly string[]> {
    return (await direct.keys('creditgate:facts:*')).sort();
  }
  async function deleteOurs() {
    const names = await ours();
    if (names.length > 0) await direct.del(...names);
  }
  /** Asks until an answer came from Redis; rows are kept some time after they were read. */
  async function untilKept() {
    while (hits === 0) expect((await facts())?.authorisations).toHaveLength(1);
  }

  it('are kept there and come from there', untilKept);

  it('hold no identifier, no name and no row that can be read', async () => {
    await untilKept();
    const names = await ours();
    const values = await Promise.all(names.map((name) => direct.getBuffer(name)));
    expect(names.length).toBeGreaterThan(0);
    const everything = Buffer.concat([
      Buffer.from(names.join()),
      ...values.flatMap((v) => v ?? []),
    ]);
    for (const text of [PERSON.key, 'F-001', 'loan', 'authorisations', PERSON.key.slice(0, 14)]) {
      expect(everything.includes(text)).toBe(false);
    }
  });

  it('are nothing to who has another secret, and nothing when they were damaged', async () => {
    await untilKept();
    const stranger = open(OTHER_SECRET);
    await once(stranger.client, 'ready');
    const place = { subject: PERSON, grantee: 'F-001' };
    expect(await redisFactsCache(stranger.client, OTHER_SECRET).get([place])).toEqual([null]);
    stranger.close();
    for (const name of await ours()) await direct.setrange(name, 20, 'damaged');
    hits = 0;
    expect((await facts())?.authorisations).toHaveLength(1);
    expect(hits).toBe(0);
  });

  it('may be flushed, or away, or come back: the answers are the same', async () => {
    await untilKept();
    await deleteOurs();
    hits = 0;
    expect((await facts())?.authorisations).toHaveLength(1);
    await cable.cut();
    hits = 0;
    expect((await facts())?.authorisations).toHaveLength(1);
    expect(hits).toBe(0);
    const back = once(shared.client, 'ready');
    cable.plug();
    await back;
    await untilKept();
  });
});
