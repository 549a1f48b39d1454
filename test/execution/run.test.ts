import { describe, expect, it } from 'vitest';
import { entities, representationsOf, stub } from './support/stub.ts';

const COMPANIES = {
  registry: `
    type Query { companies: [Company] company(code: ID): Company! grid: [[Company]] }
    type Company @key(fields: "code") { code: ID! name: String }`,
  tax: `
    type Query { rate(of: String, unused: Int): Float }
    type Company @key(fields: "code") { code: ID! paid(year: Int): Int! debt: String }`,
};

const company = (code: string) => ({ __typename: 'Company', code, name: `n${code}` });

function companies(codes: readonly (string | null)[]) {
  return stub(COMPANIES, {
    registry: () => ({ data: { companies: codes.map((code) => code && company(code)) } }),
    tax: (request) => entities(request, ({ code }) => ({ paid: Number(code), debt: `d${code}` })),
  });
}

describe('representations', () => {
  it('asks once for equal entities and answers at all their places', async () => {
    const { run, departments } = companies(['1', '2', null, '1', '1']);
    const { data, errors } = await run('{ companies { paid } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      companies: [{ paid: 1 }, { paid: 2 }, null, { paid: 1 }, { paid: 1 }],
    });
    expect(departments.tax?.asked.map(representationsOf)).toEqual([
      [
        { __typename: 'Company', code: '1' },
        { __typename: 'Company', code: '2' },
      ],
    ]);
  });

  it('sends at most so many in one request', async () => {
    const codes = Array.from({ length: 1201 }, (_, n) => String(n));
    const { run, departments } = companies(codes);
    const { data } = await run('{ companies { paid } }');
    const sizes = () => departments.tax?.asked.map((request) => representationsOf(request).length);
    expect(sizes()).toEqual([500, 500, 201]);
    expect(data?.companies).toEqual(codes.map((code) => ({ paid: Number(code) })));
    departments.tax?.asked.splice(0);
    await run('{ companies { paid } }', { representationsPerRequest: 1000 });
    expect(sizes()).toEqual([1000, 201]);
  });

  it('gives each place an answer of its own, so that later answers stay apart', async () => {
    const { run } = stub(COMPANIES, {
      registry: () => ({ data: { grid: [[company('1')], null, [company('1'), null]] } }),
      tax: (request) => entities(request, () => ({ paid: 1, debt: 'd' })),
    });
    const { data } = await run('{ grid { paid debt } }');
    expect(data?.grid).toEqual([[{ paid: 1, debt: 'd' }], null, [{ paid: 1, debt: 'd' }, null]]);
  });

  it('leaves out an entity whose key never came', async () => {
    const { run, departments } = stub(COMPANIES, {
      registry: () => ({ data: { companies: [{ __typename: 'Company' }, company('2')] } }),
      tax: (request) => entities(request, () => ({ debt: 'x' })),
    });
    const { data } = await run('{ companies { debt } }');
    expect(data).toEqual({ companies: [{ debt: null }, { debt: 'x' }] });
    expect(representationsOf(departments.tax?.asked[0])).toHaveLength(1);
  });

  it('shares nothing between the places of one entity', async () => {
    const { run } = stub(
      {
        a: 'type Query { ps: [P] } type P @key(fields: "id") { id: ID! }',
        b: 'type P @key(fields: "id") { id: ID! box: Box } type Box { any: Any list: [Box] } scalar Any',
      },
      {
        a: () => ({ data: { ps: ['1', '1'].map((id) => ({ __typename: 'P', id })) } }),
        b: (request) => entities(request, () => ({ box: { any: 1, list: [{ any: 2 }] } })),
      },
    );
    const rootValue: Record<string, unknown> = {};
    await run('{ ps { box { any list { any } } } }', { rootValue });
    const [one, other] = rootValue.ps as { box: { list: object[] } }[];
    expect(one).toEqual(other);
    expect(one?.box).not.toBe(other?.box);
    expect(one?.box.list).not.toBe(other?.box.list);
    expect(one?.box.list[0]).not.toBe(other?.box.list[0]);
  });

  it('asks no department when there is nothing to ask about', async () => {
    const { run, departments } = companies([null]);
    expect(await run('{ companies { paid } }')).toEqual({ data: { companies: [null] } });
    expect(departments.tax?.asked).toEqual([]);
  });
});

describe('variables', () => {
  it('sends only those that a fetch uses, checked and with defaults', async () => {
    const { run, departments } = stub(COMPANIES, {
      registry: () => ({ data: { company: company('7') } }),
      tax: (request) =>
        request.variables.representations
          ? entities(request, () => ({ paid: 1 }))
          : { data: { rate: 2 } },
    });
    const query = `query($y: Int = 2020, $c: ID, $of: String, $secret: Int) {
      company(code: $c) { paid(year: $y) } rate(of: $of, unused: $secret) @skip(if: true) again: rate(of: $of) }`;
    await run(query, { variables: { c: 12, of: 'x', secret: 1, more: 2 } });
    expect(departments.registry?.asked.map(({ variables }) => variables)).toEqual([{ c: '12' }]);
    expect(departments.tax?.asked.map(({ variables }) => variables)).toEqual(
      expect.arrayContaining([
        { of: 'x' },
        { y: 2020, representations: [{ __typename: 'Company', code: '7' }] },
      ]),
    );
  });

  it('answers without data when they do not fit', async () => {
    const { run, departments } = companies(['1']);
    const query = 'query($c: ID!, $y: Int) { company(code: $c) { paid(year: $y) } }';
    const answer = await run(query, { variables: { y: 'old' } });
    expect(answer).not.toHaveProperty('data');
    expect(answer.errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT' },
      { code: 'BAD_USER_INPUT' },
    ]);
    expect(departments.registry?.asked).toEqual([]);
  });

  it("keeps a caller's `$representations` apart from the executor's", async () => {
    const { run, departments } = companies(['1']);
    const query = 'query($representations: Int) { companies { paid(year: $representations) } }';
    await run(query, { variables: { representations: 1999 } });
    expect(departments.tax?.asked[0]?.variables).toEqual({
      caller_representations: 1999,
      representations: [{ __typename: 'Company', code: '1' }],
    });
  });

  it('refuses `$__proto__`', async () => {
    const { run } = companies([]);
    expect(() => run('query($__proto__: ID) { company(code: $__proto__) { name } }')).toThrow(
      'expected a variable name other than `__proto__`',
    );
  });
});

describe('a department that fails', () => {
  const failing = (fail: () => never) =>
    stub(COMPANIES, {
      registry: () => ({
        data: { companies: [company('1'), company('2')], company: company('3') },
      }),
      tax: fail,
    });
  const boom = () => {
    throw new Error('ECONNREFUSED 10.0.0.1: secret');
  };

  it('gives nulls and one error, and the rest is answered', async () => {
    const { run } = failing(boom);
    expect(await run('{ companies { name debt } rate }')).toEqual({
      data: {
        companies: [
          { name: 'n1', debt: null },
          { name: 'n2', debt: null },
        ],
        rate: null,
      },
      errors: [
        {
          message: 'the department could not be reached',
          path: ['companies'],
          extensions: { code: 'SOURCE_UNAVAILABLE', service: 'tax' },
        },
        {
          message: 'the department could not be reached',
          path: ['rate'],
          extensions: { code: 'SOURCE_UNAVAILABLE', service: 'tax' },
        },
      ],
    });
  });

  it('bubbles up its nulls without more errors, with the path of the one place it was for', async () => {
    const { run } = failing(boom);
    expect(await run('{ company { name paid } }')).toEqual({
      data: null,
      errors: [
        {
          message: 'the department could not be reached',
          path: ['company'],
          extensions: { code: 'SOURCE_UNAVAILABLE', service: 'tax' },
        },
      ],
    });
  });

  it.each([
    ['text', 'text'],
    ['a list', []],
    ['null', null],
    ['neither data nor errors', {}],
    ['null data without errors', { data: null }],
    ['data of another kind', { data: [1] }],
    ['errors of another kind', { data: {}, errors: 'no' }],
    ['no entities', { data: {} }],
    ['too few entities', { data: { _entities: [{ debt: 'x' }] } }],
    ['too many entities', { data: { _entities: [{}, {}, {}] } }],
  ])('is not believed when it sends %s', async (_name, answer) => {
    const { run } = stub(COMPANIES, {
      registry: () => ({ data: { companies: [company('1'), company('2')] } }),
      tax: () => answer as never,
    });
    const { data, errors } = await run('{ companies { name debt } }');
    expect(data?.companies).toEqual([
      { name: 'n1', debt: null },
      { name: 'n2', debt: null },
    ]);
    expect(errors).toMatchObject([{ extensions: { code: 'SOURCE_UNAVAILABLE', service: 'tax' } }]);
  });

  it('is also one that is not there', async () => {
    const { run, departments } = companies(['1']);
    const answer = await run('{ companies { debt } }', {
      departments: new Map([['registry', departments.registry as never]]),
    });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'SOURCE_UNAVAILABLE' } }]);
  });
});

describe('what several departments answer', () => {
  const SHARED = {
    a: 'type Query { me: Me @shareable } type Me @shareable { name: String list: [Me] only: Int }',
    b: 'type Query { me: Me @shareable } type Me @shareable { name: String list: [Me] right: Int }',
  };
  const ask = async (a: unknown, b: unknown) => {
    const { run } = stub(SHARED, {
      a: () => ({ data: { me: a } }),
      b: () => ({ data: { me: b } }),
    });
    return (await run('{ me { only right list { only right } } }')).data;
  };

  it.each([
    ['a null takes nothing away', { only: 1 }, null, { only: 1, right: null, list: null }],
    ['nor does an earlier one', null, { right: 2 }, { only: null, right: 2, list: null }],
    [
      'lists join by position',
      { list: [{ only: 1 }, null] },
      { list: [{ right: 2 }, { right: 3 }] },
      {
        only: null,
        right: null,
        list: [
          { only: 1, right: 2 },
          { only: null, right: 3 },
        ],
      },
    ],
  ])('%s', async (_name, a, b, expected) => {
    expect(await ask(a, b)).toEqual({ me: expected });
  });

  it('never joins lists of different lengths', async () => {
    const data = await ask({ list: [{ only: 1 }] }, { list: [{ right: 2 }, { right: 3 }] });
    const me = data?.me as { list: { only: unknown; right: unknown }[] } | undefined;
    expect(me?.list.length).toBeGreaterThan(0);
    for (const { only, right } of me?.list ?? []) expect([only, right]).toContain(null);
  });
});

describe("a department's errors", () => {
  it('are given at every place they are about, in the order of the plan', async () => {
    const { run } = stub(COMPANIES, {
      registry: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return { data: { companies: ['1', '2', '1'].map(company) }, errors: [{ message: 'slow' }] };
      },
      tax: (request) =>
        request.variables.representations
          ? {
              data: { _entities: [{ owes: null }, { owes: 'x' }] },
              errors: [
                {
                  message: 'no debt',
                  path: ['_entities', 0, 'owes'],
                  extensions: { code: 'GONE', stacktrace: ['at secret.ts'] },
                },
              ],
            }
          : { data: { rate: null }, errors: [{ message: 'quick', path: ['rate'] }] },
    });
    const { data, errors } = await run('{ companies { owes: debt } rate }');
    expect(data).toEqual({
      companies: [{ owes: null }, { owes: 'x' }, { owes: null }],
      rate: null,
    });
    const gone = { code: 'GONE', serviceName: 'tax' };
    const codeless = { code: 'DOWNSTREAM_SERVICE_ERROR' };
    expect(errors).toEqual([
      { message: 'slow', extensions: { ...codeless, serviceName: 'registry' } },
      { message: 'no debt', path: ['companies', 0, 'owes'], extensions: gone },
      { message: 'no debt', path: ['companies', 2, 'owes'], extensions: gone },
      { message: 'quick', path: ['rate'], extensions: { ...codeless, serviceName: 'tax' } },
    ]);
  });
});

it('refuses a plan of another supergraph', async () => {
  const one = companies(['1']);
  const plan = { supergraph: 'another', kind: 'query', fetches: [] } as const;
  await expect(one.run('{ companies { name } }', { plan })).rejects.toMatchObject({
    code: 'PLAN_FAILED',
  });
});
