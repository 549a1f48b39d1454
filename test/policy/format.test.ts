import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { main } from '../../policy/cases/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SOUND = {
  name: 'a sound case',
  regulation: 'guangdong-2021',
  asOf: '2024-06-01',
  caller: { kind: 'public' },
  subject: { kind: 'legal' },
  item: { id: 'penalty', class: 'adverse' },
  record: { recognisedOn: '2024-01-10' },
  expect: { outcome: 'disclosed', articles: ['18.1'] },
};

let count = 0;
/** Runs a file of cases; the last line is the count, whatever is before it failed. */
function run(cases: unknown): { code: number; file: string; lines: string[] } {
  count += 1;
  const file = join(folder, `${count}.yaml`);
  writeFileSync(
    file,
    typeof cases === 'string' ? cases : stringify(cases, { aliasDuplicateObjects: false }),
  );
  const lines: string[] = [];
  const code = main(
    [file],
    (line) => lines.push(line),
    (line) => lines.push(line),
  );
  return { code, file, lines };
}

const person = { subject: { kind: 'natural', bornOn: '1985-05-06' } };
const authorisation = { form: 'written', purpose: 'loan', until: '2024-12-31' };
const agreement = { confidentiality: true, scope: 'all', purpose: 'loan', until: '2024-12-31' };

describe('a case file', () => {
  it('passes when it is sound, alone or in a list', () => {
    expect(run(SOUND).lines).toEqual(['1 passed, 0 failed']);
    expect(run([SOUND, { ...SOUND, name: 'another' }]).lines).toEqual(['2 passed, 0 failed']);
  });

  it.each<[string, object, string]>([
    ['an unknown key', { colour: 'red' }, 'colour'],
    ['an unknown key of the caller', { caller: { kind: 'firm', size: 3 } }, 'caller.size'],
    [
      'an unknown key of the record',
      { record: { recognizedOn: '2024-01-10' } },
      'record.recognizedOn',
    ],
    [
      'an unknown key of the objection',
      { record: { objection: { receivedOn: '2024-05-10', by: 'x' } } },
      'record.objection.by',
    ],
    [
      'an unknown key of what is expected',
      { expect: { outcome: 'disclosed', why: 'x' } },
      'expect.why',
    ],
    ['an unknown caller', { caller: { kind: 'bank' } }, 'caller.kind'],
    ['an unknown class', { item: { id: 'penalty', class: 'bad' } }, 'item.class'],
    ['an unknown regulation', { regulation: 'guangdong-2020' }, 'regulation'],
    ['an overlay as a regulation', { regulation: 'zhejiang-2017' }, 'regulation'],
    ['an unknown reason', { expect: { outcome: 'silent', reason: 'GONE' } }, 'expect.reason'],
    ['an unknown mark', { expect: { outcome: 'disclosed', marks: ['OLD'] } }, 'expect.marks.0'],
    ['an unknown outcome', { expect: { outcome: 'shown' } }, 'expect.outcome'],
    ['an unknown form', { authorisation: { ...authorisation, form: 'fax' } }, 'authorisation.form'],
    ['a word where a flag stands', { batch: 'maybe' }, 'batch'],
    ['30 February', { asOf: '2024-02-30' }, 'asOf'],
    [
      '29 February of a common year',
      { record: { recognisedOn: '2023-02-29' } },
      'record.recognisedOn',
    ],
    [
      'a thirteenth month',
      { ...person, subject: { kind: 'natural', bornOn: '1985-13-01' } },
      'subject.bornOn',
    ],
    ['a date-time without offset', { asOf: '2024-06-01T10:00:00' }, 'asOf'],
    ['an hour that does not exist', { asOf: '2024-06-01T25:00:00+08:00' }, 'asOf'],
    [
      'an impossible last day',
      { authorisation: { ...authorisation, until: '2024-04-31' } },
      'authorisation.until',
    ],
    [
      'an impossible day of removal',
      { record: { listed: { from: '2024-01-01', until: '2024-06-31' } } },
      'record.listed.until',
    ],
    ['a period that is none', { item: { ...SOUND.item, period: 'three years' } }, 'item.period'],
    ['no name', { name: undefined }, 'name'],
    ['no regulation', { regulation: undefined }, 'regulation'],
    ['no day', { asOf: undefined }, 'asOf'],
    ['no caller', { caller: {} }, 'caller.kind'],
    ['no subject', { subject: {} }, 'subject.kind'],
    ['no birth date of a person', { subject: { kind: 'natural' } }, 'subject.bornOn'],
    ['no item', { item: { class: 'adverse' } }, 'item.id'],
    ['no class', { item: { id: 'penalty' } }, 'item.class'],
    ['no outcome', { expect: {} }, 'expect.outcome'],
    ['no reason for what is withheld', { expect: { outcome: 'withheld' } }, 'expect.reason'],
    ['no reason for what is refused', { expect: { outcome: 'refused' } }, 'expect.reason'],
    [
      'no form of an authorisation',
      { authorisation: { ...authorisation, form: undefined } },
      'authorisation.form',
    ],
    [
      'no purpose of an authorisation',
      { authorisation: { ...authorisation, purpose: undefined } },
      'authorisation.purpose',
    ],
    [
      'no end of an authorisation',
      { authorisation: { ...authorisation, until: undefined } },
      'authorisation.until',
    ],
    [
      'no confidentiality of an agreement',
      { agreement: { ...agreement, confidentiality: undefined } },
      'agreement.confidentiality',
    ],
    [
      'no scope of an agreement',
      { agreement: { ...agreement, scope: undefined } },
      'agreement.scope',
    ],
    [
      'no end of an agreement',
      { agreement: { ...agreement, until: undefined } },
      'agreement.until',
    ],
  ])('is an error with %s, naming file, case and key', (_what, change, key) => {
    const changed: Partial<typeof SOUND> = { ...SOUND, ...change };
    const { code, file, lines } = run([changed]);
    expect(code).toBe(1);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(`${file}: ${changed.name ?? 'case 1'}: `);
    expect(lines[0]).toContain(`\`${key}\`: `);
    expect(lines[1]).toBe('0 passed, 1 failed');
  });

  it('is an error with a name twice', () => {
    const { code, file, lines } = run([SOUND, SOUND]);
    expect(code).toBe(1);
    expect(lines[0]).toContain(`${file}: a sound case: \`name\`: is not unique`);
    expect(lines[1]).toBe('1 passed, 1 failed');
  });

  it('is an error with a key twice, naming the line', () => {
    const { code, file, lines } = run('name: one\nname: two\n');
    expect(code).toBe(1);
    expect(lines[0]).toContain(`${file}:2: `);
  });

  it('is an error when it is no YAML, and a folder without cases fails', () => {
    expect(run('- name: [').code).toBe(1);
    expect(run([]).code).toBe(1);
  });

  it('is an error with an overlay that is not over the regulation', () => {
    const { code, lines } = run({ ...SOUND, overlays: ['zhejiang-2017'] });
    expect(code).toBe(1);
    expect(lines[0]).toContain('expected an overlay over `guangdong-2021`');
  });

  it('runs the other cases all the same', () => {
    const { lines } = run([{ ...SOUND, name: 'wrong', colour: 'red' }, SOUND]);
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
  });
});
