import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAudit } from '../../gateway/audit/cli.ts';
import {
  ADMINISTRATOR,
  CLOSED_FIELD,
  COMPANY,
  DEMO,
  FIRM,
  GRANT,
  grantTo,
  LOAN,
  OFFICER,
  OTHER_FIRM,
  PENALTY,
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

const MY_AUTHORISATIONS = `{ myRights { authorisations {
  id version grantee purpose items from until form revoked disputed
  history { version action by until revoked }
} } }`;

describe('a subject and its authorisations', () => {
  it('grants, and the next query opens; revokes, and the next query is closed', async () => {
    expect(await sees()).toBe(false);
    const granted = await grant();
    expect(granted.data.grantAuthorisation).toMatchObject({ version: 1 });
    expect(await sees()).toBe(true);
    expect(await sees(OTHER_FIRM)).toBe(false);
    const { id } = granted.data.grantAuthorisation;
    const revoked = await ask(0, COMPANY, REVOKE, { id, key: freshKey() });
    expect(revoked.data.revokeAuthorisation).toMatchObject({ id, version: 2 });
    expect(await sees()).toBe(false);
  });

  it('sees what stands in the registers, with its history', async () => {
    const { id } = (await grant(COMPANY, { from: '2026-11-20' })).data.grantAuthorisation;
    const amend = `mutation($id: ID!, $key: String!) {
      amendAuthorisation(id: $id, amendment: { until: "2026-12-31" }, clientKey: $key) { version }
    }`;
    await ask(0, COMPANY, amend, { id, key: freshKey() });
    await ask(0, COMPANY, REVOKE, { id, key: freshKey() });
    const { data } = await ask(0, COMPANY, MY_AUTHORISATIONS);
    const mine = data.myRights.authorisations.find((one: { id: string }) => one.id === id);
    expect(mine).toEqual({
      id,
      version: 3,
      grantee: 'F-900',
      purpose: 'loan',
      items: ['unperformed-judgment'],
      from: '2026-11-20',
      until: '2026-12-31',
      form: 'click',
      revoked: true,
      disputed: false,
      history: [
        { version: 1, action: 'grant', by: 'subject', until: '2027-11-19', revoked: false },
        { version: 2, action: 'amend', by: 'subject', until: '2026-12-31', revoked: false },
        { version: 3, action: 'revoke', by: 'subject', until: '2026-12-31', revoked: true },
      ],
    });
  });

  it('is answered once for a client key, and refused for other content under it', async () => {
    const key = freshKey();
    const first = await grant(COMPANY, {}, key);
    const again = await grant(COMPANY, {}, key);
    expect(again.data).toEqual(first.data);
    const other = await grant(COMPANY, { purpose: 'rental' }, key);
    expect([other.status, other.code, other.data.grantAuthorisation]).toEqual([
      200,
      'IDEMPOTENCY_CONFLICT',
      null,
    ]);
    const { id } = first.data.grantAuthorisation;
    await ask(0, COMPANY, REVOKE, { id, key: freshKey() });
  });

  it.each([
    ['no purpose', { purpose: null }, 'AUTH_NO_PURPOSE'],
    ['nothing it is for', { items: null }, 'AUTH_SCOPE'],
    ['items and all of them', { allItems: true }, 'AUTH_SCOPE'],
    ['a consent that is bundled', { bundled: true }, 'AUTH_BUNDLED'],
    ['a document that is not shown', { form: 'written' }, 'AUTH_NO_EVIDENCE'],
    ['a form that there is not', { form: 'nod' }, 'INVALID_ENTRY'],
    ['an end that is past', { until: '2026-11-19' }, 'AUTH_EXPIRED'],
    ['an item that there is not', { items: ['unperformed-judgments'] }, 'INVALID_ENTRY'],
  ])('is refused with %s', async (_what, more, code) => {
    const refused = await grant(COMPANY, more);
    expect([refused.data.grantAuthorisation, refused.code]).toEqual([null, code]);
  });

  it('may not give itself up for a lifetime', async () => {
    const refused = await grant(PERSON, { until: null });
    expect(refused.code).toBe('AUTH_LIFETIME');
    expect(refused.errors[0]?.extensions.article).toBe('42.2');
  });

  it('is refused an operation that asks about subjects beside it', async () => {
    const mixed = await ask(
      0,
      COMPANY,
      `{ myRights { optOuts { id } } legalEntity(uscc: "${DEMO.company}") { name } }`,
    );
    expect([mixed.status, mixed.code, mixed.data]).toEqual([400, 'OPERATION_MIXED', undefined]);
  });
});

describe('a firm', () => {
  const REGISTER = `mutation($a: RegistrationInput!, $key: String!) {
    registerAuthorisation(authorisation: $a, clientKey: $key) { id version }
  }`;
  const held = { ...grantTo(undefined), subject: { uscc: DEMO.company } };
  const evidence = { form: 'written', evidenceDigest: 'sha256:0a1b2c' };

  it('registers what it has evidence of; the subject sees, disputes and revokes it', async () => {
    const bare = await ask(0, FIRM, REGISTER, { a: { ...held, grantee: undefined }, key: 'r-0' });
    expect(bare.code).toBe('AUTH_NO_EVIDENCE');
    const done = await ask(0, FIRM, REGISTER, {
      a: { ...held, ...evidence, grantee: undefined },
      key: 'r-1',
    });
    const { id } = done.data.registerAuthorisation;
    expect(await sees()).toBe(true);
    const { data } = await ask(0, COMPANY, MY_AUTHORISATIONS);
    const seen = data.myRights.authorisations.find((one: { id: string }) => one.id === id);
    expect(seen).toMatchObject({ grantee: 'F-900', form: 'written' });
    expect(seen.history[0]).toMatchObject({ action: 'grant', by: 'F-900' });
    const dispute = `mutation($id: ID!) { disputeAuthorisation(id: $id, clientKey: "d-1") { version } }`;
    await ask(0, COMPANY, dispute, { id });
    expect(await sees()).toBe(false);
    const withdraw = `mutation($id: ID!) { withdrawDispute(id: $id, clientKey: "d-2") { version } }`;
    await ask(0, COMPANY, withdraw, { id });
    expect(await sees()).toBe(true);
    await ask(0, COMPANY, REVOKE, { id, key: 'd-3' });
    expect(await sees()).toBe(false);
  });
});

describe('the history of an authorisation', () => {
  it('names the firm and nothing of its officer, whatever the names are', async () => {
    const register = `mutation($a: RegistrationInput!, $key: String!) {
      registerAuthorisation(authorisation: $a, clientKey: $key) { id }
    }`;
    const terms = { ...grantTo(undefined), grantee: undefined, subject: { uscc: DEMO.company } };
    const a = { ...terms, form: 'written', evidenceDigest: 'sha256:0a1b2c' };
    const one = { ...FIRM, organisation: 'F-900', operator: 'Zhang/San' };
    const other = { ...FIRM, organisation: 'F-900/Zhang', operator: 'San' };
    const ids: string[] = [];
    for (const firm of [one, other]) {
      const done = await ask(0, firm, register, { a, key: 'slash' });
      ids.push(done.data.registerAuthorisation.id);
    }
    expect(new Set(ids).size).toBe(2);
    const { data } = await ask(0, COMPANY, MY_AUTHORISATIONS);
    const shown = ids.map(
      (id) =>
        data.myRights.authorisations.find((held: { id: string }) => held.id === id).history[0].by,
    );
    expect(shown).toEqual(['F-900', 'F-900/Zhang']);
  });
});

describe('officers and administrators', () => {
  const OBJECT = `mutation($key: String!) {
    object(item: "penalty", record: "${PENALTY}", clientKey: $key) {
      id deadlines { step workingDays dueOn basis { article } }
    }
  }`;
  const steps = (
    field: string,
    more = '',
  ) => `mutation($id: ID!, $s: SubjectInput!, $key: String!) {
    ${field}(subject: $s, id: $id, clientKey: $key${more}) { version deadlines { step dueOn } }
  }`;
  const s = { uscc: DEMO.company };

  it('take an objection through its course, with the deadlines of the law', async () => {
    const objected = await ask(0, COMPANY, OBJECT, { key: freshKey() });
    const { id, deadlines } = objected.data.object;
    expect(deadlines).toEqual([
      { step: 'mark', workingDays: 1, dueOn: '2026-11-23', basis: [{ article: '46.2' }] },
      { step: 'platform', workingDays: 3, dueOn: '2026-11-25', basis: [{ article: '46.2.1' }] },
      { step: 'source', workingDays: 7, dueOn: '2026-12-01', basis: [{ article: '46.2.2' }] },
    ]);
    const act = (field: string, more?: string, who = s) =>
      ask(0, OFFICER, steps(field, more), { id, s: who, key: freshKey() }, CASE);
    expect((await act('forwardObjection')).code).toBe('WRONG_STATE');
    expect((await act('acceptObjection', '', { uscc: DEMO.listedCompany })).code).toBe(
      'UNKNOWN_ENTRY',
    );
    expect((await act('acceptObjection')).data.acceptObjection.version).toBe(2);
    expect((await act('forwardObjection')).data.forwardObjection.version).toBe(3);
    const decided = await act('decideObjection', ', decision: { outcome: "upheld" }');
    expect(decided.data.decideObjection).toEqual({
      version: 4,
      deadlines: [{ step: 'passed-on', dueOn: '2026-11-25' }],
    });
    expect((await act('acceptObjection')).code).toBe('WRONG_STATE');
  });

  it('keep to records that the subject has, and to items of its kind', async () => {
    const object = (caller: typeof COMPANY, item: string, record: string) =>
      ask(
        0,
        caller,
        `mutation($item: String!, $record: String!, $key: String!) {
          object(item: $item, record: $record, clientKey: $key) { id }
        }`,
        { item, record, key: freshKey() },
      );
    expect((await object(COMPANY, 'penalty', 'nobody’s')).code).toBe('UNKNOWN_ENTRY');
    for (const other of [
      await object(COMPANY, 'declared-income', '2024'),
      await object(PERSON, 'penalty', PENALTY),
    ]) {
      expect(other.errors[0]?.extensions).toMatchObject({ code: 'INVALID_ENTRY', field: 'item' });
    }
    const wish = `mutation { optOut(item: "award", kind: "good", record: "none", clientKey: "x-1") { id } }`;
    expect((await ask(0, COMPANY, wish)).code).toBe('UNKNOWN_ENTRY');
  });

  it('are listed for officers on duty, the oldest first, with what is due', async () => {
    const list = `query($after: ID) { openObjections(after: $after, limit: 1) {
      id uscc item record deadlines { step dueOn } } }`;
    const { id } = (await ask(0, COMPANY, OBJECT, { key: freshKey() })).data.object;
    const onDuty = { ...CASE, 'x-purpose': 'objection-handling' };
    const barred = await ask(0, OFFICER, list, {}, { ...CASE, 'x-purpose': 'curiosity' });
    expect([barred.code, barred.data.openObjections]).toEqual(['OUTSIDE_AUTHORITY', null]);
    const seen: string[] = [];
    for (let after: string | null = null; ; after = seen.at(-1) ?? null) {
      const page = await ask(0, OFFICER, list, { after }, onDuty);
      const [one] = page.data.openObjections;
      if (one === undefined) break;
      seen.push(one.id);
      if (one.id !== id) continue;
      expect(one).toMatchObject({ uscc: DEMO.company, item: 'penalty', record: PENALTY });
      expect(one.deadlines).toContainEqual({ step: 'platform', dueOn: '2026-11-25' });
    }
    expect(seen).toContain(id);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await ask(0, FIRM, list, {}, onDuty)).code).toBe('NOT_ALLOWED');
    const exclude = steps('excludeDays', ', days: 5');
    const { data } = await ask(0, OFFICER, exclude, { s, id, key: freshKey() }, CASE);
    expect(data.excludeDays.deadlines).toEqual([
      { step: 'mark', dueOn: '2026-11-23' },
      { step: 'platform', dueOn: '2026-12-02' },
      { step: 'source', dueOn: '2026-12-08' },
    ]);
  });

  it('lets a subject withdraw an objection, twice with one key', async () => {
    const { id } = (await ask(0, COMPANY, OBJECT, { key: freshKey() })).data.object;
    const withdraw = `mutation($id: ID!, $key: String!) {
      withdrawObjection(id: $id, clientKey: $key) { id }
    }`;
    const key = freshKey();
    const first = await ask(0, COMPANY, withdraw, { id, key });
    const again = await ask(0, COMPANY, withdraw, { id, key });
    expect(first.data.withdrawObjection.id).toBe(id);
    expect(again.data).toEqual(first.data);
  });

  it('keep agreements, duties and query items', async () => {
    const all = `mutation($a: AgreementInput!, $d: DutyInput!, $q: QueryItemsInput!) {
      registerAgreement(agreement: $a, clientKey: "a-1") { version }
      registerDuty(duty: $d, clientKey: "a-2") { version }
      publishQueryItems(queryItems: $q, clientKey: "a-3") { version }
    }`;
    const organisation = { organisation: 'G-900', organisationKind: 'court', allItems: true };
    const a = {
      firm: 'F-900',
      method: 'online',
      purposes: ['loan'],
      confidentiality: true,
      allItems: true,
      from: '2026-01-01',
      until: '2026-12-31',
    };
    const d = { ...organisation, duty: 'execution', purposes: ['execution'] };
    const q = { ...organisation, purpose: 'execution', publishedOn: '2026-01-01' };
    const done = await ask(0, ADMINISTRATOR, all, { a, d, q }, CASE);
    expect(done.errors).toEqual([]);
    expect(Object.values(done.data)).toEqual([{ version: 1 }, { version: 1 }, { version: 1 }]);
    expect(done.receipts).toHaveLength(3);
    expect((await ask(0, OFFICER, all, { a, d, q }, CASE)).code).toBe('NOT_ALLOWED');
  });
});

describe('the log', () => {
  it('holds every change, and verifies', async () => {
    const { receipts } = await grant();
    expect(receipts).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    let told = '';
    const folder = `${replicas.folder}/state-0/log`;
    const exit = await runAudit(['--log', folder, 'verify'], {}, (text) => {
      told += text;
    });
    expect([exit, told.includes(DEMO.company)]).toEqual([0, false]);
    expect(JSON.parse(told).size).toBeGreaterThan(receipts[0]?.index ?? Number.POSITIVE_INFINITY);
  });
});
