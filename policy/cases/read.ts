import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PackError, parseYaml } from '../pack/yaml.ts';
import { caseSchema, type PolicyCase } from './format.ts';

/** A case as it stands in a file, or why it is none. */
export type ReadCase =
  | { readonly file: string; readonly name: string; readonly found: PolicyCase }
  | { readonly file: string; readonly name: string; readonly error: string };

/** Reads every `.yaml` and `.yml` below the folders (or the files named), in a fixed order. */
export function readCases(
  places: readonly string[],
  regulations: readonly string[],
): readonly ReadCase[] {
  const schema = caseSchema(regulations);
  return places.flatMap((place) => filesBelow(place)).flatMap((file) => readFile(file, schema));
}

function filesBelow(place: string): readonly string[] {
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(place, name));
}

function readFile(file: string, schema: ReturnType<typeof caseSchema>): readonly ReadCase[] {
  let value: unknown;
  try {
    value = parseYaml(file, readFileSync(file, 'utf8')).value;
  } catch (cause) {
    if (!(cause instanceof PackError)) throw cause;
    return [{ file, name: '-', error: cause.message }];
  }
  const cases = Array.isArray(value) ? value : [value];
  const seen = new Set<string>();
  return cases.map((found: unknown, index): ReadCase => {
    const name = nameOf(found) ?? `case ${index + 1}`;
    const result = schema.safeParse(found);
    if (!result.success)
      return { file, name, error: `${file}: ${name}: ${faultsOf(result.error)}` };
    if (seen.has(name)) return { file, name, error: `${file}: ${name}: \`name\`: is not unique` };
    seen.add(name);
    return { file, name, found: result.data };
  });
}

function nameOf(found: unknown): string | null {
  const result = z.object({ name: z.string() }).safeParse(found);
  return result.success ? result.data.name : null;
}

function faultsOf(error: z.ZodError): string {
  return error.issues
    .flatMap((issue) => {
      const at = issue.path.join('.');
      if (issue.code !== 'unrecognized_keys') return [`\`${at || '-'}\`: ${issue.message}`];
      return issue.keys.map((key) => `\`${[...issue.path, key].join('.')}\`: unknown key`);
    })
    .join('; ');
}
