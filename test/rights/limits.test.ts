import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, publicCaller } from '../../gateway/auth/caller.ts';
import { type LimitSettings, openLimits } from '../../gateway/http/rate-limits.ts';
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
