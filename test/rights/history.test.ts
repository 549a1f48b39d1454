import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAudit } from '../../gateway/audit/cli.ts';
import {
  ADMINISTRATOR,
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
  type Replicas,
  startReplicas,
} from './support/replicas.ts';

let replicas: Replicas;
let ask: Replicas['ask'];
const CASE = { 'x-case-number': 'C-2026-7' };
const HISTORY = `query($first: Int, $after: String, $of: SubjectInput) {
  accessHistory(first: $first, after: $after, onBehalfOf: $of) {
    nodes { time event caller organisation { id name } purpose channel authorisations
      items { item outcome reason records { outcome reason count } } entry { log index leaf } }
    next basis { article }
  }
}`;
const SEARCH = `query($filter: LogFilter, $first: Int, $after: String) {
  searchLog(filter: $filter, first: $first, after: $after) {
    nodes { event caller organisation { id } operator caseNumber purpose outcomes code
      entry { log index } }
    next
  }
}`;

beforeAll(async () => {
  replicas = await startReplicas(2);
  ask = replicas.ask;
}, 120_000);
afterAll(() => replicas?.close());

interface Look {
  readonly entry: { readonly log: string };
}

const history = async (caller = COMPANY, variables: object = {}, replica = 0) =>
  (await ask(replica, caller, HISTORY, { first: 50, ...variables })).data.accessHistory;

describe('a subject’s access history', () => {
  it('is empty where nobody has asked', async () => {
    expect(await history(PERSON)).toMatchObject({ nodes: [], next: null });
  });

  it('tells each look: who, what for, what became of each item, and on what it relied', async () => {
    const granted = await ask(0, COMPANY, GRANT, { grant: grantTo('F-900'), key: 'g' });
    const { id } = granted.data.grantAuthorisation;
    const looked = await ask(0, FIRM, CLOSED_FIELD, { uscc: DEMO.company }, LOAN);
    expect(looked.data.legalEntity.unperformedJudgments).not.toBeNull();
    await ask(0, null, CLOSED_FIELD, { uscc: DEMO.company });
    const { nodes, basis } = await history();
    expect(basis).toEqual([{ article: '39' }]);
    expect(nodes).toMatchObject([
      {
        event: 'answer',
        caller: 'public',
        organisation: null,
        items: [{ item: 'unperformed-judgment', outcome: 'withheld', reason: 'NOT_PUBLIC' }],
      },
      {
        event: 'answer',
        caller: 'firm',
        organisation: { id: 'F-900' },
        purpose: 'loan',
        channel: 'internet',
        authorisations: [id],
        items: [{ item: 'unperformed-judgment', outcome: 'disclosed', reason: null }],
        entry: { log: 'replica-0.localhost/log' },
      },
    ]);
    expect(nodes[1].items[0].records.length).toBeGreaterThan(0);
  });

  it('names no officer and no other subject', async () => {
    const { text } = await ask(0, COMPANY, HISTORY, { first: 50 });
    for (const secret of [FIRM.operator ?? '', DEMO.company, DEMO.person]) {
      expect(text).not.toContain(secret);
    }
  });

  it('tells what a firm tried to register and was refused', async () => {
    const register = `mutation($subject: SubjectInput!, $key: String!) {
      registerAuthorisation(clientKey: $key, authorisation: {
        subject: $subject, items: [], purpose: "loan", until: "2027-05-20", form: "written",
        evidenceDigest: "sha256:0a1b2c"
      }) { id }
    }`;
    const subject = { uscc: DEMO.company };
    expect((await ask(0, FIRM, register, { subject, key: 'probe' })).code).toBe('AUTH_SCOPE');
    expect((await history()).nodes[0]).toMatchObject({
      event: 'refusal',
      caller: 'firm',
      organisation: { id: 'F-900' },
    });
  });

  it('is a look itself, and says so', async () => {
    const before = await history();
    const after = await history();
    expect(after.nodes.length).toBe(before.nodes.length + 1);
    expect(after.nodes[0]).toMatchObject({ event: 'history-view', caller: 'subject', items: [] });
  });

  it('joins what several replicas logged', async () => {
    await ask(1, FIRM, CLOSED_FIELD, { uscc: DEMO.company }, LOAN);
    await history(COMPANY, {}, 1);
    const logs = (await history()).nodes.map((node: { entry: { log: string } }) => node.entry.log);
    expect(new Set(logs)).toEqual(new Set(['replica-0.localhost/log', 'replica-1.localhost/log']));
  });

  it('is shown in pages that stay while looks are added', async () => {
    // what the other replica has made durable comes when that replica indexes it
    const ofThisLog = ({ entry }: Look) => entry.log === 'replica-0.localhost/log';
    const all = (await history()).nodes.filter(ofThisLog);
    const seen: Look[] = [];
    let after: string | null = null;
    do {
      const page: { nodes: Look[]; next: string | null } = await history(COMPANY, {
        first: 2,
        after,
      });
      seen.push(...page.nodes.filter(ofThisLog));
      after = page.next;
    } while (after !== null);
    // each page was a look as well: the first page showed one more than before
    expect(seen.slice(1)).toEqual(all);
  });

  it.each([
    ['a page of nothing', { first: 0 }, 'INVALID_ENTRY'],
    ['a page of too many', { first: 101 }, 'INVALID_ENTRY'],
    ['a cursor that is none', { after: 'x' }, 'ARGUMENT_INVALID'],
  ])('refuses %s', async (_what, variables, code) => {
    expect((await ask(0, COMPANY, HISTORY, variables)).code).toBe(code);
  });

  it('is shown to a guardian, and to no stranger', async () => {
    const of = { idNumber: DEMO.minor };
    expect(await history(GUARDIAN, { of })).toMatchObject({ nodes: [] });
    const stranger = await ask(0, PERSON, HISTORY, { of });
    expect([stranger.data.accessHistory, stranger.code]).toEqual([null, 'NOT_REPRESENTATIVE']);
    expect((await ask(0, FIRM, HISTORY)).code).toBe('NOT_ALLOWED');
    expect((await ask(0, null, HISTORY)).code).toBe('NO_SUBJECT');
  });
});

describe('an officer’s search', () => {
  const search = async (filter: object, caller = OFFICER) =>
    (await ask(0, caller, SEARCH, { filter, first: 100 }, CASE)).data.searchLog.nodes;

  it.each([
    ['organisation', { organisation: 'F-900' }],
    ['operator', { operator: 'O-1' }],
    ['purpose', { purpose: 'loan' }],
    ['outcome', { outcome: 'disclosed', purpose: 'loan' }],
    ['period', { from: '2026-11-20T00:00:00+08:00', until: '2026-11-21T00:00:00+08:00' }],
    ['subject', { subject: { uscc: DEMO.company } }],
  ])('finds looks by %s', async (_by, filter) => {
    const found = await search(filter);
    expect(found).toContainEqual(
      expect.objectContaining({
        event: 'answer',
        caller: 'firm',
        organisation: { id: 'F-900' },
        operator: 'O-1',
        purpose: 'loan',
      }),
    );
    expect(JSON.stringify(found)).not.toContain(DEMO.company);
  });

  it.each([
    ['organisation', { organisation: 'F-999' }],
    ['outcome', { organisation: 'F-900', outcome: 'refused' }],
    ['period', { from: '2026-11-21T00:00:00+08:00' }],
    ['subject', { subject: { idNumber: DEMO.guardian } }],
  ])('finds nothing of another %s', async (_by, filter) => {
    expect(await search(filter)).toEqual([]);
  });

  it('is itself an entry, with the officer and the case', async () => {
    await search({ purpose: 'nothing' });
    expect((await search({ organisation: 'P-001' }, ADMINISTRATOR))[0]).toMatchObject({
      event: 'history-view',
      operator: 'O-3',
      caseNumber: 'C-2026-7',
    });
  });

  it('shows the subject that an officer looked for it', async () => {
    expect((await history()).nodes).toContainEqual(
      expect.objectContaining({ event: 'history-view', caller: 'analyst' }),
    );
  });

  it.each([
    ['a firm', FIRM, CASE, 'NOT_ALLOWED'],
    ['a subject', COMPANY, CASE, 'NOT_ALLOWED'],
    ['an officer without a case', OFFICER, {}, 'OUTSIDE_AUTHORITY'],
  ])('is refused to %s, by article', async (_who, caller, headers, code) => {
    const refused = await ask(0, caller, SEARCH, {}, headers);
    expect([refused.status, refused.code]).toEqual([403, code]);
    expect(refused.errors[0]?.extensions.basis).toMatchObject([{ article: '20.1' }]);
  });
});

it('ends with logs that verify, and indexes that equal them', async () => {
  await replicas.ask(0, null, '{ __typename }');
  for (const state of ['state-0', 'state-1']) {
    let text = '';
    const env = { STATE_DIR: `${replicas.folder}/${state}` };
    const code = await runAudit(['verify'], env, (part) => {
      text += part;
    });
    expect([code, JSON.parse(text).indexed > 0]).toEqual([0, true]);
  }
});
