import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPack } from '../../policy/pack/load.ts';
import { PACKS, regulations } from '../../policy/policy.ts';

const read = (name: string) => readFileSync(join(PACKS, name, 'README.md'), 'utf8');

describe('the page of a pack', () => {
  it('is there for every pack, overlays too', () => {
    const without = readdirSync(PACKS).filter(
      (name) => !existsSync(join(PACKS, name, 'README.md')),
    );
    expect(without).toEqual([]);
  });

  it.each(regulations())('of %s lists every switch with its choices', (regulation) => {
    const page = read(regulation);
    for (const { id, question, alternatives } of loadPack({ root: PACKS, regulation }).readings) {
      const row = page.split('\n').find((line) => line.startsWith(`| ${id} |`)) ?? '';
      expect(row).toContain(question);
      for (const choice of alternatives) expect(row, id).toContain(`\`${choice}\``);
    }
  });

  it.each(regulations())('of %s lists no switch that the pack has not', (regulation) => {
    const known = loadPack({ root: PACKS, regulation }).readings.map(({ id }) => id);
    const listed = read(regulation).match(/^\| X\d\d/gm) ?? [];
    expect(listed.map((line) => line.slice(2)).sort()).toEqual([...known].sort());
  });
});
