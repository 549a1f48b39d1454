import { loadReckoning } from '../calendar/calendar.ts';
import type { Decision } from '../decision.ts';
import { compileEngine } from '../engine/engine.ts';
import type { Pack, Parameter } from '../pack/pack.ts';
import { PARAMETERS } from '../pack/parameters.ts';
import type { Question } from '../question.ts';

/** A question with the answer that the pack as it stands gives. */
export interface Answered {
  readonly name: string;
  readonly question: Question;
  readonly decision: Decision;
}

/**
 * The cases that turn on a parameter: under some other value their decision is another. Stronger
 * than a citation, and there where a decision rests on a parameter without naming it.
 */
export function turningOn(
  pack: Pack,
  parameter: Parameter,
  cases: readonly Answered[],
): readonly string[] {
  const turned = new Set<string>();
  const reckoning = loadReckoning();
  for (const value of alternativesTo(parameter)) {
    const engine = compileEngine(withValue(pack, parameter, value), reckoning);
    for (const { name, question, decision } of cases) {
      if (!turned.has(name) && differs(engine.decide(question), decision)) turned.add(name);
    }
  }
  return [...turned];
}

function differs(one: Decision, other: Decision): boolean {
  return essence(one) !== essence(other);
}

function essence({ outcome, reason, marks, obligations }: Decision): string {
  return JSON.stringify([outcome, reason, [...marks].sort(), obligations]);
}

/** Other values of the same form: the opposite, the other words, one less, one more, none. */
export function alternativesTo({ name, value }: Parameter): readonly unknown[] {
  const others = wordsOf(PARAMETERS[name].value).filter((word) => word !== value);
  return others.length > 0 ? others : otherThan(value);
}

function otherThan(value: unknown): readonly unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1];
  if (value instanceof Set) return [...value].map((left) => new Set(without([...value], left)));
  if (Array.isArray(value)) return value.map((left) => without(value, left));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    otherThan(part).map((other) => ({ ...value, [key]: other })),
  );
}

function without(list: readonly unknown[], left: unknown): readonly unknown[] {
  return list.filter((one) => one !== left);
}

/** The words of a closed list; a form with a single word or none of its own has no others. */
function wordsOf(schema: unknown): readonly unknown[] {
  const options = (schema as { readonly options?: readonly unknown[] }).options ?? [];
  return options.filter((option) => typeof option === 'string');
}

/** The pack with another value, in the text and in what higher laws put in its place. */
function withValue(pack: Pack, { name }: Parameter, value: unknown): Pack {
  const replace = (found: Parameter): Parameter =>
    found.name === name ? ({ ...found, value } as Parameter) : found;
  return {
    ...pack,
    parameters: {
      ...pack.parameters,
      [name]: replace(pack.parameters[name]),
    },
    overrides: pack.overrides.map((law) => ({ ...law, parameters: law.parameters.map(replace) })),
  };
}
