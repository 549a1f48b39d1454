import { randomCase } from './random-case.ts';
import type { ReferenceCase, Regulation } from './types.ts';

/** A case bred from two random ones, so that facts meet which the generator never puts together. */
export function crossedCase(regulation: Regulation, random: () => number): ReferenceCase {
  const one = randomCase(regulation, random);
  const other = randomCase(regulation, random);
  const cross = <T extends object>(a: T, b: T, kept: readonly (keyof T)[]): T => {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof T & string>;
    const from = (key: keyof T) => (kept.includes(key) || random() < 0.5 ? a : b);
    const parts = [...keys].sort().map((key) => [key, from(key)[key]] as const);
    return Object.fromEntries(parts.filter(([, value]) => value !== undefined)) as T;
  };
  const crossed: ReferenceCase = {
    ...cross(one, other, ['name', 'regulation', 'asOf', 'subject', 'record']),
    caller: cross(one.caller, other.caller, ['kind']),
    item: cross(one.item, other.item, ['id', 'class']),
  };
  if (one.record && other.record) crossed.record = cross(one.record, other.record, []);
  const { purpose, authorisation } = crossed;
  if (purpose && authorisation?.purpose && random() < 0.6) {
    crossed.authorisation = { ...authorisation, purpose };
  }
  return crossed;
}
