import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parsePathElement, pathOf, placesAt } from '../../gateway/execution/places.ts';
import { buildPlan } from '../../gateway/execution/plan.ts';
import { applyRewrites, compileRewrites } from '../../gateway/execution/rewrites.ts';
import { loadSupergraph } from '../../gateway/execution/supergraph.ts';
import { TypeConditions } from '../../gateway/execution/types.ts';
import { compose } from './support/compose.ts';
import { open } from './support/open.ts';

describe('contexts', () => {
  const T = (id: string, prop: string) => ({
    id,
    prop,
    u: { id: 'u1' },
    us: [[{ id: 'u1' }, null]],
  });
  const { ask, departments } = open({
    a: [
      `type Query { t: T! ts: [T]! }
       type T @key(fields: "id") @context(name: "ctx") { id: ID! prop: String! u: U us: [[U]] }
       type U @key(fields: "id") { id: ID! field(plain: Int, a: String @fromContext(field: "$ctx { prop }")): String! }`,
      {
        Query: {
          t: () => T('1', 'p1'),
          ts: () => [T('1', 'p1'), null, T('2', 'p2'), T('3', 'p1')],
        },
        U: {
          __resolveReference: (reference: object) => reference,
          field: (u: { id: string }, { a, plain }: { a: string; plain?: number }) =>
            `${u.id} in ${a} ${plain ?? ''}`,
        },
      },
    ],
    b: ['type Query { b: Int }', {}],
  });

  it('give each entity the value above it, and ask once for each value', async () => {
    const { data, errors } = await ask({ query: '{ ts { u { field } us { field(plain: 7) } } }' });
    expect(errors).toBeUndefined();
    const at = (prop: string) => ({
      u: { field: `u1 in ${prop} ` },
      us: [[{ field: `u1 in ${prop} 7` }, null]],
    });
    expect(data).toEqual({ ts: [at('p1'), null, at('p2'), at('p1')] });
    const asked =
      departments
        .get('a')
        ?.asked.slice(1)
        .map(({ variables }) => variables) ?? [];
    expect(asked).toHaveLength(4);
    expect(asked.map((variables) => Object.values(variables)[0]).sort()).toEqual([
      'p1',
      'p1',
      'p2',
      'p2',
    ]);
  });

  it('cannot be given by a caller', async () => {
    const query =
      'query($contextualArgument_1_0: Int) { t { u { field(plain: $contextualArgument_1_0) } } }';
    const { data } = await ask({ query, variables: { contextualArgument_1_0: 5 } });
    expect(data).toEqual({ t: { u: { field: 'u1 in p1 5' } } });
  });
});

describe('mutations', () => {
  it('happen in the order asked, one after the other, across departments', async () => {
    const log: string[] = [];
    const act =
      (name: string) =>
      async (_root: unknown, { n }: { n: number }) => {
        log.push(`${name}${n} begins`);
        await new Promise((resolve) => setTimeout(resolve, 4 - n));
        log.push(`${name}${n} ends`);
        return { id: String(n) };
      };
    const { ask } = open({
      a: [
        'type Query { x: Int } type Mutation { a(n: Int!): P } type P @key(fields: "id") { id: ID! }',
        { Mutation: { a: act('a') } },
      ],
      b: [
        'type Mutation { b(n: Int!): P } type P @key(fields: "id") { id: ID! late: Int }',
        {
          Mutation: { b: act('b') },
          P: { late: () => 1 },
        },
      ],
    });
    const query =
      'mutation { one: a(n: 1) { late } two: b(n: 2) { id } three: a(n: 3) { id } __typename }';
    expect((await ask({ query })).data).toEqual({
      one: { late: 1 },
      two: { id: '2' },
      three: { id: '3' },
      __typename: 'Mutation',
    });
    expect(log).toEqual(['a1 begins', 'a1 ends', 'b2 begins', 'b2 ends', 'a3 begins', 'a3 ends']);
  });
});

describe('names kept apart', () => {
  it("are the caller's again in data and in error paths", async () => {
    const fail = () => {
      throw new Error('no');
    };
    const { ask, departments } = open({
      a: [
        'type Query { ps: [P] } type P @key(fields: "id") { id: ID! bad: Int name: String }',
        { Query: { ps: () => [{ id: '1', name: 'n' }] }, P: { bad: fail } },
      ],
      b: ['type P @key(fields: "id") { id: ID! worse: Int }', { P: { worse: fail } }],
    });
    const query =
      '{ ps { id: bad caller__id: name caller__x: bad __typename: worse caller__caller__id: bad } }';
    const { data, errors } = await ask({ query });
    expect(data).toEqual({
      ps: [
        { id: null, caller__id: 'n', caller__x: null, __typename: null, caller__caller__id: null },
      ],
    });
    expect(errors?.map(({ path }) => path?.at(-1))).toEqual([
      'id',
      'caller__x',
      'caller__caller__id',
      '__typename',
    ]);
    expect(departments.get('a')?.asked[0]?.query).toContain('caller__caller__x:bad');
  });
});

describe('an entity that a department does not know', () => {
  it('leaves its fields null, or its nearest nullable parent', async () => {
    const { ask } = open({
      a: [
        'type Query { ps: [P] } type P @key(fields: "id") { id: ID! }',
        { Query: { ps: () => [{ id: '1' }, { id: '2' }] } },
      ],
      b: [
        'type P @key(fields: "id") { id: ID! soft: Int hard: Int! }',
        {
          P: {
            __resolveReference: ({ id }: { id: string }) =>
              id === '1' ? null : { soft: 1, hard: 2 },
          },
        },
      ],
    });
    expect(await ask({ query: '{ ps { id soft } }' })).toEqual({
      data: {
        ps: [
          { id: '1', soft: null },
          { id: '2', soft: 1 },
        ],
      },
    });
    const { data, errors } = await ask({ query: '{ ps { hard } }' });
    expect(data).toEqual({ ps: [null, { hard: 2 }] });
    expect(errors).toMatchObject([{ path: ['ps', 0, 'hard'] }]);
  });
});

describe('interface objects', () => {
  it('come by their type, key and fields from whoever knows them', async () => {
    const { ask } = open({
      owner: [
        `type Query { all: [Media!]! } interface Media @key(fields: "id") { id: ID! title: String }
         type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
         type Film implements Media @key(fields: "id") { id: ID! title: String }`,
        {
          Query: { all: () => ['1', '2'].map((id) => ({ id, title: `t${id}` })) },
          Media: {
            __resolveType: ({ id }: { id: string }) => (id === '1' ? 'Book' : 'Film'),
            __resolveReference: ({ id }: { id: string }) => ({ id, title: `t${id}`, pages: 9 }),
          },
          Book: { pages: () => 9 },
        },
      ],
      reviews: [
        `type Query { top: [Media!] } type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int title: String @external tag: String @requires(fields: "title") }`,
        {
          Query: { top: () => [{ id: '2' }, { id: '1' }] },
          Media: {
            __resolveReference: (reference: object) => reference,
            stars: ({ id }: { id: string }) => Number(id),
            tag: ({ title }: { title: string }) => `#${title}`,
          },
        },
      ],
    });
    expect(
      await ask({ query: '{ top { __typename id stars title ... on Book { pages } } }' }),
    ).toEqual({
      data: {
        top: [
          { __typename: 'Film', id: '2', stars: 2, title: 't2' },
          { __typename: 'Book', id: '1', stars: 1, title: 't1', pages: 9 },
        ],
      },
    });
    expect(await ask({ query: '{ all { tag stars __typename } top { tag } }' })).toEqual({
      data: {
        all: [
          { tag: '#t1', stars: 1, __typename: 'Book' },
          { tag: '#t2', stars: 2, __typename: 'Film' },
        ],
        top: [{ tag: '#t2' }, { tag: '#t1' }],
      },
    });
  });
});

describe('paths', () => {
  const find = (data: unknown, ...path: string[]) =>
    placesAt({ value: data, key: undefined, parent: undefined }, path.map(parsePathElement)).map(
      pathOf,
    );

  it.each([
    [{ a: { b: {} } }, ['a', 'b'], [['a', 'b']]],
    [
      { a: [{}, null, {}] },
      ['a', '@'],
      [
        ['a', 0],
        ['a', 2],
      ],
    ],
    [
      { a: [[{}], null, [{}, {}]] },
      ['a', '@', '@'],
      [
        ['a', 0, 0],
        ['a', 2, 0],
        ['a', 2, 1],
      ],
    ],
    [{ a: [[{ b: {} }]] }, ['a', 'b'], [['a', 0, 0, 'b']]],
    [{ a: null }, ['a', 'b'], []],
    [{ a: 'text' }, ['a', '@', 'b'], []],
    [{}, ['toString'], []],
    [{ a: [{ __typename: 'X' }, { __typename: 'Y' }, {}] }, ['a', '@|[X,Z]'], [['a', 0]]],
    [{ a: { __typename: 'X', b: {} } }, ['a|[X]', 'b'], [['a', 'b']]],
    [{ a: { __typename: 'X', b: {} } }, ['a|[Y]', 'b'], []],
    [{ __typename: 'Query', a: {} }, ['|[Query]', 'a'], [['a']]],
    [{ a: {} }, ['', 'a'], [['a']]],
  ])('in %j along %j', (data, path, expected) => {
    expect(find(data, ...path)).toEqual(expected);
  });
});

describe('rewrites', () => {
  const types = new TypeConditions(
    buildSchema(
      'type Query { i: I } interface I { x: Int } type A implements I { x: Int } type B { x: Int }',
    ),
  );
  const rename = (path: string[], renameKeyTo: string) =>
    ({ kind: 'KeyRenamer', path, renameKeyTo }) as const;
  const set = (path: string[], setValueTo: unknown) =>
    ({ kind: 'ValueSetter', path, setValueTo }) as const;

  it.each([
    ['falsy values too', [rename(['x__alias_0'], 'x')], { x__alias_0: 0 }, { x: 0 }],
    ['null too', [rename(['x__alias_0'], 'x')], { x__alias_0: null }, { x: null }],
    ['only when there', [rename(['x__alias_0'], 'x')], { x: 1 }, { x: 1 }],
    [
      'for a type',
      [rename(['... on A', 'y'], 'x')],
      [
        { __typename: 'A', y: 1 },
        { __typename: 'B', y: 2 },
      ],
      [
        { __typename: 'A', x: 1 },
        { __typename: 'B', y: 2 },
      ],
    ],
    [
      'for an interface',
      [rename(['... on I', 'y'], 'x')],
      { __typename: 'A', y: 1 },
      { __typename: 'A', x: 1 },
    ],
    [
      'inside what is renamed',
      [rename(['o__alias_0'], 'o'), rename(['o__alias_0', 'x__alias_0'], 'x')],
      { o__alias_0: [[{ x__alias_0: 1 }]] },
      { o: [[{ x: 1 }]] },
    ],
    [
      'values set',
      [set(['... on A', '__typename'], 'I')],
      { __typename: 'A' },
      { __typename: 'I' },
    ],
  ])('move %s', (_name, rewrites, value, expected) => {
    applyRewrites(compileRewrites(rewrites, types), value);
    expect(value).toEqual(expected);
  });
});

describe('fetching by type', () => {
  it('asks only about the types that were asked for', async () => {
    const sdl = compose([
      {
        name: 'a',
        typeDefs: `type Query { all: [Either] } union Either = X | Y
          type X { p: P } type Y { p: P } type P @key(fields: "id") { id: ID! }`,
      },
      { name: 'b', typeDefs: 'type P @key(fields: "id") { id: ID! name: String size: Int }' },
    ]);
    const query = parse('{ all { ... on X { p { name } } ... on Y { p { size } } } }');
    const plan = buildPlan(loadSupergraph(sdl, { typeConditionedFetching: true }), query);
    const fetches = plan.fetches.filter(({ service }) => service === 'b');
    expect(fetches).toHaveLength(2);
    const data = {
      all: [
        { __typename: 'X', p: {} },
        { __typename: 'Y', p: {} },
      ],
    };
    const root = { value: data, key: undefined, parent: undefined };
    const reached = fetches.map(({ path, keys }) => [keys, placesAt(root, path).map(pathOf)]);
    expect(reached).toEqual(
      expect.arrayContaining([
        [['name'], [['all', 0, 'p']]],
        [['size'], [['all', 1, 'p']]],
      ]),
    );
  });
});
