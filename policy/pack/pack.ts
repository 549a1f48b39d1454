import type { Citation, Gist } from '../decision.ts';
import type { ParameterName, ParameterValue } from './parameters.ts';

/** A regulation as data: every parameter with its value and where the law says so. */
export interface Pack {
  readonly regulation: string;
  readonly title: Gist;
  /** The overlays and readings that were applied over the regulation's own text. */
  readonly overlays: readonly string[];
  readonly readings: readonly ReadingChoice[];
  /** SHA-256 of everything that the pack was made of, in hexadecimal. */
  readonly digest: string;
  readonly parameters: { readonly [K in ParameterName]: Parameter<K> };
  readonly overrides: readonly Override[];
}

export interface Parameter<K extends ParameterName = ParameterName> {
  readonly name: K;
  readonly value: ParameterValue<K>;
  /** Empty where the text is silent and no article stands nearest. */
  readonly citations: readonly Citation[];
  /** The text says nothing; the value is a reading. */
  readonly silent: boolean;
  /** Entry of the ambiguity register that the value rests on, such as `X05`. */
  readonly reading: string | null;
}

/** A reading that was open, and the choice that is in force. */
export interface ReadingChoice {
  readonly id: string;
  readonly question: string;
  readonly choice: string;
  readonly reason: string;
  readonly alternatives: readonly string[];
}

/** A higher law that changes parameters between two dates (rule R02). */
export interface Override {
  readonly law: string;
  readonly from: number;
  readonly until: number | null;
  readonly parameters: readonly Parameter[];
}
