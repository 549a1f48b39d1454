import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Audit } from '../../gateway/audit/audit.ts';
import { EXIT, runAudit } from '../../gateway/audit/cli.ts';
import { openSubjectKeys } from '../../gateway/audit/disclosure-log.ts';
import type { Detail, Entry } from '../../gateway/audit/entry/schema.ts';
import { decodeDetail, decodeEntry } from '../../gateway/audit/entry/seal.ts';
import {
  erasedKeyDigest,
  type Subject,
  type SubjectKeys,
  subjectDigest,
} from '../../gateway/audit/entry/subject-keys.ts';
import { eraseSubject } from '../../gateway/audit/erasure.ts';
import { indexedEntry } from '../../gateway/audit/index/rows.ts';
import { openIndexedLog } from '../../gateway/audit/indexed-log.ts';
import { loadSigningKey } from '../../gateway/audit/keys.ts';
import { nodeFs } from '../../gateway/audit/log/fs.ts';
import { type OpenFacts, openFacts } from '../../gateway/disclosure/registers.ts';
import { openPolicy } from '../../policy/policy.ts';
import { openLogIndex } from '../../registers/log-index/open.ts';
import { NOON, startGateway } from '../support/gateway.ts';
import { COMPANY, PERSON, sceneRows, WITH_ALL } from '../support/scene.ts';
import { answer, ORIGIN, suite } from './support/samples.ts';

/** What an operator destroys a subject's key with, and what is left of the subject in the log. */

const PERSON_KEY: Subject = { kind: 'natural', identifier: PERSON };
const COMPANY_KEY: Subject = { kind: 'legal', identifier: COMPANY };
const ON_ORDER = ['--by', 'O-1', '--order', '(2026)粤0101民初8号', '--article', 'pipl:47'];
const OVERLAID = { REGULATION: 'hangzhou-2020', OVERLAYS: 'zhejiang-2017' };

let folder: string;

interface Ran {
  readonly code: number;
  readonly text: string;
  readonly told: Readonly<Record<string, unknown>>;
}

/** Runs a command; whatever it is, it writes no identifier. */
async function run(args: readonly string[], input = '', env: object = {}): Promise<Ran> {
  let text = '';
  const argv = ['--log', join(folder, 'log'), ...args];
  const settings = { STATE_DIR: folder, ...env };
  const write = (part: string) => {
    text += part;
  };
  const code = await runAudit(argv, settings, write, async () => input);
  for (const identifier of [PERSON, COMPANY]) expect(text).not.toContain(identifier);
  return { code, text, told: text.startsWith('{') ? JSON.parse(text) : {} };
}

const erase = (args: readonly string[], input = `natural ${PERSON}\n`, env: object = {}) =>
  run(['erase', ...args], input, env);

async function withKeys<T>(work: (keys: SubjectKeys) => Promise<T>): Promise<T> {
  const keys = await openSubjectKeys(suite, { STATE_DIR: folder });
  try {
    return await work(keys);
  } finally {
    await keys.close();
  }
}

const keyOf = (subject: Subject) => withKeys(async (keys) => (await keys.find([subject]))[0]);

async function digestOf(subject: Subject): Promise<string> {
  const made = await withKeys(async (keys) => (await keys.getOrCreate([subject]))[0]);
  return subjectDigest(suite, made ?? new Uint8Array(), subject);
}

async function openAudit(now: () => number = Date.now): Promise<Audit> {
  mkdirSync(join(folder, 'log'), { recursive: true });
  const key = await loadSigningKey(suite, join(folder, 'keys', 'log.pem'), { create: true });
  return Audit.open({ fs: nodeFs(join(folder, 'log')), suite, origin: ORIGIN, key, now });
}

/** Every entry of the log with its detail. */
async function entries(): Promise<readonly { entry: Entry; detail: Detail | undefined }[]> {
  const audit = await openAudit();
  const { size } = audit.log.checkpoint;
  const read = await audit.log.readMany(0, size);
  await audit.close();
  return read.map(({ entry: bytes, detail }) => {
    const entry = decodeEntry(bytes);
    return { entry, detail: decodeDetail(suite, entry, detail) };
  });
}

const makeFolder = () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-erase-'));
};
const removeFolder = () => rmSync(folder, { recursive: true, force: true });

describe('audit erase', () => {
  let facts: OpenFacts;
  let answered: Readonly<Record<'person' | 'company', number>>;
  let digest: string;
  let erasedKey: Uint8Array;
  const NOTHING = { after: null, limit: 100 };
  const open = () =>
    openIndexedLog(
      { STATE_DIR: folder, LOG_ORIGIN: ORIGIN, DATABASE_URL: undefined },
      () => NOON,
      (cause) => {
        throw cause;
      },
    );

  async function looksAt(subject: Subject): Promise<readonly number[]> {
    const log = await open();
    const { kind, identifier: key } = subject;
    const { nodes } = await log.history.of({ kind, key }, ['public', 'firm'], NOTHING);
    await log.close();
    return nodes.map(({ entry }) => entry.index);
  }

  beforeAll(async () => {
    makeFolder();
    const place = { STATE_DIR: folder, DATA_DIR: join(folder, 'data'), DATABASE_URL: undefined };
    facts = await openFacts(
      place,
      () => NOON,
      () => undefined,
    );
    const log = await open();
    const gateway = await startGateway({
      world: { rows: sceneRows(WITH_ALL) },
      log: { events: [], verify: async () => undefined, append: log.append, close: log.close },
      dependencies: { facts },
    });
    const ask = async (query: string) => {
      const { json } = await gateway.ask(null, query);
      writeFileSync(join(folder, 'answer.json'), JSON.stringify(json));
      return Number(json.extensions?.disclosure.receipt.index);
    };
    const company = await ask(`{ legalEntity(uscc: "${COMPANY}") { name } }`);
    const person = await ask(
      `{ naturalPerson(idNumber: "${PERSON}") { name penalties { documentNumber } } }`,
    );
    answered = { person, company };
    await gateway.close();
    await facts.close();
    digest = await digestOf(PERSON_KEY);
    erasedKey = (await keyOf(PERSON_KEY)) ?? new Uint8Array();
  });
  afterAll(removeFolder);

  it('is refused while the log must be kept long-term and no order is cited', async () => {
    const { code, told } = await erase(['--by', 'O-1', '--article', 'pipl:47']);
    expect([code, told.code]).toEqual([EXIT.usage, 'RETENTION_RUNS']);
    expect(told.index).toBe(answered.person);
    expect(await keyOf(PERSON_KEY)).toEqual(erasedKey);
  });

  it.each([
    ['nobody who does it', ['--order', '8']],
    ['nothing that it is done on', ['--by', 'O-1']],
    ['an article that is none', ['--by', 'O-1', '--order', '8', '--article', 'PIPL 47']],
    ['an identifier for an order', ['--by', 'O-1', '--order', PERSON]],
    ['an identifier for a name', ['--by', PERSON, '--order', '8']],
    ['the subject among the arguments', [...ON_ORDER, 'natural', PERSON]],
  ])('is refused with %s', async (_what, args) => {
    const { code, text } = await erase(args);
    expect([code, text.includes('usage: audit')]).toEqual([EXIT.usage, true]);
    expect(await keyOf(PERSON_KEY)).toBeDefined();
  });

  it.each([
    ['nobody', ''],
    ['two subjects', `natural ${PERSON}\nlegal ${COMPANY}\n`],
    ['no kind of subject', `${PERSON}\n`],
  ])('is refused for %s on the standard input', async (_what, input) => {
    expect(await erase(ON_ORDER, input)).toMatchObject({ code: EXIT.usage });
    expect(await keyOf(PERSON_KEY)).toBeDefined();
    expect(await keyOf(COMPANY_KEY)).toBeDefined();
  });

  it('finds a subject whose letters are written small', async () => {
    const { code, told } = await erase(
      ['--by', 'O-1', '--article', 'pipl:47'],
      `Legal ${COMPANY.toLowerCase()}`,
    );
    expect([code, told.code]).toEqual([EXIT.usage, 'RETENTION_RUNS']);
    expect(told.index).toBe(answered.company);
  });

  it('is refused beside a gateway that writes the log', async () => {
    const audit = await openAudit();
    const { code, told } = await erase(ON_ORDER);
    await audit.close();
    expect([code, told.code]).toEqual([EXIT.usage, 'LOG_IN_USE']);
    expect(await keyOf(PERSON_KEY)).toBeDefined();
  });

  it('leaves no entry when it was refused', async () => {
    const events = (await entries()).map(({ entry }) => entry.event);
    expect(events).not.toContain('erasure');
    expect(await looksAt(PERSON_KEY)).toEqual([answered.person]);
  });

  it('on an order destroys the key, and says in the log what, by whom and on what', async () => {
    const { code, told } = await erase(ON_ORDER);
    const named = erasedKeyDigest(suite, erasedKey);
    expect([code, told]).toMatchObject([EXIT.ok, { ok: true, log: ORIGIN, keys: [named] }]);
    const last = (await entries())[Number(told.index)];
    expect(last).toMatchObject({
      entry: {
        event: 'erasure',
        caller: { kind: 'operator', operator: { id: 'O-1' } },
        caseNumber: '(2026)粤0101民初8号',
        regulation: { pack: 'guangdong-2021' },
      },
      detail: {
        decisions: [[]],
        subjects: [{ digest: named, kind: 'natural' }],
        erasure: { what: 'subject-key', articles: ['pipl:47'] },
      },
    });
    expect(await keyOf(PERSON_KEY)).toBeUndefined();
  });

  it('leads from its entry to no other entry about the subject', async () => {
    const all = await entries();
    expect(JSON.stringify(all)).not.toContain(PERSON);
    const found = all.flatMap(({ entry, detail }) =>
      (detail?.subjects ?? []).map((subject) => ({ event: entry.event, digest: subject.digest })),
    );
    const erasure = found.filter(({ event }) => event === 'erasure');
    expect(found.filter((one) => one.digest === digest)).toEqual([{ event: 'answer', digest }]);
    expect(erasure).toHaveLength(1);
    expect(found.filter((one) => one.digest === erasure[0]?.digest)).toEqual(erasure);
  });

  it('leaves every proof whole', async () => {
    expect(await run(['verify'])).toMatchObject({ code: EXIT.ok, told: { ok: true } });
    const proved = await run(['prove', String(answered.person)]);
    expect(proved.code).toBe(EXIT.ok);
    writeFileSync(join(folder, 'answer.proof'), proved.text);
    const [saved, proof] = [join(folder, 'answer.json'), join(folder, 'answer.proof')];
    expect(readFileSync(saved, 'utf8')).toContain('receipt');
    expect(await run(['receipt', saved, proof])).toMatchObject({ code: EXIT.ok });
    expect(await run(['index', '--rebuild'])).toMatchObject({ code: EXIT.ok });
    expect(await run(['verify'])).toMatchObject({ code: EXIT.ok });
  });

  it('leaves nobody who can tell whose the entries are, and others’ as they were', async () => {
    const replayed = await run(['replay', String(answered.person), '-'], `natural ${PERSON}`);
    expect([replayed.code, replayed.told.code]).toEqual([EXIT.usage, 'NOT_REPLAYABLE']);
    expect(await looksAt(PERSON_KEY)).toEqual([]);
    expect(await looksAt(COMPANY_KEY)).toEqual([answered.company]);
    const other = await run(['replay', String(answered.company), '-'], `legal ${COMPANY}`);
    expect(other).toMatchObject({ code: EXIT.ok, told: { subjects: 1 } });
    expect(await digestOf(PERSON_KEY)).not.toBe(digest);
  });

  it('has nothing to erase twice, and writes nothing then', async () => {
    await withKeys((keys) => keys.erase(PERSON_KEY));
    const before = (await entries()).length;
    const { code, told } = await erase(ON_ORDER);
    expect([code, told.code]).toEqual([EXIT.usage, 'NO_SUBJECT_KEY']);
    expect(await entries()).toHaveLength(before);
  });
});

describe('after retention', () => {
  const { pack } = openPolicy({ regulation: 'hangzhou-2020', overlays: ['zhejiang-2017'] });
  const regulation = {
    pack: 'hangzhou-2020',
    digest: Buffer.from(pack.digest, 'hex').toString('base64'),
  };
  const WITHOUT_ORDER = ['--by', 'O-1', '--article', 'zhejiang-2017:20.1'];
  const onDay = (day: string) =>
    erase(WITHOUT_ORDER, undefined, { ...OVERLAID, CLOCK: `${day}T12:00:00+08:00` });

  beforeEach(async () => {
    makeFolder();
    const audit = await openAudit(() => Date.parse('2016-06-01T00:00:00Z'));
    const subjects = [
      { digest: await digestOf(PERSON_KEY), kind: 'natural', decisions: 0 } as const,
    ];
    await audit.record(answer({ regulation, detail: { decisions: [[]], subjects } }));
    // what must be kept of others is no reason
    await audit.record(answer());
    await audit.close();
  });
  afterEach(removeFolder);

  it('needs no order, and not a day before', async () => {
    const early = await onDay('2026-05-31');
    expect([early.code, early.told.code]).toEqual([EXIT.usage, 'RETENTION_RUNS']);
    expect(await keyOf(PERSON_KEY)).toBeDefined();
    const done = await onDay('2026-06-02');
    expect(done.code).toBe(EXIT.ok);
    expect(await keyOf(PERSON_KEY)).toBeUndefined();
    expect((await entries()).at(-1)?.entry.caseNumber).toBeUndefined();
  });

  it('waits for what another replica logged about the subject', async () => {
    const index = await openLogIndex({ file: join(folder, 'registers.sqlite') });
    const audit = await openAudit();
    const [first] = await audit.log.readMany(0, 1);
    await audit.close();
    if (first === undefined) throw new Error('expected an entry');
    const elsewhere = {
      ...indexedEntry(suite, 0, first),
      time: Date.parse('2016-06-03T00:00:00Z'),
    };
    await index.extend('gateway.example/log/2', 0, [elsewhere]);
    await index.close();
    const early = await onDay('2026-06-02');
    expect([early.code, early.told.code]).toEqual([EXIT.usage, 'RETENTION_RUNS']);
    expect(await onDay('2026-06-04')).toMatchObject({ code: EXIT.ok });
  });
});

describe('an erasure that fails', () => {
  const { pack } = openPolicy({ regulation: 'guangdong-2021' });
  const erasure = { subject: PERSON_KEY, operator: 'O-1', order: '8', articles: [] };
  beforeEach(makeFolder);
  afterEach(removeFolder);

  it('leaves the key when the log cannot say so', async () => {
    const audit = await openAudit();
    await digestOf(PERSON_KEY);
    await withKeys(async (subjectKeys) => {
      await audit.close();
      const parts = { suite, audit, subjectKeys, index: null, pack, now: NOON };
      await expect(eraseSubject(parts, erasure)).rejects.toMatchObject({ code: 'LOG_CLOSED' });
    });
    expect(await keyOf(PERSON_KEY)).toBeDefined();
  });

  it('stands in the log when the keys cannot be written, and is done again', async () => {
    const audit = await openAudit();
    await digestOf(PERSON_KEY);
    await withKeys(async (subjectKeys) => {
      const parts = { suite, audit, subjectKeys, index: null, pack, now: NOON };
      const broken = { ...subjectKeys, erase: () => Promise.reject(new Error('read-only')) };
      await expect(eraseSubject({ ...parts, subjectKeys: broken }, erasure)).rejects.toThrow();
      expect(await eraseSubject(parts, erasure)).toMatchObject({ index: 1 });
    });
    await audit.close();
    expect(await keyOf(PERSON_KEY)).toBeUndefined();
    expect((await entries()).map(({ entry }) => entry.event)).toEqual(['erasure', 'erasure']);
  });
});
