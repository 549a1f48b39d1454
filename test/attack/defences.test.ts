import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFENCES } from './defences/defences.ts';
import { stalePatches } from './defences/remove.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The channels by which the gateway is attacked, as they were listed before it was built. */
const CHANNELS = [
  'alias',
  'fragment',
  'interface and union paths',
  '__typename',
  '_entities and _service from outside',
  '@requires, @provides, @key chains',
  'renamed or re-imported directives',
  '@skip/@include by variable',
  'list order and length',
  'duplicates in key lists',
  'counts and aggregates',
  'error text and errors[].path',
  'extensions',
  'null bubbling',
  'department error messages',
  'introspection and field suggestions',
  'persisted operations registered by another caller',
  'plan and fact caches across callers and purposes',
  'request deduplication across callers',
  'hot reload in mid-flight',
  'GET',
  'batching of operations',
  'very large and very deep documents',
  'Unicode and look-alike digits in keys',
  'prototype-named fields',
  'response size and number of fetches',
];

describe('the list of defences', () => {
  it.each(DEFENCES.map((defence) => [defence.id, defence] as const))(
    'still finds in the source what it takes away: %s',
    (_id, defence) => {
      expect(stalePatches(ROOT, defence)).toEqual([]);
    },
  );

  it('names tests that exist', () => {
    const unknown = DEFENCES.filter(({ red }) => !textOf(red.file).includes(red.name));
    expect(unknown.map(({ id }) => id)).toEqual([]);
  });

  it('takes away something for every channel, and nothing twice under one name', () => {
    const channels = new Set(DEFENCES.map(({ channel }) => channel));
    expect(CHANNELS.filter((channel) => !channels.has(channel))).toEqual([]);
    expect(new Set(DEFENCES.map(({ id }) => id)).size).toBe(DEFENCES.length);
  });
});

describe('the threat model', () => {
  const page = textOf('docs/threat-model.md');
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('` "'));
  const cited = rows.flatMap((row) =>
    [...row.matchAll(/`([\w/-]+)` "([^"]+)"/g)].map(([, file = '', name = '']) => ({ file, name })),
  );

  it('cites tests that exist', () => {
    const unknown = cited.filter(({ file, name }) => {
      const path = file.includes('/') ? `${file}.test.ts` : `test/attack/${file}.test.ts`;
      return !textOf(path).includes(name);
    });
    expect(cited.length).toBeGreaterThan(0);
    expect(unknown).toEqual([]);
  });

  it('has a row for every channel from which a defence can be taken away', () => {
    const known = new Set(
      rows.map((row) => (row.split(' | ')[0] ?? '').slice(2).replaceAll('`', '')),
    );
    const missing = DEFENCES.filter(({ channel }) => !known.has(channel));
    expect(missing.map(({ id, channel }) => `${id}: ${channel}`)).toEqual([]);
  });
});

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
