import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ReadCase, readCases } from '../../policy/cases/read.ts';
import { createJudge } from '../../policy/cases/run.ts';
import { regulations } from '../../policy/policy.ts';
import { caseFolders } from '../../policy/trace/texts.ts';

const LEAST = 60;
const judge = createJudge();
const all = readCases(caseFolders(), regulations());

/** Names the file and the case; the explainer says the rest. */
function failureOf(read: ReadCase): string | null {
  if ('error' in read) return read.error;
  const { answer, pass } = judge(read.found);
  return pass ? null : `${read.file}: ${read.name}: got ${JSON.stringify(answer)}`;
}

describe('the cases beside the packs', () => {
  it.each([...new Set(all.map(({ file }) => file))])('pass: %s', (file) => {
    const failures = all
      .filter((read) => read.file === file)
      .map(failureOf)
      .filter((found) => found !== null);
    expect(failures).toEqual([]);
  });

  it('name the articles they rest on', () => {
    const without = all.filter(
      (read) => 'found' in read && read.found.expect.articles.length === 0,
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('hold no number that could be an ID or a code', () => {
    const written = JSON.stringify(all.map((read) => ('found' in read ? read.found : read.error)));
    expect(written).not.toMatch(/[0-9]{15}|[0-9]{17}[0-9Xx]|[0-9A-Z]{18}/);
  });
});

describe.each(regulations())('the cases of %s', (regulation) => {
  const found = all.flatMap((read) => ('found' in read ? [read] : []));
  const own = found.filter((read) => read.found.regulation === regulation);

  it(`are at least ${LEAST}, the examples apart`, () => {
    const ours = own.filter(({ file }) => basename(file) !== 'examples.yaml');
    expect(ours.length).toBeGreaterThanOrEqual(LEAST);
  });

  it('reach every kind of caller and of outcome', () => {
    const callers = new Set(own.map((read) => read.found.caller.kind));
    const outcomes = new Set(own.map((read) => read.found.expect.outcome));
    expect(callers).toEqual(new Set(['public', 'subject', 'agency', 'firm', 'analyst']));
    expect([...outcomes]).toEqual(
      expect.arrayContaining(['disclosed', 'withheld', 'silent', 'refused']),
    );
  });
});
