import fc from 'fast-check';
import { Kind, type SelectionSetNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapKeyOf } from '../../registers/subject.ts';
import { syntheticIdNumber, syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { seeded } from '../policy/support.ts';
import { FIRM } from '../support/callers.ts';
import { authorisation } from '../support/facts.ts';
import { FIELDS, type SubjectField, selectionOf } from '../support/fields.ts';
import { NOON, type Question, startGateway, type TestGateway } from '../support/gateway.ts';
import { Oracle } from '../support/oracle.ts';
import { fieldsOf, printOperation, randomOperation } from '../support/random-operation.ts';
import { WorldMaker } from '../support/random-world.ts';

/** What the departments are asked: counted, and read to the last field. */
const RUNS = process.env.NIGHTLY === '1' ? 5000 : 300;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

/** The fields of subjects that a question names: of whom, and which. */
function namedIn({ document }: Question): readonly (readonly ['LEGAL' | 'NATURAL', string])[] {
  const named: (readonly ['LEGAL' | 'NATURAL', string])[] = [];
  const collect = (set: SelectionSetNode | undefined, kind: 'LEGAL' | 'NATURAL'): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) named.push([kind, selection.name.value]);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, kind);
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const root of definition.selectionSet.selections) {
      if (root.kind !== Kind.FIELD) continue;
      collect(root.selectionSet, root.name.value === 'legalEntities' ? 'LEGAL' : 'NATURAL');
    }
  }
  return named;
}

describe('for an anonymous caller', () => {
  it('no request ever names a withheld field', async () => {
    const property = fc.asyncProperty(fc.nat({ max: 2 ** 31 - 1 }), async (seed) => {
      const maker = new WorldMaker(seeded(seed));
      const operation = randomOperation(maker.chance);
      const rows = maker.rows(fieldsOf(operation));
      const world = { rows, registers: maker.registers(rows), now: NOON };
      Object.assign(gateway.world, world);
      gateway.forget();
      const { query, variables } = printOperation(operation);
      await gateway.ask(null, query, variables);
      const asker = {
        regulation: 'guangdong-2021',
        caller: null,
        purpose: null,
        caseNumber: false,
      } as const;
      const oracle = new Oracle(asker, world);
      for (const question of gateway.questions) expectOnlyOpen(question, oracle);
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 3_600_000);
});

function expectOnlyOpen(question: Question, oracle: Oracle): void {
  const keys = question.variables.keys as readonly string[];
  for (const [kind, name] of namedIn(question)) {
    const field = FIELDS.find((known) => known.kind === kind && known.name === name);
    // the key is what the subject was asked for by
    if (field === undefined) expect(['uscc', 'idNumber', '__typename']).toContain(name);
    else expectOpen(field, keys, oracle);
  }
}

function expectOpen(field: SubjectField, keys: readonly string[], oracle: Oracle): void {
  for (const key of keys) {
    const { outcome, reason } = oracle.decideField(field, key);
    expect([field.name, outcome === 'withheld' || outcome === 'refused', reason]).toEqual([
      field.name,
      false,
      outcome === 'silent' ? reason : null,
    ]);
  }
}

describe('500 companies with fields of all four departments', () => {
  const wanted = [
    'name',
    'penalties',
    'taxGrades',
    'dishonestDebtorListings',
    'insuredHeadcount',
    'wageArrearsListings',
  ];
  const fields = FIELDS.filter(({ kind, name }) => kind === 'LEGAL' && wanted.includes(name));
  const query = `query($c: [USCC!]!) { legalEntities(usccs: $c) { ${fields.map(selectionOf).join(' ')} } }`;
  const c = Array.from({ length: 500 }, (_, n) => syntheticUscc(n));

  it('ask each department twice at most, and each record type by one statement', async () => {
    const rows = Object.fromEntries(
      fields.map((field) => [
        field.table,
        Object.fromEntries(c.map((key) => [key, [new WorldMaker(seeded(1)).record(field)]])),
      ]),
    );
    Object.assign(gateway.world, {
      rows: { ...rows, registration: {}, 'insured-status': {} },
      now: NOON,
    });
    gateway.world.registers = { subjects: {}, callers: {} };
    gateway.forget();
    const answer = await gateway.ask(null, query, { c });
    expect(answer.status).toBe(200);
    const perDepartment = Map.groupBy(gateway.questions, ({ service }) => service);
    expect([...perDepartment.keys()].sort()).toEqual(
      [...new Set(fields.map(({ department }) => department))].sort(),
    );
    for (const asked of perDepartment.values()) expect(asked.length).toBeLessThanOrEqual(2);
    const perTable = Map.groupBy(gateway.statements, ({ table }) => table);
    expect([...perTable.keys()].sort()).toEqual(
      [...new Set(fields.map(({ table }) => table))].sort(),
    );
    for (const statements of perTable.values()) expect(statements).toHaveLength(1);
  });
});

describe('500 subjects with mixed authorisations', () => {
  const query = `query($p: [IDNumber!]!) { naturalPersons(idNumbers: $p) {
    phone taxArrears { noticeNumber } unperformedJudgments { caseNumber } awards { title } } }`;

  /** Subjects whose authorisations take turns among so many forms. */
  async function fetchesFor(subjects: number, forms: number): Promise<number> {
    const people = Array.from({ length: subjects }, (_, n) => syntheticIdNumber(n, '1985-05-06'));
    const scopes = [
      'all',
      new Set(['phone']),
      new Set(['tax-arrears']),
      new Set(['unperformed-judgment']),
      new Set(['phone', 'tax-arrears']),
    ] as const;
    const held = people.map((key, n) => {
      const scope = scopes[n % forms] ?? 'all';
      const granted = { 'F-001': [authorisation({ id: `A-${n}`, scope })] };
      return [mapKeyOf({ kind: 'natural', key }), { granted }] as const;
    });
    gateway.world.rows = {};
    gateway.world.registers = { subjects: Object.fromEntries(held), callers: {} };
    gateway.forget();
    const answer = await gateway.ask(FIRM, query, { p: people }, { 'x-purpose': 'loan' });
    expect(answer.status).toBe(200);
    return gateway.questions.length;
  }

  it('fetches grow with the number of distinct decisions, and not with that of subjects', async () => {
    const counted: number[] = [];
    for (const forms of [1, 2, 3, 5]) {
      const few = await fetchesFor(10, forms);
      expect(await fetchesFor(500, forms)).toBe(few);
      counted.push(few);
    }
    expect(counted).toEqual(counted.toSorted((a, b) => a - b));
    expect(Math.max(...counted)).toBeLessThanOrEqual(5 * 4);
  });
});
