import { describe, expect, it } from 'vitest';
import { open } from './support/open.ts';
import { representationsOf } from './support/stub.ts';

describe('a department with keys it cannot be asked by', () => {
  it('is asked by the key it can be asked by, wherever that stands', async () => {
    const slot = { row: 'R1', shelf: 'S7', dock: 'D2' };
    const { ask, departments } = open({
      stock: [
        `type Query { crates: [Crate!]! }
         type Crate @key(fields: "slot { row dock }", resolvable: false)
           @key(fields: "code slot { row shelf }")
           @key(fields: "code", resolvable: false) {
           code: ID! slot: Slot! grams: Int! @external isHeavy: Boolean! @requires(fields: "grams") }
         type Slot { row: ID! shelf: ID! dock: ID! }`,
        {
          Query: { crates: () => [{ code: 'C1', slot }] },
          Crate: {
            __resolveReference: (crate: { slot: { shelf?: string } }) =>
              crate.slot.shelf === 'S7' ? crate : null,
            isHeavy: ({ grams }: { grams: number }) => grams > 500,
          },
        },
      ],
      scales: [
        'type Crate @key(fields: "code") { code: ID! grams: Int! }',
        { Crate: { grams: () => 900 } },
      ],
    });
    const { data } = await ask({ query: '{ crates { isHeavy } }' });
    expect(data).toEqual({ crates: [{ isHeavy: true }] });
    expect(representationsOf(departments.get('stock')?.asked[1])).toEqual([
      { __typename: 'Crate', code: 'C1', slot: { row: 'R1', shelf: 'S7' }, grams: 900 },
    ]);
  });
});

describe('a field that is required with different arguments', () => {
  const { ask, departments } = open({
    market: [
      `type Query { lot: Lot lots: [Lot!]! }
       type Lot @key(fields: "id") { id: ID! bids(above: Int): [Bid!]! house: House! }
       type House { id: ID! rate(of: String!): Int! }
       type Bid @key(fields: "id") { id: ID! }`,
      {
        Query: { lot: () => ({ id: 'L1' }), lots: () => [{ id: 'L1' }, { id: 'L2' }] },
        Lot: {
          bids: (_lot: unknown, { above = 0 }: { above?: number }) =>
            [10, 20, 30].filter((bid) => bid > above).map((bid) => ({ id: `B${bid}` })),
          house: () => ({ id: 'H' }),
        },
        House: {
          rate: (_house: unknown, { of }: { of: string }) => (of === 'buyer' ? 5 : 7),
        },
      },
    ],
    purse: [
      'type Bid @key(fields: "id") { id: ID! sum: Int! }',
      { Bid: { sum: ({ id }: { id: string }) => Number(id.slice(1)) } },
    ],
    clerk: [
      `type Lot @key(fields: "id") {
         id: ID! bids(above: Int): [Bid!]! @external house: House! @external note(in: String): String
         total: Int! @requires(fields: "bids { sum }")
         high(times: Int): Int! @requires(fields: "bids(above: 20) { sum }")
         buyerFee: Int! @requires(fields: "house { rate(of: \\"buyer\\") } bids { sum }")
         sellerFee: Int! @requires(fields: "house { rate(of: \\"seller\\") } bids { sum }") }
       type House @external { rate(of: String!): Int! }
       type Bid @key(fields: "id") { id: ID! sum: Int! @external }`,
      {
        Lot: {
          note: (_lot: unknown, args: { in?: string }) => `note ${args.in}`,
          total: ({ bids }: Gathered) => sum(bids),
          high: ({ bids }: Gathered, { times = 1 }: { times?: number }) => sum(bids) * times,
          buyerFee: ({ house, bids }: Gathered) => house.rate * sum(bids),
          sellerFee: ({ house, bids }: Gathered) => house.rate * sum(bids),
        },
      },
    ],
  });
  type Gathered = { bids: { sum: number }[]; house: { rate: number } };
  const sum = (bids: Gathered['bids']) => bids.reduce((all, bid) => all + bid.sum, 0);

  it('is given to each field that requires it as that field asks', async () => {
    const query = `query($times: Int = 2, $in: String = "en") { lot {
      total high(times: $times) buyerFee sellerFee note(in: $in) bids(above: 10) { id } } }`;
    expect(await ask({ query })).toEqual({
      data: {
        lot: {
          total: 60,
          high: 60,
          buyerFee: 300,
          sellerFee: 420,
          note: 'note en',
          bids: [{ id: 'B20' }, { id: 'B30' }],
        },
      },
    });
  });

  it('takes one request for all that can be asked together', async () => {
    const before = departments.get('clerk')?.asked.length ?? 0;
    await ask({ query: '{ lots { total buyerFee } }' });
    expect(departments.get('clerk')?.asked.length).toBe(before + 1);
    await ask({ query: '{ lots { buyerFee sellerFee } }' });
    expect(departments.get('clerk')?.asked.length).toBe(before + 3);
  });

  it('cannot be given by a caller, nor seen', async () => {
    const query = '{ lot { bids_required0: id bids_required1: id rate: id total high } }';
    const { data } = await ask({ query });
    expect(data).toEqual({
      lot: { bids_required0: 'L1', bids_required1: 'L1', rate: 'L1', total: 60, high: 30 },
    });
    const unknown = await ask({ query: '{ lot { bids_required1 { id } } }' });
    expect(unknown.errors?.[0]?.message).toContain('Cannot query field "bids_required1"');
  });
});

describe('an object whose key is the list of what is in it', () => {
  type Bundle = { papers: { id: string; shelf?: string; room?: { no: string } }[] };
  const ids = ({ papers }: Bundle) => papers.map(({ id }) => id).join('+');
  const papers = [{ id: 'P1' }, { id: 'P2' }];
  const { ask, departments } = open({
    desk: [
      `type Query { bundle: Bundle! nothing: Bundle! }
       type Bundle @key(fields: "papers { id }") { papers: [Paper!]! }
       type Paper @key(fields: "id") { id: ID! room: Room @shareable }
       type Room @key(fields: "no") { no: ID! }`,
      {
        Query: { bundle: () => ({ papers }), nothing: () => ({ papers: [] }) },
        Paper: { room: ({ id }: { id: string }) => ({ no: `R${id}` }) },
      },
    ],
    shelves: [
      'type Paper @key(fields: "id") @key(fields: "id shelf") { id: ID! shelf: String! }',
      { Paper: { shelf: ({ id }: { id: string }) => `S${id}` } },
    ],
    index: [
      `type Bundle @key(fields: "papers { id shelf }") { papers: [Paper!]! last: Paper @shareable }
       type Paper @key(fields: "id shelf") { id: ID! shelf: String! }`,
      { Bundle: { last: ({ papers: all }: Bundle) => all.at(-1) ?? null } },
    ],
    archive: [
      `type Bundle @key(fields: "papers { id shelf room { no } } last { id }") {
         papers: [Paper!]! last: Paper @shareable label: String }
       type Paper @key(fields: "id shelf room { no }") { id: ID! shelf: String! room: Room }
       type Room @key(fields: "no") { no: ID! }`,
      { Bundle: { label: (bundle: Bundle) => `of ${ids(bundle)}` } },
    ],
  });

  it('is asked about with all that the key holds, each paper looked up once', async () => {
    expect(await ask({ query: '{ bundle { label last { id } papers { shelf } } }' })).toEqual({
      data: {
        bundle: {
          label: 'of P1+P2',
          last: { id: 'P2' },
          papers: [{ shelf: 'SP1' }, { shelf: 'SP2' }],
        },
      },
    });
    expect(representationsOf(departments.get('archive')?.asked[0])).toEqual([
      {
        __typename: 'Bundle',
        papers: [
          { id: 'P1', shelf: 'SP1', room: { no: 'RP1' } },
          { id: 'P2', shelf: 'SP2', room: { no: 'RP2' } },
        ],
        last: { id: 'P2' },
      },
    ]);
    expect(departments.get('shelves')?.asked).toHaveLength(1);
  });

  it('is asked about with an empty list too, and with a null that is known', async () => {
    expect(await ask({ query: '{ nothing { last { id } label } }' })).toEqual({
      data: { nothing: { last: null, label: 'of ' } },
    });
    expect(representationsOf(departments.get('archive')?.asked.at(-1))).toEqual([
      { __typename: 'Bundle', papers: [], last: null },
    ]);
  });
});

describe('an operation that nobody can answer', () => {
  const { ask, departments } = open({
    a: [
      `type Query { beacon: Beacon lamp: Int } interface Beacon @key(fields: "id") { id: ID! }`,
      { Query: { beacon: () => ({ id: '1' }), lamp: () => 1 } },
    ],
    b: [
      `type Beacon @key(fields: "id", resolvable: false) @interfaceObject { id: ID! range: Int }
       type Query { nearest: Beacon }`,
      { Query: { nearest: () => ({ id: '1', range: 3 }) } },
    ],
  });

  it('is refused, instead of answered with nulls that nobody gave', async () => {
    const answer = await ask({ query: '{ beacon { range } }' });
    expect(answer.errors?.map(({ extensions }) => extensions?.code)).toEqual(['PLAN_FAILED']);
    expect(answer).not.toHaveProperty('data');
    expect(departments.get('a')?.asked).toEqual([]);
  });

  it('is not one that leaves everything out, or asks about the schema only', async () => {
    const left = await ask({ query: '{ lamp @skip(if: true) }' });
    expect(left).toEqual({ data: {} });
    const schema = await ask({
      query: '{ ...S } fragment S on Query { __typename __schema { queryType { name } } }',
    });
    expect(schema).toEqual({
      data: { __typename: 'Query', __schema: { queryType: { name: 'Query' } } },
    });
  });
});

describe('a directive that departments offer to callers', () => {
  const link = (definition: string) => `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
    @link(url: "https://example.org/detail/v1.0", import: ["@detail"])
    @composeDirective(name: "@detail")
    enum Level { LOW HIGH } ${definition}\n`;
  const { ask, departments } = open({
    a: [
      `${link('directive @detail(level: Level!, note: String) on FIELD')} type Query { tide: Int }`,
      { Query: { tide: () => 4 } },
    ],
    b: [
      `${link('directive @detail(level: Level! = LOW, note: String) on FIELD')} type Query { wind: Int }`,
      { Query: { wind: () => 9 } },
    ],
  });

  it('goes to them with the arguments that were left to their defaults', async () => {
    const query = '{ tide @detail wind @detail(level: HIGH) }';
    expect(await ask({ query })).toEqual({ data: { tide: 4, wind: 9 } });
    expect(departments.get('a')?.asked[0]?.query).toContain('tide@detail(level:LOW)');
    expect(departments.get('b')?.asked[0]?.query).toContain('wind@detail(level:HIGH)');
  });
});

describe('a union with other members in one department than in another', () => {
  const grain = { __typename: 'Grain', sort: 'rye' };
  const ore = { __typename: 'Ore', metal: 'tin', mine: { id: 'M1', depth: 40 } };
  const oil = { __typename: 'Oil', barrels: 7 };
  const typeDefs = (
    own: string,
  ) => `type Ship @key(fields: "id") { id: ID! cargo: [Cargo!]! @shareable }
    type Grain @shareable { sort: String } ${own}`;
  const { ask, departments } = open({
    mines: [
      `type Query { carrier: Ship }
       ${typeDefs(`union Cargo = Grain | Ore
         type Ore { metal(upper: Boolean): String mine: Mine! }
         type Mine @key(fields: "id") { id: ID! depth: Int owner: String @external
           levy: Int @requires(fields: "owner") }`)}`,
      {
        Query: { carrier: () => ({ id: 'S1', cargo: [grain, ore] }) },
        Ore: {
          metal: ({ metal }: { metal: string }, { upper }: { upper?: boolean }) =>
            upper ? metal.toUpperCase() : metal,
        },
      },
    ],
    wells: [
      `type Query { tanker: Ship } ${typeDefs('union Cargo = Grain | Oil type Oil { barrels: Int }')}`,
      { Query: { tanker: () => ({ id: 'S2', cargo: [oil, grain] }) } },
    ],
    owners: [
      'type Mine @key(fields: "id") { id: ID! owner: String }',
      { Mine: { owner: () => 'Ann' } },
    ],
  });
  const CARGO = `fragment C on Cargo {
    __typename ... on Grain { sort } ...O ... on Oil @include(if: $oil) { barrels } }
    fragment O on Ore { metal(upper: $upper) mine { depth } }`;

  it('is answered with all members that the department asked knows', async () => {
    const query = `query($upper: Boolean = true, $oil: Boolean = true) {
      carrier { cargo { ...C } } tanker { cargo { ...C } } } ${CARGO}`;
    const { data, errors } = await ask({ query });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      carrier: { cargo: [grain, { __typename: 'Ore', metal: 'TIN', mine: { depth: 40 } }] },
      tanker: { cargo: [oil, grain] },
    });
    expect(departments.get('mines')?.asked[0]?.query).not.toContain('Oil');
    expect(departments.get('wells')?.asked[0]?.query).not.toContain('Ore');
  });

  it('keeps the conditions under which a member is asked for', async () => {
    const query = `query($oil: Boolean!) {
      tanker { cargo { __typename ... on Oil @include(if: $oil) { barrels } } } }`;
    const { data } = await ask({ query, variables: { oil: false } });
    expect(data).toEqual({ tanker: { cargo: [{ __typename: 'Oil' }, { __typename: 'Grain' }] } });
  });
});
