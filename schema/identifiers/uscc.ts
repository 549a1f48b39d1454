/**
 * The unified social credit code of legal persons and other organisations (GB 32100-2015).
 *
 * 18 characters: registering authority (1), category of entity (2), administrative division (3-8),
 * organisation code (9-17, GB 11714, its last character a check), check character (18).
 * Nothing is ever folded: lower case, full-width and look-alike characters and spaces are refused,
 * so that one company has exactly one key.
 */

/** The 31 characters of GB 32100-2015: digits and capitals without I, O, S, V and Z, in order of value. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

declare const brand: unique symbol;

/** A structurally valid code. Its check characters may still be wrong: see `UsccCheck.warnings`. */
export type Uscc = string & { readonly [brand]: 'USCC' };

/** A check that fails although the structure is right; some codes in force fail, given out before 2016. */
export type UsccWarning = 'CHECK_CHARACTER' | 'ORGANISATION_CODE';

/**
 * Why a text is no code at all: wrong length, a character outside the alphabet, letters where the
 * entity's category or the administrative division has digits.
 */
export type UsccRefusal = 'LENGTH' | 'ALPHABET' | 'CATEGORY' | 'DIVISION';

export type UsccCheck =
  | { readonly ok: true; readonly uscc: Uscc; readonly warnings: readonly UsccWarning[] }
  | { readonly ok: false; readonly reason: UsccRefusal };

const USCC_LENGTH = 18;
const ORGANISATION_CODE = { from: 8, to: 17 } as const;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

const USCC_VALUE = new Map([...USCC_ALPHABET].map((character, value) => [character, value]));
/** 3^(i-1) mod 31 for i = 1..17. */
const USCC_WEIGHTS = Array.from({ length: USCC_LENGTH - 1 }).reduce<number[]>(
  (weights) => [...weights, ((weights.at(-1) ?? 21) * 3) % 31],
  [],
);

/**
 * The check character of the first 17 characters (GB 32100-2015).
 * @throws RangeError when the text is not 17 characters of the alphabet; the text is not repeated.
 */
export function usccCheckCharacter(first17: string): string {
  if (first17.length !== USCC_LENGTH - 1 || !inAlphabet(first17)) {
    throw new RangeError('expected 17 characters of the code alphabet');
  }
  let sum = 0;
  for (let i = 0; i < first17.length; i++) sum += valueAt(first17, i) * (USCC_WEIGHTS[i] ?? 0);
  return USCC_ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/**
 * The check character of an organisation code's first 8 characters (GB 11714): 0-9, or X for ten.
 * @throws RangeError when the text is not 8 digits or capitals; the text is not repeated.
 */
export function organisationCheckCharacter(first8: string): string {
  if (!/^[0-9A-Z]{8}$/.test(first8)) {
    throw new RangeError('expected 8 digits or capital letters');
  }
  let sum = 0;
  for (let i = 0; i < first8.length; i++) {
    sum += Number.parseInt(first8.charAt(i), 36) * (ORGANISATION_WEIGHTS[i] ?? 0);
  }
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/**
 * Checks a text as a unified social credit code. Never throws, never normalises.
 * A right structure with a wrong check character is `ok` with a warning: whether such a code is
 * registered, and may be served with that warning, is for the caller to find out.
 */
export function checkUscc(text: string): UsccCheck {
  const reason = refusalOf(text);
  if (reason !== undefined) return { ok: false, reason };
  return { ok: true, uscc: text as Uscc, warnings: warningsOf(text) };
}

function refusalOf(text: string): UsccRefusal | undefined {
  if (!inAlphabet(text)) return 'ALPHABET';
  if (text.length !== USCC_LENGTH) return 'LENGTH';
  if (!/^.[1-9]/.test(text)) return 'CATEGORY';
  if (!/^..[0-9]{6}/.test(text)) return 'DIVISION';
  return undefined;
}

function warningsOf(text: string): readonly UsccWarning[] {
  const warnings: UsccWarning[] = [];
  if (usccCheckCharacter(text.slice(0, -1)) !== text.at(-1)) warnings.push('CHECK_CHARACTER');
  const organisation = text.slice(ORGANISATION_CODE.from, ORGANISATION_CODE.to);
  if (organisationCheckCharacter(organisation.slice(0, 8)) !== organisation.at(-1)) {
    warnings.push('ORGANISATION_CODE');
  }
  return warnings;
}

function inAlphabet(text: string): boolean {
  for (const character of text) if (!USCC_VALUE.has(character)) return false;
  return true;
}

function valueAt(text: string, index: number): number {
  return USCC_VALUE.get(text.charAt(index)) ?? 0;
}
