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

describe('cancellation', () => {
  it('stops the fetches that are under way and starts no more', async () => {
    const controller = new AbortController();
    const { run, departments } = stub(COMPANIES, {
      registry: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          controller.abort(new Error('gone'));
        }),
      tax: (request) => entities(request, () => ({})),
    });
    const running = run('{ companies { debt } }', { signal: controller.signal });
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(departments.tax?.asked).toEqual([]);
  });

  it('asks nobody when it came before', async () => {
    const { run, departments } = companies(['1']);
    const running = run('{ companies { debt } }', { signal: AbortSignal.abort() });
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(departments.registry?.asked).toEqual([]);
  });

  it('drops an answer that comes after it', async () => {
    const controller = new AbortController();
    const { run, departments } = stub(COMPANIES, {
      registry: () => {
        controller.abort();
        return { data: { companies: [company('1')] } };
      },
      tax: (request) => entities(request, () => ({})),
    });
    const running = run('{ companies { debt } }', { signal: controller.signal });
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(departments.tax?.asked).toEqual([]);
  });
});

describe('the door', () => {
  it('sees what was sent and asked, and what it returns is what is merged', async () => {
    const { run } = companies(['1', '2', '1']);
    const seen: unknown[] = [];
    const { data, errors } = await run('{ companies { owes: debt } }', {
      hooks: {
        admit(fetch, sent, { representations, places }) {
          if (fetch.service !== 'tax') return sent;
          seen.push({ sent: structuredClone(sent), representations, places: places() });
          return { _entities: [null, { owes: 'edited' }] };
        },
      },
    });
    expect(data?.companies).toEqual([{ owes: null }, { owes: 'edited' }, { owes: null }]);
    expect(errors).toBeUndefined();
    expect(seen).toEqual([
      {
        sent: {
          _entities: [
            { paid: 1, debt: 'd1' },
            { paid: 2, debt: 'd2' },
          ],
        },
        representations: [
          { __typename: 'Company', code: '1' },
          { __typename: 'Company', code: '2' },
        ],
        places: [
          [
            ['companies', 0],
            ['companies', 2],
          ],
          [['companies', 1]],
        ],
      },
    ]);
  });

  it('may take a root answer away', async () => {
    const { run, departments } = companies(['1']);
    const answer = await run('{ companies { debt } }', { hooks: { admit: () => null } });
    expect(answer).toEqual({ data: { companies: null } });
    expect(departments.tax?.asked).toEqual([]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret'))],
    ['returns a list', () => [] as never],
    ['drops an entity', () => ({ _entities: [{ debt: 'x' }] })],
  ])('fails closed when it %s', async (_name, admit) => {
    const causes: unknown[] = [];
    const { run } = stub(COMPANIES, {
      registry: () => ({ data: { companies: ['1', '2'].map(company) } }),
      tax: (request) => ({
        ...entities(request, () => ({ debt: 'hidden' })),
        errors: [{ message: 'hidden too' }],
      }),
    });
    const answer = await run('{ companies { debt } }', {
      hooks: {
        admit: (fetch, sent) => (fetch.service === 'tax' ? admit() : sent),
        failed: (fetch, cause) => causes.push([fetch.service, cause]),
      },
    });
    expect(answer.data).toEqual({ companies: [{ debt: null }, { debt: null }] });
    expect(answer.errors).toEqual([
      {
        message: "the department's answer was not admitted",
        path: ['companies'],
        extensions: { code: 'SOURCE_ERROR', service: 'tax' },
      },
    ]);
    expect(causes).toHaveLength(1);
    expect(JSON.stringify(answer)).not.toMatch(/hidden|secret/);
  });

  it('may stand between executor and department, and ask for less', async () => {
    const { run, departments } = companies(['1', '2']);
    const { data } = await run('{ companies { debt } }', {
      hooks: {
        async exchange(fetch, request, { representations }, send) {
          if (fetch.service !== 'tax') return send(request);
          const [, second] = representations ?? [];
          const answer = await send({ ...request, variables: { representations: [second] } });
          return {
            data: {
              _entities: [null, ...((answer.data?._entities as unknown[] | undefined) ?? [])],
            },
          };
        },
      },
    });
    expect(data?.companies).toEqual([{ debt: null }, { debt: 'd2' }]);
    expect(departments.tax?.asked.map(representationsOf)).toEqual([
      [{ __typename: 'Company', code: '2' }],
    ]);
  });
});

describe('names a caller chooses', () => {
  const HOSTILE = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'caller__x',
    '_entities',
  ];

  it.each(HOSTILE)('answers to the alias `%s` like to any other', async (alias) => {
    const { run } = stub(COMPANIES, {
      registry: () =>
        JSON.parse(
          `{"data":{"companies":[{"__typename":"Company","code":"1","${alias}":"n","caller__${alias}":"n"},{"__typename":"Company","code":"2"}]}}`,
        ),
      tax: (request) => entities(request, () => JSON.parse(`{"debt":"d"}`)),
    });
    const { data, errors } = await run(`{ companies { ${alias}: name debt } }`);
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toBe(
      `{"companies":[{"${alias}":"n","debt":"d"},{"${alias}":null,"debt":"d"}]}`,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('answers to `__proto__` at the root and around objects', async () => {
    const { run } = stub(COMPANIES, {
      registry: () => JSON.parse('{"data":{"__proto__":[{"__typename":"Company","code":"1"}]}}'),
      tax: (request) => entities(request, () => JSON.parse('{"__proto__":"d"}')),
    });
    const { data } = await run('{ __proto__: companies { __proto__: debt } }');
    expect(JSON.stringify(data)).toBe('{"__proto__":[{"__proto__":"d"}]}');
  });

  it('cannot take the place of a key or of a type name', async () => {
    const { run, departments } = stub(COMPANIES, {
      registry: ({ document }) => {
        expect(JSON.stringify(document)).toContain('caller__code');
        return {
          data: {
            companies: [
              { __typename: 'Company', code: '1', caller__code: '2', caller____typename: 'Other' },
            ],
          },
        };
      },
      tax: (request) => entities(request, ({ code }) => ({ debt: `of ${code}` })),
    });
    const { data } = await run('{ companies { code: name __typename: name debt } }');
    expect(data?.companies).toEqual([{ code: '2', __typename: 'Other', debt: 'of 1' }]);
    expect(representationsOf(departments.tax?.asked[0])).toEqual([
      { __typename: 'Company', code: '1' },
    ]);
  });
});
