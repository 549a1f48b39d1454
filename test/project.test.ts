import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeSettings } from '../gateway/config.ts';
import { describeErrors } from '../gateway/errors.ts';

const ROOT = join(import.meta.dirname, '..');
const ROOMS = ['schema', 'policy', 'registers', 'subgraphs', 'gateway'] as const;

/** Which rooms a room may import from, besides itself. */
const MAY: Readonly<Record<(typeof ROOMS)[number], readonly string[]>> = {
  schema: [],
  policy: [],
  registers: ['policy'],
  subgraphs: ['registers', 'schema'],
  gateway: ['policy', 'registers', 'schema'],
};

/** Files that may do what their room may not, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'gateway/departments.ts': 'the part of the composition root that starts embedded departments',
};

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) =>
    relative(ROOT, join(ROOT, dirname(file), target ?? '')),
  );
}

describe('import directions', () => {
  it.each(ROOMS)('%s imports only the rooms it may', (room) => {
    const wrong = sources(room)
      .filter((file) => EXCEPTIONS[file] === undefined)
      .flatMap((file) => importsOf(file).map((target) => [file, target] as const))
      .filter(([, target]) => {
        const [other = ''] = target.split('/');
        return other !== room && !(MAY[room] as readonly string[]).includes(other);
      });
    expect(wrong).toEqual([]);
  });

  it('has no exception that is not needed', () => {
    for (const file of Object.keys(EXCEPTIONS))
      expect(statSync(join(ROOT, file)).isFile()).toBe(true);
  });
});

describe('what is kept in two places', () => {
  it('every dependency has its reason, and every reason its dependency', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const installed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    const page = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const reasoned = rows.flatMap((line) => {
      const [, cell = ''] = line.split('|');
      return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
    });
    expect([...reasoned].sort()).toEqual([...installed].sort());
  });

  it('the page of settings is that of the code', () => {
    expect(readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8')).toBe(describeSettings());
  });

  it('the page of errors is that of the code', () => {
    expect(readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')).toBe(describeErrors());
  });
});

describe('files', () => {
  it('none is over 600 lines', () => {
    const long = ROOMS.flatMap((room) => sources(room)).filter(
      (file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 600,
    );
    expect(long).toEqual([]);
  });
});
