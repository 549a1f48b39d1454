import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claims } from '../../gateway/auth/caller.ts';
import { self } from '../support/callers.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { OTHER_PERSON, PERSON as SOMEBODY, sceneRows, WITH_ALL } from '../support/scene.ts';
import {
  ADMINISTRATOR,
  COMPANY,
  DEMO,
  FIRM,
  GUARDIAN,
  PERSON,
  type Replicas,
  startReplicas,
} from './support/replicas.ts';

/** A guardian asks for its ward what the ward may ask of itself. */

const FOR_REPORT = { 'x-purpose': 'report' } as const;
const CASE = { 'x-case-number': 'C-2026-7' };
const MINOR: Claims = { kind: 'subject', subject_kind: 'natural', subject_key: DEMO.minor };
const WARD = { idNumber: DEMO.minor };
const MINE = 'name birthDate penalties { documentNumber } volunteering { certificateNumber }';
const OF_WARD = `query($who: SubjectInput) { me(onBehalfOf: $who) { ... on NaturalPerson { ${MINE} } } }`;

let replicas: Replicas;
let keys = 0;
beforeAll(async () => {
  replicas = await startReplicas(1);
}, 120_000);
afterAll(() => replicas?.close());

const look = async (caller: Claims | null, who: object | null = WARD, headers: object = {}) => {
  const answer = await replicas.ask(0, caller, OF_WARD, { who }, { ...headers });
  return { ...answer, extensions: JSON.parse(answer.text).extensions };
};

async function reportsOf(caller: Claims, who: object | null): Promise<number> {
  const query = `query($who: SubjectInput) { myRights(onBehalfOf: $who) {
    freeReports { given { reports } } } }`;
  const { data } = await replicas.ask(0, caller, query, { who });
  return data.myRights.freeReports.given[0]?.reports ?? 0;
}

async function enter(field: string, types: string, given: Readonly<Record<string, unknown>>) {
  const [name] = Object.keys(given);
  const query = `mutation($${types}, $key: String!) {
    done: ${field}(${name}: $${name}, clientKey: $key) { id } }`;
  keys += 1;
  const variables = { ...given, key: `w-${keys}` };
  const { data, errors } = await replicas.ask(0, ADMINISTRATOR, query, variables, CASE);
  expect(errors).toEqual([]);
  return data.done.id as string;
}

describe('a guardian', () => {
  it('is given what its ward is given, and the report of its ward', async () => {
    const own = await look(MINOR, null);
    expect(own.data.me.name).not.toBeNull();
    expect((await look(GUARDIAN)).data).toEqual(own.data);
    const report = await look(GUARDIAN, WARD, FOR_REPORT);
    expect(report.data).toEqual((await look(MINOR, null, FOR_REPORT)).data);
  });

  it('has it counted as a report of the ward, and not as its own', async () => {
    const [ward, own] = [await reportsOf(GUARDIAN, WARD), await reportsOf(GUARDIAN, null)];
    const { extensions } = await look(GUARDIAN, WARD, FOR_REPORT);
    expect(extensions.report).toEqual({ year: 2026, number: ward + 1, free: ward + 1 <= 2 });
    expect(await reportsOf(GUARDIAN, WARD)).toBe(ward + 1);
    expect(await reportsOf(GUARDIAN, null)).toBe(own);
    await look(GUARDIAN);
    expect(await reportsOf(GUARDIAN, WARD)).toBe(ward + 1);
  });

  it('stands in the history of its ward as the guardian that asked', async () => {
    const history = `{ accessHistory(first: 1) { nodes { event caller purpose authorisations
      items { item outcome } entry { index } } } }`;
    const newest = async () => (await replicas.ask(0, MINOR, history)).data.accessHistory.nodes[0];
    const { extensions } = await look(GUARDIAN, WARD, FOR_REPORT);
    const node = await newest();
    expect(node).toMatchObject({ event: 'report', caller: 'guardian', purpose: 'report' });
    expect(node.entry.index).toBe(extensions.disclosure.receipt.index);
    expect(node.items).toContainEqual({ item: 'person-name', outcome: 'disclosed' });
    await look(MINOR, null);
    expect(await newest()).toMatchObject({ event: 'answer', caller: 'subject' });
    const entry = Buffer.from(extensions.disclosure.receipt.entry, 'base64').toString('utf8');
    for (const number of [DEMO.minor, DEMO.guardian]) expect(entry).not.toContain(number);
  });

  it.each([
    ['no item', 'answer', 'me(onBehalfOf: $who) { __typename }'],
    ['the rights', 'answer', 'myRights(onBehalfOf: $who) { authorisations { id } }'],
    ['the history', 'history-view', 'accessHistory(onBehalfOf: $who) { nodes { event } }'],
  ])('stands in the history of its ward when it asked for %s', async (_what, event, asked) => {
    const query = `query($who: SubjectInput) { ${asked} }`;
    const history = '{ accessHistory(first: 1) { nodes { event caller items { item } } } }';
    const { errors } = await replicas.ask(0, GUARDIAN, query, { who: WARD });
    expect(errors).toEqual([]);
    const { data } = await replicas.ask(0, MINOR, history);
    expect(data.accessHistory.nodes).toEqual([{ event, caller: 'guardian', items: [] }]);
    await replicas.ask(0, MINOR, history);
    const own = (await replicas.ask(0, MINOR, history)).data.accessHistory.nodes;
    expect(own).toEqual([{ event: 'history-view', caller: 'subject', items: [] }]);
  });

  it.each([
    ['a stranger', PERSON, 'NOT_REPRESENTATIVE'],
    ['an organisation', COMPANY, 'NOT_REPRESENTATIVE'],
    ['a firm', FIRM, 'NO_SUBJECT'],
    ['nobody', null, 'NO_SUBJECT'],
  ])('is not %s', async (_who, caller, code) => {
    const known = await look(caller, WARD, FOR_REPORT);
    const unknown = await look(caller, { idNumber: SOMEBODY }, FOR_REPORT);
    expect([known.code, known.data ?? null]).toEqual([code, null]);
    expect(unknown.text).toBe(known.text);
    expect(known.text).not.toContain(DEMO.minor);
  });

  it.each([
    ['an organisation', { uscc: DEMO.company }],
    ['two subjects', { uscc: DEMO.company, idNumber: DEMO.minor }],
    ['a number that is none', { idNumber: DEMO.minor.slice(0, 17) }],
    ['nobody', {}],
  ])('asks on behalf of a person, not of %s', async (_whom, who) => {
    const refused = await look(GUARDIAN, who);
    expect([refused.status, refused.code]).toEqual([400, 'ARGUMENT_INVALID']);
    for (const key of Object.values(who)) expect(refused.text).not.toContain(key);
  });

  it('asks about its ward and nobody else at once', async () => {
    const mixed = [
      `query($who: SubjectInput) { me(onBehalfOf: $who) { __typename } own: me { __typename } }`,
      `query($who: SubjectInput) { me(onBehalfOf: $who) { __typename }
        legalEntity(uscc: "${DEMO.company}") { name } }`,
    ];
    for (const query of mixed) {
      const refused = await replicas.ask(0, GUARDIAN, query, { who: WARD });
      expect([refused.status, refused.code]).toEqual([400, 'OPERATION_MIXED']);
    }
    const itself = { idNumber: DEMO.guardian };
    expect((await look(GUARDIAN, itself)).data).toEqual((await look(GUARDIAN, null)).data);
  });

  it('asks as long as it is registered and its ward needs it', async () => {
    const adult = { idNumber: DEMO.person };
    const asks = async () => (await look(GUARDIAN, adult, FOR_REPORT)).code ?? null;
    const entry = { subject: adult, capacity: 'guardian', representative: DEMO.guardian };
    const register = (representative: object) =>
      enter('registerRepresentative', 'representative: RepresentativeInput!', { representative });
    const live = (life: object) =>
      enter('setLifecycle', 'life: LifeInput!', { life: { subject: adult, ...life } });
    const id = await register(entry);
    expect(await asks()).toBe('NOT_REPRESENTATIVE');
    await live({ capacity: 'limited', capacitySince: '2026-01-05' });
    expect(await asks()).toBeNull();
    await register({ ...entry, id, until: '2026-11-19' });
    expect(await asks()).toBe('NOT_REPRESENTATIVE');
    await register({ ...entry, id });
    expect(await asks()).toBeNull();
    await live({ capacity: 'full' });
    expect(await asks()).toBe('NOT_REPRESENTATIVE');
    await live({ capacity: 'limited', diedOn: '2026-11-19' });
    expect(await asks()).toBe('NOT_REPRESENTATIVE');
  });
});

describe('a question on behalf of a ward', () => {
  const query = `{ me(onBehalfOf: { idNumber: "${SOMEBODY}" }) { ... on NaturalPerson { name phone } } }`;
  const rows = sceneRows(WITH_ALL);
  const started = (entryOf?: () => Promise<string | null>): Promise<TestGateway> => {
    const dependencies = entryOf === undefined ? {} : { guardianships: { entryOf } };
    return startGateway({ world: { rows }, dependencies });
  };

  it('asks the departments about the ward alone, and the log says on which entry', async () => {
    const gateway = await started(async () => 'R-7');
    const { json } = await gateway.ask(self('natural', OTHER_PERSON), query);
    expect(json.data?.me).toMatchObject({ phone: expect.any(String) });
    const asked = JSON.stringify(gateway.questions.map(({ variables }) => variables));
    expect(asked).toContain(SOMEBODY);
    expect(asked).not.toContain(OTHER_PERSON);
    const [event] = gateway.log.events;
    expect(event?.subjects).toMatchObject([{ key: SOMEBODY, self: true, guardianship: 'R-7' }]);
    await gateway.close();
  });

  it.each([
    ['nobody is registered', async () => null, 'NOT_REPRESENTATIVE'],
    ['the registers are away', () => Promise.reject(new Error('away')), 'REGISTER_UNAVAILABLE'],
    ['nobody can tell', undefined, 'REGISTER_UNAVAILABLE'],
  ])('asks no department where %s', async (_where, entryOf, code) => {
    const gateway = await started(entryOf);
    const { json } = await gateway.ask(self('natural', OTHER_PERSON), query);
    expect([json.errors?.[0]?.extensions.code, json.data ?? null]).toEqual([code, null]);
    expect(gateway.questions).toEqual([]);
    await gateway.close();
  });
});
