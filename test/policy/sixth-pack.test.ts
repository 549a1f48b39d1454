import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCases } from '../../policy/cases/read.ts';
import { createJudge } from '../../policy/cases/run.ts';
import { packNames } from '../../policy/pack/load.ts';
import { openPolicy } from '../../policy/policy.ts';

/** A fictitious regulation, as data only: no line of code knows it. */
const ROOT = join(import.meta.dirname, 'fixtures', 'packs');
const LOUSHAN = 'loushan-2024';

describe('a sixth pack needs data only', () => {
  const judge = createJudge(ROOT);
  const cases = readCases([join(ROOT, LOUSHAN, 'cases')], packNames(ROOT));

  it('is found beside no other', () => {
    expect(packNames(ROOT)).toEqual([LOUSHAN]);
    expect(cases.length).toBeGreaterThan(10);
  });

  it.each(cases.map((read) => [read.name, read] as const))('%s', (_name, read) => {
    if ('error' in read) expect.unreachable(read.error);
    const { answer, pass } = judge(read.found);
    const told = `expected ${JSON.stringify(read.found.expect)}, got ${JSON.stringify(answer)}`;
    expect(pass, told).toBe(true);
  });

  it('has readings of its own to choose among', () => {
    const readings = { X02: 'not-counted' };
    const pack = openPolicy({ root: ROOT, regulation: LOUSHAN, readings }).pack;
    expect(pack.parameters['period.startDay']).toMatchObject({
      value: 'not-counted',
      reading: 'X02',
    });
  });
});
