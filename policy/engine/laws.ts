import type { Day } from '../days.ts';
import type { Citation } from '../decision.ts';
import type { Override, Pack, Parameter } from '../pack/pack.ts';
import { PARAMETERS, type ParameterName } from '../pack/parameters.ts';

/** A higher law as it is registered: what it changes in one regulation, and when (rule R02). */
export interface RegisteredLaw {
  readonly parameter: ParameterName;
  /** The regulation that it changes. */
  readonly jurisdiction: string;
  readonly citation: string;
  /** As JSON, in the form a pack writes it. */
  readonly value: string;
  readonly from: Day;
  /** Last day, included; null = no end. */
  readonly until: Day | null;
}

/**
 * A pack under the laws that are registered for it, which come after those that it names itself.
 *
 * @throws {SyntaxError | ZodError} for a value that no pack could write
 */
export function underLaws(pack: Pack, laws: readonly RegisteredLaw[]): Pack {
  const own = laws.filter(({ jurisdiction }) => jurisdiction === pack.regulation);
  return own.length === 0
    ? pack
    : { ...pack, overrides: [...pack.overrides, ...own.map(asOverride)] };
}

function asOverride({
  parameter: name,
  citation: law,
  value,
  from,
  until,
}: RegisteredLaw): Override {
  const citation: Citation = {
    regulation: law,
    article: '-',
    parameter: name,
    gist: { zh: law, en: law },
  };
  const parsed = PARAMETERS[name].value.parse(JSON.parse(value));
  const changed = { name, value: parsed, citations: [citation], silent: false, reading: null };
  return { law, from, until, parameters: [changed as Parameter] };
}
