import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../policy/explain/main.ts';
import { MARK_WORDS, OUTCOME_WORDS, REASON_WORDS } from '../../policy/explain/words.ts';
import { PACKS } from '../../policy/policy.ts';
import {
  MARKS,
  OUTCOMES,
  REFUSAL_REASONS,
  SILENT_REASONS,
  WITHHELD_REASONS,
} from '../../policy/terms.ts';

function run(...args: string[]): { code: number; said: string[]; complained: string[] } {
  const said: string[] = [];
  const complained: string[] = [];
  const code = main(
    args,
    (line) => said.push(line),
    (line) => complained.push(line),
  );
  return { code, said, complained };
}

const file = (regulation: string, topic: string) => join(PACKS, regulation, 'cases', topic);
const PERIODS = file('guangdong-2021', 'periods.yaml');
const CONTINUING = 'After five years an agency still shares the record, marked';

describe('policy:explain', () => {
  it('tells the question, the steps with their articles, the marks and what is owed', () => {
    const { code, said, complained } = run(PERIODS, '--name', CONTINUING);
    const text = said.join('\n');
    expect(code).toBe(0);
    expect(complained).toEqual([]);
    expect(text).toContain(`# ${CONTINUING}`);
    expect(text).toContain('On 2024-06-02 an agency asks, with purpose `licensing`');
    expect(text).toMatch(/1\. The request is admissible\. .* disclosed/);
    expect(text).toMatch(/2\. And with the record\? disclosed/);
    expect(text).toMatch(
      /art\. 43: expiry ends publication.*期满.*\[expiry\.stops, R70, reading X05\]/,
    );
    expect(text).toContain('Mark: PERIOD_ENDED (the period has ended; 期限已满)');
    expect(text).toContain('The log holds: caller, contents, time; kept: long-term');
    expect(text).toContain('The subject may learn: gathering, collection, opening');
  });

  it('stops at the request where it is refused', () => {
    const name = 'A minute before the text enters into force nothing is answered';
    const { said } = run(file('guangdong-2021', 'access.yaml'), '--name', name);
    const steps = said.filter((line) => /^\d\. /.test(line));
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatch(/^1\. Is the request admissible\? refused, PACK_NOT_IN_FORCE/);
  });

  it('puts all five texts side by side', () => {
    const { code, said } = run(PERIODS, '--name', CONTINUING, '--all');
    const rows = said.filter((line) => line.startsWith('| '));
    expect(code).toBe(0);
    expect(rows).toHaveLength(6);
    expect(rows[0]).toBe('| regulation | outcome | reason | marks | articles |');
    expect(rows[2]).toMatch(/^\| guangdong-2021 \| disclosed \| — \| PERIOD_ENDED \| 19\.1, /);
    expect(said.filter((line) => line.startsWith('## '))).toHaveLength(5);
  });

  it('adds the overlay of the case to the five', () => {
    const overlay = file('hangzhou-2020', 'overlay-zhejiang-2017.yaml');
    const { said } = run(overlay, '--name', 'A company may still consent on a click', '--all');
    expect(said.join('\n')).toContain('| hangzhou-2020 + zhejiang-2017 | disclosed |');
  });

  it('says of each citation of an overlay whose it is', () => {
    const overlay = file('hangzhou-2020', 'overlay-zhejiang-2017.yaml');
    const { said } = run(overlay, '--name', 'On the last day of five years a record is public');
    expect(said.join('\n')).toContain('art. zhejiang-2017:16.1: ');
  });

  it('complains of a case that is not there, and of wrong use', () => {
    expect(run(PERIODS, '--name', 'no such case').complained).toEqual([
      `no case \`no such case\` in ${PERIODS}`,
    ]);
    expect(run(PERIODS, '--name', 'no such case').code).toBe(1);
    expect(run().code).toBe(2);
    expect(run('no-such-file.yaml').code).toBe(2);
    expect(run(PERIODS, '--unknown').code).toBe(2);
  });

  it('has words for every outcome, reason and mark', () => {
    const reasons = [...REFUSAL_REASONS, ...WITHHELD_REASONS, ...SILENT_REASONS];
    expect(Object.keys(OUTCOME_WORDS).sort()).toEqual([...OUTCOMES].sort());
    expect(Object.keys(REASON_WORDS).sort()).toEqual([...reasons].sort());
    expect(Object.keys(MARK_WORDS).sort()).toEqual([...MARKS].sort());
  });
});
