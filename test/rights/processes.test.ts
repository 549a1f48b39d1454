import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claims } from '../../gateway/auth/caller.ts';
import { syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { POSTGRES, type TestDatabase } from '../registers/support/databases.ts';
import { type Cable, cableTo } from '../support/cable.ts';
import { type Court, startCourt } from './support/court.ts';
import { launchProcess } from './support/process.ts';
import {
  type Answer,
  CLOSED_FIELD,
  DEMO,
  GRANT,
  grantTo,
  LOAN,
  REVOKE,
  type Replicas,
  startReplicas,
} from './support/replicas.ts';

/**
 * INVARIANT revoked-is-revoked, over two gateways that are processes of their own, with one PostgreSQL
 * and one Redis, both of which go away and come back in the middle. `NIGHTLY=1` for the long run.
 */

const REDIS = process.env.TEST_REDIS_URL;
const REPLICAS = 2;
const WORKERS = 8;
const ROUNDS = process.env.NIGHTLY === '1' ? 640 : 8;
const ALL_ROUNDS = WORKERS * ROUNDS;
/** Refusals after which the database comes back. */
const REFUSALS = 20;

/** A company with a firm to which it grants and from which it takes back. */
interface Pair {
  readonly key: string;
  readonly company: Claims;
  readonly firm: Claims;
}

const pairs = Array.from({ length: WORKERS }, (_, at): Pair => {
  const key = syntheticUscc(800 + at);
  return {
    key,
    company: { kind: 'subject', subject_kind: 'legal', subject_key: key },
    firm: { kind: 'firm', organisation: `F-7${at}`, operator: 'O' },
  };
});

describe.skipIf(POSTGRES.skip || REDIS === undefined)(
  'two gateway processes, PostgreSQL and Redis',
  () => {
    const tally = { rounds: 0, queries: 0, disclosed: 0, unavailable: 0, refused: 0 };
    const violations: string[] = [];
    let database: TestDatabase;
    let cables: { readonly postgres: Cable; readonly redis: Cable };
    let redis: Redis;
    let court: Court;
    let replicas: Replicas;

    beforeAll(async () => {
      database = await POSTGRES.create();
      const { url } = database.place as { readonly url: string };
      cables = { postgres: await cableTo(url), redis: await cableTo(String(REDIS)) };
      redis = new Redis(String(REDIS));
      court = await startCourt(pairs.map(({ key }) => key));
      const settings = {
        ...court.settings,
        REDIS_URL: cables.redis.url,
        REDIS_SECRET: 'a secret of both of the gateways',
      };
      const place = { url: cables.postgres.url };
      replicas = await startReplicas(REPLICAS, settings, place, launchProcess);
    }, 120_000);

    afterAll(async () => {
      await replicas?.close();
      await forget();
      redis?.disconnect();
      court?.close();
      await Promise.all(Object.values(cables ?? {}).map((cable) => cable.close()));
      await database?.drop();
    });

    /** What a Redis that starts again without persistence has lost. */
    async function forget(): Promise<number> {
      const names = await redis.keys('creditgate:facts:*');
      if (names.length > 0) await redis.del(...names);
      return names.length;
    }

    /** The same change with the same key until it was answered: whether it was done, nobody knows. */
    async function change(ask: () => Promise<Answer>): Promise<Answer> {
      for (;;) {
        const answer = await ask();
        if (answer.errors.length === 0) return answer;
        expect(answer.code).toBe('REGISTER_UNAVAILABLE');
        tally.refused += 1;
        if (tally.refused === REFUSALS) cables.postgres.plug();
      }
    }

    async function query(at: number, { key, firm }: Pair): Promise<Answer> {
      const answer = await replicas.ask(at % REPLICAS, firm, CLOSED_FIELD, { uscc: key }, LOAN);
      tally.queries += 1;
      if (answer.reasons.includes('REGISTER_UNAVAILABLE')) tally.unavailable += 1;
      return answer;
    }
    const queries = (pair: Pair, count: number) =>
      Promise.all(Array.from({ length: count }, (_, at) => query(at, pair)));
    const discloses = ({ data }: Answer) => data.legalEntity.unperformedJudgments !== null;

    async function round(pair: Pair, turn: number): Promise<void> {
      const { company, firm, key } = pair;
      const [here, there] = [turn % REPLICAS, (turn + 1) % REPLICAS];
      const grant = grantTo(String(firm.organisation));
      const granted = await change(() =>
        replicas.ask(here, company, GRANT, { grant, key: `g-${turn}` }),
      );
      const { id } = granted.data.grantAuthorisation;
      for (const answer of await queries(pair, 2)) {
        if (discloses(answer)) tally.disclosed += 1;
        else if (!answer.reasons.includes('REGISTER_UNAVAILABLE')) violations.push('not granted');
      }
      const during = queries(pair, 2);
      await change(() => replicas.ask(there, company, REVOKE, { id, key: `r-${turn}` }));
      const after = await queries(pair, 4);
      await during;
      const before = court.asked(key);
      after.push(...(await queries(pair, 2)));
      if (after.some(discloses)) violations.push('used after its revocation');
      if (court.asked(key) !== before) violations.push('the court was asked');
      tally.rounds += 1;
      await faultAt(tally.rounds / ALL_ROUNDS);
    }

    const faults: [number, () => Promise<unknown>][] = [
      [0.2, () => cables.redis.cut()],
      [0.4, async () => expect(await forget()).toBeGreaterThan(0)],
      [0.4, async () => cables.redis.plug()],
      [0.6, () => cables.postgres.cut()],
    ];
    async function faultAt(progress: number): Promise<void> {
      while (faults[0] !== undefined && faults[0][0] <= progress) await faults.shift()?.[1]();
    }

    it(`use no authorisation after its revocation, in ${ALL_ROUNDS} interleavings`, async () => {
      await Promise.all(
        pairs.map(async (pair) => {
          for (let turn = 0; turn < ROUNDS; turn++) await round(pair, turn);
        }),
      );
      if (process.env.NIGHTLY === '1') process.stdout.write(`${JSON.stringify(tally)}\n`);
      expect(violations).toEqual([]);
      expect(faults).toEqual([]);
      expect(tally.rounds).toBe(ALL_ROUNDS);
      expect(tally.refused).toBeGreaterThanOrEqual(REFUSALS);
      expect(tally.disclosed).toBeGreaterThan(ALL_ROUNDS);
    }, 3_600_000);

    it('without the database withhold what needs a register, serve the rest, and recover', async () => {
      const [pair] = pairs as [Pair];
      const both = () => queries(pair, REPLICAS);
      const name = `{ legalEntity(uscc: "${DEMO.company}") { name } }`;
      const grant = grantTo(String(pair.firm.organisation));
      const key = 'g-last';
      await change(() => replicas.ask(0, pair.company, GRANT, { grant, key }));
      expect((await both()).map(discloses)).toEqual([true, true]);
      await cables.postgres.cut();
      const asked = court.asked(pair.key);
      for (const answer of await both()) {
        expect([answer.status, discloses(answer)]).toEqual([200, false]);
        expect(answer.reasons).toEqual(['REGISTER_UNAVAILABLE']);
      }
      const open = await Promise.all([0, 1].map((at) => replicas.ask(at, null, name)));
      expect(open.map(({ data }) => typeof data.legalEntity.name)).toEqual(['string', 'string']);
      expect(court.asked(pair.key)).toBe(asked);
      const refused = await replicas.ask(1, pair.company, GRANT, { grant, key: 'g-never' });
      expect(refused.code).toBe('REGISTER_UNAVAILABLE');
      cables.postgres.plug();
      let answers = await both();
      while (!answers.every(discloses)) answers = await both();
      expect(answers.flatMap(({ reasons }) => reasons)).toEqual([]);
    }, 60_000);
  },
);
