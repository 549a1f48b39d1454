import { describe, expect, it } from 'vitest';
import { CompositionError, compose } from '../../schema/compose.ts';
import { DIRECTIVE_DEFINITIONS, SCHEMA_LINKS } from '../../schema/directives.ts';

const ITEM = '@item(id: "name", class: "BASIC", provider: "tax", updateCycle: "P1D")';

/** A department that the contract accepts, with the parts that a test spoils. */
function department(parts: { query?: string; entity?: string; extra?: string } = {}): string {
  return `${SCHEMA_LINKS}${DIRECTIVE_DEFINITIONS}
    type Query {
      ${parts.query ?? 'legalEntity(uscc: ID!): LegalEntity @subject(kind: "LEGAL", key: "uscc")'}
    }
    type LegalEntity @key(fields: "uscc") @subject(kind: "LEGAL", key: "uscc") {
      uscc: ID @item(id: "uscc", class: "BASIC", provider: "tax", updateCycle: "P1D")
      ${parts.entity ?? `name: String ${ITEM}`}
    }
    ${parts.extra ?? ''}`;
}

function faultsOf(sdl: string): readonly string[] {
  try {
    compose([{ name: 'tax', sdl }]);
  } catch (cause) {
    if (cause instanceof CompositionError) return cause.faults;
    throw cause;
  }
  return [];
}

const RECORD = 'type Penalty @evidence(record: "number") { number: String! }';
const PENALTIES = '@item(id: "penalty", class: "ADVERSE", provider: "tax", updateCycle: "P1D")';

describe('the composition check', () => {
  it('accepts a department that keeps the contract', () => {
    expect(faultsOf(department())).toEqual([]);
    const entity = `penalties: [Penalty!] ${PENALTIES}`;
    expect(faultsOf(department({ entity, extra: RECORD }))).toEqual([]);
  });

  const bad: readonly (readonly [string, string, string])[] = [
    [
      'a field without `@item`',
      department({ entity: 'name: String' }),
      'LegalEntity.name: expected `@item`',
    ],
    [
      'a catalogued field that cannot be null',
      department({ entity: `name: String! ${ITEM}` }),
      'LegalEntity.name: expected a nullable type',
    ],
    [
      'an unknown class',
      department({ entity: `name: String ${ITEM.replace('BASIC', 'SECRET')}` }),
      'LegalEntity.name: expected a class of the catalogue',
    ],
    [
      'a prohibited class',
      department({ entity: `faith: String ${ITEM} @sensitive(prohibited: "RELIGION")` }),
      'LegalEntity.faith: a prohibited class may not exist',
    ],
    [
      'a prohibited class inside a record',
      department({
        entity: `penalties: [Penalty!] ${PENALTIES}`,
        extra: `type Penalty @evidence(record: "number") {
          number: String!
          illness: String @sensitive(prohibited: "DISEASE")
        }`,
      }),
      'Penalty.illness: a prohibited class may not exist',
    ],
    [
      'a filter over catalogued data',
      department({ entity: `name(contains: String): String ${ITEM}` }),
      'LegalEntity.name: expected no arguments',
    ],
    [
      'a root field that filters',
      department({
        query:
          'legalEntity(uscc: ID!, status: String): LegalEntity @subject(kind: "LEGAL", key: "uscc")',
      }),
      'Query.legalEntity: expected no argument but `uscc`, got `status`',
    ],
    [
      'a root field that searches',
      department({ query: 'search(name: String!): [LegalEntity!]' }),
      'Query.search: expected `@subject`',
    ],
    [
      'a root field that filters on behalf of somebody',
      department({ query: 'me(onBehalfOf: ID, name: String!): LegalEntity' }),
      'Query.me: expected `@subject`',
    ],
    [
      'a list of records without key evidence',
      department({
        entity: `penalties: [Penalty!] ${PENALTIES}`,
        extra: 'type Penalty { number: String! }',
      }),
      'LegalEntity.penalties: expected `@evidence` with the key evidence on the record type `Penalty`',
    ],
    [
      'evidence that the record does not have',
      department({
        entity: `penalties: [Penalty!] ${PENALTIES}`,
        extra: 'type Penalty @evidence(record: "number", endedOn: "over") { number: String! }',
      }),
      'Penalty: expected a field `over`',
    ],
    [
      'an identity field of an unknown kind',
      department({ entity: `face: String ${ITEM} @sensitive(identity: "FACE")` }),
      'LegalEntity.face: expected a identity field, got `FACE`',
    ],
    [
      'one id for two different things',
      department({
        entity: `name: String ${ITEM} other: String ${ITEM.replace('BASIC', 'ADVERSE')}`,
      }),
      'LegalEntity.other: expected the item `name` to be what it is on `LegalEntity.name`',
    ],
    [
      'a key argument that does not exist',
      department({
        query: 'legalEntity(id: ID!): LegalEntity @subject(kind: "LEGAL", key: "uscc")',
      }),
      'Query.legalEntity: expected the argument `uscc`',
    ],
    [
      '`@item` outside of a subject',
      department({
        entity: `penalties: [Penalty!] ${PENALTIES}`,
        extra: `type Penalty @evidence(record: "number") { number: String! why: String ${ITEM} }`,
      }),
      'Penalty.why: expected `@item` on a field of a subject type only',
    ],
  ];

  it.each(bad)('refuses %s, naming the place', (_what, sdl, expected) => {
    expect(faultsOf(sdl).join('\n')).toContain(expected);
  });

  const rights = (fields: string) => {
    const own = `${SCHEMA_LINKS}${DIRECTIVE_DEFINITIONS}
      type Query { myRights: Rights }
      type Mutation { revoke: Rights }
      type Rights { id: ID ${fields} }
      type LegalEntity @key(fields: "uscc", resolvable: false) { uscc: ID @shareable }`;
    const shared = department().replace('uscc: ID @item', 'uscc: ID @shareable @item');
    return [
      { name: 'rights', sdl: own },
      { name: 'tax', sdl: shared },
    ];
  };

  it('accepts mutations of the rights department, and no way from it to a subject', () => {
    expect(() => compose(rights(''))).not.toThrow();
    expect(() => compose(rights('deep: Deep } type Deep { of: LegalEntity'))).toThrow(
      /Query.myRights: expected no way from a rights field to a subject/,
    );
  });

  it('refuses a mutation, and a root field without a subject, of any other department', () => {
    const query = `legalEntity(uscc: ID!): LegalEntity @subject(kind: "LEGAL", key: "uscc")
      total: Total`;
    const extra = 'type Total { count: Int } type Mutation { erase: Total }';
    const faults = faultsOf(department({ query, extra }));
    expect(faults).toContain('Mutation.erase: expected a mutation of the rights department');
    expect(faults.join()).toContain('Query.total: expected a root field that asks about subjects');
  });

  const withStatistics = (fields: string, sdl = department()) => [
    { name: 'tax', sdl },
    {
      name: 'statistics',
      sdl: `${SCHEMA_LINKS}${DIRECTIVE_DEFINITIONS}
        type Query { statistics(filters: [Filter!]!): Table ${fields} }
        input Filter { dimension: String! values: [String!]! }
        type Table { rows: [Int!] }`,
    },
  ];
  const FILTER = 'where: String';

  it('accepts filters where statistics are asked, and on no question about subjects beside them', () => {
    expect(() => compose(withStatistics(''))).not.toThrow();
    const root = `legalEntity(uscc: ID!, ${FILTER}): LegalEntity @subject(kind: "LEGAL", key: "uscc")`;
    const filtered = [
      withStatistics('', department({ query: root })),
      withStatistics('', department({ entity: `name(${FILTER}): String ${ITEM}` })),
      withStatistics(
        '',
        department({ entity: `penalties(${FILTER}): [Penalty!] ${PENALTIES}`, extra: RECORD }),
      ),
    ];
    for (const subgraphs of filtered) {
      expect(() => compose(subgraphs)).toThrow(/expected no argument/);
    }
  });

  it('refuses a field of statistics that leads to subjects', () => {
    const table = `${department().split('type Query')[0]}`;
    const leading = (fields: string, extra = '') => [
      { name: 'tax', sdl: department() },
      {
        name: 'statistics',
        sdl: `${table} type Query { ${fields} } ${extra}
          type LegalEntity @key(fields: "uscc", resolvable: false) @subject(kind: "LEGAL", key: "uscc") {
            uscc: ID @item(id: "uscc", class: "BASIC", provider: "tax", updateCycle: "P1D") }`,
      },
    ];
    expect(() => compose(leading(`found(${FILTER}): [LegalEntity]`))).toThrow(
      /Query.found: expected `@subject` on a root field that takes arguments/,
    );
    const behind = leading(`cells(${FILTER}): Cells`, 'type Cells { of: LegalEntity }');
    expect(() => compose(behind)).toThrow(/Query.cells: expected no way from a rights field/);
  });

  it('refuses statistics of any other department', () => {
    const query =
      'penaltyCount(region: String): Int legalEntity(uscc: ID!): LegalEntity @subject(kind: "LEGAL", key: "uscc")';
    expect(faultsOf(department({ query }))).toContain(
      'Query.penaltyCount: expected a root field that asks about subjects, or one of the rights department',
    );
  });

  it('refuses `@requires`, which would fetch what was not decided', () => {
    const links = SCHEMA_LINKS.replace('"@external"', '"@external", "@requires"');
    const first = department();
    const second = `${links}${DIRECTIVE_DEFINITIONS}
      type Query { ping: String }
      type LegalEntity @key(fields: "uscc") {
        uscc: ID
        name: String @external
        score: Int @requires(fields: "name")
          @item(id: "score", class: "EVALUATION", provider: "court", updateCycle: "P1D")
      }`.replace('uscc: ID', 'uscc: ID @shareable');
    const shared = first.replace('uscc: ID @item', 'uscc: ID @shareable @item');
    const faults = () =>
      compose([
        { name: 'tax', sdl: shared },
        { name: 'court', sdl: second },
      ]);
    expect(faults).toThrow('LegalEntity.score: expected no `@requires` or `@provides`');
  });

  it('reports what composition itself refuses', () => {
    expect(faultsOf('type Query { broken: Missing }').join('\n')).toContain('Missing');
  });
});
