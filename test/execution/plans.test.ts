import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../gateway/execution/plan.ts';
import { PlanCache, planKey } from '../../gateway/execution/plans.ts';
import { loadSupergraph } from '../../gateway/execution/supergraph.ts';
import { compose } from './support/compose.ts';

const load = (field: string) =>
  loadSupergraph(
    compose([
      {
        name: 'a',
        typeDefs: `type Query { a: Int b: Int ${field}: Int } type Mutation { m: Int }`,
      },
    ]),
  );
const supergraph = load('c');

describe('the plan cache', () => {
  it('plans once, however many ask at the same time', async () => {
    let built = 0;
    const plans = new PlanCache({
      build: async (...args) => {
        built += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        return buildPlan(...args);
      },
    });
    const asked = Array.from({ length: 10 }, () => plans.get(supergraph, parse('{ a }')));
    const [first, ...others] = await Promise.all(asked);
    for (const other of others) expect(other).toBe(first);
    expect(await plans.get(supergraph, parse('{\n a }'))).toBe(first);
    expect(built).toBe(1);
  });

  it('tells operations, names and supergraphs apart', () => {
    const other = load('d');
    const document = parse('query A { a } query B { b }');
    const keys = [
      planKey(supergraph, document, 'A'),
      planKey(supergraph, document, 'B'),
      planKey(supergraph, parse('query A { a }'), 'A'),
      planKey(supergraph, parse('query A { a b }'), 'A'),
      planKey(other, document, 'A'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(planKey(supergraph, parse('{ a }'))).toBe(planKey(supergraph, parse('{a}'), null));
  });

  it('plans a cut operation apart from the uncut one', async () => {
    const plans = new PlanCache();
    const whole = await plans.get(supergraph, parse('{ a b }'));
    const cut = await plans.get(supergraph, parse('{ a }'));
    expect(whole.fetches.map(({ query }) => query)).toEqual(['{a b}']);
    expect(cut.fetches.map(({ query }) => query)).toEqual(['{a}']);
  });

  it('keeps within its memory, dropping what was used the longest ago', async () => {
    const probe = new PlanCache();
    await probe.get(supergraph, parse('{ n0: a }'));
    const one = probe.bytes;
    let built = 0;
    const plans = new PlanCache({
      maxBytes: one * 3.5,
      build: (...args) => {
        built += 1;
        return buildPlan(...args);
      },
    });
    const get = (n: number) => plans.get(supergraph, parse(`{ n${n}: a }`));
    for (const n of [0, 1, 2]) await get(n);
    await get(0);
    await get(3);
    expect(plans.size).toBe(3);
    expect(plans.bytes).toBeLessThanOrEqual(one * 3.5);
    await get(0);
    expect(built).toBe(4);
    await get(1);
    expect(built).toBe(5);
    plans.clear();
    expect([plans.size, plans.bytes]).toEqual([0, 0]);
  });

  it('does not keep a plan that alone is too large', async () => {
    const plans = new PlanCache({ maxBytes: 10 });
    await plans.get(supergraph, parse('{ a }'));
    expect([plans.size, plans.bytes]).toEqual([0, 0]);
  });

  it('does not keep failures', async () => {
    let built = 0;
    const plans = new PlanCache({
      build: (...args) => {
        built += 1;
        if (built === 1) throw new Error('once');
        return buildPlan(...args);
      },
    });
    await expect(plans.get(supergraph, parse('{ a }'))).rejects.toThrow('once');
    await expect(plans.get(supergraph, parse('{ a }'))).resolves.toBeDefined();
  });
});

describe('planning', () => {
  it.each([
    ['OPERATION_UNKNOWN', 'query A { a } query B { b }', undefined],
    ['OPERATION_UNKNOWN', 'query A { a }', 'B'],
    ['OPERATION_UNKNOWN', 'fragment F on Query { a }', undefined],
    ['OPERATION_UNSUPPORTED', 'subscription { a }', undefined],
    ['PLAN_FAILED', '{ nothing }', undefined],
    ['PLAN_FAILED', 'mutation { nothing }', undefined],
  ])('refuses with %s: %s', (code, query, name) => {
    const act = () => buildPlan(supergraph, parse(query), name);
    expect(act).toThrow(expect.objectContaining({ code }));
  });

  it('encodes the body of a request once', () => {
    const { fetches } = buildPlan(supergraph, parse('query N($x: Boolean!) { a @skip(if: $x) b }'));
    const [fetch] = fetches;
    expect(JSON.parse(`${fetch?.head}{"x":true}}`)).toEqual({
      query: fetch?.query,
      operationName: 'N__a__0',
      variables: { x: true },
    });
  });
});

describe('loading a supergraph', () => {
  it('knows it by its text', () => {
    expect(load('c').id).toBe(supergraph.id);
    expect(load('d').id).not.toBe(supergraph.id);
    expect(supergraph.services).toEqual([{ name: 'a', url: 'http://a' }]);
  });

  it.each([
    ['no GraphQL', 'type {'],
    ['no supergraph', 'type Query { a: Int }'],
    ['nothing', ''],
  ])('refuses %s', (_name, sdl) => {
    expect(() => loadSupergraph(sdl)).toThrow(
      expect.objectContaining({ code: 'SUPERGRAPH_INVALID' }),
    );
  });

  it('refuses one that relies on checks that are not made here', () => {
    const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
      type Query { a: Int @authenticated }`;
    const sdl = compose([{ name: 'a', typeDefs }]);
    expect(sdl).toContain('@authenticated');
    expect(() => loadSupergraph(sdl)).toThrow(
      expect.objectContaining({ code: 'SUPERGRAPH_INVALID' }),
    );
  });
});
