import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FIRM, headersOf } from '../support/callers.ts';
import { at, startGateway, type TestGateway } from '../support/gateway.ts';
import { memoryLog } from '../support/log.ts';
import { COMPANY, HIDDEN, openScene, PERSON, SECRET } from '../support/scene.ts';

/** What can be sent to the listener beside a plain query. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openScene();
});
afterEach(() => gateway.log.verify());
afterAll(() => gateway.close());

const QUERY = `query($c: USCC!) { legalEntity(uscc: $c) { name } }`;
const BODY = JSON.stringify({ query: QUERY, variables: { c: COMPANY } });
const JSON_TYPE = { 'content-type': 'application/json' };

function post(body: string, headers: Readonly<Record<string, string>> = JSON_TYPE) {
  return gateway.send('/graphql', { method: 'POST', headers, body });
}

async function expectNothing(sent: Promise<{ readonly status: number; readonly body: string }>) {
  gateway.forget();
  const { status, body } = await sent;
  expect(status).toBeGreaterThanOrEqual(400);
  expect(body).not.toContain('"data":{');
  expect(gateway.questions).toEqual([]);
  return body;
}

describe('GET', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', async (method) => {
    const query = encodeURIComponent('{ __typename }');
    const answer = await gateway.send(`/graphql?query=${query}`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
  });

  it('a query in the address of a POST is not read', async () => {
    const query = encodeURIComponent(QUERY);
    const path = `/graphql?query=${query}&variables=${encodeURIComponent(`{"c":"${COMPANY}"}`)}`;
    await expectNothing(gateway.send(path, { method: 'POST', headers: JSON_TYPE, body: '{}' }));
  });

  it('a form or plain text, as another site could send it, is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      await expectNothing(post(BODY, { 'content-type': type }));
    }
  });
});

describe('batching of operations', () => {
  it('a list of operations is refused as a whole', async () => {
    await expectNothing(post(`[${BODY},${BODY}]`));
    await expectNothing(post('[]'));
  });
});

describe('persisted operations registered by another caller', () => {
  const sha256Hash = createHash('sha256').update(QUERY).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };

  it('cannot be registered', async () => {
    const headers = { ...JSON_TYPE, ...(await headersOf(FIRM, gateway.world.now)) };
    const body = JSON.stringify({ query: QUERY, variables: { c: COMPANY }, extensions });
    await post(body, headers);
    gateway.forget();
    const told = await post(JSON.stringify({ variables: { c: COMPANY }, extensions }));
    expect(told.json.data).toBeUndefined();
    expect(told.body).toContain('PERSISTED_QUERY_NOT_SUPPORTED');
    expect(gateway.questions).toEqual([]);
  });
});

describe('introspection and field suggestions', () => {
  it('without introspection the schema is not told, whatever the spelling', async () => {
    const queries = [
      '{ __schema { types { name } } }',
      '{ __type(name: "LegalEntity") { fields { name } } }',
      'query { ...S } fragment S on Query { x: __schema { queryType { name } } }',
    ];
    for (const query of queries) {
      const told = await expectNothing(post(JSON.stringify({ query })));
      expect(told).not.toContain('LegalEntity');
      expect(told).not.toContain('annualTaxPaid');
    }
  });

  it('a name that is nearly right gets no hint', async () => {
    const nearly = ['penaltie', 'annualTaxPai', 'phon', 'creditCod'];
    for (const name of nearly) {
      const query = `query($c: USCC!) { legalEntity(uscc: $c) { ${name} } legalEntitie { name } }`;
      const told = await expectNothing(post(JSON.stringify({ query, variables: { c: COMPANY } })));
      expect(told).not.toMatch(/did you mean/i);
      expect(told).not.toMatch(/penalties|annualTaxPaid|legalEntities/);
    }
  });

  it('where it is offered, it tells neither keys nor values nor what is decided', async () => {
    const open = await startGateway({ introspection: true, log: memoryLog() });
    const query = '{ __schema { types { name fields { name description } } directives { name } } }';
    const answer = await open.ask(null, query);
    await open.close();
    expect(answer.status).toBe(200);
    for (const told of ['_entities', '_service', 'join__', SECRET, HIDDEN, '99010']) {
      expect(answer.body).not.toContain(told);
    }
  });
});

describe('tokens that do not verify', () => {
  it('leave nothing in the operational log, however many there are', async () => {
    const { authorization = '' } = await headersOf(FIRM, gateway.world.now);
    const forged = `${authorization.slice(0, -6)}AAAAAA`;
    const before = gateway.notices.length;
    for (let sent = 0; sent < 5; sent += 1) {
      const answer = await post(BODY, { ...JSON_TYPE, authorization: forged });
      expect(answer.body).toContain('TOKEN_SIGNATURE');
    }
    const told = gateway.notices.slice(before).filter((notice) => !notice.includes('served'));
    expect(told).toEqual([]);
  });
});

describe('very large and very deep documents', () => {
  const million = 'x'.repeat(300_000);
  const deep = (levels: number) =>
    `${'{ legalRepresentative '.repeat(levels)}{ name }${' }'.repeat(levels)}`;
  const fields = Array.from({ length: 500 }, (_, n) => `a${n}: name`).join(' ');
  const doubling = (levels: number, last: string) =>
    Array.from({ length: levels }, (_, n) => {
      const next = n + 1 === levels ? last : `...F${n + 1} ...F${n + 1}`;
      return `fragment F${n} on Query { ${next} }`;
    }).join(' ');
  const everyOther = Array.from({ length: 12 }, (_, n) => {
    const spreads = Array.from({ length: 12 }, (__, m) => `...C${m}`).join(' ');
    return `fragment C${n} on Query { ${spreads} }`;
  }).join(' ');

  const attacks: readonly (readonly [string, object, string])[] = [
    ['a body over the limit', { query: million }, 'BODY_TOO_LARGE'],
    ['many tokens', { query: `{ ${'__typename '.repeat(5000)} }` }, 'GRAPHQL_PARSE_FAILED'],
    [
      'many aliases',
      { query: `{ legalEntity(uscc: "${COMPANY}") { ${fields} } }` },
      'OPERATION_TOO_WIDE',
    ],
    [
      'a deep path',
      { query: `{ legalEntity(uscc: "${COMPANY}") ${deep(40)} }` },
      'OPERATION_TOO_DEEP',
    ],
    [
      'fragments that double',
      { query: `{ ...F0 } ${doubling(40, '__typename')}` },
      'OPERATION_TOO_WIDE',
    ],
    [
      'fragments that double without a field',
      { query: `{ ...F0 } ${doubling(40, '...Nothing')}` },
      '',
    ],
    [
      'one field over and over',
      { query: `{ legalEntity(uscc: "${COMPANY}") { ${'penalties { category } '.repeat(950)} } }` },
      'OPERATION_TOO_WIDE',
    ],
    [
      'one field over and over in a fragment that is not spread',
      { query: `{ __typename } fragment F on LegalEntity { ${'name '.repeat(3900)} }` },
      'OPERATION_TOO_WIDE',
    ],
    ['fragments that all spread each other', { query: `{ ...C0 } ${everyOther}` }, ''],
    ['deep variables', { query: QUERY, variables: { c: nest(2000) } }, 'KEY_INVALID'],
  ];

  it.each(attacks)('%s', { timeout: 5000 }, async (_name, body, code) => {
    const told = await expectNothing(post(JSON.stringify(body)));
    expect(told).toContain(code);
  });

  it('are refused before their fields are compared with each other', async () => {
    const wide = `x: name y: name x: insuredHeadcount y: insuredHeadcount ${fields}`;
    const query = `{ legalEntity(uscc: "${COMPANY}") { ${wide} } }`;
    const { errors } = JSON.parse(await expectNothing(post(JSON.stringify({ query }))));
    expect(errors).toHaveLength(1);
    expect(errors[0].extensions).toEqual({ code: 'OPERATION_TOO_WIDE', limit: 400 });
  });

  it('one list under many aliases is refused before any of it is looked up', async () => {
    const lists = (many: number) =>
      Array.from({ length: many }, (_, n) => `a${n}: legalEntities(usccs: $c) { name }`).join(' ');
    const c = Array.from({ length: 500 }, () => COMPANY);
    const body = (many: number) =>
      JSON.stringify({ query: `query($c: [USCC!]!) { ${lists(many)} }`, variables: { c } });
    expect(await expectNothing(post(body(5)))).toContain('TOO_MANY_KEYS');
    expect((await post(body(4))).status).toBe(200);
  });

  it('more subjects than a list may have are refused before any is looked up', async () => {
    const query = 'query($c: [USCC!]!) { legalEntities(usccs: $c) { name } }';
    const c = Array.from({ length: 501 }, () => COMPANY);
    const told = await expectNothing(post(JSON.stringify({ query, variables: { c } })));
    expect(told).toContain('TOO_MANY_KEYS');
  });
});

function nest(levels: number): unknown {
  let value: unknown = COMPANY;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

describe('a key that is no text', () => {
  it.each(['[PERSON]', '[[PERSON]]', '{ a: PERSON }', '99', 'true', 'NAME'])('%s', async (form) => {
    const literal = form.replace('PERSON', JSON.stringify(PERSON));
    const queries = [
      `{ naturalPerson(idNumber: ${literal}) { awards { title } } }`,
      `{ naturalPersons(idNumbers: [[${literal}]]) { awards { title } } }`,
    ];
    for (const query of queries) {
      const told = await expectNothing(post(JSON.stringify({ query })));
      expect(told).toMatch(/KEY_INVALID|GRAPHQL_VALIDATION_FAILED/);
    }
  });
});

describe('Unicode and look-alike digits in keys', () => {
  const wide = (text: string) =>
    text.replace(/[0-9A-Z]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
  const alike: readonly (readonly [string, string])[] = [
    ['full-width', wide(PERSON)],
    ['arabic digits', PERSON.replace(/\d/g, (one) => String.fromCharCode(0x660 + Number(one)))],
    [
      'mathematical digits',
      PERSON.replace(/\d/g, (one) => String.fromCodePoint(0x1d7ce + Number(one))),
    ],
    ['lower case x', `${PERSON.slice(0, 17)}x`],
    ['a Greek chi', `${PERSON.slice(0, 17)}Χ`],
    ['a space before', ` ${PERSON}`],
    ['a zero-width space inside', `${PERSON.slice(0, 9)}\u200b${PERSON.slice(9)}`],
    ['a null character', `${PERSON}\u0000`],
    ['a combining mark', `${PERSON}\u0301`],
  ];

  it.each(alike)('%s is no number, and nobody is asked', async (_name, key) => {
    const query = 'query($p: IDNumber!) { naturalPerson(idNumber: $p) { awards { title } } }';
    const told = await expectNothing(post(JSON.stringify({ query, variables: { p: key } })));
    expect(told).toContain('KEY_INVALID');
  });

  it('a code in full width is not taken for the company', async () => {
    await expectNothing(post(JSON.stringify({ query: QUERY, variables: { c: wide(COMPANY) } })));
    const lower = COMPANY.toLowerCase();
    await expectNothing(post(JSON.stringify({ query: QUERY, variables: { c: lower } })));
  });

  it('a wrong check digit names the position in the list and never the number', async () => {
    const last = PERSON.endsWith('1') ? '2' : '1';
    const wrong = PERSON.slice(0, 17) + last;
    const query = 'query($p: [IDNumber!]!) { naturalPersons(idNumbers: $p) { name } }';
    const told = await expectNothing(
      post(JSON.stringify({ query, variables: { p: [PERSON, wrong] } })),
    );
    expect(told).toContain('"position":1');
    expect(told).not.toContain(wrong);
    expect(told).not.toContain(PERSON);
  });
});

describe('headers', () => {
  it('cannot choose the regulation, the date, the caller or the channel', async () => {
    const plain = await gateway.ask(null, QUERY, { c: COMPANY });
    const forged = await gateway.ask(
      null,
      QUERY,
      { c: COMPANY },
      {
        'x-regulation': 'guizhou-2018',
        'x-as-of': '2019-01-01',
        'x-caller': 'agency',
        'x-channel': 'egov',
        'x-forwarded-for': '10.0.0.1',
        'x-user': PERSON,
      },
    );
    expect(forged.json.data).toEqual(plain.json.data);
    expect(forged.json.extensions?.disclosure.regulation).toBe('guangdong-2021');
    expect(at(forged, 'legalEntity', 'name')).toBe('云汐市场景有限公司');
  });

  it('cannot move a caller to another network', async () => {
    const caller = { kind: 'agency', organisation: 'G-001', operator: 'O-3' } as const;
    for (const name of ['x-channel', 'x-egov', 'via', 'forwarded', 'x-real-ip']) {
      await gateway.ask(caller, QUERY, { c: COMPANY }, { 'x-purpose': 'loan', [name]: 'egov' });
      const { caller: logged } = gateway.log.events.at(-1) ?? {};
      expect([name, logged?.channel]).toEqual([name, 'internet']);
    }
  });

  it('every answer forbids to keep it', async () => {
    const answer = await gateway.ask(null, QUERY, { c: COMPANY });
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});
