import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FIRM } from '../support/callers.ts';
import { at, type TestGateway } from '../support/gateway.ts';
import {
  asText,
  COMPANY,
  comparable,
  expectNothingLearnt,
  HIDDEN,
  OTHER_PERSON,
  openScene,
  PERSON,
  PLAIN_COMPANY,
  sceneRows,
  setScene,
  WITH_ALL,
} from '../support/scene.ts';

/** Lists of subjects and of records: order, length, duplicates, counts and sizes. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openScene();
});
afterEach(async () => {
  setScene(gateway, WITH_ALL);
  await gateway.log.verify();
});
afterAll(() => gateway.close());

const COMPANIES = `query($c: [USCC!]!) { legalEntities(usccs: $c) {
  uscc penalties { documentNumber } annualTaxPaid { year } } }`;
const PENALTIES = `query($c: USCC!) { legalEntity(uscc: $c) { penalties { documentNumber facts } } }`;

describe('list order and length', () => {
  it('subjects keep the order in which they were asked, whatever is held of them', async () => {
    for (const c of [
      [COMPANY, PLAIN_COMPANY],
      [PLAIN_COMPANY, COMPANY],
    ]) {
      const answer = await expectNothingLearnt(gateway, COMPANIES, { variables: { c } });
      const entries = at(answer, 'legalEntities') as readonly { readonly uscc: string }[];
      expect(entries.map(({ uscc }) => uscc)).toEqual(c);
    }
  });

  it('a silent record leaves no place, no null and no gap in the paths of marks', async () => {
    const answer = await expectNothingLearnt(gateway, PENALTIES, { variables: { c: COMPANY } });
    expect(at(answer, 'legalEntity', 'penalties')).toEqual([
      { documentNumber: 'M-OPEN', facts: '公开事实' },
    ]);
  });

  it('a mark is on the place that the record has among the shown ones', async () => {
    const { registers } = gateway.world;
    const held = Object.entries(registers?.subjects ?? {}).map(([key, facts]) => [
      key,
      {
        ...facts,
        listed: [{ id: 'L', item: null, record: null, conditions: true, from: 0, until: null }],
      },
    ]);
    gateway.world.registers = { callers: {}, subjects: Object.fromEntries(held) };
    const answer = await gateway.ask(null, PENALTIES, { c: COMPANY });
    const marks = answer.json.extensions?.disclosure.marks ?? [];
    expect(marks.map(({ path }) => path)).toEqual([['legalEntity', 'penalties', 0]]);
  });

  it('only silent records look like none at all', async () => {
    const rows = sceneRows(WITH_ALL);
    const [, ...silent] = rows.penalty?.[COMPANY] ?? [];
    gateway.world.rows = { ...rows, penalty: { [COMPANY]: silent } };
    const held = await gateway.ask(null, PENALTIES, { c: COMPANY });
    gateway.world.rows = { ...rows, penalty: {} };
    const absent = await gateway.ask(null, PENALTIES, { c: COMPANY });
    expect(comparable(held)).toBe(comparable(absent));
    expect(held.body).not.toContain(HIDDEN);
  });
});

describe('duplicates in key lists', () => {
  it('each entry is answered, and the department is asked about each subject once', async () => {
    const c = [COMPANY, COMPANY, PLAIN_COMPANY, COMPANY];
    const answer = await expectNothingLearnt(gateway, COMPANIES, { variables: { c } });
    const entries = at(answer, 'legalEntities') as readonly unknown[];
    expect(entries).toHaveLength(4);
    expect(entries[0]).toEqual(entries[3]);
    for (const { variables } of gateway.questions) {
      const keys = variables.keys as readonly string[];
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('a subject asked twice is not decided more kindly than once', async () => {
    const query = `query($p: [IDNumber!]!) { naturalPersons(idNumbers: $p) { phone } a: naturalPersons(idNumbers: $p) { phone } }`;
    const answer = await expectNothingLearnt(gateway, query, {
      variables: { p: [PERSON, PERSON] },
    });
    expect(answer.json.data).toEqual({
      naturalPersons: [{ phone: null }, { phone: null }],
      a: [{ phone: null }, { phone: null }],
    });
  });
});

describe('one list over subjects of whom the caller may have different things', () => {
  it('each is decided on its own, and an authorisation of one opens no other', async () => {
    const query = `query($p: [IDNumber!]!) { naturalPersons(idNumbers: $p) { phone } }`;
    gateway.world.rows = {
      person: { [PERSON]: [{ phone: 'own' }], [OTHER_PERSON]: [{ phone: `other ${HIDDEN}` }] },
    };
    const p = [OTHER_PERSON, PERSON, OTHER_PERSON];
    gateway.forget();
    const answer = await gateway.ask(FIRM, query, { p }, { 'x-purpose': 'loan' });
    expect(at(answer, 'naturalPersons')).toEqual([
      { phone: null },
      { phone: 'own' },
      { phone: null },
    ]);
    expect(answer.body).not.toContain(HIDDEN);
    expect(asText(gateway.questions).join()).not.toContain(OTHER_PERSON);
  });
});

describe('counts, aggregates, pages and filters', () => {
  it.each([
    'penaltiesCount',
    'penalties(first: 1) { documentNumber }',
    'penalties(where: { fineAmount: 5 }) { documentNumber }',
    'penalties(orderBy: decisionDate) { documentNumber }',
    'penaltiesConnection { totalCount pageInfo { hasNextPage } }',
    'penaltiesAggregate { count }',
  ])('there is none: %s', async (field) => {
    const query = `query($c: USCC!) { legalEntity(uscc: $c) { ${field} } }`;
    const answer = await expectNothingLearnt(gateway, query, { variables: { c: COMPANY } });
    expect(answer.status).toBe(400);
    expect(gateway.questions).toEqual([]);
  });
});

describe('what grows with what is held', () => {
  const crowd = (hidden: number) => {
    const rows = sceneRows(WITH_ALL);
    const many = Array.from({ length: hidden }, (_, n) => ({
      documentNumber: `${HIDDEN}-${n}`,
      decisionDate: '2018-01-01',
      facts: 'x'.repeat(500),
      basisDocument: 'D-1',
      procedure: 'general',
    }));
    const open = rows.penalty?.[COMPANY]?.[0];
    return { ...rows, penalty: { [COMPANY]: open === undefined ? many : [open, ...many] } };
  };

  it('neither the size of the response nor the number of fetches shows hidden records', async () => {
    const told: {
      readonly body: string;
      readonly questions: readonly string[];
      readonly statements: number;
    }[] = [];
    for (const hidden of [0, 1, 300]) {
      gateway.world.rows = crowd(hidden);
      gateway.forget();
      const answer = await gateway.ask(null, PENALTIES, { c: COMPANY });
      const { questions, statements } = gateway;
      told.push({
        body: comparable(answer),
        questions: asText(questions),
        statements: statements.length,
      });
    }
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
  });

  it('nor is a request refused for how much the log must hold of them, under however many names', async () => {
    const names = Array.from({ length: 190 }, (_, n) => `a${n}: penalties { __typename }`);
    const query = `query($c: USCC!) { legalEntity(uscc: $c) { ${names.join(' ')} } }`;
    gateway.world.rows = crowd(0);
    const none = await gateway.ask(null, query, { c: COMPANY });
    gateway.world.rows = crowd(300);
    const many = await gateway.ask(null, query, { c: COMPANY });
    expect([none.status, comparable(many)]).toEqual([200, comparable(none)]);
  });
});
