import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openRights } from '../../gateway/departments.ts';
import type { CatalogueInForce } from '../../gateway/disclosure/catalogue.ts';
import { type OpenFacts, openFacts } from '../../gateway/disclosure/registers.ts';
import type { PolicyCase } from '../../policy/cases/format.ts';
import { readCases } from '../../policy/cases/read.ts';
import { PACKS, regulations } from '../../policy/policy.ts';
import { type CaseSetup, inexpressible, RECORD, setupOf } from '../support/case-setup.ts';
import { type Answer, at, engineOf, startGateway, type TestGateway } from '../support/gateway.ts';
import { memoryLog, NO_LOOKS } from '../support/log.ts';

/**
 * Cases whose record was objected to, repaired or opted out of, played: the subject and the officers
 * act through the mutations on the days that the case says, and then the query is asked.
 */

const folders = regulations().map((name) => join(PACKS, name, 'cases'));
const cases = readCases(folders, regulations()).flatMap((read) =>
  'found' in read ? [{ file: read.file, found: read.found }] : [],
);

/** Somebody acts on the record, before it is asked for. */
function isActed({ record }: Pick<PolicyCase, 'record'>): boolean {
  if (record === null) return false;
  return record.objection !== null || record.repair !== null || record.optOut !== null;
}

/** What is played here is the rights; a case that also rests on other registers is asked elsewhere. */
function isPlayed({ caller, subject, record, authorisation, agreement, expect }: PolicyCase) {
  if (record === null) return false;
  const acts = isActed({ record });
  const plain =
    authorisation === null &&
    agreement === null &&
    record.basis === 'effective' &&
    record.listed === null &&
    (subject.diedOn ?? subject.terminatedOn ?? null) === null;
  const answered = expect.outcome === 'disclosed' || expect.outcome === 'silent';
  return acts && plain && answered && caller.kind !== 'analyst' && caller.kind !== 'firm';
}

const played = cases.filter(({ found }) => isPlayed(found) && inexpressible(found) === null);
const byFile = Map.groupBy(played, ({ file }) => relative(PACKS, file));

let facts: OpenFacts;
let catalogue: CatalogueInForce;
const gateways = new Map<string, Promise<TestGateway>>();

afterAll(async () => {
  for (const gateway of gateways.values()) await (await gateway).close();
});

it('plays every example that is about acts, and many more cases', () => {
  const examples = cases.filter(({ file, found }) => /examples/.test(file) && isActed(found));
  expect(examples.length).toBeGreaterThanOrEqual(5);
  expect(examples.filter((one) => !played.includes(one))).toEqual([]);
  expect(played.length).toBeGreaterThan(40);
});

describe.each([...byFile])('%s', (_file, found) => {
  it(`gives what ${found.length} cases say, after their mutations`, async () => {
    const wrong: string[] = [];
    for (const { found: one } of found) {
      const fault = await play(one);
      if (fault !== null) wrong.push(`${one.name}: ${fault}`);
    }
    expect(wrong).toEqual([]);
  });
});

async function play(found: PolicyCase): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'creditgate-case-'));
  const setup = setupOf(found);
  const gateway = await gatewayFor(found);
  catalogue = setup.catalogue;
  gateway.world.rows = setup.world.rows;
  const place = { DATABASE_URL: undefined, STATE_DIR: folder, DATA_DIR: folder };
  facts = await openFacts(
    place,
    () => gateway.world.now,
    () => undefined,
  );
  try {
    await act(gateway, found, setup);
    gateway.world.now = setup.world.now;
    const answer = await gateway.ask(setup.caller, setup.query, setup.variables, setup.headers);
    const fault = compare(found, setup, answer);
    return fault === null ? null : `${fault} ${answer.body}`;
  } finally {
    await facts.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function gatewayFor({ regulation, overlays }: PolicyCase): Promise<TestGateway> {
  const name = [regulation, ...overlays].join();
  const engine = engineOf(regulation, overlays);
  const log = memoryLog();
  const known =
    gateways.get(name) ??
    startGateway({
      regulation,
      overlays,
      log,
      catalogue: { digest: '', factsOf: (...asked) => catalogue.factsOf(...asked) },
      dependencies: {
        facts: { lookUp: (query) => facts.lookUp(query) },
        rights: {
          desk: {
            schema: openRights({} as OpenFacts['registers'], engine, NO_LOOKS).schema,
            context: (request) => openRights(facts.registers, engine, NO_LOOKS).context(request),
          },
          changes: {
            recordChange: () => Promise.resolve({ log: 'memory', index: 0, leaf: '', salt: '' }),
          },
        },
      },
    });
  gateways.set(name, known);
  return known;
}

const OFFICER = { kind: 'analyst', organisation: 'P-001', operator: 'O-9' } as const;
const ADMINISTRATOR = { ...OFFICER, role: 'administrator' } as const;

/** What the subject and the officers do, each on its day; nothing that is dated after the question. */
async function act(gateway: TestGateway, found: PolicyCase, setup: CaseSetup): Promise<void> {
  const { record, caller, purpose, duty } = found;
  const key = String(setup.variables.key);
  const { kind } = found.subject;
  const subject = kind === 'legal' ? { uscc: key } : { idNumber: key };
  const self = { kind: 'subject', subject_kind: kind, subject_key: key } as const;
  const head = { item: setup.field.item, record: RECORD };
  const on = async (
    day: string,
    who: typeof self | typeof OFFICER | typeof ADMINISTRATOR,
    call: string,
    types: string,
    variables: object,
  ) => {
    gateway.world.now = Date.parse(`${day}T00:00:00+08:00`);
    if (gateway.world.now > setup.world.now) return null;
    const headers = { 'x-case-number': 'C-1' };
    const query = `mutation(${types}) { done: ${call} { id } }`;
    const answer = await gateway.ask(who, query, { ...variables }, headers);
    if (answer.json.errors !== undefined) throw new Error(`${call}: ${answer.body}`);
    const { done } = answer.json.data as { readonly done: { readonly id: string } };
    return done.id;
  };
  const { objection = null, repair = null, optOut = null } = record ?? {};
  if (objection?.receivedOn) {
    const call = 'object(item: $item, record: $record, clientKey: "o-1")';
    const id = await on(objection.receivedOn, self, call, '$item: String!, $record: String!', head);
    if (objection.decidedOn !== null && objection.decidedOn !== undefined && id !== null) {
      const types = '$id: ID!, $subject: SubjectInput!';
      const accept = 'acceptObjection(subject: $subject, id: $id, clientKey: "o-2")';
      await on(objection.decidedOn, OFFICER, accept, types, { id, subject });
      const decide = `decideObjection(subject: $subject, id: $id,
        decision: { outcome: "${objection.outcome}" }, clientKey: "o-3")`;
      await on(objection.decidedOn, OFFICER, decide, types, { id, subject });
    }
  }
  if (optOut !== null) {
    const call = 'optOut(item: $item, kind: "good", record: $record, clientKey: "w-1")';
    await on(optOut.requestedOn, self, call, '$item: String!, $record: String!', head);
  }
  if (repair !== null) {
    const { decidedOn, effect, newEnd = null } = repair;
    const given = { ...head, subject, effect, newEnd, authority: 'G-001' };
    const call = 'recordRepair(repair: $repair, clientKey: "p-1")';
    const entry = { ...given, decidedOn };
    await on(decidedOn, OFFICER, call, '$repair: RepairInput!', { repair: entry });
  }
  if (caller.kind === 'agency' && purpose !== null && duty.registered !== false) {
    const organisation = {
      organisation: 'T-001',
      organisationKind: caller.organisationKind ?? 'administrative-organ',
      allItems: true,
    };
    const entry = { ...organisation, duty: 'duty', purposes: [purpose] };
    const day = dayBefore(setup.world.now);
    const register = 'registerDuty(duty: $duty, clientKey: "d-1")';
    await on(day, ADMINISTRATOR, register, '$duty: DutyInput!', { duty: entry });
    const list = { ...organisation, purpose, publishedOn: '1990-01-01' };
    const publish = 'publishQueryItems(queryItems: $list, clientKey: "d-2")';
    await on(day, ADMINISTRATOR, publish, '$list: QueryItemsInput!', { list });
  }
}

function dayBefore(instant: number): string {
  return new Date(instant - 86_400_000).toISOString().slice(0, 10);
}

function compare(found: PolicyCase, setup: CaseSetup, answer: Answer): string | null {
  const value = at(answer, setup.root, 'value');
  const disclosure = answer.json.extensions?.disclosure;
  const { outcome, marks, reason } = found.expect;
  if (outcome === 'disclosed') {
    const said = disclosure?.marks.flatMap((entry) => entry.marks ?? []).sort() ?? [];
    const isShown = JSON.stringify(value) === JSON.stringify([{ number: RECORD }]);
    return isShown && said.join() === [...marks].sort().join() ? null : 'expected it disclosed';
  }
  const isClosed = value === null && disclosure?.withheld.length === 1;
  const isTold =
    found.caller.kind !== 'subject' ||
    reason === null ||
    disclosure?.deleted?.some((entry) => entry.reason === reason) === true;
  return (JSON.stringify(value) === '[]' || isClosed) && isTold ? null : 'expected silence';
}
