import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADMINISTRATOR,
  type Answer,
  CLOSED_FIELD,
  COMPANY,
  DEMO,
  FIRM,
  GRANT,
  GUARDIAN,
  grantTo,
  LOAN,
  OFFICER,
  OTHER_FIRM,
  PERSON,
  type Replicas,
  startReplicas,
} from './support/replicas.ts';

/** What administrators enter, and what it changes for whom. */

let replicas: Replicas;
let keys = 0;
const CASE = { 'x-case-number': 'C-2026-7' };
const COMPANY_KEY = { uscc: DEMO.company };
const PERSON_KEY = { idNumber: DEMO.person };

beforeAll(async () => {
  replicas = await startReplicas(1);
}, 120_000);
afterAll(() => replicas?.close());

/** Carries out one mutation with a fresh key: `enter('registerDuty', 'duty: DutyInput!', …)`. */
async function enter(
  field: string,
  types: string,
  given: Readonly<Record<string, unknown>>,
  caller = ADMINISTRATOR,
): Promise<Answer> {
  const names = Object.keys(given);
  const typed = types.split(', ').map((type) => `$${type}`);
  const query = `mutation(${typed.join(', ')}, $key: String!) {
    done: ${field}(${names.map((name) => `${name}: $${name}`).join(', ')}, clientKey: $key) { id version }
  }`;
  keys += 1;
  return replicas.ask(0, caller, query, { ...given, key: `a-${keys}` }, CASE);
}

async function entered(...given: Parameters<typeof enter>): Promise<string> {
  const answer = await enter(...given);
  expect(answer.errors).toEqual([]);
  expect(answer.receipts).toHaveLength(1);
  return answer.data.done.id;
}

async function act(caller = GUARDIAN): Promise<unknown> {
  const query = 'query($who: SubjectInput) { myRights(onBehalfOf: $who) { optOuts { id } } }';
  return (await replicas.ask(0, caller, query, { who: PERSON_KEY })).code ?? null;
}

describe('an administrator', () => {
  const LIFE = 'life: LifeInput!';
  const REPRESENTATIVE = 'representative: RepresentativeInput!';

  it('enters an organisation under its identity, and takes it back', async () => {
    const organisation = { id: 'F-990', name: '示例信用服务', kind: 'credit-service-firm' };
    const type = 'organisation: OrganisationInput!';
    expect(await entered('registerOrganisation', type, { organisation })).toBe('F-990');
    const back = { register: 'organisations', id: 'F-990' };
    expect(await entered('retractEntry', 'register: String!, id: ID!', back)).toBe('F-990');
  });

  it('enters representatives side by side, who act as long as they are needed, and ends one of them', async () => {
    const entry = { subject: PERSON_KEY, capacity: 'guardian', representative: DEMO.guardian };
    const id = await entered('registerRepresentative', REPRESENTATIVE, { representative: entry });
    expect(await act()).toBe('NOT_REPRESENTATIVE');
    const life = { subject: PERSON_KEY, capacity: 'limited', capacitySince: '2026-01-05' };
    await entered('setLifecycle', LIFE, { life });
    expect(await act()).toBeNull();
    const second = { ...entry, representative: DEMO.minor };
    const other = await entered('registerRepresentative', REPRESENTATIVE, {
      representative: second,
    });
    expect(other).not.toBe(id);
    expect(await act()).toBeNull();
    const replaced = await enter('registerRepresentative', REPRESENTATIVE, {
      representative: { ...second, id },
    });
    expect(replaced.errors[0]?.extensions).toMatchObject({
      code: 'INVALID_ENTRY',
      field: 'representative',
    });
    const ended = { ...entry, id, until: '2026-11-19' };
    await entered('registerRepresentative', REPRESENTATIVE, { representative: ended });
    expect(await act()).toBe('NOT_REPRESENTATIVE');
    await entered('registerRepresentative', REPRESENTATIVE, { representative: { ...entry, id } });
    expect(await act()).toBeNull();
    await entered('setLifecycle', LIFE, { life: { ...life, capacity: 'full' } });
    expect(await act()).toBe('NOT_REPRESENTATIVE');
  });

  it('enters a list membership, which others see', async () => {
    const entry = {
      subject: COMPANY_KEY,
      list: 'serious',
      authority: 'G-001',
      listedOn: '2026-10-01',
      responsiblePersons: [{ role: 'principal', idNumber: DEMO.person }],
    };
    const id = await entered('setListEntry', 'entry: ListEntryInput!', { entry });
    const wrong = { ...entry, id, removedOn: '2026-09-01' };
    const refused = await enter('setListEntry', 'entry: ListEntryInput!', { entry: wrong });
    expect(refused.errors[0]?.extensions).toMatchObject({ field: 'removedOn' });
    const types = 'register: String!, id: ID!, subject: SubjectInput!';
    const stranger = { register: 'lists', id, subject: PERSON_KEY };
    expect((await enter('retractEntry', types, stranger)).code).toBe('UNKNOWN_ENTRY');
    await entered('retractEntry', types, { ...stranger, subject: COMPANY_KEY });
  });

  it('cannot take back what subjects said', async () => {
    const grant = grantTo(FIRM.organisation);
    const { data } = await replicas.ask(0, COMPANY, GRANT, { grant, key: 'g-kept' });
    const { id } = data.grantAuthorisation;
    const types = 'register: String!, id: ID!, subject: SubjectInput!';
    const back = { register: 'authorisations', id, subject: COMPANY_KEY };
    expect((await enter('retractEntry', types, back)).code).toBe('INVALID_ENTRY');
  });

  it('enters a life and leaves the rest of it as it is; a dead person grants nothing', async () => {
    const later = { subject: PERSON_KEY, capacity: 'limited', capacitySince: '2026-11-21' };
    const refused = await enter('setLifecycle', LIFE, { life: later });
    expect(refused.errors[0]?.extensions).toMatchObject({ field: 'capacitySince' });
    await entered('setLifecycle', LIFE, { life: { subject: PERSON_KEY, diedOn: '2026-11-01' } });
    const again = await enter('setLifecycle', LIFE, {
      life: { subject: PERSON_KEY, hasResidentId: false },
    });
    expect(again.data.done.version).toBeGreaterThan(1);
    const grant = { grant: grantTo('F-900'), key: 'g-dead' };
    expect((await replicas.ask(0, PERSON, GRANT, grant)).code).toBe('SUBJECT_ENDED');
  });

  it('enters a higher law, which is in force at once, until it is taken back', async () => {
    const query = `{ legalEntity(uscc: "${DEMO.company}") { penalties { documentNumber } } }`;
    const shown = async () => {
      const { data } = await replicas.ask(0, null, query);
      return data.legalEntity.penalties.length;
    };
    const before = await shown();
    const law = {
      parameter: 'period.length',
      jurisdiction: 'guangdong-2021',
      citation: 'a law on thirty days',
      value: JSON.stringify({ kind: 'fixed', length: 'P30D' }),
      from: '2026-11-01',
    };
    const type = 'override: OverrideInput!';
    const elsewhere = { ...law, jurisdiction: 'guizhou-2018' };
    await entered('registerOverride', type, { override: elsewhere });
    expect(await shown()).toBe(before);
    const wrong = await enter('registerOverride', type, { override: { ...law, value: '"soon"' } });
    expect(wrong.errors[0]?.extensions).toMatchObject({ code: 'INVALID_ENTRY', field: 'value' });
    const id = await entered('registerOverride', type, { override: law });
    expect(await shown()).toBeLessThan(before);
    const back = { register: 'overrides', id };
    await entered('retractEntry', 'register: String!, id: ID!', back);
    expect(await shown()).toBe(before);
  });

  it('enters higher laws that reach what may be granted, and how much a mask shows', async () => {
    const query = `{ legalEntity(uscc: "${DEMO.company}") { chattelMortgages { mortgagee } } }`;
    const masked = async () => {
      const { data } = await replicas.ask(0, null, query);
      return data.legalEntity.chattelMortgages[0].mortgagee;
    };
    const granted = async (key: string) => {
      const grant = { ...grantTo('F-902'), until: null };
      return (await replicas.ask(0, COMPANY, GRANT, { grant, key })).code ?? null;
    };
    expect([await masked(), await granted('long-1')]).toEqual(['云****', null]);
    const law = { jurisdiction: 'guangdong-2021', citation: 'a law', from: '2026-11-01' };
    const some = { first: 1, last: 0 };
    const forms = { 'birth-date': some, 'id-number': some, address: some, phone: some };
    const changes = {
      'authorisation.lifetimeBarred': ['legal'],
      'identity.maskForm': { ...forms, name: { first: 2, last: 0 } },
    };
    const ids: string[] = [];
    for (const [parameter, value] of Object.entries(changes)) {
      const override = { ...law, parameter, value: JSON.stringify(value) };
      ids.push(await entered('registerOverride', 'override: OverrideInput!', { override }));
    }
    expect([await masked(), await granted('long-2')]).toEqual(['云汐****', 'AUTH_LIFETIME']);
    for (const id of ids) {
      const back = { register: 'overrides', id };
      await entered('retractEntry', 'register: String!, id: ID!', back);
    }
    expect([await masked(), await granted('long-3')]).toEqual(['云****', null]);
  });

  it.each([
    ['an officer', OFFICER],
    ['a firm', FIRM],
    ['a subject', COMPANY],
  ])('is not %s', async (_who, caller) => {
    const life = { subject: COMPANY_KEY, terminatedOn: '2026-11-01' };
    expect((await enter('setLifecycle', LIFE, { life }, caller)).code).toBe('NOT_ALLOWED');
  });
});

describe('a firm', () => {
  const REGISTER = 'authorisation: RegistrationInput!';
  const AMEND = 'subject: SubjectInput!, id: ID!, amendment: AmendmentInput!';
  const proof = { form: 'written', evidenceDigest: 'sha256:one' };

  it('amends what it registered, with new evidence, under the same identity', async () => {
    const { grantee: _grantee, ...terms }: Readonly<Record<string, unknown>> = {
      ...grantTo('F-900'),
      ...proof,
    };
    const authorisation = { ...terms, subject: COMPANY_KEY, grantedBy: 'unit' };
    const id = await entered('registerAuthorisation', REGISTER, { authorisation }, FIRM);
    const change = { subject: COMPANY_KEY, id, amendment: { until: '2027-01-31' } };
    const field = 'amendRegisteredAuthorisation';
    expect((await enter(field, AMEND, change, FIRM)).code).toBe('AUTH_NO_EVIDENCE');
    const amendment = { until: '2027-01-31', evidenceDigest: 'sha256:two' };
    const others = await enter(field, AMEND, { ...change, amendment }, OTHER_FIRM);
    expect(others.code).toBe('UNKNOWN_ENTRY');
    const done = await enter(field, AMEND, { ...change, amendment }, FIRM);
    expect(done.data.done).toEqual({ id, version: 2 });
    const mine =
      '{ myRights { authorisations { id until history { version evidenceDigest by } } } }';
    const { data } = await replicas.ask(0, COMPANY, mine);
    expect(data.myRights.authorisations).toContainEqual({
      id,
      until: '2027-01-31',
      history: [
        { version: 1, evidenceDigest: 'sha256:one', by: 'F-900' },
        { version: 2, evidenceDigest: 'sha256:two', by: 'F-900' },
      ],
    });
    const seen = await replicas.ask(0, FIRM, CLOSED_FIELD, { uscc: DEMO.company }, LOAN);
    expect(seen.data.legalEntity.unperformedJudgments).not.toBeNull();
  });
});
