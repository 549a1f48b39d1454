import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Audit } from '../../gateway/audit/audit.ts';
import { openPostgresSubjectKeys } from '../../gateway/audit/entry/postgres-subject-keys.ts';
import { withSpareKeys } from '../../gateway/audit/entry/spare-subject-keys.ts';
import { openSqliteSubjectKeys } from '../../gateway/audit/entry/sqlite-subject-keys.ts';
import type { Subject, SubjectKeys } from '../../gateway/audit/entry/subject-keys.ts';
import { recordDigest, subjectDigest } from '../../gateway/audit/entry/subject-keys.ts';
import { AuditError } from '../../gateway/audit/errors.ts';
import { loadSigningKey } from '../../gateway/audit/keys.ts';
import { verifyReceipt } from '../../gateway/audit/receipt.ts';
import { verifyLog } from '../../gateway/audit/verify.ts';
import { MemoryFs } from './support/memory-fs.ts';
import { answer, detail, key, ORIGIN, savedResponse, suite, verifier } from './support/samples.ts';

const PERSON: Subject = { kind: 'natural', identifier: '998000198505060010' };
const COMPANY: Subject = { kind: 'legal', identifier: '91990109MA08LGLH55' };

let root: string;
let keys: SubjectKeys;
const open = () =>
  openSqliteSubjectKeys(suite, {
    database: join(root, 'keys', 'subjects.sqlite'),
    lookupKey: join(root, 'lookup.key'),
  });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'keys-'));
  keys = await open();
});
afterEach(async () => {
  await keys.close();
  await rm(root, { recursive: true });
});

const digestOf = async (subject: Subject) => {
  const [found] = await keys.getOrCreate([subject]);
  return subjectDigest(suite, found ?? new Uint8Array(), subject);
};

describe('subject keys', () => {
  it('are one a subject, and stay', async () => {
    const [person, company, again] = await keys.getOrCreate([PERSON, COMPANY, PERSON]);
    expect(person).toEqual(again);
    expect(person).not.toEqual(company);
    const digest = await digestOf(PERSON);
    await keys.close();
    keys = await open();
    expect(await digestOf(PERSON)).toBe(digest);
  });

  it('tell a person from a company of the same number', async () => {
    expect(await digestOf(PERSON)).not.toBe(await digestOf({ ...PERSON, kind: 'legal' }));
  });

  it('are found without being made', async () => {
    expect(await keys.find([PERSON])).toEqual([undefined]);
    await keys.getOrCreate([PERSON]);
    expect((await keys.find([PERSON]))[0]).toHaveLength(32);
  });

  it('once erased are in no file, and the digest cannot be made again', async () => {
    const [key] = await keys.getOrCreate([PERSON]);
    const before = await digestOf(PERSON);
    const files = async () => {
      const names = await readdir(join(root, 'keys'));
      return Buffer.concat(
        await Promise.all(names.map((name) => readFile(join(root, 'keys', name)))),
      );
    };
    expect((await files()).includes(Buffer.from(key ?? 'none'))).toBe(true);
    expect(await keys.erase(PERSON)).toBe(true);
    expect((await files()).includes(Buffer.from(key ?? 'none'))).toBe(false);
    expect(await keys.erase(PERSON)).toBe(false);
    expect(await digestOf(PERSON)).not.toBe(before);
  });

  it('name nobody in the file', async () => {
    await keys.getOrCreate([PERSON, COMPANY]);
    const file = await readFile(join(root, 'keys', 'subjects.sqlite'));
    expect(file.includes(PERSON.identifier)).toBe(false);
    expect(file.includes(COMPANY.identifier)).toBe(false);
  });

  it('after closing are unavailable', async () => {
    const closed = await openSqliteSubjectKeys(suite, {
      database: join(root, 'other.sqlite'),
      lookupKey: join(root, 'lookup.key'),
    });
    await closed.close();
    await expect(closed.getOrCreate([PERSON])).rejects.toMatchObject({
      code: 'SUBJECT_KEYS_UNAVAILABLE',
    });
  });
});

describe('shared keys with spare ones of a replica', () => {
  const openOther = (database: string) =>
    openSqliteSubjectKeys(suite, {
      database: join(root, database),
      lookupKey: join(root, 'lookup.key'),
    });

  it('go on under the spare ones while the shared ones are away, and speak of both after', async () => {
    const away = { now: false };
    const shared = await openOther('shared.sqlite');
    const getOrCreate: SubjectKeys['getOrCreate'] = async (subjects) => {
      if (away.now) throw new AuditError('SUBJECT_KEYS_UNAVAILABLE', 'away');
      return shared.getOrCreate(subjects);
    };
    const both = withSpareKeys({ ...shared, getOrCreate }, await openOther('spare.sqlite'));
    const [first] = await both.getOrCreate([PERSON]);
    away.now = true;
    const [second] = await both.getOrCreate([PERSON]);
    expect(second).not.toEqual(first);
    expect(await both.all(PERSON)).toEqual([first, second]);
    expect(await both.erase(PERSON)).toBe(true);
    expect(await both.all(PERSON)).toEqual([]);
    await both.close();
  });

  it('do not hide what is wrong with the shared ones', async () => {
    const shared = await openOther('shared.sqlite');
    const wrong = () => Promise.reject(new AuditError('KEY_INVALID', 'another secret'));
    const spare = await openOther('spare.sqlite');
    const both = withSpareKeys({ ...shared, getOrCreate: wrong }, spare);
    await expect(both.getOrCreate([PERSON])).rejects.toMatchObject({ code: 'KEY_INVALID' });
    expect(await spare.find([PERSON])).toEqual([undefined]);
    await both.close();
  });
});

const POSTGRES = process.env.TEST_POSTGRES_URL;

describe.skipIf(POSTGRES === undefined)('subject keys shared in PostgreSQL', () => {
  let schema: string;
  let url: string;
  const openOn = (lookupKey = join(root, 'shared.key')) =>
    openPostgresSubjectKeys(suite, { url, lookupKey });

  beforeEach(async () => {
    schema = `keys_${randomUUID().slice(0, 8)}`;
    await inPostgres(`create schema ${schema}`);
    const place = new URL(POSTGRES ?? '');
    place.searchParams.set('options', `-c search_path=${schema}`);
    url = place.href.replaceAll('+', '%20');
  });
  afterEach(() => inPostgres(`drop schema ${schema} cascade`));

  async function inPostgres(statement: string): Promise<readonly unknown[]> {
    const client = new pg.Client({ connectionString: POSTGRES });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  it('are one a subject for replicas that make them at once', async () => {
    const [one, two] = await Promise.all([openOn(), openOn()]);
    const subjects = [PERSON, COMPANY, PERSON, { ...PERSON, kind: 'legal' as const }];
    const [first, second] = await Promise.all([one, two].map((at) => at.getOrCreate(subjects)));
    expect(first).toEqual(second);
    expect(first?.[0]).toEqual(first?.[2]);
    expect(new Set(first?.map((key) => Buffer.from(key).toString('hex'))).size).toBe(3);
    expect(await one.find([COMPANY, { kind: 'legal', identifier: 'x' }])).toEqual([
      first?.[1],
      undefined,
    ]);
    await Promise.all([one.close(), two.close()]);
  });

  it('are refused to a replica with another secret', async () => {
    const one = await openOn();
    await expect(openOn(join(root, 'other.key'))).rejects.toMatchObject({ code: 'KEY_INVALID' });
    await one.close();
  });

  it('once erased cannot be made again by any replica, and others stay', async () => {
    const [one, two] = await Promise.all([openOn(), openOn()]);
    const [person, company] = await one.getOrCreate([PERSON, COMPANY]);
    expect(await one.erase(PERSON)).toBe(true);
    expect(await one.erase(PERSON)).toBe(false);
    expect(await two.find([PERSON, COMPANY])).toEqual([undefined, company]);
    expect((await two.getOrCreate([PERSON]))[0]).not.toEqual(person);
    await Promise.all([one.close(), two.close()]);
  });

  it('name nobody in the database, and are not in it', async () => {
    const one = await openOn();
    const [key = new Uint8Array()] = await one.getOrCreate([PERSON]);
    await one.close();
    const rows = JSON.stringify(await inPostgres(`select * from ${schema}.subject_seed`));
    expect(rows).not.toContain(PERSON.identifier);
    expect(rows).not.toContain(Buffer.from(key).toString('base64'));
  });

  it('after closing are unavailable', async () => {
    const closed = await openOn();
    await closed.close();
    await expect(closed.getOrCreate([PERSON])).rejects.toMatchObject({
      code: 'SUBJECT_KEYS_UNAVAILABLE',
    });
  });
});

describe('erasing a subject', () => {
  it('breaks no proof, no receipt and no verification', async () => {
    const fs = new MemoryFs();
    const audit = await Audit.open({ fs, suite, origin: ORIGIN, key });
    const [subjectKey = new Uint8Array()] = await keys.getOrCreate([PERSON]);
    const record = recordDigest(suite, subjectKey, 'penalty', {
      number: '(2026)1',
      date: '2026-01-01',
    });
    const digest = subjectDigest(suite, subjectKey, PERSON);
    const subjects = [
      {
        digest,
        kind: 'natural' as const,
        decisions: 0,
        records: [{ item: 'penalty', digest: record, outcome: 'disclosed' }],
      },
    ];
    const receipt = await audit.record(answer({ detail: { ...detail(), subjects } }));
    await audit.log.integrate();
    await keys.erase(PERSON);
    const proof = await audit.prove(receipt.index);
    expect(verifyReceipt(suite, savedResponse(receipt), [verifier], proof).index).toBe(0);
    await audit.close();
    expect(await verifyLog({ fs, suite, verifiers: [verifier] })).toMatchObject({
      checkpoint: { size: 1 },
    });
    expect(await digestOf(PERSON)).not.toBe(digest);
  });
});

describe('the signing key', () => {
  it('is made once, for its owner only', async () => {
    const path = join(root, 'made', 'log.pem');
    const both = await Promise.all([1, 2].map(() => loadSigningKey(suite, path, { create: true })));
    expect(both[0]?.publicKey).toEqual(both[1]?.publicKey);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(root, 'made'))).toEqual(['log.pem']);
    expect((await loadSigningKey(suite, path, { create: false })).publicKey).toEqual(
      both[0]?.publicKey,
    );
  });

  it('is refused when it is missing, open to others, or no key', async () => {
    const { chmod, writeFile } = await import('node:fs/promises');
    const path = join(root, 'log.pem');
    const load = () => loadSigningKey(suite, path, { create: false });
    await expect(load()).rejects.toMatchObject({ code: 'KEY_INVALID' });
    await writeFile(path, 'no key', { mode: 0o600 });
    await expect(load()).rejects.toMatchObject({ code: 'KEY_INVALID' });
    await writeFile(path, suite.generateKey());
    await load();
    await chmod(path, 0o604);
    await expect(load()).rejects.toMatchObject({ code: 'KEY_INVALID' });
  });
});
