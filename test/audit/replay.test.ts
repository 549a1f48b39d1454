import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../../gateway/audit/audit.ts';
import { runAudit } from '../../gateway/audit/cli.ts';
import { type OpenDisclosureLog, openDisclosureLog } from '../../gateway/audit/disclosure-log.ts';
import type { Detail, Entry } from '../../gateway/audit/entry/schema.ts';
import { decodeDetail, decodeEntry } from '../../gateway/audit/entry/seal.ts';
import { nodeFs } from '../../gateway/audit/log/fs.ts';
import { askedThen } from '../../gateway/audit/replay/question.ts';
import type { Claims } from '../../gateway/auth/caller.ts';
import type { DisclosureEvent } from '../../gateway/disclosure/record.ts';
import { type OpenFacts, openFacts } from '../../gateway/disclosure/registers.ts';
import { by, GUANGDONG, grantOf } from '../registers/support/samples.ts';
import { self, type TestCaller } from '../support/callers.ts';
import { toDay } from '../support/facts.ts';
import { NOON, startGateway, type TestGateway } from '../support/gateway.ts';
import { COMPANY, OTHER_PERSON, PERSON, sceneRows, WITH_ALL } from '../support/scene.ts';
import { key, ORIGIN, suite } from './support/samples.ts';

/** Questions over HTTP, registers that change afterwards, and what an auditor can decide again. */

const OF_PERSON =
  'query($p: IDNumber!) { naturalPerson(idNumber: $p) { name phone penalties { documentNumber } } }';
const OF_BOTH = `query($p: IDNumber!, $c: USCC!) {
  naturalPerson(idNumber: $p) { name phone } legalEntity(uscc: $c) { name annualTaxPaid { taxPaid } }
}`;
const F_001: Claims = { kind: 'firm', organisation: 'F-001', operator: 'O-1' };
const PERSON_REF = { kind: 'natural', key: PERSON } as const;

const events: DisclosureEvent[] = [];
let folder: string;
let facts: OpenFacts;
let log: OpenDisclosureLog;
let gateway: TestGateway;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-replay-'));
  const now = () => gateway?.world.now ?? NOON;
  const place = { STATE_DIR: folder, DATA_DIR: join(folder, 'data'), DATABASE_URL: undefined };
  facts = await openFacts(place, now, () => undefined);
  log = await openDisclosureLog({ STATE_DIR: folder, LOG_ORIGIN: ORIGIN }, now);
  gateway = await startGateway({
    world: { rows: sceneRows(WITH_ALL) },
    log: {
      events,
      verify: () => Promise.resolve(),
      append: (event) => {
        events.push(event);
        return log.append(event);
      },
      close: log.close,
    },
    dependencies: { facts, guardianships: { entryOf: async () => 'R-7' } },
  });
});
afterAll(async () => {
  await gateway.close();
  await facts.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks, and gives the index of the entry. */
async function ask(caller: TestCaller, query: string): Promise<number> {
  const variables = { p: PERSON, c: COMPANY };
  const { json } = await gateway.ask(caller, query, variables, { 'x-purpose': 'loan' });
  return Number(json.extensions?.disclosure.receipt.index);
}

interface Replayed {
  readonly code: number;
  readonly told: Readonly<Record<string, unknown>>;
}

const DIRECTORIES = { log: 'log', tampered: 'tampered' };

async function run(
  args: readonly (string | number)[],
  { input = '', env = {}, directory = DIRECTORIES.log } = {},
): Promise<{ readonly code: number; readonly text: string }> {
  await log.audit.log.integrate();
  let text = '';
  const argv = ['--log', join(folder, directory), 'replay', ...args.map(String)];
  const settings = { STATE_DIR: folder, ...env };
  const code = await runAudit(
    argv,
    settings,
    (part) => (text += part),
    async () => input,
  );
  for (const identifier of [PERSON, OTHER_PERSON, COMPANY]) expect(text).not.toContain(identifier);
  return { code, text };
}

async function replay(...given: Parameters<typeof run>): Promise<Replayed> {
  const { code, text } = await run(...given);
  return { code, told: JSON.parse(text) };
}

async function entryOf(index: number): Promise<Entry> {
  await log.audit.log.integrate();
  const [found] = await log.audit.log.readMany(index, index + 1);
  if (found === undefined) throw new Error('expected an entry');
  return decodeEntry(found.entry);
}

async function detailOf(index: number): Promise<Detail> {
  await log.audit.log.integrate();
  const [found] = await log.audit.log.readMany(index, index + 1);
  const detail = found && decodeDetail(suite, decodeEntry(found.entry), found.detail);
  if (detail === undefined) throw new Error('expected a detail');
  return detail;
}

/** The same entry in a log of its own, as if one item had been decided otherwise. */
async function tamperedCopy(index: number): Promise<void> {
  const [found] = await log.audit.log.readMany(index, index + 1);
  if (found === undefined) throw new Error('expected an entry');
  const { v: _v, salt: _salt, ...detail } = await detailOf(index);
  const decisions = detail.decisions.map((set) =>
    set.map((one) => ({ ...one, outcome: 'disclosed', reason: undefined })),
  );
  const entry = decodeEntry(found.entry);
  const {
    v: _version,
    suite: _suite,
    log: _log,
    time: _time,
    response: _response,
    ...kept
  } = entry;
  mkdirSync(join(folder, DIRECTORIES.tampered));
  const fs = nodeFs(join(folder, DIRECTORIES.tampered));
  const audit = await Audit.open({ fs, suite, origin: ORIGIN, key });
  await audit.record({
    ...kept,
    response: { data: null },
    detail: JSON.parse(JSON.stringify({ ...detail, decisions })),
  });
  await audit.close();
}

describe('replay', () => {
  let granted: number;
  let revoked: number;

  it('decides as then, after the authorisation was revoked and had ended', async () => {
    const until = toDay('2026-03-03');
    const grant = grantOf(PERSON_REF, { until });
    const { id } = await facts.registers.grantAuthorisation(grant, GUANGDONG, by(PERSON_REF));
    granted = await ask(F_001, OF_PERSON);
    await facts.registers.revokeAuthorisation(id, by(PERSON_REF));
    revoked = await ask(F_001, OF_PERSON);
    const [before, after] = [await detailOf(granted), await detailOf(revoked)];
    expect(before.decisions.map((set) => set.map(({ outcome }) => outcome))).not.toEqual(
      after.decisions.map((set) => set.map(({ outcome }) => outcome)),
    );
    for (const index of [granted, revoked]) {
      expect(await replay([index])).toMatchObject({
        code: 0,
        told: {
          ok: true,
          index,
          regulation: 'guangdong-2021',
          decidedAt: new Date(NOON).toISOString(),
          subjects: 1,
          items: 3,
          same: 3,
          differing: [],
        },
      });
    }
    const records = before.subjects.flatMap((subject) => subject.records ?? []);
    expect(records.length).toBeGreaterThan(0);
    expect((await replay([granted])).told.recordsNotCompared).toBe(records.length);
  });

  it('decides about a subject that asked, of itself and of others, from given identifiers', async () => {
    const index = await ask(self('natural', PERSON), OF_BOTH);
    const input = `legal ${COMPANY}\nnatural ${OTHER_PERSON}\n\nnatural ${PERSON}\n`;
    expect(await replay([index, '-'], { input })).toMatchObject({
      code: 0,
      told: { subjects: 2, items: 4, same: 4 },
    });
    const unknown = await replay([index]);
    expect(unknown).toMatchObject({ code: 2, told: { code: 'NOT_REPLAYABLE' } });
  });

  it('decides about a ward as it was decided for its guardian', async () => {
    const query = `{ me(onBehalfOf: { idNumber: "${PERSON}" }) { ... on NaturalPerson { name phone } } }`;
    const index = await ask(self('natural', OTHER_PERSON), query);
    const { decisions } = await detailOf(index);
    const reliedOn = [{ kind: 'guardianship', id: 'R-7' }];
    expect(decisions).toMatchObject([[{ outcome: 'disclosed', reliedOn }]]);
    expect(await replay([index, '-'], { input: `natural ${PERSON}` })).toMatchObject({
      code: 0,
      told: { subjects: 1, items: 2, same: 2 },
    });
  });

  it.each([
    [{ offshore: true }, { offshoreRecipient: true, offshoreBasis: null }],
    [{ offshore: true, offshore_basis: 'a treaty' }, { offshoreBasis: expect.any(String) }],
    [{}, { offshoreRecipient: false, offshoreBasis: null }],
  ])('a caller %j is the one that was decided by', async (claims, expected) => {
    const index = await ask({ ...F_001, ...claims }, OF_PERSON);
    const { caller } = gateway.log.events.at(-1) ?? {};
    const again = askedThen(await entryOf(index)).callerAbout(false);
    expect(again).toMatchObject(expected);
    const { offshoreBasis: _basis, ...same } = again;
    expect(caller).toMatchObject(same);
  });

  it('exit code 1 and the items, where the log says what was never decided', async () => {
    await tamperedCopy(revoked);
    const { code, told } = await replay([0], { directory: DIRECTORIES.tampered });
    expect([code, told.ok]).toEqual([1, false]);
    expect(told.differing).toContainEqual({
      subject: 0,
      item: 'phone',
      logged: { outcome: 'disclosed', reason: null },
      replayed: { outcome: 'withheld', reason: 'AUTH_REVOKED' },
    });
  });

  it.each([
    ['another pack', { env: { REGULATION: 'hangzhou-2020', OVERLAYS: 'zhejiang-2017' } }],
    ['another reading of the pack', { env: { READINGS: 'X21=one-year' } }],
  ])('exit code 2 under %s', async (_name, options) => {
    const { code, told } = await replay([granted], options);
    expect([code, told.code]).toEqual([2, 'NOT_REPLAYABLE']);
  });

  it('exit code 2 for identifiers that are not those of the entry, or are none', async () => {
    const others = await replay([granted, '-'], { input: `natural ${OTHER_PERSON}` });
    expect([others.code, others.told.code]).toEqual([2, 'NOT_REPLAYABLE']);
    const none = await run([granted, '-'], { input: `\nperson ${PERSON}` });
    expect(none.code).toBe(2);
    expect(none.text).toContain('line 2');
  });

  it('exit code 2 for an entry of no decision, and for one that is not there', async () => {
    await log.audit.record({ event: 'log-opened' });
    await log.audit.log.integrate();
    const { size } = log.audit.log.checkpoint;
    expect(await replay([size - 1])).toMatchObject({ code: 2, told: { code: 'NOT_REPLAYABLE' } });
    expect(await replay([size])).toMatchObject({ code: 2, told: { code: 'NOT_INTEGRATED' } });
  });

  it('exit code 2 once the key of the subject is erased', async () => {
    await log.subjectKeys.erase({ kind: 'natural', identifier: PERSON });
    expect(await replay([granted])).toMatchObject({ code: 2, told: { code: 'NOT_REPLAYABLE' } });
  });
});
