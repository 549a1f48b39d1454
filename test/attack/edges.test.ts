import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mapKeyOf } from '../../registers/subject.ts';
import { checkIdNumber } from '../../schema/identifiers/id-number.ts';
import { checkUscc } from '../../schema/identifiers/uscc.ts';
import { syntheticIdNumber } from '../../subgraphs/generate/codes.ts';
import { AGENCY, FIRM, OTHER_FIRM, self } from '../support/callers.ts';
import { heldOfRecords, toDay } from '../support/facts.ts';
import { at, startGateway, type TestGateway } from '../support/gateway.ts';
import { memoryLog } from '../support/log.ts';
import {
  COMPANY,
  comparable,
  expectNothingLearnt,
  HIDDEN,
  OTHER_PERSON,
  openScene,
  PERSON,
  SECRET,
  sceneRegisters,
  sceneRows,
  setScene,
  WITH_ALL,
} from '../support/scene.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openScene();
});
afterEach(async () => {
  setScene(gateway, WITH_ALL);
  await gateway.log.verify();
});
afterAll(() => gateway.close());

const CHILD = syntheticIdNumber(13, '2015-05-06');
const REPRESENTATIVE = `query($c: USCC!) { legalEntity(uscc: $c) { name legalRepresentative {
  name idNumber phone annualTaxPaid { taxPaid } penalties { documentNumber } } } }`;
const OF_PERSON = `query($p: IDNumber!) { naturalPerson(idNumber: $p) {
  name phone annualTaxPaid { statementNumber } penalties { documentNumber facts } } }`;

describe('edge', () => {
  it('what lies behind it is the other subject: nothing of the person comes with the company', async () => {
    const answer = await expectNothingLearnt(gateway, REPRESENTATIVE, {
      variables: { c: COMPANY },
    });
    expect(at(answer, 'legalEntity', 'legalRepresentative')).toEqual({
      name: null,
      idNumber: null,
      phone: null,
      annualTaxPaid: null,
      penalties: null,
    });
    expect(answer.body).not.toContain(PERSON);
  });

  it('nothing is asked about the person before it was decided', async () => {
    gateway.forget();
    await gateway.ask(null, REPRESENTATIVE, { c: COMPANY });
    const about = gateway.questions.filter(({ variables }) =>
      JSON.stringify(variables).includes(PERSON),
    );
    expect(about).toEqual([]);
    for (const { query } of gateway.questions) {
      expect(query).not.toMatch(/phone|annualTaxPaid|penalties/);
    }
  });

  it('the authorisation of the person opens the edge to the firm that has it, and to no other', async () => {
    const purpose = { 'x-purpose': 'loan' };
    const granted = await gateway.ask(FIRM, REPRESENTATIVE, { c: COMPANY }, purpose);
    expect(at(granted, 'legalEntity', 'legalRepresentative', 'phone')).toContain(SECRET);
    const other = await gateway.ask(OTHER_FIRM, REPRESENTATIVE, { c: COMPANY }, purpose);
    expect(at(other, 'legalEntity', 'legalRepresentative', 'phone')).toBeNull();
    expect(other.body).not.toContain(SECRET);
  });
});

describe('an edge that a department sends to nobody', () => {
  it.each([
    '',
    '1',
    '9900',
    `${PERSON}1`,
    PERSON.toLowerCase(),
    '云示例',
    '__proto__',
    COMPANY,
    '0'.repeat(5000),
  ])('closes what lies behind it, and nothing else: %#', async (key) => {
    const [row] = sceneRows(WITH_ALL).registration?.[COMPANY] ?? [];
    gateway.world.rows = {
      ...sceneRows(WITH_ALL),
      registration: { [COMPANY]: [{ ...row, legalRepresentativeIdNumber: key }] },
    };
    for (const caller of [null, FIRM]) {
      const answer = await gateway.ask(
        caller,
        REPRESENTATIVE,
        { c: COMPANY },
        { 'x-purpose': 'loan' },
      );
      expect([answer.status, at(answer, 'legalEntity', 'name')]).toEqual([
        200,
        '云汐市场景有限公司',
      ]);
      expect(at(answer, 'legalEntity', 'legalRepresentative', 'phone') ?? null).toBeNull();
      expect(answer.body).not.toContain(SECRET);
    }
  });
});

describe("another subject's token", () => {
  it.each([
    ['person', 'natural', OTHER_PERSON],
    ['organisation', 'legal', COMPANY],
  ] as const)('of a %s opens no more than the public gets', async (_name, kind, key) => {
    const own = await gateway.ask(self(kind, key), OF_PERSON, { p: PERSON });
    const anybody = await gateway.ask(null, OF_PERSON, { p: PERSON });
    expect(comparable(own)).toBe(comparable(anybody));
    expect(own.body).not.toContain(SECRET);
    expect(own.body).not.toContain(HIDDEN);
  });

  it('opens its own, by `me` and by its own number alike', async () => {
    const own = await gateway.ask(self('natural', PERSON), OF_PERSON, { p: PERSON });
    expect(at(own, 'naturalPerson', 'phone')).toBe(SECRET);
    const me = await gateway.ask(
      self('natural', PERSON),
      '{ me { ... on NaturalPerson { phone } } }',
    );
    expect(at(me, 'me', 'phone')).toBe(SECRET);
  });

  it('opens nobody behind an edge of its own', async () => {
    const query = `{ me { ... on LegalEntity { name legalRepresentative { phone name } } } }`;
    const answer = await gateway.ask(self('legal', COMPANY), query);
    expect(at(answer, 'me', 'legalRepresentative')).toEqual({ phone: null, name: null });
    expect(answer.body).not.toContain(SECRET);
  });

  it('the number of a person as the code of an organisation opens nothing of the person', async () => {
    const answer = await gateway.ask(self('legal', PERSON), OF_PERSON, { p: PERSON });
    expect(answer.body).not.toContain(SECRET);
  });
});

/** A number that is both: a person's, and in form an organisation's. */
function ambiguousNumber(): string {
  for (let n = 0; n < 900_000; n += 1) {
    const number = syntheticIdNumber(n, '1985-05-06');
    const code = checkUscc(number);
    if (code.ok && code.warnings.length === 0 && checkIdNumber(number).ok) return number;
  }
  throw new Error('expected a number that passes both checks');
}

describe('a number that is a person and an organisation', () => {
  it('asked as both in one query does not lose what the registers hold of the person', async () => {
    const number = ambiguousNumber();
    const decidedOn = toDay('2025-06-01');
    const repair = { decidedOn, effect: 'delete', newEnd: null } as const;
    const rows = sceneRows(WITH_ALL);
    const award = { documentNumber: `H-${HIDDEN}`, awardedOn: '2025-01-10', title: SECRET };
    gateway.world.rows = { ...rows, 'person-award': { [number]: [award] } };
    gateway.world.registers = sceneRegisters(WITH_ALL, {
      [mapKeyOf({ kind: 'natural', key: number })]: {
        ...heldOfRecords([
          'award',
          award.documentNumber,
          { repair, basis: 'revoked', basisChangedOn: decidedOn },
        ]),
      },
      // the organisation of the same number, of which the registers hold nothing
      [mapKeyOf({ kind: 'legal', key: number })]: {},
    });
    const person = 'naturalPerson(idNumber: $p) { awards { documentNumber title } }';
    const alone = await gateway.ask(null, `query($p: IDNumber!) { ${person} }`, { p: number });
    expect(at(alone, 'naturalPerson', 'awards')).toEqual([]);
    const both = `query($p: IDNumber!, $c: USCC!) { ${person} legalEntity(uscc: $c) { name } z: ${person} }`;
    const asked = await gateway.ask(null, both, { p: number, c: number });
    expect(at(asked, 'naturalPerson', 'awards')).toEqual([]);
    expect(at(asked, 'z', 'awards')).toEqual([]);
    expect(asked.body).not.toContain(SECRET);
  });
});

describe('the end of a subject', () => {
  it('a dead person and one of whom nothing is held give the same answer', async () => {
    const key = OTHER_PERSON;
    const query = `query($p: IDNumber!) { naturalPerson(idNumber: $p) { awards { documentNumber } name } }`;
    const unknown = await gateway.ask(null, query, { p: key });
    gateway.world.registers = sceneRegisters(WITH_ALL, {
      [mapKeyOf({ kind: 'natural', key })]: { diedOn: toDay('2024-01-01') },
    });
    gateway.world.rows = {
      'person-award': { [key]: [{ documentNumber: HIDDEN, awardedOn: '2023-01-01' }] },
    };
    const dead = await gateway.ask(null, query, { p: key });
    expect(comparable(dead)).toBe(comparable(unknown));
  });

  it('a dead child whose lists are published looks like a living one to an agency, and nobody is asked', async () => {
    const key = CHILD;
    const query = `query($p: IDNumber!) { naturalPerson(idNumber: $p) { seriousListings { documentNumber } } }`;
    const headers = { 'x-case-number': 'C-1' };
    const living = await gateway.ask(AGENCY, query, { p: key }, headers);
    gateway.world.registers = sceneRegisters(WITH_ALL, {
      [mapKeyOf({ kind: 'natural', key })]: { diedOn: toDay('2024-01-01') },
    });
    gateway.world.rows = {
      'person-serious-listing': { [key]: [{ documentNumber: HIDDEN, listedOn: '2023-01-01' }] },
    };
    gateway.forget();
    const dead = await gateway.ask(AGENCY, query, { p: key }, headers);
    expect(at(living, 'naturalPerson', 'seriousListings')).toEqual([]);
    expect(comparable(dead)).toBe(comparable(living));
    expect(gateway.questions).toEqual([]);
  });
});

describe('evidence', () => {
  it('that decisions are made with never comes out unasked', async () => {
    const query = `query($c: USCC!) { legalEntity(uscc: $c) { penalties { documentNumber } } }`;
    for (const caller of [null, FIRM, AGENCY, self('legal', COMPANY)]) {
      const answer = await gateway.ask(
        caller,
        query,
        { c: COMPANY },
        { 'x-purpose': 'loan', 'x-case-number': 'C-1' },
      );
      const records = at(answer, 'legalEntity', 'penalties') as readonly object[];
      expect(records.length).toBeGreaterThan(0);
      for (const record of records) expect(Object.keys(record)).toEqual(['documentNumber']);
      expect(answer.body).not.toContain('D-1');
      expect(answer.body).not.toContain('2025-01-10');
    }
  });
});

describe('a log that cannot be written', () => {
  it('gives nothing out, to nobody, and does not say what it would have been', async () => {
    const broken = {
      ...memoryLog(),
      append: () => Promise.reject(new Error(`disk full ${SECRET}`)),
    };
    const started = await startGateway({ log: broken, world: { rows: sceneRows(WITH_ALL) } });
    for (const caller of [null, FIRM, self('natural', PERSON)]) {
      const answer = await started.ask(caller, OF_PERSON, { p: PERSON }, { 'x-purpose': 'loan' });
      expect([answer.status, answer.json.data ?? null]).toEqual([503, null]);
      expect(answer.json.errors?.[0]?.extensions).toEqual({ code: 'LOG_UNAVAILABLE' });
      expect(answer.body).not.toContain(SECRET);
    }
    await started.close();
  });
});

describe('registers that cannot be read', () => {
  it('close what rests on them: no record passes, and none is said not to be there', async () => {
    gateway.world.registers = null;
    gateway.forget();
    const query = `query($c: USCC!) { legalEntity(uscc: $c) { name penalties { documentNumber } } }`;
    const answer = await gateway.ask(FIRM, query, { c: COMPANY }, { 'x-purpose': 'loan' });
    expect(at(answer, 'legalEntity')).toEqual({ name: '云汐市场景有限公司', penalties: null });
    expect(answer.json.extensions?.disclosure.withheld.map(({ reason }) => reason)).toEqual([
      'REGISTER_UNAVAILABLE',
    ]);
    expect(gateway.questions.some(({ query: asked }) => asked.includes('penalties'))).toBe(false);
  });
});
