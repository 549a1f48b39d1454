import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, publicCaller } from '../../gateway/auth/caller.ts';
import type { Strikes } from '../../gateway/auth/known-tokens.ts';
import {
  type Admit,
  type LimitSettings,
  openLimits,
  openStrikes,
} from '../../gateway/http/rate-limits.ts';
import { openRedis, type SharedRedis } from '../../gateway/redis.ts';
import { type Cable, cableTo } from '../support/cable.ts';
import {
  COMPANY,
  DEMO,
  FIRM,
  OTHER_FIRM,
  type Replicas,
  startReplicas,
} from './support/replicas.ts';

const NONE: LimitSettings = {
  RATE_PUBLIC: 0,
  RATE_ORGANISATION: 0,
  RATE_SUBJECT: 0,
  QUOTA_ORGANISATION: 0,
};
const firm: Caller = { ...publicCaller('internet'), kind: 'firm', organisation: 'F-1' };
const subject: Caller = {
  ...publicCaller('internet'),
  kind: 'subject',
  subject: { kind: 'legal', key: DEMO.company },
};

describe('limits', () => {
  it('count each address, organisation and subject for itself', async () => {
    const admit = openLimits({ ...NONE, RATE_PUBLIC: 2, RATE_ORGANISATION: 1, RATE_SUBJECT: 1 });
    const nobody = publicCaller('internet');
    await Promise.all([admit(nobody, 'a'), admit(nobody, 'a'), admit(nobody, 'b')]);
    await Promise.all([admit(firm, 'a'), admit({ ...firm, organisation: 'F-2' }, 'a')]);
    await admit(subject, 'a');
    for (const caller of [nobody, firm, subject]) {
      await expect(admit(caller, 'a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    }
    await expect(admit(nobody, 'b')).resolves.toBeUndefined();
  });

  it('give an organisation a quota, and a subject none', async () => {
    const admit = openLimits({ ...NONE, QUOTA_ORGANISATION: 2 });
    await admit(firm, 'a');
    await admit(firm, 'b');
    const refused = await admit(firm, 'c').catch((cause: unknown) => cause);
    expect(refused).toMatchObject({ code: 'QUOTA_EXCEEDED', status: 429 });
    for (let asked = 0; asked < 100; asked++) await admit(subject, 'a');
  });

  it('are off where they are 0', async () => {
    const admit = openLimits(NONE);
    for (let asked = 0; asked < 100; asked++) await admit(firm, 'a');
  });
});

const REDIS = process.env.TEST_REDIS_URL;

describe.skipIf(REDIS === undefined)('limits of replicas that share a Redis', () => {
  // another secret each time: who is counted has another name than in the run before
  const secret = randomBytes(32).toString('hex');
  const opened: SharedRedis[] = [];
  let cable: Cable;
  beforeAll(async () => {
    cable = await cableTo(String(REDIS));
  });
  afterAll(async () => {
    for (const { close } of opened) close();
    await cable?.close();
  });

  async function connect(): Promise<SharedRedis> {
    const redis = openRedis({ REDIS_URL: cable.url, REDIS_SECRET: secret }, () => undefined);
    if (redis === null) throw new Error('expected Redis');
    opened.push(redis);
    await once(redis.client, 'ready');
    return redis;
  }

  async function replica(settings: Partial<LimitSettings>): Promise<Admit> {
    return openLimits({ ...NONE, ...settings }, await connect());
  }

  it('are one limit, and one quota', async () => {
    const settings = { RATE_ORGANISATION: 3, QUOTA_ORGANISATION: 5 };
    const [one, other] = await Promise.all([replica(settings), replica(settings)]);
    for (const admit of [one, other, one]) await admit(firm, 'a');
    await expect(other(firm, 'a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    const quota = { QUOTA_ORGANISATION: 5 };
    const [third, fourth] = await Promise.all([replica(quota), replica(quota)]);
    for (const admit of [third, fourth]) await admit(firm, 'a');
    await expect(third(firm, 'a')).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  });

  it('count tokens that do not verify together; where there were too many, no more are checked', async () => {
    const open = async () => openStrikes({ RATE_PUBLIC: 2 }, await connect());
    const [one, other] = await Promise.all([open(), open()]);
    const limited = { code: 'RATE_LIMITED', facts: { retryAfter: expect.any(Number) } };
    const address = '192.0.2.18';
    for (const strikes of [one, other] satisfies readonly Strikes[]) {
      await strikes.refuseOver(address);
      await strikes.count(address);
    }
    for (const strikes of [one, other]) {
      await expect(strikes.count(address)).rejects.toMatchObject(limited);
      await expect(strikes.refuseOver(address)).rejects.toMatchObject(limited);
      await strikes.refuseOver('192.0.2.19');
    }
    const direct = new Redis(String(REDIS));
    const names = (await direct.keys('creditgate:limit:*')).join();
    direct.disconnect();
    expect(names).not.toContain(address);
  });

  it('leave nobody’s name in Redis', async () => {
    const admit = await replica({ RATE_SUBJECT: 10, RATE_PUBLIC: 10 });
    await admit(subject, '192.0.2.17');
    await admit(publicCaller('internet'), '192.0.2.17');
    const direct = new Redis(String(REDIS));
    const names = (await direct.keys('creditgate:limit:*')).join();
    direct.disconnect();
    expect(names).not.toBe('');
    expect(names).not.toContain(DEMO.company);
    expect(names).not.toContain('192.0.2.17');
  });

  it('are each replica’s own while Redis is away, and one again when it is back', async () => {
    const settings = { RATE_SUBJECT: 2 };
    const [one, other] = await Promise.all([replica(settings), replica(settings)]);
    const another: Caller = { ...subject, subject: { kind: 'legal', key: 'X' } };
    await one(another, 'a');
    await other(another, 'a');
    await cable.cut();
    for (const admit of [one, one, other, other]) await admit(another, 'a');
    for (const admit of [one, other]) {
      await expect(admit(another, 'a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    }
    const back = opened.slice(-2).map(({ client }) => once(client, 'ready'));
    cable.plug();
    await Promise.all(back);
    await expect(one(another, 'a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });
});

describe('over HTTP', () => {
  let replicas: Replicas;
  beforeAll(async () => {
    replicas = await startReplicas(1, { RATE_ORGANISATION: '3' });
  }, 120_000);
  afterAll(() => replicas?.close());

  const query = `{ legalEntity(uscc: "${DEMO.company}") { name } }`;

  it('say 429, a code and when to come back; others go on', async () => {
    for (let asked = 0; asked < 3; asked++) await replicas.ask(0, FIRM, query);
    const refused = await replicas.ask(0, FIRM, query);
    expect([refused.status, refused.code, refused.data]).toEqual([429, 'RATE_LIMITED', undefined]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await replicas.ask(0, OTHER_FIRM, query)).status).toBe(200);
  });

  it('let a subject ask about itself again and again', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => replicas.ask(0, COMPANY, '{ me { __typename } }')),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });
});
