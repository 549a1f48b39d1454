import type { EvidenceName } from '../../../schema/directives.ts';
import type { Condition } from '../../../schema/statistics/question.ts';

/** Conditions that say nothing are left out, so that a department is asked no more than needed. */

export const ALWAYS: Condition = { all: [] };
export const NEVER: Condition = { any: [] };

const isAlways = (condition: Condition) => 'all' in condition && condition.all.length === 0;
const isNever = (condition: Condition) => 'any' in condition && condition.any.length === 0;

export function all(...conditions: readonly Condition[]): Condition {
  if (conditions.some(isNever)) return NEVER;
  const left = conditions.filter((condition) => !isAlways(condition));
  return left.length === 1 && left[0] !== undefined ? left[0] : { all: left };
}

export function any(...conditions: readonly Condition[]): Condition {
  if (conditions.some(isAlways)) return ALWAYS;
  const left = conditions.filter((condition) => !isNever(condition));
  return left.length === 1 && left[0] !== undefined ? left[0] : { any: left };
}

export const when = (holds: boolean): Condition => (holds ? ALWAYS : NEVER);
export const missing = (evidence: EvidenceName): Condition => ({ evidence, is: 'missing' });
export const present = (evidence: EvidenceName): Condition => ({ evidence, is: 'present' });
export const flag = (evidence: EvidenceName, value: boolean): Condition => ({
  evidence,
  flag: value,
});
