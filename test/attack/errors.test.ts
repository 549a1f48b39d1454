import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Department } from '../../gateway/execution/department.ts';
import { DEPARTMENT_NAMES } from '../../subgraphs/department.ts';
import { at, startGateway, type TestGateway } from '../support/gateway.ts';
import { memoryLog } from '../support/log.ts';
import {
  COMPANY,
  comparable,
  expectNothingLearnt,
  HIDDEN,
  openScene,
  PERSON,
  SECRET,
  sceneRegisters,
  WITH_ALL,
} from '../support/scene.ts';
import { BrokenSource } from '../support/world.ts';

/** Errors, their texts and paths, extensions, and nulls that go up. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openScene();
});
afterEach(() => gateway.log.verify());
afterAll(() => gateway.close());

const ALL = `query($c: USCC!, $p: IDNumber!) {
  legalEntity(uscc: $c) { name penalties { documentNumber } annualTaxPaid { year } }
  naturalPerson(idNumber: $p) { phone penalties { documentNumber } } }`;
const variables = { c: COMPANY, p: PERSON };

describe('error text and errors[].path', () => {
  it('there is no error about what is withheld or silent', async () => {
    const answer = await expectNothingLearnt(gateway, ALL, { variables });
    expect(answer.json.errors).toBeUndefined();
    expect(answer.status).toBe(200);
  });
});

describe('extensions', () => {
  it('name what is withheld by item, alike for a subject of whom nothing is held', async () => {
    const answer = await expectNothingLearnt(gateway, ALL, { variables });
    const { receipt: _receipt, ...disclosure } = answer.json.extensions?.disclosure ?? {
      receipt: {},
    };
    expect(Object.keys(answer.json.extensions ?? {})).toEqual(['disclosure']);
    expect(Object.keys(disclosure).sort()).toEqual(
      ['marks', 'masked', 'purpose', 'regulation', 'simulation', 'withheld'].sort(),
    );
    expect(JSON.stringify(disclosure)).not.toMatch(/PERIOD_ENDED|REPAIRED|BASIS_REVOKED|OPTED_OUT/);
  });
});

describe('null bubbling', () => {
  it('a withheld field leaves its siblings and its parent alone', async () => {
    const query = `query($p: [IDNumber!]!) { naturalPersons(idNumbers: $p) { phone awards { title } } }`;
    const answer = await expectNothingLearnt(gateway, query, { variables: { p: [PERSON] } });
    expect(at(answer, 'naturalPersons')).toEqual([
      { phone: null, awards: [{ title: '公开荣誉' }] },
    ]);
    expect(answer.json.errors).toBeUndefined();
  });

  it('a non-null part of a silent record takes nothing with it', async () => {
    const query = `query($c: USCC!) { legalEntity(uscc: $c) { penalties { documentNumber } } }`;
    const answer = await expectNothingLearnt(gateway, query, { variables });
    expect(at(answer, 'legalEntity', 'penalties')).toHaveLength(1);
  });
});

/** A department that answers with whatever it likes. */
function department(answer: object): Department {
  return { ask: () => Promise.resolve(answer) };
}

async function withDepartments(made: Department, use: (started: TestGateway) => Promise<void>) {
  const departments = new Map([...DEPARTMENT_NAMES, 'rights'].map((name) => [name, made]));
  const log = memoryLog();
  const started = await startGateway({ departments, log });
  started.world.registers = sceneRegisters(WITH_ALL);
  await use(started).finally(() => started.close());
}

describe('department error messages', () => {
  it('are replaced, with their paths, extensions and stack', async () => {
    const error = {
      message: `no row ${SECRET} of ${PERSON}`,
      path: ['s', 0, 'f1', HIDDEN],
      extensions: { code: SECRET, sql: `select ${HIDDEN}`, stacktrace: [SECRET] },
    };
    await withDepartments(department({ data: { s: null }, errors: [error] }), async (started) => {
      const answer = await started.ask(null, ALL, variables);
      for (const told of [SECRET, HIDDEN, PERSON, 'select', '"f1"', '"s"']) {
        expect(answer.body).not.toContain(told);
      }
      expect(
        answer.json.errors?.every(({ extensions }) => extensions.code === 'SOURCE_ERROR'),
      ).toBe(true);
    });
  });

  it('a source that fails with keys in its text says no more than that it failed', async () => {
    const started = await startGateway({
      log: memoryLog(),
      sources: { 'market-regulation': new BrokenSource(() => ({})) },
    });
    const answer = await started.ask(null, ALL, variables);
    await started.close();
    expect(answer.body).not.toContain(PERSON);
    expect(answer.body).not.toContain(COMPANY);
    expect(answer.json.errors?.length).toBeGreaterThan(0);
    expect(started.notices.join('\n')).not.toContain(PERSON);
  });

  it('a department that is down for withheld fields only is not noticed', async () => {
    const query = `query($c: USCC!) { legalEntity(uscc: $c) { annualTaxPaid { year } } }`;
    const started = await startGateway({
      log: memoryLog(),
      sources: { tax: new BrokenSource(() => ({})) },
    });
    const down = await started.ask(null, query, variables);
    await started.close();
    const up = await gateway.ask(null, query, variables);
    expect(comparable(down)).toBe(comparable(up));
  });
});

describe('a department that sends what was not asked', () => {
  const row = { documentNumber: HIDDEN, decisionDate: '2018-01-01' };

  it('more fields, more subjects and the records of others stay outside', async () => {
    const stub = {
      k: COMPANY,
      uscc: COMPANY,
      f0: 'name',
      f1: [],
      f9: SECRET,
      phone: SECRET,
      annualTaxPaid: [row],
    };
    const query = `query($c: USCC!) { legalEntity(uscc: $c) { name penalties { documentNumber } } }`;
    const sent = [
      { s: [stub, { ...stub, k: PERSON, f0: SECRET }] },
      { s: [{ ...stub, k: PERSON, f0: SECRET }] },
    ];
    for (const data of sent) {
      await withDepartments(
        department({ data, extensions: { [SECRET]: HIDDEN } }),
        async (started) => {
          const answer = await started.ask(null, query, variables);
          expect(answer.body).not.toContain(SECRET);
          expect(answer.body).not.toContain(HIDDEN);
        },
      );
    }
  });

  it('an object that only a prototype would fill is empty', async () => {
    const data = JSON.parse(
      `{"s":[{"k":"${COMPANY}","__proto__":{"f0":"${SECRET}","f1":[{"f0":"${HIDDEN}"}]}}]}`,
    ) as object;
    const query = `query($c: USCC!) { legalEntity(uscc: $c) { name penalties { documentNumber } } }`;
    await withDepartments(department({ data }), async (started) => {
      const answer = await started.ask(null, query, variables);
      expect(answer.body).not.toContain(SECRET);
      expect(answer.body).not.toContain(HIDDEN);
    });
  });
});

describe('identifiers in validation messages and log lines', () => {
  const wide = [...PERSON]
    .map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    .join('');
  const spaced = [...PERSON].join('-');
  const forms = [
    ['plain', PERSON],
    ['wide', wide],
    ['spaced', spaced],
    ['arabic', PERSON.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))],
  ] as const;

  it.each(forms)(
    'a number in %s form is not repeated, wherever it is put',
    async (_form, number) => {
      const name = `f${number.replace(/\D/g, '')}`;
      const bodies: object[] = [
        { query: `{ naturalPerson(idNumber: "${number}") { ${name} } }` },
        { query: `{ legalEntity(uscc: "${number}") { name } }` },
        { query: `{ naturalPerson(idNumber: ${JSON.stringify([number])}) { name } }` },
        { query: `{ naturalPerson(number: "${number}") { name } }` },
        { query: `{ "${number}" }` },
        { query: `query ${name} { ${name} }`, operationName: number },
        {
          query: 'query A { me { __typename } } query B { me { __typename } }',
          operationName: number,
        },
        {
          query: 'query($p: IDNumber!) { naturalPerson(idNumber: $p) { name } }',
          variables: { p: `${number}1` },
        },
        {
          query: 'query($p: IDNumber!) { naturalPerson(idNumber: $p) { name } }',
          variables: { [number]: 1, p: { [number]: 1 } },
        },
        {
          query: 'query($p: IDNumber!) { naturalPerson(idNumber: $p) { name } }',
          extensions: { [number]: number },
          variables: [number],
        },
      ];
      for (const body of bodies) {
        const headers = { 'content-type': 'application/json' };
        const answer = await gateway.send('/graphql', {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        });
        expect([answer.status >= 400, answer.body.includes(number)]).toEqual([true, false]);
        expect(answer.body.replace(/\D/g, '')).not.toContain(number.replace(/\D/g, '') || SECRET);
      }
      expect(gateway.notices.join('\n')).not.toContain(number);
    },
  );

  it('a number in a header, a path or a token is not repeated', async () => {
    const post = { method: 'POST', body: '{"query":"{ me { __typename } }"}' };
    const headers = { 'content-type': 'application/json' };
    const answers = [
      await gateway.send('/graphql', { ...post, headers: { ...headers, 'x-purpose': PERSON } }),
      await gateway.send('/graphql', { ...post, headers: { ...headers, 'x-use': PERSON } }),
      await gateway.send('/graphql', {
        ...post,
        headers: { ...headers, authorization: `Bearer ${PERSON}` },
      }),
      await gateway.send(`/${PERSON}?id=${PERSON}`, { ...post, headers }),
    ];
    for (const { body, status } of answers) {
      expect([status >= 400, body.includes(PERSON)]).toEqual([true, false]);
    }
    expect(gateway.notices.join('\n')).not.toContain(PERSON);
  });

  it('a case number that is a person is refused before anything is given out', async () => {
    const query = `query($c: USCC!) { legalEntity(uscc: $c) { name } }`;
    const answer = await gateway.ask(null, query, { c: COMPANY }, { 'x-case-number': PERSON });
    expect(answer.json.data ?? null).toBeNull();
    expect(answer.body).not.toContain(PERSON);
  });
});
