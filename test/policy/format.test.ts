import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { main } from '../../policy/cases/main.ts';
import { SOUND, WRONG_CASES } from './wrong-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

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

describe('a case file', () => {
  it('passes when it is sound, alone or in a list', () => {
    expect(run(SOUND).lines).toEqual(['1 passed, 0 failed']);
    expect(run([SOUND, { ...SOUND, name: 'another' }]).lines).toEqual(['2 passed, 0 failed']);
  });

  it.each(WRONG_CASES)('is an error with %s, naming file, case and key', (_what, change, key) => {
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
