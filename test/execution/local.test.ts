import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { DepartmentRequest } from '../../gateway/execution/department.ts';
import {
  LocalDepartment,
  type LocalDepartmentOptions,
} from '../../gateway/execution/departments/local.ts';
import { executableSubgraph } from './support/compose.ts';

const schema = executableSubgraph(
  'type Query { who(n: Int): String never: Int fail: Int must: Int! }',
  {
    Query: {
      who: (_root: unknown, { n }: { n: number }, context: { caller?: string }) =>
        `${context?.caller}${n}`,
      never: () => new Promise(() => {}),
      fail: () => {
        throw new Error('select * from persons');
      },
      must: () => null,
    },
  },
);

const local = (options: Partial<LocalDepartmentOptions> = {}) =>
  new LocalDepartment({ name: 'tax', schema, ...options });

function request(query: string, changes: Partial<DepartmentRequest> = {}): DepartmentRequest {
  return {
    service: 'tax',
    query,
    document: parse(query),
    variables: {},
    kind: 'query',
    signal: new AbortController().signal,
    ...changes,
  };
}

describe('a department in the same process', () => {
  it('is asked with a context of its own', async () => {
    const tax = local({ context: ({ service }) => ({ caller: service }) });
    const query = 'query($n: Int) { who(n: $n) }';
    expect(await tax.ask(request(query, { variables: { n: 3 } }))).toEqual({
      data: { who: 'tax3' },
    });
  });

  it('is not asked what it does not offer', async () => {
    await expect(local().ask(request('{ unknown }'))).rejects.toMatchObject({ reason: 'format' });
  });

  it('has its error texts replaced unless told', async () => {
    const masked = await local().ask(request('{ fail must }'));
    expect(masked).toEqual({
      data: null,
      errors: expect.arrayContaining([
        {
          message: 'the department could not answer',
          path: ['must'],
          extensions: { code: 'SOURCE_ERROR', service: 'tax' },
        },
      ]),
    });
    expect(JSON.stringify(masked)).not.toContain('persons');
    const told = await local({ maskErrors: false }).ask(request('{ fail }'));
    expect(told.errors).toMatchObject([{ message: 'select * from persons', path: ['fail'] }]);
  });

  it('has a time to answer in', async () => {
    const asked = local({ timeout: 5 }).ask(request('{ never }'));
    await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('is no longer waited for when the caller goes away', async () => {
    const controller = new AbortController();
    const asked = local().ask(request('{ never }', { signal: controller.signal }));
    controller.abort();
    await expect(asked).rejects.toMatchObject({ reason: 'cancelled' });
  });
});
