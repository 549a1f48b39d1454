import {
  buildSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  graphql,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
} from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { SCHEMA_LINKS } from '../../schema/directives.ts';
import {
  DEPARTMENT_NAMES,
  type DepartmentName,
  departmentDefinition,
  openDepartment,
  sdlOf,
} from '../../subgraphs/department.ts';
import { syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { openDropSource } from '../../subgraphs/sources/drop/source.ts';
import {
  COMPANY,
  dropOptions,
  type Fields,
  fakeSource,
  PERSON,
  temporaryFolder,
  writeRows,
} from './support.ts';

const [first = '', second = ''] = COMPANY;
const [person = ''] = PERSON;

const documents = new Map<DepartmentName, DocumentNode>(
  DEPARTMENT_NAMES.map((name) => [name, parse(sdlOf(name))]),
);

function objectTypes(name: DepartmentName): readonly ObjectTypeDefinitionNode[] {
  const definitions = documents.get(name)?.definitions ?? [];
  return definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
}

function entities(name: DepartmentName): readonly ObjectTypeDefinitionNode[] {
  return objectTypes(name).filter((type) => /^(LegalEntity|NaturalPerson)$/.test(type.name.value));
}

function argumentsOf(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  directive: string,
): Record<string, unknown> | undefined {
  const found = node.directives?.find((applied) => applied.name.value === directive);
  if (found === undefined) return undefined;
  return Object.fromEntries(
    (found.arguments ?? []).map(({ name, value }) => [
      name.value,
      'value' in value ? value.value : undefined,
    ]),
  );
}

describe.each(DEPARTMENT_NAMES)('contract of %s', (name) => {
  it('begins with the schema links and is always the same text', () => {
    expect(sdlOf(name).startsWith(SCHEMA_LINKS.trim())).toBe(true);
    expect(openDepartment(name, fakeSource()).sdl).toBe(sdlOf(name));
    expect(() => parse(sdlOf(name))).not.toThrow();
  });

  it('catalogues every field of an entity, and makes it nullable', () => {
    for (const type of entities(name)) {
      for (const field of type.fields ?? []) {
        expect(argumentsOf(field, 'item'), field.name.value).toMatchObject({
          id: expect.stringMatching(/^[a-z][a-z0-9-]+$/),
          provider: expect.any(String),
          updateCycle: expect.stringMatching(/^P/),
        });
        expect(field.type.kind).not.toBe(Kind.NON_NULL_TYPE);
        if (field.type.kind === Kind.LIST_TYPE)
          expect(field.type.type.kind).toBe(Kind.NON_NULL_TYPE);
      }
    }
  });

  it('names evidence by fields that exist, with a record that is never null', () => {
    const records = objectTypes(name).filter((type) => argumentsOf(type, 'evidence'));
    expect(records.length).toBeGreaterThan(2);
    for (const type of records) {
      const fields = new Map(type.fields?.map((field) => [field.name.value, field]));
      const evidence = argumentsOf(type, 'evidence') ?? {};
      for (const field of Object.values(evidence)) expect(fields.has(String(field))).toBe(true);
      expect(fields.get(String(evidence.record))?.type.kind).toBe(Kind.NON_NULL_TYPE);
    }
  });

  it('offers no prohibited class, no relative, no filter and no sort', () => {
    expect(sdlOf(name)).not.toMatch(/prohibited: "|relative|spouse|diagnos|fingerprint|religio/i);
    for (const type of objectTypes(name)) {
      for (const field of type.fields ?? []) {
        if (type.name.value !== 'Query') expect(field.arguments ?? []).toEqual([]);
      }
    }
  });
});

describe('contracts together', () => {
  const items = DEPARTMENT_NAMES.flatMap((name) =>
    entities(name).flatMap((type) =>
      (type.fields ?? []).map((field: FieldDefinitionNode) => ({
        where: `${name} ${type.name.value}.${field.name.value}`,
        item: argumentsOf(field, 'item') ?? {},
        sensitive: argumentsOf(field, 'sensitive') ?? {},
      })),
    ),
  );

  it('gives one item one class, provider and sensitivity', () => {
    const seen = new Map<unknown, unknown>();
    for (const { item, sensitive } of items) {
      const facts = { ...item, ...sensitive };
      expect(seen.get(item.id) ?? facts).toEqual(facts);
      seen.set(item.id, facts);
    }
  });

  it('never uses one record type name in two departments', () => {
    const names = DEPARTMENT_NAMES.flatMap((name) =>
      objectTypes(name)
        .map((type) => type.name.value)
        .filter((type) => !['Query', 'LegalEntity', 'NaturalPerson'].includes(type)),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('restricts what reveals the finances of a person', () => {
    const restricted = Object.fromEntries(
      items
        .filter(({ sensitive }) => sensitive.restricted !== undefined)
        .map(({ item, sensitive }) => [item.id, sensitive.restricted]),
    );
    expect(restricted).toEqual({
      'annual-tax-paid': 'TAX_AMOUNT',
      'declared-income': 'INCOME',
      'contribution-base': 'INCOME',
      pension: 'INCOME',
      'deposit-search': 'DEPOSIT',
      'securities-search': 'SECURITIES',
      'real-estate-search': 'REAL_ESTATE',
      'insurance-search': 'COMMERCIAL_INSURANCE',
    });
  });
});

describe('root fields', () => {
  it('give one stub per key, in order, duplicates kept, without any lookup', async () => {
    const source = fakeSource();
    const department = openDepartment('tax', source);
    const { data } = await graphql({
      schema: department.schema,
      source:
        'query ($u: [USCC!]!, $i: [IDNumber!]!) { legalEntities(usccs: $u) { uscc } naturalPersons(idNumbers: $i) { idNumber } }',
      variableValues: { u: [second, first, second], i: [person, person] },
      contextValue: department.context(),
    });
    expect(data).toEqual({
      legalEntities: [second, first, second].map((uscc) => ({ uscc })),
      naturalPersons: [person, person].map((idNumber) => ({ idNumber })),
    });
    expect(source.asked).toEqual([]);
  });

  it('ask one question per record type for 500 keys, without duplicates', async () => {
    const keys = Array.from({ length: 500 }, (_, n) => syntheticUscc(n % 400));
    for (const name of DEPARTMENT_NAMES) {
      const source = fakeSource();
      const department = openDepartment(name, source);
      const { data, errors } = await graphql({
        schema: department.schema,
        source: `query ($u: [USCC!]!) { legalEntities(usccs: $u) { ${allFields(name, 'LegalEntity')} } }`,
        variableValues: { u: keys },
        contextValue: department.context(),
      });
      expect(errors).toBeUndefined();
      expect(data?.legalEntities).toHaveLength(500);
      const tables = [...departmentDefinition(name).tables.values()];
      const expected = tables
        .filter((table) => table.subject === 'LEGAL')
        .map((table) => table.name);
      expect(source.asked.map(([table]) => table).sort()).toEqual(expected.sort());
      expect(source.asked.every(([, asked]) => asked.length === 400)).toBe(true);
    }
  });

  it('share nothing between requests', async () => {
    const source = fakeSource();
    const department = openDepartment('tax', source);
    for (const contextValue of [department.context(), department.context()]) {
      const query = `{ legalEntity(uscc: "${first}") { taxGrades { grade } } }`;
      await graphql({ schema: department.schema, source: query, contextValue });
    }
    expect(source.asked).toHaveLength(2);
  });
});

describe('entities', () => {
  it('are resolved in one batch, from their key alone', async () => {
    const source = fakeSource({
      'tax-grade': [{ uscc: first, evaluationNumber: 'E', grade: 'A' }],
    });
    const department = openDepartment('tax', source);
    const { data } = await graphql({
      schema: department.schema,
      source:
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on LegalEntity { uscc taxGrades { grade } } ... on NaturalPerson { idNumber taxGrades { grade } } } }',
      variableValues: {
        r: [
          { __typename: 'LegalEntity', uscc: first, taxGrades: [{ grade: 'forged' }] },
          { __typename: 'LegalEntity', uscc: second },
          { __typename: 'NaturalPerson', idNumber: person },
        ],
      },
      contextValue: department.context(),
    });
    expect(data?._entities).toEqual([
      { uscc: first, taxGrades: [{ grade: 'A' }] },
      { uscc: second, taxGrades: [] },
      { idNumber: person, taxGrades: [] },
    ]);
    expect(source.asked).toEqual([
      ['tax-grade', [first, second]],
      ['person-tax-grade', [person]],
    ]);
  });

  it('refuse a representation without a key, naming no value', async () => {
    const department = openDepartment('tax', fakeSource());
    const { errors } = await graphql({
      schema: department.schema,
      source:
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on NaturalPerson { idNumber } } }',
      variableValues: { r: [{ __typename: 'NaturalPerson', idNumber: `${person}0` }] },
      contextValue: department.context(),
    });
    expect(String(errors)).toContain('`IDNumber`: expected 18 characters');
    expect(String(errors)).not.toContain(person);
  });

  it('lead over an edge to the stub only', async () => {
    const source = fakeSource({
      registration: [{ uscc: first, legalRepresentativeIdNumber: person }],
      'responsible-person': [
        { uscc: first, filingNumber: 'F', role: 'principal', personIdNumber: person },
      ],
    });
    const department = openDepartment('market-regulation', source);
    const { data } = await graphql({
      schema: department.schema,
      source: `{ legalEntity(uscc: "${first}") { legalRepresentative { idNumber } responsiblePersons { role person { idNumber } } } }`,
      contextValue: department.context(),
    });
    expect(data?.legalEntity).toEqual({
      legalRepresentative: { idNumber: person },
      responsiblePersons: [{ role: 'principal', person: { idNumber: person } }],
    });
    expect(source.asked.map(([table]) => table).sort()).toEqual([
      'registration',
      'responsible-person',
    ]);
  });

  it('publish the financial part of a report only where the organisation chose to', async () => {
    const report = (reportNumber: string, financialsPublished: boolean | null): Fields => ({
      uscc: first,
      reportNumber,
      financialsPublished,
      revenue: 7,
    });
    const source = fakeSource({
      'annual-report': [report('yes', true), report('no', false), report('silent', null)],
    });
    const department = openDepartment('market-regulation', source);
    const { data } = await graphql({
      schema: department.schema,
      source: `{ legalEntity(uscc: "${first}") { annualReports { reportNumber } publishedFinancials { reportNumber revenue } annualReportFinancials { reportNumber } } }`,
      contextValue: department.context(),
    });
    expect(data?.legalEntity).toMatchObject({
      annualReports: [{ reportNumber: 'yes' }, { reportNumber: 'no' }, { reportNumber: 'silent' }],
      publishedFinancials: [{ reportNumber: 'yes', revenue: 7 }],
    });
    expect(source.asked).toHaveLength(1);
  });

  it('say that a source does not answer without repeating its error', async () => {
    const source = fakeSource();
    source.rows = async () => {
      throw new Error(`key ${first} not found`);
    };
    const department = openDepartment('court', source);
    const { data, errors } = await graphql({
      schema: department.schema,
      source: `{ legalEntity(uscc: "${first}") { uscc criminalJudgments { caseNumber } } }`,
      contextValue: department.context(),
    });
    expect(data).toEqual({ legalEntity: { uscc: first, criminalJudgments: null } });
    expect(errors?.[0]?.message).toBe('source of `court` did not answer');
    expect(errors?.[0]?.extensions).toEqual({ code: 'SOURCE_UNAVAILABLE', department: 'court' });
    expect(JSON.stringify(errors)).not.toContain(first);
  });
});

describe('a department over a drop', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  const CASES = [
    [
      'market-regulation',
      'penalty',
      'penalties',
      { documentNumber: 'D-1', fineAmount: 2.5, decisionDate: '2024-02-29', continuing: true },
    ],
    [
      'tax',
      'tax-arrears',
      'taxArrears',
      { noticeNumber: 'D-1', balance: 2.5, debt: 'dunned', continuing: false },
    ],
    [
      'court',
      'dishonest-judgment-debtor',
      'dishonestDebtorListings',
      { caseNumber: 'D-1', listedOn: '2025-12-31', remedies: '可申请纠正' },
    ],
    [
      'social-security',
      'wage-arrears-listing',
      'wageArrearsListings',
      { documentNumber: 'D-1', workers: 3, serious: true },
    ],
  ] as const;

  it.each(CASES)('%s answers with its records of %s', async (name, table, field, fields) => {
    const directory = `${folder.path}/${name}`;
    const { mkdirSync } = await import('node:fs');
    mkdirSync(directory);
    writeRows(directory, { [table]: [{ uscc: first, ...fields }] });
    const source = await openDropSource(dropOptions(name, directory, folder.path));
    const department = openDepartment(name, source);
    const { data, errors } = await graphql({
      schema: department.schema,
      source: `query ($u: [USCC!]!) { legalEntities(usccs: $u) { records: ${field} { ${Object.keys(fields).join(' ')} } } }`,
      variableValues: { u: [second, first] },
      contextValue: department.context(),
    });
    await source.close();
    expect(errors).toBeUndefined();
    expect(data).toEqual({ legalEntities: [{ records: [] }, { records: [fields] }] });
  });
});

/** Every field of an entity, with the record identity of each list. */
function allFields(name: DepartmentName, type: string): string {
  const entity = entities(name).find((node) => node.name.value === type);
  return (entity?.fields ?? [])
    .map((field) => `${field.name.value}${selectionOf(name, field)}`)
    .join(' ');
}

function selectionOf(name: DepartmentName, field: FieldDefinitionNode): string {
  const schema = buildSchema(sdlOf(name).slice(sdlOf(name).indexOf('type Query')), {
    assumeValidSDL: true,
  });
  const printed = JSON.stringify(field.type);
  const typeName = /"kind":"Name","value":"(\w+)"/.exec(printed)?.[1] ?? '';
  return schema.getType(typeName)?.astNode?.kind === Kind.OBJECT_TYPE_DEFINITION
    ? ' { __typename }'
    : '';
}
