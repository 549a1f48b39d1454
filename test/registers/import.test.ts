import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFolder } from '../../registers/import.ts';
import { run } from '../../registers/importing/command.ts';
import type { SubjectRef } from '../../registers/subject.ts';
import { generate } from '../../subgraphs/generate.ts';
import { type Bench, NOW, onEveryDatabase, openBench } from './support/databases.ts';
import {
  ask,
  by,
  COMPANY,
  day,
  expectRefused,
  MINOR,
  PERSON,
  refusal,
  STRANGER,
} from './support/samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'register-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, lines: readonly unknown[]): string {
  const path = join(folder, name);
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  writeFileSync(path, `${text.join('\n')}\n`);
  return path;
}

const AUTHORISATION = {
  id: 'A-1',
  subjectKind: 'NATURAL',
  subject: PERSON.key,
  grantedBy: 'subject',
  grantee: 'F-001',
  form: 'written',
  purpose: 'loan',
  scope: ['penalty'],
  from: '2026-01-01',
  until: '2027-01-01',
  bundled: false,
};

onEveryDatabase('import', (kind) => {
  let bench: Bench;
  const registers = () => bench.registers;
  beforeAll(async () => {
    bench = await openBench(kind);
  });
  afterAll(() => bench.close());

  const held = async (subject: SubjectRef = PERSON) =>
    (await registers().facts(ask([subject]))).subjects[0]?.authorisations ?? [];

  it('loads a file, and the same content again without effect', async () => {
    const path = file('authorisations.ndjson', [
      AUTHORISATION,
      { ...AUTHORISATION, id: 'A-2', until: null },
    ]);
    expect(await registers().importFile(path)).toMatchObject({
      created: 2,
      known: false,
      refused: 0,
    });
    const copy = file('copy.ndjson', [AUTHORISATION, { ...AUTHORISATION, id: 'A-2', until: null }]);
    const again = await registers().importFile(copy, { register: 'authorisations' });
    expect(again).toMatchObject({ created: 0, changed: 0, unchanged: 0, known: true });
    expect(await held()).toMatchObject([
      { id: 'A-1', version: 1, scope: new Set(['penalty']), until: day('2027-01-01') },
      { id: 'A-2', version: 1, until: null },
    ]);
  });

  it('never takes back a revocation, by an old row or by a new one', async () => {
    await registers().revokeAuthorisation('A-1', by(PERSON));
    const old = file('old.ndjson', ['', AUTHORISATION]);
    const options = { register: 'authorisations' };
    expect(await registers().importFile(old, options)).toMatchObject({ unchanged: 1, changed: 0 });
    const newer = file('newer.ndjson', [
      { ...AUTHORISATION, until: '2027-06-01', revokedAt: null },
    ]);
    expect(await registers().importFile(newer, options)).toMatchObject({ changed: 1 });
    expect((await held())[0]).toMatchObject({
      id: 'A-1',
      version: 3,
      revokedAt: NOW,
      until: day('2027-06-01'),
    });
  });

  it('takes an amended row as a next version', async () => {
    const repair = {
      id: 'R-1',
      subjectKind: 'legal',
      subject: COMPANY.key,
      item: 'penalty',
      record: 'B-1',
    };
    const decided = { decidedOn: '2026-01-01', newEnd: null, authority: '办' };
    const rows = ['mark', 'delete', 'mark'].map((effect) => ({ ...repair, ...decided, effect }));
    expect(await registers().importFile(file('repairs.ndjson', rows))).toMatchObject({
      created: 1,
      changed: 1,
      unchanged: 1,
    });
    expect((await registers().history('repairs', 'R-1')).map(({ effect }) => effect)).toEqual([
      'mark',
      'delete',
    ]);
  });

  it('reads CSV: quoted texts, empty fields, lists with bars', async () => {
    const path = file('duties.csv', [
      'id,organisation,organisationKind,duty,purposes,items,from,until',
      'D-1,G-1,court,"审判, ""执行""",enforcement|licensing,penalty|tax-grade,2021-06-01,',
      'D-2,G-1,court,审判,enforcement,all,,',
    ]);
    expect(await registers().importFile(path)).toMatchObject({ created: 2, refused: 0 });
    expect(await registers().organisationEntries('duties')).toMatchObject([
      {
        id: 'D-1',
        duty: '审判, "执行"',
        purposes: ['enforcement', 'licensing'],
        items: new Set(['penalty', 'tax-grade']),
      },
      { id: 'D-2', items: 'all', from: null, until: null },
    ]);
  });

  it('tells every row that does not fit by line, column and reason, and loads the rest', async () => {
    const sound = { ...AUTHORISATION, id: 'A-10', subject: STRANGER.key };
    const path = file('faulty.ndjson', [
      sound,
      '{"id": "A-11", ',
      { ...sound, id: 'A-12', until: '2027-02-29', form: 'whispered' },
      { ...sound, id: 'A-13', from: '2028-01-01' },
      { ...sound, id: 'A-14', untill: '2027-01-01' },
      { ...sound, id: `A-${PERSON.key}` },
      { ...sound, id: 'A-15', subject: 'a key; drop table', subjectKind: 'ANIMAL' },
      { ...sound, id: 'A-1' },
      { ...sound, id: undefined, bundled: 'perhaps', scope: [1], revokedAt: '2026-01-01' },
      '[1]',
    ]);
    const report = await registers().importFile(path, { register: 'authorisations' });
    expect(report).toMatchObject({ created: 1, refused: 9 });
    const told = report.faults.map(
      ({ file: name, line, column, reason }) => `${name}:${line} ${column} ${reason}`,
    );
    expect(told.sort()).toEqual(
      [
        'faulty.ndjson:2 null SYNTAX',
        'faulty.ndjson:3 until DATE',
        'faulty.ndjson:3 form NOT_IN_VOCABULARY',
        'faulty.ndjson:4 until ORDER',
        'faulty.ndjson:5 #12 UNKNOWN_COLUMN',
        'faulty.ndjson:6 id IDENTITY_NUMBER',
        'faulty.ndjson:7 subjectKind SUBJECT_KIND',
        'faulty.ndjson:8 subject OTHER_ENTRY',
        'faulty.ndjson:9 bundled BOOLEAN',
        'faulty.ndjson:9 id MISSING',
        'faulty.ndjson:9 revokedAt INSTANT',
        'faulty.ndjson:9 scope LIST',
        'faulty.ndjson:10 null SYNTAX',
      ].sort(),
    );
    expect(JSON.stringify(report)).not.toContain(STRANGER.key);
    expect(JSON.stringify(report)).not.toContain('whispered');
    expect((await held(STRANGER)).map(({ id }) => id)).toEqual(['A-10']);
    const again = await registers().importFile(path, { register: 'authorisations' });
    expect(again).toMatchObject({ known: false, created: 0, unchanged: 1, refused: 9 });
  });

  it('keeps two guardians of a ward, and never puts one in the place of the other', async () => {
    const ward = { subjectKind: 'NATURAL', subject: MINOR.key, bornOn: '2015-09-01' };
    const guardians = async () =>
      (await registers().entries('representatives', MINOR)).map(({ id }) => id);
    const rows = [PERSON, STRANGER].map(({ key }) => ({ ...ward, guardian: key }));
    await registers().importFile(file('one.ndjson', rows.slice(0, 1)), { register: 'lifecycle' });
    const [first] = await guardians();
    await registers().importFile(file('two.ndjson', rows), { register: 'lifecycle' });
    expect(await guardians()).toHaveLength(2);
    expect(await guardians()).toContain(first);
    const other = { id: first, capacity: 'guardian', representative: STRANGER.key };
    const path = file('other.ndjson', [{ ...other, subjectKind: 'NATURAL', subject: MINOR.key }]);
    const report = await registers().importFile(path, { register: 'representatives' });
    expect(report).toMatchObject({ refused: 1, faults: [{ column: 'representative' }] });
  });

  it('keeps nothing of a dry run', async () => {
    const path = file('lists.csv', [
      'subjectKind,subject,list,authority,listedOn',
      `natural,${STRANGER.key},名单,局,2026-01-01`,
    ]);
    const before = await bench.registers.facts(ask([STRANGER]));
    expect(await registers().importFile(path, { dryRun: true })).toMatchObject({ created: 1 });
    expect(await registers().facts(ask([STRANGER]))).toEqual(before);
    expect(await registers().importFile(path)).toMatchObject({ created: 1, known: false });
    expect((await registers().facts(ask([STRANGER]))).subjects[0]?.listed).toHaveLength(1);
  });

  it('refuses a file it cannot place or read, without its path', async () => {
    await expectRefused(registers().importFile(file('strange.ndjson', [])), 'UNKNOWN_REGISTER');
    await expectRefused(registers().importFile(file('duties.xml', [])), 'UNKNOWN_REGISTER');
    const error = await refusal(registers().importFile(join(folder, 'none', 'duties.csv')));
    expect(error.code).toBe('UNREADABLE_FILE');
    expect(error.message).not.toContain(folder);
  });

  describe('of generated data', () => {
    beforeAll(() => {
      generate({ seed: 1, entities: 60, persons: 60, out: join(folder, 'data') });
    });

    it('takes every register and is known at the next start', async () => {
      const registerFolder = join(folder, 'data', 'registers');
      const reports = await importFolder(registers(), registerFolder);
      expect(reports).toHaveLength(11);
      expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
      const again = await importFolder(await bench.another(), registerFolder);
      expect(again.every(({ known }) => known)).toBe(true);
    });
  });
});

describe('npm run registers', () => {
  const env = { STATE_DIR: join(folder, 'state') };
  const told: string[] = [];
  const main = async (...argv: string[]) => {
    told.length = 0;
    return run(argv, env, (text) => told.push(text));
  };

  it('loads files and says what became of them', async () => {
    const path = file('organisations.ndjson', [
      { id: 'F-1', name: '征信', kind: 'credit-service-firm' },
    ]);
    expect(await main('import', path, '--dry-run')).toBe(0);
    expect(told.join('')).toContain(
      '1 new, 0 changed, 0 unchanged, 0 refused (dry run, nothing kept)',
    );
    expect(await main('import', path)).toBe(0);
    expect(await main('import', path)).toBe(0);
    expect(told.join('')).toBe('organisations.ndjson: loaded before, nothing changed\n');
  });

  it('ends with 1 when rows or files are refused, with 2 when it is not understood', async () => {
    const path = file('query-items.ndjson', [{ id: 'Q-1' }]);
    expect(await main('import', path)).toBe(1);
    expect(told.join('')).toContain('query-items.ndjson:1 organisation MISSING');
    expect(await main('import', join(folder, 'none.csv'))).toBe(1);
    expect(told.join('')).toMatch(/^UNKNOWN_REGISTER: expected/);
    expect(await main('export', path)).toBe(2);
    expect(await main('import', path, '--frobnicate')).toBe(2);
  });
});
