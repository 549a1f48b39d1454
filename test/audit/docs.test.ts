import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { detailSchema, EVENTS, entrySchema } from '../../gateway/audit/entry/schema.ts';

const page = readFileSync(new URL('../../docs/audit-events.md', import.meta.url), 'utf8');

/** What stands in backticks in the first column under a heading. */
function documented(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, field]) => field ?? '').sort();
}

/** The paths of all fields of a schema, `[]` for an element of a list. */
function fields(schema: unknown, path = ''): string[] {
  if (schema instanceof z.ZodOptional) return fields(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return fields(schema.element, `${path}[]`);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const inner = path === '' ? name : `${path}.${name}`;
    return [inner, ...fields(field, inner)];
  });
}

describe('docs/audit-events.md', () => {
  it('describes exactly the fields of an entry', () => {
    expect(documented('Fields of the entry')).toEqual(fields(entrySchema).sort());
  });

  it('describes exactly the fields of a detail', () => {
    expect(documented('Fields of the detail')).toEqual(fields(detailSchema).sort());
  });

  it('describes exactly the events', () => {
    expect(documented('Events')).toEqual([...EVENTS].sort());
  });
});
