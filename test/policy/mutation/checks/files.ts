import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Expectation, PolicyCase } from '../../../../policy/cases/format.ts';
import { questionOf } from '../../../../policy/cases/question.ts';
import { readCases } from '../../../../policy/cases/read.ts';
import { createJudge, type Judge } from '../../../../policy/cases/run.ts';
import { loadCatalogue } from '../../../../policy/pack/catalogue.ts';
import { packNames } from '../../../../policy/pack/load.ts';
import { PackError } from '../../../../policy/pack/yaml.ts';
import { regulations } from '../../../../policy/policy.ts';
import { REGULATIONS, type Regulation } from '../../../reference/types.ts';
import { KNOWN } from '../../wrong-catalogues.ts';
import { CASE_FOLDERS, CASES, FIXTURES, packOf } from '../asked.ts';
import {
  BARE,
  CASE_FOLDER,
  FULL,
  SOUND_CATALOGUES,
  UNREADABLE,
  WRONG_CASE_FILES,
  WRONG_CATALOGUES,
} from '../files.ts';

/** Cases and catalogues as they stand in files, sound and spoilt. */

const JUDGED_STEP = 20;

/** Cases read anew ask what was asked; a few are judged, as they stand and with something else. */
export function cases(): void {
  const asked = CASES.values();
  for (const [folder, root] of CASE_FOLDERS) {
    const judge = createJudge(root);
    const read = readCases([folder], [...regulations(), ...packNames(FIXTURES)]);
    for (const [at, one] of read.entries()) {
      assert.ok('found' in one);
      assert.deepEqual(questionOf(one.found), asked.next().value?.question);
      const several = one.found.expect.marks.length > 1;
      if (several || at % JUDGED_STEP === 0) judged(one.found, judge);
    }
  }
  assert.ok(asked.next().done);
}

function judged(found: PolicyCase, judge: Judge): void {
  assert.ok(judge(found).pass, found.name);
  const marks = found.expect.marks.toReversed();
  assert.ok(judge({ ...found, expect: { ...found.expect, marks, reason: null } }).pass, found.name);
  for (const other of otherThan(found.expect)) {
    assert.ok(!judge({ ...found, expect: { ...found.expect, ...other } }).pass, found.name);
  }
}

/** What a case might expect instead, one thing at a time. */
function otherThan({ outcome, reason, marks }: Expectation): readonly Partial<Expectation>[] {
  return [
    { outcome: outcome === 'silent' ? 'disclosed' : 'silent' },
    { reason: reason === 'LINK_ROLE' ? 'PRIVATE' : 'LINK_ROLE' },
    { marks: [...marks, 'SIMULATION'] },
    ...(marks.length === 0 ? [] : [{ marks: marks.slice(1) }]),
    ...(marks.length === 0 ? [] : [{ marks: marks.map(() => 'SIMULATION' as const) }]),
    { articles: ['999'] },
  ];
}

export function wrongCases(): void {
  for (const { file, name, key } of WRONG_CASE_FILES) {
    const [read, ...more] = readCases([file], REGULATIONS);
    assert.ok(read !== undefined && 'error' in read && more.length === 0);
    assert.deepEqual([read.file, read.name], [file, name]);
    const place = `${file}: ${name}: \`${key}\`: `;
    assert.ok(read.error.startsWith(place) && read.error.length > place.length, read.error);
  }
}

/** The case files of a folder and those below it, in order; names are unique in a file. */
const READ: readonly (readonly [file: string, name: string, error: RegExp | null])[] = [
  ['a.yml', 'second', null],
  ['a.yml', 'second', /^a\.yml: second: `name`: is not unique$/],
  ['b.yaml', 'of b', null],
  ['b.yaml', 'second', null],
  ['below/c.yaml', 'of c', null],
  ['below/c.yaml', 'second', null],
  ['broken.yaml', '-', /^broken\.yaml:\d: `-`: Flow map/],
  ['text.yaml', 'case 1', /^text\.yaml: case 1: `-`: \w/],
  ['wrong.yaml', 'a sound case', /`caller\.kind`: [^;]+; `colour`: unknown key$/],
];

export function caseFolder(): void {
  const read = readCases([CASE_FOLDER], REGULATIONS);
  assert.equal(read.length, READ.length);
  for (const [at, [file, name, error]] of READ.entries()) {
    const one = read[at];
    assert.deepEqual([one?.file, one?.name], [join(CASE_FOLDER, file), name]);
    const told = one !== undefined && 'error' in one ? one.error : null;
    if (error === null) assert.equal(told, null);
    else assert.match(told?.replace(`${CASE_FOLDER}/`, '') ?? '', error);
  }
  assert.throws(() => readCases([UNREADABLE], REGULATIONS), { code: 'EISDIR' });
}

export function catalogues(): void {
  const load = ({ regulation, root }: { regulation: Regulation; root: string }) =>
    loadCatalogue(root, packOf(regulation), KNOWN);
  for (const file of SOUND_CATALOGUES) {
    const { regulation, digest, entries } = load(file);
    assert.equal(regulation, file.regulation);
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.deepEqual([...entries.keys()], ['penalty']);
  }
  for (const { fault, ...file } of WRONG_CATALOGUES)
    assert.throws(() => load(file), refusedFor(fault));
  assert.deepEqual(load(FULL).entries.get('penalty'), {
    publicFor: new Set(['legal']),
    ...{ openable: true, shareable: true, level: 'authorised', listing: true },
    ...{ publicationOrderedByLaw: 'a law', period: { months: 108, days: 0 } },
    ...{ periodBasis: 'another law', catalogueSource: 'national' },
    ...{ legalBasis: { zh: '一', en: 'one' }, validFrom: 1, validUntil: 10 },
  });
  assert.deepEqual(load(BARE).entries.get('penalty'), {
    publicFor: new Set(['natural', 'legal']),
    ...{ openable: false, shareable: false, level: 'internal', listing: false },
    ...{ publicationOrderedByLaw: null, period: null, periodBasis: null },
    ...{ catalogueSource: 'supplementary', legalBasis: null, validFrom: 17_532, validUntil: null },
  });
}

function refusedFor(fault: string | RegExp) {
  return (cause: unknown) => {
    assert.ok(cause instanceof PackError);
    const told = cause.faults.map(({ key, message }) => `${key}: ${message}`);
    assert.equal(told.length, 1);
    if (fault instanceof RegExp) assert.match(told[0] ?? '', fault);
    else assert.equal(told[0], fault);
    return true;
  };
}
