import type { GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Department } from '../../gateway/execution/department.ts';
import { LocalDepartment } from '../../gateway/execution/departments/local.ts';
import { createOpenExecutor } from '../../gateway/execution/open.ts';
import type { ExecutionAnswer } from '../../gateway/execution/shape.ts';
import { loadSupergraph } from '../../gateway/execution/supergraph.ts';
import { type ApolloAnswer, createApolloExecutor } from './support/apollo.ts';
import { compose } from './support/compose.ts';
import { FIXTURES, type Fixture } from './support/fixtures.ts';
import { type Generated, generateOperation } from './support/generate.ts';
import { mockSubgraphs } from './support/mock.ts';

/**
 * Where this executor differs from @apollo/gateway on purpose. Nothing else may differ. Each is shown
 * by a test of its own in `better.test.ts`, in which Apollo's answer is pinned too.
 */
const DIFFERENCES = {
  'key order':
    'data is in the order asked, as GraphQL says; Apollo puts merged fields where it first expands them',
  'required arguments':
    "what a caller calls a field does not take the place of what departments exchange: Apollo computes a field that requires price(EUR) from the caller's price(USD). Generated fields with arguments have names of their own",
  'caller names':
    'a field called `id` by the caller is answered as that field; Apollo answers with the key',
  'error positions':
    'an error of an entity is at that entity; Apollo counts wrongly when a list holds other types',
  'fetching by type':
    'what was asked of one kind of object is not fetched for another; Apollo asks for it, and tells of errors about fields that nobody asked for',
  'reported nulls':
    'a null or a value that the schema forbids is an error with a path; Apollo tells it in an extension, and only when nothing else went wrong',
  'interface object typename':
    'a known object type is not replaced by the interface name of an @interfaceObject department; Apollo then drops the fields of type conditions, or the whole object. Compared with that name taken out of what Apollo reads',
} as const;

/** Generated operations for each supergraph. */
const GENERATED = 45;

type Path = readonly (string | number)[];

function departmentsOf(
  subgraphs: ReadonlyMap<string, GraphQLSchema>,
): ReadonlyMap<string, Department> {
  return new Map(
    [...subgraphs].map(([name, schema]) => [
      name,
      new LocalDepartment({ name, schema, maskErrors: false }),
    ]),
  );
}

const WRITTEN_VARIABLES = { s: true, c: 'EUR', n: 4, f: { name: 'x' } };

function operationsOf(fixture: Fixture, apiSchema: GraphQLSchema): Generated[] {
  const written = fixture.operations.map((query) => ({ query, variables: WRITTEN_VARIABLES }));
  const count = fixture.generated === false ? 0 : GENERATED;
  const generated = Array.from({ length: count }, (_, n) => generateOperation(apiSchema, n + 1));
  return [...written, ...generated];
}

function paths(errors: readonly { readonly path?: Path }[] | undefined): string[] {
  return (errors ?? []).map(({ path }) => (path ? path.join('.') : 'no path')).sort();
}

function byShape(answer: ExecutionAnswer, wanted: boolean) {
  return answer.errors?.filter(
    ({ extensions }) => (extensions?.code === 'SOURCE_DATA_INVALID') === wanted,
  );
}

function expectAgreement(ours: ExecutionAnswer, apollo: ApolloAnswer, operation: Generated): void {
  const hint = `${operation.query}\n${JSON.stringify(operation.variables)}`;
  expect(ours.data, hint).toEqual(apollo.data);
  expect(paths(byShape(ours, false)), hint).toEqual(paths(apollo.errors));
  if (apollo.errors) return;
  // Apollo goes on in a list that is nulled already, and so may tell of more.
  const told = paths(byShape(ours, true));
  const completion = paths(apollo.extensions?.valueCompletion);
  expect(completion, hint).toEqual(expect.arrayContaining(told));
  expect(told.length > 0, hint).toBe(completion.length > 0);
}

it.each(Object.entries(DIFFERENCES))('differs on purpose: %s', (_name, reason) => {
  expect(reason).not.toBe('');
});

describe('agreement with the execution of @apollo/gateway', () => {
  let compared = 0;

  it.each(FIXTURES)('$name', async (fixture) => {
    const sdl = compose(fixture.subgraphs);
    const subgraphs = mockSubgraphs(sdl, fixture.subgraphs);
    const apollo = await createApolloExecutor(sdl, subgraphs, { keepTypenames: true });
    const open = createOpenExecutor(sdl, departmentsOf(subgraphs));
    for (const operation of operationsOf(fixture, loadSupergraph(sdl).apiSchema)) {
      const ours = JSON.parse(JSON.stringify(await open(operation))) as ExecutionAnswer;
      expectAgreement(ours, await apollo(operation.query, operation.variables), operation);
      compared += 1;
    }
  });

  it('was tried on at least 12 supergraphs and 500 generated operations', () => {
    const written = FIXTURES.flatMap(({ operations }) => operations).length;
    expect(FIXTURES.length).toBeGreaterThanOrEqual(12);
    expect(compared - written).toBeGreaterThanOrEqual(500);
  });
});
