import { describe, expect, it } from 'vitest';
import { stub } from './support/stub.ts';

const TYPES = `
  scalar Anything
  enum Colour { RED GREEN SECRET @inaccessible }
  type Query { a: A need: A! list: [A!] needList: [A!]! grid: [[Int!]!] leaf: Leaf thing: Thing either: Either }
  type A { x: Int y: Int! inner: A deep: A! items: [A!]! }
  type Leaf { i: Int f: Float s: String b: Boolean id: ID c: Colour any: Anything is: [Int] cs: [Colour!] }
  interface Thing { name: String }
  type One implements Thing { name: String one: Int }
  type Hidden implements Thing @inaccessible { name: String }
  type Alien { name: String }
  union Either = One | Alien`;

const answer = (query: string, data: unknown, errors?: readonly object[]) =>
  stub({ only: TYPES }, { only: () => ({ data, errors }) as never }).run(query);

const told = (errors: readonly { path?: readonly unknown[] }[] | undefined) =>
  errors?.map(({ path }) => path?.join('.'));

describe('null where it is forbidden', () => {
  it.each([
    ['a nullable field stays', '{ a { x } }', { a: { x: null } }, { a: { x: null } }, undefined],
    ['a field that is absent is null', '{ a { x } }', { a: {} }, { a: { x: null } }, undefined],
    ['the object is null', '{ a { x y } }', { a: { x: 1, y: null } }, { a: null }, ['a.y']],
    ['absent counts as null', '{ a { y } }', { a: {} }, { a: null }, ['a.y']],
    [
      'two levels up',
      '{ a { inner { deep { y } } } }',
      { a: { inner: { deep: {} } } },
      { a: { inner: null } },
      ['a.inner.deep.y'],
    ],
    ['up to the data', '{ need { y } }', { need: { y: null } }, null, ['need.y']],
    ['the root field itself', '{ need { x } a { x } }', { need: null }, null, ['need']],
    [
      'an item ends its list',
      '{ list { y } }',
      { list: [{ y: 1 }, { y: null }] },
      { list: null },
      ['list.1.y'],
    ],
    ['a null item', '{ list { x } }', { list: [{ x: 1 }, null] }, { list: null }, ['list.1']],
    [
      'a list within',
      '{ a { items { y } } }',
      { a: { items: [{ y: 1 }, {}] } },
      { a: null },
      ['a.items.1.y'],
    ],
    ['a list of lists', '{ grid }', { grid: [[1], [2, null]] }, { grid: null }, ['grid.1.1']],
    [
      'only once for many',
      '{ list { y inner { y } } }',
      { list: [{}, {}, {}] },
      { list: null },
      ['list.0.y'],
    ],
    [
      'each for itself',
      '{ a { y } thing { name } list { y } }',
      { a: {}, list: [{}] },
      { a: null, thing: null, list: null },
      ['a.y', 'list.0.y'],
    ],
  ])('%s', async (_name, query, data, expected, paths) => {
    const result = await answer(query, data);
    expect(result.data).toEqual(expected);
    expect(told(result.errors)).toEqual(paths);
  });

  it.each([
    ['at the field', ['a', 'y']],
    ['above it', ['a']],
    ['below it, bubbled up', ['a', 'y', 'z']],
    ['nowhere', undefined],
  ])("needs no error of its own when the department's is %s", async (_name, path) => {
    const result = await answer('{ a { y } }', { a: { y: null } }, [{ message: 'no', path }]);
    expect(result.data).toEqual({ a: null });
    expect(result.errors?.map(({ message }) => message)).toEqual(['no']);
  });

  it('needs one when the department told of something else', async () => {
    const errors = [{ message: 'no', path: ['a', 'x'] }];
    const result = await answer('{ a { x y } }', { a: {} }, errors);
    expect(told(result.errors)).toEqual(['a.x', 'a.y']);
  });
});

describe('a value that does not fit', () => {
  it.each([
    ['i', 1.5],
    ['i', '1'],
    ['i', true],
    ['i', 2 ** 31],
    ['i', -(2 ** 31) - 1],
    ['i', [1]],
    ['i', {}],
    ['f', '1'],
    ['f', {}],
    ['s', 1],
    ['s', true],
    ['s', ['x']],
    ['b', 'true'],
    ['b', 0],
    ['id', 1.5],
    ['id', {}],
    ['id', true],
    ['c', 'SECRET'],
    ['c', 'BLUE'],
    ['c', 1],
    ['c', 'toString'],
  ])('is null with an error: %s of %j', async (field, value) => {
    const { data, errors } = await answer(`{ leaf { ${field} } }`, { leaf: { [field]: value } });
    expect(data).toEqual({ leaf: { [field]: null } });
    expect(errors).toMatchObject([
      { path: ['leaf', field], extensions: { code: 'SOURCE_DATA_INVALID' } },
    ]);
    if (typeof value === 'string' && value.length > 4) {
      expect(JSON.stringify(errors)).not.toContain(value);
    }
  });

  it.each([
    ['i', -(2 ** 31), -(2 ** 31)],
    ['i', 2 ** 31 - 1, 2 ** 31 - 1],
    ['i', 0, 0],
    ['f', 1, 1],
    ['f', 0.5, 0.5],
    ['s', '', ''],
    ['b', false, false],
    ['id', 7, '7'],
    ['id', '7', '7'],
    ['c', 'RED', 'RED'],
    ['any', { x: [1] }, { x: [1] }],
    ['any', 0, 0],
    ['is', [1, null], [1, null]],
  ])('fits: %s of %j', async (field, value, expected) => {
    const result = await answer(`{ leaf { ${field} } }`, { leaf: { [field]: value } });
    expect(result).toEqual({ data: { leaf: { [field]: expected } } });
  });

  it.each([
    ['a scalar where an object is due', '{ a { x } }', { a: 'x' }, { a: null }, ['a']],
    ['a list where an object is due', '{ a { x } }', { a: [{ x: 1 }] }, { a: null }, ['a']],
    [
      'an object where a list is due',
      '{ list { x } }',
      { list: { x: 1 } },
      { list: null },
      ['list'],
    ],
    [
      'a scalar where a list is due',
      '{ leaf { is } }',
      { leaf: { is: 1 } },
      { leaf: { is: null } },
      ['leaf.is'],
    ],
    [
      'one bad item',
      '{ leaf { is } }',
      { leaf: { is: [1, 'x'] } },
      { leaf: { is: [1, null] } },
      ['leaf.is.1'],
    ],
    [
      'one bad item where none may be null',
      '{ leaf { cs } }',
      { leaf: { cs: ['RED', 'SECRET'] } },
      { leaf: { cs: null } },
      ['leaf.cs.1'],
    ],
    ['a scalar where a non-null object is due', '{ need { x } }', { need: 1 }, null, ['need']],
  ])('is null with an error: %s', async (_name, query, data, expected, paths) => {
    const result = await answer(query, data);
    expect(result.data).toEqual(expected);
    expect(told(result.errors)).toEqual(paths);
  });
});

describe('the type of an object', () => {
  const query = '{ thing { __typename name ... on One { one } } }';

  it('decides which fragments apply', async () => {
    const { data } = await answer(query, { thing: { __typename: 'One', name: 'n', one: 1 } });
    expect(data).toEqual({ thing: { __typename: 'One', name: 'n', one: 1 } });
  });

  it.each(['Hidden', 'Alien', 'Query', 'Nowhere', 'Colour', '__proto__', 7, {}])(
    'is null with an error when it is %j, which is not told',
    async (__typename) => {
      const { data, errors } = await answer(query, { thing: { __typename, name: 'n', one: 1 } });
      expect(data).toEqual({ thing: null });
      expect(told(errors)).toEqual(['thing']);
      expect(JSON.stringify(errors)).not.toContain(`\`${String(__typename)}\``);
    },
  );

  it('may stay unknown while nobody asks for it', async () => {
    const { data } = await answer('{ thing { name } }', { thing: { name: 'n' } });
    expect(data).toEqual({ thing: { name: 'n' } });
    const asked = await answer('{ thing { name t: __typename } }', { thing: { name: 'n' } });
    expect(asked.data).toEqual({ thing: null });
    expect(told(asked.errors)).toEqual(['thing.t']);
  });

  it('is never taken from data where the schema says it', async () => {
    const { data } = await answer('{ a { __typename x } }', { a: { __typename: 'Leaf', x: 1 } });
    expect(data).toEqual({ a: { __typename: 'A', x: 1 } });
  });
});

describe('what was asked', () => {
  it('is answered in its order, merged, and with nothing else', async () => {
    const { data } = await answer(
      '{ b: a { y } a { x } ...F  a { inner { y } } } fragment F on Query { a { inner { x } y } __typename }',
      { a: { y: 1, x: 2, inner: { x: 3, y: 4, z: 5 }, more: 1 }, b: { y: 6 }, other: 1 },
    );
    expect(JSON.stringify(data)).toBe(
      '{"b":{"y":6},"a":{"x":2,"inner":{"x":3,"y":4},"y":1},"__typename":"Query"}',
    );
  });

  it.each([
    [{ s: true, i: true }, {}],
    [{ s: true, i: false }, {}],
    [{ s: false, i: false }, { x: 1 }],
    [{ s: false }, { x: 1, y: 2 }],
  ])('depends on the conditions %j', async (variables, expected) => {
    const { run } = stub({ only: TYPES }, { only: () => ({ data: { a: { x: 1, y: 2 } } }) });
    const query = `query($s: Boolean!, $i: Boolean = true) {
      a { x @skip(if: $s) ...F @skip(if: $s) } } fragment F on A { ... on A @include(if: $i) { y } }`;
    expect((await run(query, { variables })).data).toEqual({ a: expected });
  });

  it('asks nobody about what its own text leaves out', async () => {
    const { run, departments } = stub({ only: TYPES }, { only: () => ({ data: { a: {} } }) });
    const query =
      '{ a { x @skip(if: true) ... on A @include(if: false) { y } } thing @skip(if: true) { name } }';
    expect(await run(query)).toEqual({ data: { a: {} } });
    expect(departments.only?.asked.map(({ query: asked }) => asked)).toEqual(['{a{__typename}}']);
  });
});

describe('introspection', () => {
  it('is answered from what callers may see, beside data', async () => {
    const { run, departments } = stub({ only: TYPES }, { only: () => ({ data: { a: { x: 1 } } }) });
    const query = `query($n: String!) { a { x } __typename t: __type(name: $n) { ...T }
      hidden: __type(name: "Hidden") { name } __schema { queryType { name } } }
      fragment T on __Type { enumValues { name } }`;
    expect(await run(query, { variables: { n: 'Colour' } })).toEqual({
      data: {
        a: { x: 1 },
        __typename: 'Query',
        t: { enumValues: [{ name: 'RED' }, { name: 'GREEN' }] },
        hidden: null,
        __schema: { queryType: { name: 'Query' } },
      },
    });
    expect(departments.only?.asked).toHaveLength(1);
  });

  it('alone asks no department, nor does the root type name', async () => {
    const { run, departments } = stub({ only: TYPES }, { only: () => ({ data: {} }) });
    const query = '{ __typename t: __typename __schema { types { name } } }';
    const { data } = await run(query);
    expect(data).toMatchObject({ __typename: 'Query', t: 'Query' });
    expect(JSON.stringify(data)).not.toMatch(/Hidden|join__|_Entity|_Any/);
    expect(departments.only?.asked).toEqual([]);
  });
});
