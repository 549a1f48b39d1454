import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PARAMETER_NAMES, PARAMETERS, type ParameterName } from '../pack/parameters.ts';
import { PackError, parseYaml, validate, type YamlFile } from '../pack/yaml.ts';

/** The rules R01 to R91 and what carries each out, from `policy/rules.yaml`. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly class: string;
  readonly parameters: readonly ParameterName[];
  /** Parameters that never turn a decision, with who uses them instead; nobody: they explain. */
  readonly carriedOutBy: Readonly<Partial<Record<ParameterName, Carrier>>>;
  /** Why the rule, or a part of it, is outside a read-only gateway. */
  readonly outside: string | null;
}

export const CARRIERS = [
  'loader',
  'registers',
  'enforcement',
  'log',
  'report',
  'explanation',
] as const;
export type Carrier = (typeof CARRIERS)[number];

export const RULES_FILE = join(import.meta.dirname, '..', 'rules.yaml');
const COUNT = 91;

const name = z.enum(PARAMETER_NAMES as [ParameterName, ...ParameterName[]]);
const entry = z.strictObject({
  title: z.string().min(1),
  class: z.string().regex(/^[QSO](?:\+[QSO])*$/, 'expected Q, S and O joined by `+`'),
  parameters: z.array(name),
  carriedOutBy: z.partialRecord(name, z.enum(CARRIERS)).default({}),
  outside: z.string().min(1).nullable().default(null),
});
const schema = z.record(z.string().regex(/^R\d\d$/), entry);

/** The rule is not only outside: something in a pack or a case has to show it. */
export function isInside(rule: Rule): boolean {
  return rule.class !== 'O';
}

/**
 * Reads the rules and holds them against the parameters, both ways.
 *
 * @throws {PackError} naming file, line and key of every fault found.
 */
export function readRules(file: string = RULES_FILE): readonly Rule[] {
  const yaml = parseYaml('rules.yaml', readFileSync(file, 'utf8'));
  const found = validate(yaml, schema);
  const faults = expectedIds().flatMap((id) => {
    const message = faultOf(id, found[id]);
    return message === null ? [] : [yaml.fault([id], message)];
  });
  if (faults.length > 0) throw new PackError(faults);
  refuseUnknown(yaml, Object.keys(found));
  return Object.entries(found).map(([id, rule]) => ({ id, ...rule }));
}

export function expectedIds(): readonly string[] {
  return Array.from({ length: COUNT }, (_, index) => `R${String(index + 1).padStart(2, '0')}`);
}

function faultOf(id: string, rule: z.output<typeof entry> | undefined): string | null {
  if (rule === undefined) return 'expected the rule';
  const owned = PARAMETER_NAMES.filter((one) => PARAMETERS[one].rules.some((own) => own === id));
  const differs = [...owned].sort().join() !== [...rule.parameters].sort().join();
  if (differs) return `expected the parameters ${owned.join(', ') || 'none'}`;
  if (rule.class.includes('O') !== (rule.outside !== null)) {
    return 'expected `outside` where the class has O, and only there';
  }
  const carried = Object.keys(rule.carriedOutBy).find((one) => !owned.some((own) => own === one));
  return carried === undefined ? null : `\`${carried}\` is no parameter of the rule`;
}

function refuseUnknown(yaml: YamlFile, ids: readonly string[]): void {
  const known = new Set(expectedIds());
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw new PackError(unknown.map((id) => yaml.fault([id], 'unknown key')));
}
