import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Department } from '../../gateway/execution/department.ts';
import { compose, readSubgraphs, supergraphSchema } from '../../schema/compose.ts';
import { readContract } from '../../schema/items.ts';
import { DEPARTMENT_NAMES, type DepartmentName } from '../../subgraphs/department.ts';
import { self } from '../support/callers.ts';
import { servedOf } from '../support/fields.ts';
import { at, startGateway, type TestGateway } from '../support/gateway.ts';
import { memoryLog } from '../support/log.ts';
import { COMPANY, HIDDEN, openScene, PERSON, SECRET } from '../support/scene.ts';

/** The machinery of federation, turned against the decisions. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openScene();
});
afterEach(() => gateway.log.verify());
afterAll(() => gateway.close());

describe('_entities and _service from outside', () => {
  const queries = [
    `query { _entities(representations: [{ __typename: "LegalEntity", uscc: "${COMPANY}" }]) { __typename } }`,
    'query($r: [_Any!]!) { _entities(representations: $r) { ... on LegalEntity { annualTaxPaid { taxPaid } } } }',
    'query { _service { sdl } }',
    'query { x: _service { sdl } ...F } fragment F on Query { _service { sdl } }',
  ];

  it.each(queries)('are no fields of the gateway: %#', async (query) => {
    gateway.forget();
    const r = [{ __typename: 'LegalEntity', uscc: COMPANY, annualTaxPaid: SECRET }];
    const answer = await gateway.ask(null, query, { r });
    expect(answer.status).toBe(400);
    expect(answer.json.data).toBeUndefined();
    expect(gateway.questions).toEqual([]);
    for (const told of [SECRET, HIDDEN, '@item', 'scalar USCC']) {
      expect(answer.body).not.toContain(told);
    }
  });
});

function sdlOf(department: DepartmentName): string {
  return readSubgraphs().find(({ name }) => name === department)?.sdl ?? '';
}

type Changes = Readonly<Partial<Record<string, (sdl: string) => string>>>;

/** The departments with some of their texts changed. */
function composeAll(changes: Changes): string {
  return compose(
    readSubgraphs().map(({ name, sdl }) => {
      const changed = changes[name]?.(sdl) ?? sdl;
      if (changes[name] !== undefined) expect(changed).not.toBe(sdl);
      return { name, sdl: changed };
    }),
  );
}

function composeWith(department: DepartmentName, change: (sdl: string) => string): string {
  return composeAll({ [department]: change });
}

const PERSON_ROOTS = / {2}"""One person[^"]*"""\n {2}naturalPersons?\(.*\n/g;
const PHONE =
  'phone: String @shareable @item(id: "phone", class: "BASIC", provider: "market-regulation", updateCycle: "P1D") @sensitive(identity: "PHONE")';
/** The tax authority knows persons by their telephone only. */
const WITH_PHONE_AS_KEY = {
  market: (sdl: string) =>
    sdl
      .replace('@key(fields: "idNumber")', '@key(fields: "idNumber") @key(fields: "phone")')
      .replace('phone: String @item', 'phone: String @shareable @item'),
  tax: (sdl: string) =>
    sdl
      .replace(PERSON_ROOTS, '')
      .replace(/(type NaturalPerson) @key\(fields: "idNumber"\)/, '$1 @key(fields: "phone")')
      .replace(
        /(type NaturalPerson[^{]*\{\n)[^}]*?( {2}"""Yearly evaluations)/,
        `$1  ${PHONE}\n$2`,
      ),
};

/** Departments that tell what they were asked and know nothing. */
function spies(questions: string[]): ReadonlyMap<string, Department> {
  const spy: Department = {
    ask: ({ query, variables }) => {
      questions.push(query);
      const keys = (variables.keys ?? []) as readonly string[];
      const stubs = keys.map((idNumber) => ({
        __typename: 'NaturalPerson',
        idNumber,
        k: idNumber,
        phone: SECRET,
      }));
      return Promise.resolve({ data: { s: stubs } });
    },
  };
  return new Map([...DEPARTMENT_NAMES, 'rights'].map((name) => [name, spy]));
}

const IMPORTED = '"@key", "@shareable", "@external", "@composeDirective"';
const WITH_JOINS =
  '"@key", "@shareable", "@external", "@composeDirective", "@requires", "@provides"';
const GRADES = 'taxGrades: [TaxGrade!] @item(id: "tax-grade"';

describe('chains of directives that drag a withheld field', () => {
  it('`@requires` of a field of another department is refused', () => {
    const change = (sdl: string) =>
      sdl
        .replace(IMPORTED, WITH_JOINS)
        .replace(
          GRADES,
          `entityType: String @external\n  ${GRADES.replace('@item', '@requires(fields: "entityType") @item')}`,
        );
    expect(() => composeWith('tax', change)).toThrow(/expected no `@requires` or `@provides`/);
  });

  it('`@requires` under another name is refused', () => {
    const change = (sdl: string) =>
      sdl
        .replace(IMPORTED, `${IMPORTED}, {name: "@requires", as: "@needs"}`)
        .replace(
          GRADES,
          `entityType: String @external\n  ${GRADES.replace('@item', '@needs(fields: "entityType") @item')}`,
        );
    expect(() => composeWith('tax', change)).toThrow(/expected no `@requires` or `@provides`/);
  });

  it('`@provides` on an edge is refused', () => {
    const phone = /phone: (String @item\(id: "phone"[^\n]*)/;
    const market = (sdl: string) =>
      sdl
        .replace(IMPORTED, WITH_JOINS)
        .replace(
          'legalRepresentative: NaturalPerson @item',
          'legalRepresentative: NaturalPerson @provides(fields: "phone") @item',
        )
        .replace('phone: String @item', 'phone: String @external @item');
    const kept = (phone.exec(sdlOf('market-regulation')) ?? [])[1] ?? '';
    const tax = (sdl: string) =>
      sdl.replace(
        /(type NaturalPerson[^{]*\{\n)/,
        `$1  phone: ${kept.replace('String', 'String @shareable')}\n`,
      );
    expect(() => composeAll({ 'market-regulation': market, tax })).toThrow(
      /expected no `@requires` or `@provides`/,
    );
  });

  it('a `@key` of a withheld field is not followed: no department is asked for it', async () => {
    const { market, tax } = WITH_PHONE_AS_KEY;
    const sdl = composeAll({ 'market-regulation': market, tax });
    const questions: string[] = [];
    const spied = await startGateway({
      served: servedOf(sdl),
      departments: spies(questions),
      log: memoryLog(),
    });
    const query =
      'query($p: IDNumber!) { naturalPerson(idNumber: $p) { awards { title } taxGrades { grade } } }';
    const open = await spied.ask(self('natural', PERSON), query, { p: PERSON });
    await spied.close();
    expect(questions.filter((text) => text.includes('phone'))).toEqual([]);
    expect(at(open, 'naturalPerson', 'taxGrades')).toBeNull();
  });
});

describe('a department that has entities and no root fields', () => {
  const withoutRoots = (sdl: string) => sdl.replace(/type Query \{[^}]*\}\n/, '');
  const row = (documentNumber: string, decisionDate: string) => ({
    documentNumber,
    decisionDate,
    basisDocument: 'D-1',
    procedure: 'general',
  });

  it('is asked by the keys of the subjects, and its records are decided as all others are', async () => {
    const served = servedOf(composeWith('tax', withoutRoots));
    const started = await startGateway({ served, log: memoryLog() });
    started.world.rows = {
      'tax-penalty': { [COMPANY]: [row('T-OPEN', '2025-01-01'), row(HIDDEN, '2018-01-01')] },
      'annual-tax-paid': { [COMPANY]: [{ statementNumber: SECRET, year: 2024 }] },
    };
    const query = `query($c: [USCC!]!) { legalEntities(usccs: $c) {
      uscc taxPenalties { documentNumber } annualTaxPaid { statementNumber } } }`;
    const answer = await started.ask(null, query, { c: [COMPANY, COMPANY] });
    const { questions } = started;
    await started.close();
    const expected = {
      uscc: COMPANY,
      taxPenalties: [{ documentNumber: 'T-OPEN' }],
      annualTaxPaid: null,
    };
    expect(at(answer, 'legalEntities')).toEqual([expected, expected]);
    expect(questions.some((asked) => asked.query.includes('_entities'))).toBe(true);
    expect(questions.some((asked) => asked.query.includes('annualTaxPaid'))).toBe(false);
  });
});

describe('renamed or re-imported directives', () => {
  it('`@item` under another name leaves its field without an item, which is refused', () => {
    const change = (sdl: string) =>
      sdl
        .replace('["@subject", "@item"', '["@subject", {name: "@item", as: "@entry"}')
        .replace('@composeDirective(name: "@item")', '@composeDirective(name: "@entry")')
        .replaceAll('@item(', '@entry(');
    expect(() => composeWith('tax', change)).toThrow();
    // where all departments agree on the other name, composition has nothing to say against it
    const all = readSubgraphs().map(({ name }) => [name, change] as const);
    expect(() => composeAll(Object.fromEntries(all))).toThrow(/expected `@item`/);
  });

  it('`@item` that is not composed is refused', () => {
    const change = (sdl: string) => sdl.replace('  @composeDirective(name: "@item")\n', '');
    expect(() => composeWith('tax', change)).toThrow();
  });

  it('`@evidence` or `@sensitive` from another place is refused', () => {
    const change = (sdl: string) =>
      sdl.replace('specs.creditgate.example/catalogue', 'specs.elsewhere.example/catalogue');
    expect(() => composeWith('tax', change)).toThrow();
  });

  it('a department that drops a mark does not take it from the item', () => {
    const change = (sdl: string) => sdl.replace(' @sensitive(identity: "ID_NUMBER")\n', '\n');
    const contract = readContract(supergraphSchema(composeWith('court', change)));
    expect(contract.items.get('NaturalPerson.idNumber')?.sensitive.identity).toBe('ID_NUMBER');
  });
});

describe('a department that marks what another marks', () => {
  const shared: readonly (readonly [string, Changes])[] = [
    [
      'another item for the same field',
      { court: (sdl) => sdl.replace('@item(id: "id-number"', '@item(id: "number"') },
    ],
    [
      'another class for the same field',
      { court: (sdl) => sdl.replace(/(uscc: .*class: )"BASIC"/, '$1"OTHER"') },
    ],
    [
      'another sensitivity for the same field',
      {
        court: (sdl) =>
          sdl.replace('@sensitive(identity: "ID_NUMBER")', '@sensitive(identity: "NAME")'),
      },
    ],
    [
      'another kind for the same subject',
      {
        court: (sdl) =>
          sdl.replace(
            '@key(fields: "uscc") @subject(kind: "LEGAL"',
            '@key(fields: "uscc") @subject(kind: "NATURAL"',
          ),
      },
    ],
    [
      'less evidence for the same records',
      {
        'market-regulation': (sdl) =>
          sdl.replace(
            /(type AdministrativePenalty[^{]*\{[^}]*?documentNumber: String!?)/,
            '$1 @shareable',
          ),
        tax: (sdl) =>
          `${sdl}\ntype AdministrativePenalty @evidence(record: "documentNumber") { documentNumber: String @shareable }\n`,
      },
    ],
  ];

  it.each(shared)('with %s is refused', (_what, changes) => {
    expect(() => composeAll(changes)).toThrow(/incompatible arguments/);
  });
});

describe('interface and union paths', () => {
  const item = '@item(id: "path", class: "OTHER", provider: "tax", updateCycle: "P1Y")';
  const paths: readonly (readonly [string, (sdl: string) => string])[] = [
    [
      'a union of subjects',
      (sdl) =>
        sdl
          .replace('type TaxGrade ', 'union Anybody = LegalEntity | NaturalPerson\ntype TaxGrade ')
          .replace('  taxGrades:', `  owner: Anybody ${item}\n  taxGrades:`),
    ],
    [
      'an interface of records, which carries no evidence',
      (sdl) =>
        sdl
          .replace(
            'type TaxGrade ',
            'interface Graded { grade: String }\ntype TaxGrade implements Graded ',
          )
          .replace('  taxGrades:', `  graded: [Graded!] ${item}\n  taxGrades:`),
    ],
    [
      'an interface inside a record',
      (sdl) =>
        sdl
          .replace('type TaxGrade ', 'interface Keyed { uscc: USCC }\ntype TaxGrade ')
          .replace('type LegalEntity ', 'type LegalEntity implements Keyed ')
          .replace(/(type TaxGrade[^{]*\{\n)/, '$1  rated: Keyed\n'),
    ],
  ];

  it.each(paths)('%s is refused', (_what, change) => {
    expect(() => composeWith('tax', change)).toThrow(/expected no interface or union/);
  });

  it('an interface that subjects share is no root field', () => {
    const change = (sdl: string) =>
      sdl
        .replace('type Query {', 'interface Keyed { uscc: USCC }\ntype Query {\n  anybody: Keyed')
        .replace('type LegalEntity ', 'type LegalEntity implements Keyed ');
    expect(() => composeWith('tax', change)).toThrow(/expected a root field that asks about/);
  });
});

describe('a department that would ask, or tell, by another way', () => {
  const changes: readonly (readonly [string, RegExp, (sdl: string) => string])[] = [
    [
      'a root field that reaches subjects without naming one',
      /expected `@subject` on a root field/,
      (sdl) => sdl.replace('type Query {', 'type Query {\n  richest(first: Int!): [LegalEntity!]!'),
    ],
    [
      'a field with arguments',
      /expected no arguments/,
      (sdl) => sdl.replace('taxGrades:', 'taxGrades(year: Int):'),
    ],
    [
      'a count beside the records',
      /expected `@item`/,
      (sdl) => sdl.replace('  taxGrades:', '  gradeCount: Int\n  taxGrades:'),
    ],
    [
      'a field that cannot be null',
      /expected a nullable type/,
      (sdl) => sdl.replace('taxGrades: [TaxGrade!] ', 'taxGrades: [TaxGrade!]! '),
    ],
    [
      'a prohibited class',
      /a prohibited class may not exist/,
      (sdl) =>
        sdl.replace(
          '  taxGrades:',
          '  religion: String @item(id: "religion", class: "OTHER", provider: "tax", updateCycle: "P1Y") @sensitive(prohibited: "RELIGION")\n  taxGrades:',
        ),
    ],
  ];

  it('a root field with a filter is refused', () => {
    const filter = (sdl: string) =>
      sdl.replace('legalEntity(uscc: USCC!)', 'legalEntity(uscc: USCC!, graded: String)');
    const all = DEPARTMENT_NAMES.map((name) => [name, filter] as const);
    expect(() => composeAll(Object.fromEntries(all))).toThrow(/expected no argument/);
    // one department alone offers it to nobody
    expect(composeWith('tax', filter)).not.toContain('graded');
  });

  it.each(changes)('%s is refused', (_name, reason, change) => {
    expect(() => composeWith('tax', change)).toThrow(reason);
  });
});
