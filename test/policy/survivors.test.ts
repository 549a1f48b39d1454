import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownSurvivors } from './mutation/survivors.ts';

describe('the list of mutants that survive', () => {
  it('is about lines that the policy has, and what stands in them', () => {
    const gone = knownSurvivors().filter(({ file, line, change }) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      const [original = ''] = change.split(' => ');
      return !lines.some((each) => each.trim() === line && each.includes(original.trim()));
    });
    expect(gone).toEqual([]);
  });
});
