import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDepartment } from '../../subgraphs/department.ts';
import { createDepartmentServer } from '../../subgraphs/server.ts';
import { COMPANY, fakeSource, PERSON } from './support.ts';

const CREDENTIAL = 'test-credential-of-forty-characters-0000';
const [first = ''] = COMPANY;
const [person = ''] = PERSON;

describe('department server', () => {
  const source = fakeSource({ 'tax-grade': [{ uscc: first, evaluationNumber: 'E', grade: 'A' }] });
  let healthy = true;
  let server: Server;
  let url = '';

  beforeAll(async () => {
    server = createDepartmentServer(openDepartment('tax', source), CREDENTIAL, {
      bodyLimit: 10_000,
      health: async () => (healthy ? { ok: true } : { ok: false, reason: 'down' }),
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const ask = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${CREDENTIAL}`,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
  const QUERY = 'query ($u: USCC!) { legalEntity(uscc: $u) { uscc taxGrades { grade } } }';

  it('answers the holder of the credential', async () => {
    const { status, text } = await ask({ query: QUERY, variables: { u: first } });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      data: { legalEntity: { uscc: first, taxGrades: [{ grade: 'A' }] } },
    });
  });

  it('answers nobody else, and asks no source for them', async () => {
    const before = source.asked.length;
    const wrong = [
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${CREDENTIAL}x`,
      CREDENTIAL,
      `bearer ${CREDENTIAL}`,
      `Basic ${CREDENTIAL}`,
    ];
    for (const authorization of wrong) {
      const { status, text } = await ask(
        { query: QUERY, variables: { u: first } },
        { authorization },
      );
      expect(status).toBe(401);
      expect(text).toBe('{"errors":[{"message":"credential required"}]}');
    }
    expect(source.asked).toHaveLength(before);
    expect((await fetch(`${url}/no-such-path`)).status).toBe(401);
  });

  it('refuses to be made without a credential of 32 characters', () => {
    const department = openDepartment('tax', source);
    for (const credential of ['', 'short', 'x'.repeat(31)]) {
      expect(() => createDepartmentServer(department, credential)).toThrow(
        `service credential: expected 32 characters, got ${credential.length}`,
      );
    }
  });

  it('tells its health to anybody', async () => {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    healthy = false;
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    healthy = true;
  });

  it('refuses what is no GraphQL request', async () => {
    expect((await ask('not json')).status).toBe(400);
    expect((await ask('[]')).status).toBe(400);
    expect((await ask({ query: 7 })).status).toBe(400);
    expect((await ask({ query: QUERY, variables: [] })).status).toBe(400);
    expect((await ask({ query: '{' })).status).toBe(400);
    expect((await ask({ query: '{ noSuchField }' })).status).toBe(400);
    expect((await ask({ query: QUERY }, { 'content-type': 'text/plain' })).status).toBe(400);
    const get = await fetch(`${url}/graphql`, {
      headers: { authorization: `Bearer ${CREDENTIAL}` },
    });
    expect(get.status).toBe(405);
  });

  it('refuses a body over the limit', async () => {
    const { status } = await ask({ query: QUERY, variables: { u: 'x'.repeat(20_000) } });
    expect(status).toBe(413);
  });

  it('never repeats a number in an error', async () => {
    const query = 'query ($i: [IDNumber!]!) { naturalPersons(idNumbers: $i) { idNumber } }';
    const wrong = `${person}0`;
    const asked = [
      { query, variables: { i: [person, wrong] } },
      { query, variables: { i: { wrong } } },
      { query: `{ naturalPerson(idNumber: "${wrong}") { idNumber } }` },
      { query: `{ naturalPerson(idNumber: ${wrong}) { idNumber } }` },
      { query: `{ naturalPerson(idNumber: [${wrong}]) { idNumber } }` },
      { query: `{ naturalPersons(idNumbers: {a: "${wrong}"}) { idNumber } }` },
      { query: `{ ${wrong} }` },
    ];
    for (const body of asked) {
      const { status, text } = await ask(body);
      expect(status).toBe(400);
      expect(text).not.toContain(person);
    }
  });

  it('keeps a failing source’s own words to itself', async () => {
    const failing = fakeSource();
    failing.rows = async () => {
      throw new Error(`no row for ${person}`);
    };
    const other = createDepartmentServer(openDepartment('tax', failing), CREDENTIAL);
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const response = await fetch(
      `http://127.0.0.1:${(other.address() as AddressInfo).port}/graphql`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${CREDENTIAL}` },
        body: JSON.stringify({ query: QUERY, variables: { u: first } }),
      },
    );
    const text = await response.text();
    other.close();
    other.closeAllConnections();
    expect(JSON.parse(text)).toMatchObject({
      data: { legalEntity: { uscc: first, taxGrades: null } },
      errors: [{ extensions: { code: 'SOURCE_UNAVAILABLE', department: 'tax' } }],
    });
    expect(text).not.toContain(person);
  });
});
