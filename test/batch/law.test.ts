import { afterEach, describe, expect, it } from 'vitest';
import type { RegisterCallerFacts } from '../../registers/facts/types.ts';
import { mapKeyOf } from '../../registers/subject.ts';
import { syntheticIdNumber, syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { AGENCY, FIRM, self, type TestCaller } from '../support/callers.ts';
import { authorisation, IN_DUTY, toDay } from '../support/facts.ts';
import { NOON, startGateway } from '../support/gateway.ts';
import { provableLog } from '../support/log.ts';
import {
  COMPANY,
  OTHER_PERSON,
  PERSON,
  sceneRegisters,
  sceneRows,
  WITH_ALL,
} from '../support/scene.ts';
import { type BatchRoom, openRoom, type RoomOptions, WITH_AGREEMENT } from './support/room.ts';

const LEGAL = `query($uscc: USCC!) {
  legalEntity(uscc: $uscc) {
    name penalties { documentNumber facts } annualTaxPaid { year taxPaid }
    legalRepresentative { name annualTaxPaid { taxPaid } }
  }
}`;
const NATURAL = `query($id: IDNumber!) {
  naturalPerson(idNumber: $id) { name awards { title } penalties { documentNumber } annualTaxPaid { taxPaid } }
}`;
const CHILD = syntheticIdNumber(13, '2015-01-01');
const registers = sceneRegisters(WITH_ALL);

let room: BatchRoom;
afterEach(() => room.close());

async function open(
  regulation: string,
  facts: RegisterCallerFacts,
  more: RoomOptions = {},
): Promise<BatchRoom> {
  const callers = { ...registers.callers, 'F-001': facts, 'G-001': IN_DUTY };
  const world = { rows: sceneRows(WITH_ALL), registers: { ...registers, callers } };
  room = await openRoom({ regulation, world, ...more });
  return room;
}

const WITHOUT: RegisterCallerFacts = { ...WITH_AGREEMENT, agreement: null };
const post = (caller: TestCaller, operation: string) =>
  room.send(caller, '/batches', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operation, purpose: 'loan' }),
  });

describe("the agreement of each regulation's own batch rule", () => {
  it.each([
    ['guangdong-2021', 403],
    ['guangdong-2018', 202],
    ['guizhou-2018', 202],
    ['hangzhou-2020', 202],
    ['heilongjiang', 202],
  ])(
    '%s answers a firm without one with %d, and asks no department',
    async (regulation, status) => {
      await open(regulation, WITHOUT);
      const answer = await post(FIRM, LEGAL);
      expect(answer.status).toBe(status);
      expect(room.questions).toHaveLength(0);
      if (status !== 403) return;
      expect(answer.json).toMatchObject({ code: 'NO_BATCH_AGREEMENT' });
      expect(room.log.events).toMatchObject([{ event: 'refusal', code: 'NO_BATCH_AGREEMENT' }]);
    },
  );

  it('guangdong-2021 wants the confidentiality clause, the purpose and the term', async () => {
    for (const change of [
      { confidentiality: false },
      { purpose: 'rental' },
      { until: toDay('2026-03-01') },
    ]) {
      const { agreement } = WITH_AGREEMENT;
      await open('guangdong-2021', {
        ...WITH_AGREEMENT,
        agreement: agreement === null ? null : { ...agreement, ...change },
      });
      expect((await post(FIRM, LEGAL)).json).toMatchObject({ code: 'NO_BATCH_AGREEMENT' });
      await room.close();
    }
    await open('guangdong-2021', WITH_AGREEMENT);
    expect((await post(FIRM, LEGAL)).status).toBe(202);
  });

  it('guangdong-2021 closes what the agreement does not name, and leaves the rest open', async () => {
    const { agreement } = WITH_AGREEMENT;
    const scope = new Set(['legal-name']);
    await open('guangdong-2021', {
      ...WITH_AGREEMENT,
      agreement: agreement === null ? null : { ...agreement, scope },
    });
    const path = await room.submit(FIRM, { operation: LEGAL, purpose: 'loan' }, [COMPANY]);
    expect(await room.finish(FIRM, path)).toMatchObject({ withheld: 1 });
    const [line] = await room.lines(FIRM, path);
    expect(JSON.stringify(line?.disclosure?.withheld)).toContain('AGREEMENT_SCOPE');
  });

  it('heilongjiang opens organisations by agreement, and persons by their authorisation only', async () => {
    await open('heilongjiang', WITH_AGREEMENT);
    const legal = await room.submit(FIRM, { operation: LEGAL, purpose: 'loan' }, [COMPANY]);
    await room.finish(FIRM, legal);
    const [company] = await room.lines(FIRM, legal);
    expect(company?.data).toMatchObject({ legalEntity: { annualTaxPaid: [{ taxPaid: 987_654 }] } });
    const natural = await room.submit(FIRM, { operation: NATURAL, purpose: 'loan' }, [
      OTHER_PERSON,
    ]);
    await room.finish(FIRM, natural);
    const [person] = await room.lines(FIRM, natural);
    expect(person?.data).toMatchObject({ naturalPerson: { annualTaxPaid: null } });
  });

  it('no regulation takes a batch from a person', async () => {
    await open('hangzhou-2020', WITH_AGREEMENT);
    const answer = await post(self('natural', PERSON), NATURAL);
    expect(answer.json).toMatchObject({ status: 403, code: 'BATCH_CALLER' });
  });
});

describe('each row on its own', () => {
  it('refuses a person who is no credit subject, answers the others, and asks nobody about it', async () => {
    await open('guangdong-2018', WITH_AGREEMENT);
    const keys = [PERSON, CHILD, OTHER_PERSON];
    const path = await room.submit(FIRM, { operation: NATURAL, purpose: 'loan' }, keys);
    expect(await room.finish(FIRM, path)).toMatchObject({ done: 3, refused: 1 });
    const lines = await room.lines(FIRM, path);
    expect(lines[1]?.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_A_CREDIT_SUBJECT' });
    expect(JSON.stringify(room.questions.map(({ variables }) => variables))).not.toContain(CHILD);
    const logged = room.log.events.at(-1)?.subjects.map(({ key }) => key);
    expect([...(logged ?? [])].sort()).toEqual([...keys].sort());
  });

  it('a dry run decides the same and asks no department', async () => {
    await open('guangdong-2021', WITH_AGREEMENT);
    const order = { operation: NATURAL, purpose: 'loan' };
    const dry = await room.submit(FIRM, { ...order, dryRun: true }, [PERSON, OTHER_PERSON]);
    await room.finish(FIRM, dry);
    expect(room.questions).toHaveLength(0);
    const real = await room.submit(FIRM, order, [PERSON, OTHER_PERSON]);
    await room.finish(FIRM, real);
    const [dryLines, realLines] = [await room.lines(FIRM, dry), await room.lines(FIRM, real)];
    expect(dryLines.map(({ data }) => data)).toEqual([undefined, undefined]);
    expect(dryLines.map(({ disclosure }) => disclosure?.withheld)).toEqual(
      realLines.map(({ disclosure }) => disclosure?.withheld),
    );
    expect(room.log.events.map(({ code }) => code)).toEqual(['DRY_RUN', null]);
  });

  it('rows beyond the quota of a day are refused, and a batch larger than what is left', async () => {
    await open('guangdong-2021', WITH_AGREEMENT, {
      settings: { BATCH_QUOTA_ROWS: 3, MAX_KEYS: 2 },
    });
    const order = { operation: LEGAL, purpose: 'loan' };
    const path = await room.submit(FIRM, order, [COMPANY, COMPANY]);
    expect(await room.finish(FIRM, path)).toMatchObject({ refused: 0 });
    const next = (await post(FIRM, LEGAL)).headers.get('location') ?? '';
    const sent = await room.send(FIRM, `${next}/keys`, {
      method: 'PUT',
      headers: { 'content-type': 'text/csv' },
      body: [COMPANY, COMPANY].join('\n'),
    });
    expect(sent.json).toMatchObject({ status: 429, code: 'QUOTA_EXCEEDED', left: 1 });
    await room.reopen({ BATCH_WORKERS: 0, BATCH_QUOTA_ROWS: 4 });
    const [a, b] = [
      await room.submit(FIRM, order, [COMPANY, COMPANY]),
      await room.submit(FIRM, order, [COMPANY, COMPANY]),
    ];
    await room.reopen({ BATCH_WORKERS: 1 });
    expect(await room.finish(FIRM, a)).toMatchObject({ refused: 0 });
    expect(await room.finish(FIRM, b)).toMatchObject({
      refused: 2,
      reasons: { QUOTA_EXCEEDED: 2 },
    });
  });
});

describe('the law is asked again with each chunk', () => {
  const order = { operation: NATURAL, purpose: 'loan' };

  it('a revocation in the middle closes the rest of that subject', async () => {
    await open('guangdong-2021', WITH_AGREEMENT, { settings: { MAX_KEYS: 1 } });
    const subject = mapKeyOf({ kind: 'natural', key: PERSON });
    const { departments } = room.dependencies;
    const real = [...departments];
    let asked = 0;
    for (const [name, department] of real) {
      (departments as Map<string, typeof department>).set(name, {
        ask: async (request) => {
          const answer = await department.ask(request);
          asked += 1;
          const granted = { 'F-001': [authorisation({ revokedAt: NOON - 1 })] };
          room.world.registers = {
            subjects: { ...registers.subjects, [subject]: { granted } },
            callers: { ...registers.callers, 'F-001': WITH_AGREEMENT },
          };
          return answer;
        },
      });
    }
    const path = await room.submit(FIRM, order, [PERSON, PERSON, PERSON]);
    await room.finish(FIRM, path);
    expect(asked).toBeGreaterThan(0);
    const lines = await room.lines(FIRM, path);
    const taxes = lines.map(({ data }) => JSON.stringify(data).includes('987654'));
    expect(taxes).toEqual([true, false, false]);
  });

  it('an agreement that ended refuses what is left', async () => {
    await open('guangdong-2021', WITH_AGREEMENT, { settings: { BATCH_WORKERS: 0 } });
    const path = await room.submit(FIRM, order, [PERSON, PERSON]);
    room.world.registers = { ...registers, callers: { 'F-001': WITHOUT } };
    await room.reopen({ BATCH_WORKERS: 1 });
    expect(await room.finish(FIRM, path)).toMatchObject({
      refused: 2,
      reasons: { NO_BATCH_AGREEMENT: 2 },
    });
    expect(room.questions).toHaveLength(0);
  });
});

describe('one path', () => {
  it.each(['guangdong-2021', 'guangdong-2018', 'guizhou-2018', 'hangzhou-2020', 'heilongjiang'])(
    '%s: a row is what a single query about its key has, but for the receipt',
    async (regulation) => {
      await open(regulation, WITH_AGREEMENT, { log: await provableLog(() => NOON) });
      const wrong = `${COMPANY.slice(0, -1)}${COMPANY.endsWith('0') ? '1' : '0'}`;
      const legal = [COMPANY, syntheticUscc(12), wrong, COMPANY, syntheticUscc(77)];
      const natural = [PERSON, CHILD, OTHER_PERSON, 'nonsense', PERSON];
      const { world, dependencies } = room;
      const single = await startGateway({
        regulation,
        world,
        dependencies: { departments: dependencies.departments },
      });
      for (const [operation, variable, keys] of [
        [LEGAL, 'uscc', legal],
        [NATURAL, 'id', natural],
      ] as const) {
        const path = await room.submit(FIRM, { operation, purpose: 'loan' }, keys);
        await room.finish(FIRM, path);
        const lines = await room.lines(FIRM, path);
        for (const [index, key] of keys.entries()) {
          const { json } = await single.ask(
            FIRM,
            operation,
            { [variable]: key },
            { 'x-purpose': 'loan' },
          );
          const { receipt: _receipt, ...disclosure } = json.extensions?.disclosure ?? {
            receipt: {},
          };
          const { data, errors, disclosure: found } = lines[index] ?? {};
          expect({ data: data ?? null, errors, disclosure: found }).toEqual({
            data: json.data ?? null,
            errors: json.errors?.map(({ message, extensions, path: at }) => ({
              message,
              ...(at === undefined ? {} : { path: at }),
              extensions,
            })),
            disclosure: json.data == null ? undefined : disclosure,
          });
        }
      }
      await single.close();
      await room.log.verify();
    },
  );

  it('asks each department once for a chunk of subjects decided alike', async () => {
    await open('guangdong-2018', WITHOUT);
    const keys = Array.from({ length: 50 }, (_, n) => syntheticUscc(n));
    const operation =
      'query($uscc: USCC!) { legalEntity(uscc: $uscc) { name taxGrades { year } } }';
    const path = await room.submit(FIRM, { operation, purpose: 'loan' }, keys);
    await room.finish(FIRM, path);
    expect(room.questions.map(({ service }) => service).sort()).toEqual([
      'market-regulation',
      'tax',
    ]);
  });

  it('an agency asks over its network only, as with a single query', async () => {
    await open('guangdong-2018', WITH_AGREEMENT);
    const internet = { ...(AGENCY as object), channel: 'internet' } as TestCaller;
    expect((await post(internet, LEGAL)).json).toMatchObject({ code: 'WRONG_CHANNEL' });
    expect((await post(AGENCY, LEGAL)).status).toBe(202);
  });
});
