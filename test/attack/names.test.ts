import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FIRM, self } from '../support/callers.ts';
import { at, type TestGateway } from '../support/gateway.ts';
import { COMPANY, expectNothingLearnt, openScene, PERSON, SECRET } from '../support/scene.ts';

/** Names that a caller chooses: none of them reaches a department or meets the evidence. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openScene();
});
afterEach(() => gateway.log.verify());
afterAll(() => gateway.close());

const variables = { c: COMPANY, p: PERSON };
const company = (inner: string) => `query($c: USCC!) { legalEntity(uscc: $c) { ${inner} } }`;

describe('alias', () => {
  it('a withheld field under the name of an open one stays null', async () => {
    const query = company(
      'name: annualTaxPaid { year: taxPaid } taxGrades: contributionArrears { noticeNumber }',
    );
    const answer = await expectNothingLearnt(gateway, query, { variables });
    expect(at(answer, 'legalEntity')).toEqual({ name: null, taxGrades: null });
  });

  it('an alias that names evidence does not replace the evidence', async () => {
    const query = company(
      'penalties { decisionDate: violationType publishUntil: facts documentNumber: authority e0: facts e1: facts f0: procedure k: content }',
    );
    const answer = await expectNothingLearnt(gateway, query, { variables });
    expect(at(answer, 'legalEntity', 'penalties')).toHaveLength(1);
  });

  it('many aliases of one field show no more than one of them', async () => {
    const aliases = Array.from({ length: 50 }, (_, n) => `a${n}: penalties { documentNumber }`);
    const answer = await expectNothingLearnt(gateway, company(aliases.join(' ')), { variables });
    expect(at(answer, 'legalEntity', 'a49')).toEqual([{ documentNumber: 'M-OPEN' }]);
  });

  it('an alias like those that the gateway makes does not meet them', async () => {
    const query = company(
      'k: name s: entityType f1: annualTaxPaid { k: year } f0: registrationStatus',
    );
    const answer = await expectNothingLearnt(gateway, query, { variables });
    expect(at(answer, 'legalEntity')).toEqual({
      k: '云汐市场景有限公司',
      s: 'limited-company',
      f1: null,
      f0: 'active',
    });
  });
});

describe('fragment', () => {
  it('a named, nested or inline fragment opens no field', async () => {
    const query = `
      query($c: USCC!) { legalEntity(uscc: $c) { ...A ... { contributionArrears { balance } } } }
      fragment A on LegalEntity { ...B penalties { ...P } }
      fragment B on LegalEntity { annualTaxPaid { taxPaid } }
      fragment P on AdministrativePenalty { documentNumber facts }`;
    const answer = await expectNothingLearnt(gateway, query, { variables });
    expect(at(answer, 'legalEntity', 'annualTaxPaid')).toBeNull();
    expect(at(answer, 'legalEntity', 'contributionArrears')).toBeNull();
    expect(at(answer, 'legalEntity', 'penalties')).toHaveLength(1);
  });
});

describe('union and type condition', () => {
  it('`me` decides by the type that the token names, not by the one that is asked', async () => {
    const query = `{ me { __typename
      ... on LegalEntity { value: name annualTaxPaid { taxPaid } }
      ... on NaturalPerson { value: address } } }`;
    gateway.forget();
    const answer = await gateway.ask(self('natural', PERSON), query);
    expect(at(answer, 'me')).toEqual({ __typename: 'NaturalPerson', value: SECRET });
    expect(gateway.questions.some((asked) => asked.query.includes('legalEntities'))).toBe(false);
  });

  it('a token of nobody has no `me`, however the field is reached', async () => {
    for (const query of [
      '{ me { __typename } }',
      '{ ...M } fragment M on Query { x: me { ... on NaturalPerson { name } } }',
    ]) {
      const answer = await gateway.ask(FIRM, query);
      expect(answer.json.errors?.[0]?.extensions.code).toBe('NO_SUBJECT');
      expect(answer.json.data ?? null).toBeNull();
    }
  });
});

describe('__typename', () => {
  it('tells the type of what is shown and counts nothing else', async () => {
    const query = company('__typename penalties { __typename } annualTaxPaid { __typename }');
    const answer = await expectNothingLearnt(gateway, query, { variables });
    expect(at(answer, 'legalEntity')).toEqual({
      __typename: 'LegalEntity',
      penalties: [{ __typename: 'AdministrativePenalty' }],
      annualTaxPaid: null,
    });
  });

  it('alone asks no department, so it cannot tell whether a subject exists', async () => {
    gateway.forget();
    const answer = await gateway.ask(null, company('__typename'), { c: COMPANY });
    expect(at(answer, 'legalEntity', '__typename')).toBe('LegalEntity');
    expect(gateway.questions).toEqual([]);
  });
});

describe('@skip and @include by variable', () => {
  const query = `query($c: USCC!, $yes: Boolean!, $no: Boolean!) {
    legalEntity(uscc: $c) {
      name @include(if: $yes)
      annualTaxPaid @skip(if: $no) { taxPaid }
      penalties @include(if: $yes) { documentNumber facts @skip(if: $yes) }
    } }`;

  it('open nothing, in any combination', async () => {
    for (const yes of [true, false]) {
      for (const no of [true, false]) {
        const answer = await expectNothingLearnt(gateway, query, {
          variables: { c: COMPANY, yes, no },
        });
        const entity = at(answer, 'legalEntity') as Record<string, unknown>;
        expect(entity.annualTaxPaid ?? null).toBeNull();
        expect(Object.keys(entity).includes('penalties')).toBe(yes);
      }
    }
  });

  it('do not carry a shape from one combination to the next', async () => {
    const off = await gateway.ask(null, query, { c: COMPANY, yes: false, no: true });
    expect(at(off, 'legalEntity')).toEqual({});
    const on = await gateway.ask(null, query, { c: COMPANY, yes: true, no: true });
    expect(at(on, 'legalEntity', 'penalties')).toEqual([{ documentNumber: 'M-OPEN' }]);
  });
});

describe('prototype-named fields and aliases', () => {
  it('are plain names, in the answer and nowhere else', async () => {
    const query = company(
      '__proto__: name constructor: annualTaxPaid { __proto__: taxPaid } hasOwnProperty: penalties { toString: documentNumber __proto__: facts }',
    );
    const answer = await expectNothingLearnt(gateway, query, { variables });
    expect(answer.body).toContain('"__proto__":"云汐市场景有限公司"');
    expect(answer.body).toContain('"constructor":null');
    expect(Object.hasOwn(Object.prototype, 'facts')).toBe(false);
  });

  it('a field that only the prototype has is no field', async () => {
    for (const name of ['constructor', 'toString', '__proto__', 'valueOf']) {
      const answer = await gateway.ask(null, company(name), { c: COMPANY });
      expect([name, answer.status]).toEqual([name, 400]);
    }
  });

  it('variables with such names change no object', async () => {
    const body = `{"query":"query($c: USCC!) { legalEntity(uscc: $c) { name } }","variables":{"c":"${COMPANY}","__proto__":{"polluted":true}},"__proto__":{"polluted":true}}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await gateway.send('/graphql', { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
