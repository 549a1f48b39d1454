import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claims } from '../../gateway/auth/caller.ts';
import {
  CLOSED_FIELD,
  COMPANY,
  DEMO,
  FIRM,
  GRANT,
  GUARDIAN,
  grantTo,
  LOAN,
  OFFICER,
  PERSON,
  REVOKE,
  type Replicas,
  startReplicas,
} from './support/replicas.ts';

let replicas: Replicas;
let ask: Replicas['ask'];
let keys = 0;
const freshKey = () => `key-${keys++}`;
const CASE = { 'x-case-number': 'C-2026-1' };

beforeAll(async () => {
  replicas = await startReplicas(1);
  ask = replicas.ask;
}, 120_000);

afterAll(() => replicas?.close());

async function grant(caller = COMPANY, more: object = {}, key = freshKey()) {
  return ask(0, caller, GRANT, { grant: { ...grantTo(FIRM.organisation), ...more }, key });
}

async function sees(caller = FIRM): Promise<boolean> {
  const { data } = await ask(0, caller, CLOSED_FIELD, { uscc: DEMO.company }, LOAN);
  return data.legalEntity.unperformedJudgments !== null;
}

describe('nobody acts on the rights of another', () => {
  const ward = { idNumber: DEMO.minor };

  it('but a guardian that is registered may for its ward', async () => {
    const more = { grant: { ...grantTo('F-900'), allItems: true, items: null }, key: freshKey() };
    const granted = await ask(0, GUARDIAN, GRANT, { ...more, ward });
    expect(granted.data.grantAuthorisation?.version).toBe(1);
    const { id } = granted.data.grantAuthorisation;
    const rights = `query($ward: SubjectInput) { myRights(onBehalfOf: $ward) {
      authorisations { id grantedBy } } }`;
    const { data } = await ask(0, GUARDIAN, rights, { ward });
    expect(data.myRights.authorisations).toContainEqual({ id, grantedBy: 'guardian' });
    const stranger = await ask(0, PERSON, rights, { ward });
    expect([stranger.data.myRights, stranger.code]).toEqual([null, 'NOT_REPRESENTATIVE']);
    expect(stranger.text).not.toContain(DEMO.minor);
    expect((await ask(0, PERSON, REVOKE, { id, key: freshKey(), ward })).code).toBe(
      'NOT_REPRESENTATIVE',
    );
    expect((await ask(0, GUARDIAN, REVOKE, { id, key: freshKey(), ward })).errors).toEqual([]);
  });

  it('nor does a firm learn who is whose guardian, but the ward sees whom it named', async () => {
    const register = `mutation($ward: SubjectInput!, $grantor: IDNumber!, $key: String!) {
      registerAuthorisation(clientKey: $key, authorisation: { subject: $ward, grantedBy: "guardian",
        grantor: $grantor, items: ["person-penalty"], purpose: "loan", until: "2027-05-20",
        form: "written", evidenceDigest: "sha256:0a1b2c" }) { id version } }`;
    const about = `query($minor: IDNumber!) { naturalPerson(idNumber: $minor) { penalties { documentNumber } } }`;
    const look = async (caller: Claims) => {
      const { data, reasons } = await ask(0, caller, about, { minor: DEMO.minor }, LOAN);
      return { penalties: data.naturalPerson.penalties !== null, reasons };
    };
    const registered = async (grantor: string) => {
      const named = { ward, grantor, key: freshKey() };
      const { data, errors } = await ask(0, FIRM, register, named);
      expect([data.registerAuthorisation?.version, errors]).toEqual([1, []]);
      return data.registerAuthorisation.id;
    };
    const before = await look(FIRM);
    expect(before.penalties).toBe(false);
    const wrong = await registered(DEMO.person);
    expect(await look(FIRM)).toEqual(before);
    const right = await registered(DEMO.guardian);
    expect((await look(FIRM)).penalties).toBe(true);
    const rights = `query($ward: SubjectInput) { myRights(onBehalfOf: $ward) {
      authorisations { id grantee grantedBy } } }`;
    const { data } = await ask(0, GUARDIAN, rights, { ward });
    for (const id of [wrong, right]) {
      expect(data.myRights.authorisations).toContainEqual({
        id,
        grantee: FIRM.organisation,
        grantedBy: 'guardian',
      });
      await ask(0, GUARDIAN, REVOKE, { id, key: freshKey(), ward });
    }
  });

  it('and what is another’s is not even there', async () => {
    const { id } = (await grant()).data.grantAuthorisation;
    const [theirs, nobodys] = await Promise.all(
      [id, 'A-nobody'].map((one) => ask(0, PERSON, REVOKE, { id: one, key: freshKey() })),
    );
    expect(theirs?.code).toBe('UNKNOWN_ENTRY');
    expect(theirs?.text.replace(/"rights":.*/s, '')).toBe(
      nobodys?.text.replace(/"rights":.*/s, ''),
    );
    expect(await sees()).toBe(true);
    await ask(0, COMPANY, REVOKE, { id, key: freshKey() });
  });

  const mine = '{ myRights { optOuts { id } } }';
  const wish = `mutation { optOut(item: "award", kind: "award", clientKey: "w-1") { id } }`;
  const accept = `mutation { acceptObjection(subject: { uscc: "${DEMO.company}" }, id: "x", clientKey: "w-2") { id } }`;
  it.each([
    ['nobody', null, mine, {}, 401, 'NO_SUBJECT'],
    ['a firm as a subject', FIRM, mine, {}, 403, 'NOT_ALLOWED'],
    ['an officer as a subject', OFFICER, wish, CASE, 403, 'NOT_ALLOWED'],
    ['a subject as an officer', COMPANY, accept, CASE, 403, 'NOT_ALLOWED'],
    ['a firm as an officer', FIRM, accept, CASE, 403, 'NOT_ALLOWED'],
    ['an officer without a case', OFFICER, accept, {}, 403, 'OUTSIDE_AUTHORITY'],
    [
      'an analyst of another organisation',
      { ...OFFICER, organisation_kind: 'court' as const },
      accept,
      CASE,
      403,
      'NOT_ALLOWED',
    ],
    [
      'an officer without a name',
      { kind: 'analyst' as const, organisation: 'P-001' },
      accept,
      CASE,
      403,
      'OUTSIDE_AUTHORITY',
    ],
  ])('not %s', async (_who, caller, query, headers, status, code) => {
    const refused = await ask(0, caller, query, {}, headers);
    expect([refused.status, refused.code, refused.data ?? null]).toEqual([status, code, null]);
  });

  it('and no argument comes back in an error', async () => {
    const id = DEMO.minor.slice(0, 17);
    const bad = await ask(0, GUARDIAN, GRANT, {
      grant: grantTo('F-900'),
      key: 'k',
      ward: { idNumber: id },
    });
    expect([bad.status, bad.code]).toEqual([400, 'ARGUMENT_INVALID']);
    expect(bad.text).not.toContain(id);
    const inline = await ask(
      0,
      GUARDIAN,
      `{ myRights(onBehalfOf: { idNumber: "${id}" }) { optOuts { id } } }`,
    );
    expect(inline.code).toBe('ARGUMENT_INVALID');
    expect(inline.text).not.toContain(id);
  });
});
