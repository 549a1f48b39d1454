import { describe, expect, it } from 'vitest';
import { LocalDepartment } from '../../gateway/execution/departments/local.ts';
import { createOpenExecutor } from '../../gateway/execution/open.ts';
import { createApolloExecutor } from './support/apollo.ts';
import { compose, executableSubgraph, type Resolvers } from './support/compose.ts';

/** The same question to this executor and to @apollo/gateway, over the same subgraphs. */
async function both(
  subgraphs: Readonly<Record<string, readonly [typeDefs: string, resolvers: Resolvers]>>,
  query: string,
) {
  const sdl = compose(Object.entries(subgraphs).map(([name, [typeDefs]]) => ({ name, typeDefs })));
  const schemas = new Map(
    Object.entries(subgraphs).map(([name, [typeDefs, resolvers]]) => [
      name,
      executableSubgraph(typeDefs, resolvers),
    ]),
  );
  const apollo = await createApolloExecutor(sdl, schemas);
  const ours = createOpenExecutor(
    sdl,
    new Map([...schemas].map(([name, schema]) => [name, new LocalDepartment({ name, schema })])),
  );
  return {
    ours: JSON.parse(JSON.stringify(await ours({ query }))),
    apollo: await apollo(query, {}),
  };
}

const PRICED = {
  goods: [
    `type Query { item: Item } type Item @key(fields: "id") { id: ID! name: String price(in: String): Int }`,
    {
      Query: { item: () => ({ id: '1', name: '2' }) },
      Item: { price: (_item: unknown, args: { in?: string }) => (args.in === 'EUR' ? 100 : 1) },
    },
  ],
  insurance: [
    `type Item @key(fields: "id") { id: ID! price(in: String): Int @external
       of: String fee: Int @requires(fields: "price(in: \\"EUR\\")") }`,
    {
      Item: {
        of: ({ id }: { id: string }) => `of ${id}`,
        fee: ({ price }: { price: number }) => Math.floor(price / 10),
      },
    },
  ],
} as const;

describe('where this executor differs from @apollo/gateway on purpose', () => {
  it('required arguments: the caller does not choose what a field is computed from', async () => {
    const { ours, apollo } = await both(PRICED, '{ item { price(in: "USD") fee } }');
    expect(ours).toEqual({ data: { item: { price: 1, fee: 10 } } });
    expect(apollo.data).toEqual({ item: { price: 1, fee: 0 } });
  });

  it('required arguments: nor does a caller who gives none', async () => {
    const { ours, apollo } = await both(PRICED, '{ item { price fee } }');
    expect(ours).toEqual({ data: { item: { price: 1, fee: 10 } } });
    expect(apollo.data).toEqual({ item: { price: 1, fee: 0 } });
  });

  it('a key is not what the caller calls a key', async () => {
    const { ours, apollo } = await both(PRICED, '{ item { id: name of } }');
    expect(ours).toEqual({ data: { item: { id: '2', of: 'of 1' } } });
    expect(apollo.data).toEqual({ item: { id: '1', of: 'of 1' } });
  });

  it('interface object typename: a known object type stays', async () => {
    const media = {
      owner: [
        `type Query { book: Book } interface Media @key(fields: "id") { id: ID! }
         type Book implements Media @key(fields: "id") { id: ID! pages: Int }`,
        {
          Query: { book: () => ({ id: '1', pages: 3 }) },
          Media: { __resolveType: () => 'Book' },
        },
      ],
      reviews: [
        `type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }`,
        { Media: { __resolveReference: (reference: object) => ({ ...reference, stars: 5 }) } },
      ],
    } as const;
    const { ours, apollo } = await both(media, '{ book { __typename stars pages } }');
    expect(ours).toEqual({ data: { book: { __typename: 'Book', stars: 5, pages: 3 } } });
    expect(apollo.data).toEqual({ book: null });
  });

  it('fetching by type: nobody is asked what was asked of another kind of object', async () => {
    const asked: string[] = [];
    const debt = ({ id }: { id: string }) => {
      asked.push(id);
      throw new Error('no such register');
    };
    const { ours, apollo } = await both(
      {
        notices: [
          `type Query { notices: [Notice] } union Notice = Fine | Praise
           type Fine { firm: Firm } type Praise { firm: Firm }
           type Firm @key(fields: "id") { id: ID! }`,
          {
            Query: {
              notices: () => [
                { __typename: 'Praise', firm: { id: 'F1' } },
                { __typename: 'Fine', firm: { id: 'F2' } },
              ],
            },
          },
        ],
        courts: ['type Firm @key(fields: "id") { id: ID! debt: Int }', { Firm: { debt } }],
        market: [
          'type Firm @key(fields: "id") { id: ID! medals: Int }',
          { Firm: { medals: () => 3 } },
        ],
      },
      `{ notices { ... on Praise { firm { medals } } ... on Fine @include(if: true) { firm { debt } } } }`,
    );
    const data = { notices: [{ firm: { medals: 3 } }, { firm: { debt: null } }] };
    expect(ours.data).toEqual(data);
    expect(apollo.data).toEqual(data);
    expect(ours.errors.map(({ path }: { path: unknown }) => path)).toEqual([
      ['notices', 1, 'firm', 'debt'],
    ]);
    expect(apollo.errors).toHaveLength(2);
    expect(asked.sort()).toEqual(['F1', 'F2', 'F2']);
  });

  it('reported nulls: an enum value that callers may not see is null with an error', async () => {
    const { ours, apollo } = await both(
      {
        only: [
          'enum Kind { OPEN HIDDEN @inaccessible } type Query { kind: Kind kinds: [Kind!] }',
          { Query: { kind: () => 'HIDDEN', kinds: () => ['OPEN', 'HIDDEN'] } },
        ],
      },
      '{ kind kinds }',
    );
    expect(ours.data).toEqual({ kind: null, kinds: null });
    expect(ours.errors.map(({ path }: { path: unknown }) => path)).toEqual([
      ['kind'],
      ['kinds', 1],
    ]);
    expect(apollo.errors).toBeUndefined();
  });

  it('key order: data is in the order asked', async () => {
    const query = '{ item { id } item @include(if: true) { name } item { price } }';
    const { ours, apollo } = await both(PRICED, query);
    expect(JSON.stringify(ours.data)).toBe('{"item":{"id":"1","name":"2","price":1}}');
    expect(JSON.stringify(apollo.data)).toBe('{"item":{"id":"1","price":1,"name":"2"}}');
  });

  it("error positions: an entity's error is at that entity, whatever was left out before it", async () => {
    const { ours, apollo } = await both(
      {
        a: [
          `type Query { all: [Either] } union Either = Cat | Rock type Rock { m: Int }
           type Cat @key(fields: "id") { id: ID! }`,
          {
            Query: { all: () => [{ m: 1 }, { id: '1' }] },
            Either: { __resolveType: (value: object) => ('m' in value ? 'Rock' : 'Cat') },
          },
        ],
        b: [
          'type Cat @key(fields: "id") { id: ID! naps: Int }',
          {
            Cat: {
              naps: () => {
                throw new Error('awake');
              },
            },
          },
        ],
      },
      '{ all { ... on Cat { naps } ... on Rock { m } } }',
    );
    expect(ours.errors[0].path).toEqual(['all', 1, 'naps']);
    expect(apollo.errors?.[0]?.path).toEqual(['all', 0, 'naps']);
  });
});
