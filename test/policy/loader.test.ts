import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPack, packNames } from '../../policy/pack/load.ts';
import { PackError } from '../../policy/pack/yaml.ts';
import { PACKS, regulations } from '../../policy/policy.ts';
import { REGULATIONS } from '../reference/types.ts';
import { copyOfPacks, entry, GIST, GUIZHOU, lineOf, WRONG } from './wrong-packs.ts';

/** A copy of the packs, to be spoilt. */
let root = '';
beforeEach(() => {
  root = copyOfPacks();
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a wrong pack is refused with file, line and key:', () => {
  it.each(WRONG.map((wrong) => [wrong.what, wrong] as const))('%s', (_what, wrong) => {
    const { edit, file = GUIZHOU, request, fault } = wrong;
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    const edited = edit === undefined ? text : edit(text);
    writeFileSync(path, edited);
    const load = () => loadPack({ root, regulation: 'guizhou-2018', ...request });
    const error = thrownBy(load);
    const [inFile, marked, key, message] = fault;
    const found = error.faults[0];
    expect(found?.file).toBe(inFile);
    expect(found?.key).toBe(key);
    if (message instanceof RegExp) expect(found?.message).toMatch(message);
    else expect(found?.message).toBe(message);
    if (marked !== '') expect(found?.line).toBe(lineOf(edited, marked));
    expect(error.message).toContain(`${inFile}:${found?.line}: \`${key}\`: ${found?.message}`);
    expect(error.code).toBe('PACK_INVALID');
  });

  it('every fault of a file is told at once', () => {
    const path = join(root, GUIZHOU);
    const text = readFileSync(path, 'utf8');
    const spoilt = entry(
      'log.retention',
      '{ silent: 3 }',
    )(entry('status', '{ silent: new }')(text));
    writeFileSync(path, spoilt);
    const { faults } = thrownBy(() => loadPack({ root, regulation: 'guizhou-2018' }));
    const keys = faults.map(({ key }) => key);
    expect(keys).toEqual(['parameters.status.silent', 'parameters.log.retention.silent']);
  });
});

function thrownBy(load: () => unknown): PackError {
  try {
    load();
  } catch (cause) {
    if (cause instanceof PackError) return cause;
    throw cause;
  }
  return expect.unreachable('the pack was loaded');
}

describe('a sound pack', () => {
  it('loads from a copy and is the same', () => {
    for (const regulation of regulations()) {
      const copied = loadPack({ root, regulation });
      const shipped = loadPack({ root: PACKS, regulation });
      expect(copied.digest).toBe(shipped.digest);
      expect(copied.digest).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('has another digest when a word of it or a choice of reading is another', () => {
    const digests = new Set([loadPack({ root, regulation: 'guizhou-2018' }).digest]);
    const readings = { X05: 'agencies-continue' };
    digests.add(loadPack({ root, regulation: 'guizhou-2018', readings }).digest);
    const path = join(root, GUIZHOU);
    writeFileSync(path, `${readFileSync(path, 'utf8')}# a remark\n`);
    digests.add(loadPack({ root, regulation: 'guizhou-2018' }).digest);
    expect(digests.size).toBe(3);
  });

  it('is a regulation, and an overlay is none', () => {
    expect(packNames(root)).toEqual([...REGULATIONS].sort());
  });

  it('cites an article of one paragraph by its number alone', () => {
    const path = join(root, GUIZHOU);
    const cited = entry('log.retention', `{ value: long-term, cite: ["20.1", "20.1.2"], ${GIST} }`);
    writeFileSync(path, cited(readFileSync(path, 'utf8')));
    const { citations } = loadPack({ root, regulation: 'guizhou-2018' }).parameters[
      'log.retention'
    ];
    expect(citations.map(({ article }) => article)).toEqual(['20', '20.1.2']);
  });
});
