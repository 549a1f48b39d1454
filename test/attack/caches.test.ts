import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LookUp } from '../../gateway/disclosure/facts.ts';
import type { Department } from '../../gateway/execution/department.ts';
import { SUPERGRAPH_FILE } from '../../schema/compose.ts';
import { DEPARTMENT_NAMES } from '../../subgraphs/department.ts';
import { AGENCY, FIRM, OTHER_FIRM, self } from '../support/callers.ts';
import { memoryFacts, NO_REGISTERS } from '../support/facts.ts';
import { SERVED, servedOf } from '../support/fields.ts';
import { at, startGateway, type TestGateway } from '../support/gateway.ts';
import { memoryLog } from '../support/log.ts';
import {
  COMPANY,
  comparable,
  HIDDEN,
  openScene,
  PERSON,
  SECRET,
  setScene,
  WITH_ALL,
} from '../support/scene.ts';

/** What is kept from one request to the next, or shared by two at the same time. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openScene();
});
afterEach(async () => {
  setScene(gateway, WITH_ALL);
  await gateway.log.verify();
});
afterAll(() => gateway.close());

const QUERY = `query($p: IDNumber!, $c: USCC!) {
  naturalPerson(idNumber: $p) { phone annualTaxPaid { taxPaid } penalties { documentNumber } }
  legalEntity(uscc: $c) { penalties { documentNumber } contributionArrears { noticeNumber } } }`;
const variables = { p: PERSON, c: COMPANY };
const LOAN = { 'x-purpose': 'loan' };
const CASE = { 'x-purpose': 'loan', 'x-case-number': 'C-1' };

const asking = {
  public: () => gateway.ask(null, QUERY, variables),
  firm: () => gateway.ask(FIRM, QUERY, variables, LOAN),
  'firm, other purpose': () => gateway.ask(FIRM, QUERY, variables, { 'x-purpose': 'rental' }),
  'other firm': () => gateway.ask(OTHER_FIRM, QUERY, variables, LOAN),
  agency: () => gateway.ask(AGENCY, QUERY, variables, CASE),
  subject: () => gateway.ask(self('natural', PERSON), QUERY, variables),
} as const;
const ALL = Object.keys(asking) as (keyof typeof asking)[];

describe('plan, fact and cut caches across callers and purposes', () => {
  it('what a caller gets does not depend on who asked the same before', async () => {
    const alone = new Map<string, string>();
    for (const name of ALL) {
      const fresh = await startGateway({ log: memoryLog() });
      setScene(fresh, WITH_ALL);
      const { caller, headers } = who(name);
      alone.set(name, comparable(await fresh.ask(caller, QUERY, variables, headers)));
      await fresh.close();
    }
    for (const name of [...ALL, ...ALL.toReversed()]) {
      expect([name, comparable(await asking[name]())]).toEqual([name, alone.get(name)]);
    }
  });

  it('the public after the agency gets nothing of what the agency saw', async () => {
    const agency = await asking.agency();
    expect(at(agency, 'naturalPerson', 'phone')).toBe(SECRET);
    const anybody = await asking.public();
    expect(anybody.body).not.toContain(SECRET);
    expect(anybody.body).not.toContain(HIDDEN);
  });

  it('an authorisation that is gone opens nothing from then on', async () => {
    expect((await asking.firm()).body).toContain(SECRET);
    gateway.world.registers = { subjects: {}, callers: {} };
    expect((await asking.firm()).body).not.toContain(SECRET);
  });

  it('a record that is repaired is gone from the next answer on', async () => {
    const open = await asking.public();
    expect(at(open, 'legalEntity', 'penalties')).toHaveLength(1);
    const repair = { decidedOn: 0, effect: 'delete', newEnd: null } as const;
    const held = gateway.world.registers?.subjects ?? {};
    const [[key, facts] = ['', {}]] = Object.entries(held);
    const records = new Map(facts.records ?? []);
    const none = {
      basis: 'effective',
      basisChangedOn: null,
      objection: null,
      optOutRequestedOn: null,
    } as const;
    records.set('penalty\0M-OPEN', { ...none, repair: { ...repair, decidedOn: 1 as never } });
    gateway.world.registers = { callers: {}, subjects: { ...held, [key]: { ...facts, records } } };
    const repaired = await asking.public();
    expect(at(repaired, 'legalEntity', 'penalties')).toEqual([]);
  });
});

function who(name: keyof typeof asking) {
  const callers = {
    public: null,
    agency: AGENCY,
    subject: self('natural', PERSON),
    'other firm': OTHER_FIRM,
  };
  const caller = name.startsWith('firm') ? FIRM : (callers[name as keyof typeof callers] ?? null);
  const purpose = name === 'firm, other purpose' ? { 'x-purpose': 'rental' } : LOAN;
  const headers = { public: {}, subject: {}, agency: CASE }[name as string] ?? purpose;
  return { caller, headers };
}

describe('request deduplication across callers', () => {
  it('callers whose questions are out at the same time get each their own answers', async () => {
    const names = ALL.filter((name) => name !== 'other firm');
    const held = together(names.length);
    const started = await startGateway({ log: memoryLog(), dependencies: { facts: held.facts } });
    setScene(started, WITH_ALL);
    held.registers = () => started.world.registers ?? NO_REGISTERS;
    const answers = await Promise.all(
      names.map((name) => {
        const { caller, headers } = who(name);
        return started.ask(caller, QUERY, variables, headers);
      }),
    );
    await started.close();
    for (const [index, answer] of answers.entries()) {
      const name = names[index] ?? 'public';
      const opens = name === 'firm' || name === 'agency' || name === 'subject';
      expect([name, answer.body.includes(SECRET)]).toEqual([name, opens]);
    }
  });

  it('the same operation at the same time is decided for each caller', async () => {
    const names = Array.from({ length: 60 }, (_, n) => ALL[n % ALL.length] ?? 'public');
    const answers = await Promise.all(names.map((name) => asking[name]()));
    const first = new Map<string, string>();
    for (const [index, answer] of answers.entries()) {
      const name = names[index] ?? 'public';
      const text = comparable(answer);
      expect([name, text]).toEqual([name, first.get(name) ?? text]);
      first.set(name, text);
      const opens = name === 'firm' || name === 'agency' || name === 'subject';
      expect([name, text.includes(SECRET)]).toEqual([name, opens]);
    }
  });

  it('each caller has a question of its own to the departments', async () => {
    await asking.firm();
    gateway.forget();
    await asking.firm();
    const one = gateway.questions.length;
    gateway.forget();
    await Promise.all([asking.firm(), asking.firm(), asking.firm()]);
    expect(gateway.questions).toHaveLength(3 * one);
  });
});

/** The supergraph without a field, as after a department took it back. */
const WITHOUT_PHONE = servedOf(
  readFileSync(SUPERGRAPH_FILE, 'utf8').replace(
    / {2}"""Telephone number\."""\n {2}phone: .*\n/,
    '',
  ),
);

describe('hot reload in mid-flight', () => {
  it('a request under way ends with the supergraph it began with, and the next has the new one', async () => {
    const query = 'query($p: IDNumber!) { naturalPerson(idNumber: $p) { phone name } }';
    const holding = hold();
    const started = await startGateway({ departments: holding.departments, log: memoryLog() });
    const own = self('natural', PERSON);
    const underWay = started.ask(own, query, { p: PERSON });
    await holding.asked;
    started.reload(WITHOUT_PHONE);
    holding.go();
    expect(at(await underWay, 'naturalPerson', 'phone')).toBe(SECRET);
    const after = await started.ask(own, query, { p: PERSON });
    expect([after.status, after.body.includes(SECRET)]).toEqual([400, false]);
    started.reload(SERVED);
    expect(at(await started.ask(own, query, { p: PERSON }), 'naturalPerson', 'phone')).toBe(SECRET);
    await started.close();
  });

  it('reloads under load open nothing to anybody', async () => {
    const requests = Array.from({ length: 80 }, async (_, n) => {
      if (n % 8 === 0) gateway.reload(n % 16 === 0 ? WITHOUT_PHONE : SERVED);
      return asking[n % 2 === 0 ? 'public' : 'other firm']();
    });
    for (const answer of await Promise.all(requests)) {
      expect(answer.body).not.toContain(SECRET);
      expect(answer.body).not.toContain(HIDDEN);
      expect([200, 400, 500]).toContain(answer.status);
    }
    gateway.reload(SERVED);
    expect((await asking.public()).status).toBe(200);
  });
});

/** Registers that answer when so many have asked, so that so many requests are under way at once. */
function together(many: number) {
  let asked = 0;
  let [go]: [() => void] = [() => undefined];
  const all = new Promise<void>((resolve) => {
    go = resolve;
  });
  const held = {
    registers: () => NO_REGISTERS,
    facts: {
      async lookUp(query: LookUp) {
        asked += 1;
        if (asked === many) go();
        await all;
        return memoryFacts(held.registers).lookUp(query);
      },
    },
  };
  return held;
}

/** Departments that wait, and then say the secret whatever they were asked. */
function hold() {
  let [go, tell]: [() => void, () => void] = [() => undefined, () => undefined];
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const slow: Department = {
    ask: async () => {
      tell();
      await gone;
      return { data: { s: [{ k: PERSON, f0: SECRET, f1: 'name' }] } };
    },
  };
  const departments = new Map([...DEPARTMENT_NAMES, 'rights'].map((name) => [name, slow]));
  return { departments, asked, go: () => go() };
}
