import type { Values } from '../../schema/statistics/cells-sql.ts';
import { type Dimension, UNKNOWN } from '../../schema/statistics/question.ts';

/** Stands for what is unknown in every column. */
export const NONE = 0;
const REGION = /^[0-9]{6}$/;
const MONTH = /^([0-9]{4})-([0-9]{2})$/;
const YEAR = /^[0-9]{4}$/;

/** Numbers that stand for words, so that a row is thirty bytes and not two hundred. */
export class Codes implements Values {
  readonly unknown = `${NONE}`;
  readonly #words = [UNKNOWN];
  readonly #codes = new Map([[UNKNOWN, NONE]]);
  readonly #regions = new Map<string, number>();
  readonly #months = new Map<string, number>();

  codeOf(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    const code = this.#words.push(word) - 1;
    this.#codes.set(word, code);
    return code;
  }

  regionOf(region: string): number {
    return numberOf(this.#regions, region, REGION, Number);
  }

  monthOf(month: string): number {
    return numberOf(this.#months, month, MONTH, (text) => Number(text.replace('-', '')));
  }

  /** What a filter compares with; a value that stands nowhere is -1. */
  of(dimension: Dimension, value: string): number {
    if (value === UNKNOWN) return NONE;
    switch (dimension) {
      case 'region':
        return this.regionOf(value) || -1;
      case 'month':
        return this.monthOf(value) || -1;
      case 'year':
        return YEAR.test(value) ? Number(value) : -1;
      default:
        return this.#codes.get(value) ?? -1;
    }
  }

  /** The value that a number stands for. */
  valueOf(dimension: Dimension, code: number): string {
    if (code === NONE) return UNKNOWN;
    switch (dimension) {
      case 'region':
        return String(code).padStart(6, '0');
      case 'month':
        return `${String(code).slice(0, -2)}-${String(code).slice(-2)}`;
      case 'year':
        return String(code);
      default:
        return this.#words[code] ?? UNKNOWN;
    }
  }
}

/** The number of a text of that form, else none; each form is read once. */
function numberOf(
  known: Map<string, number>,
  text: string,
  form: RegExp,
  read: (text: string) => number,
): number {
  const held = known.get(text);
  if (held !== undefined) return held;
  if (!form.test(text)) return NONE;
  const number = read(text);
  known.set(text, number);
  return number;
}
