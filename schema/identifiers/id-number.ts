/**
 * The 18-digit identity number of natural persons (GB 11643-1999): administrative division (1-6),
 * date of birth (7-14), sequence (15-17), check character (18, mod 11-2; `X` stands for ten).
 *
 * The same form is used by residence permits of residents of Hong Kong (810000), Macao (820000) and
 * Taiwan (830000), and by foreigners' permanent residence cards (2023 edition): 9, the province that
 * issued the card (2-3) and the nationality (4-6, ISO 3166-1 numeric) in place of the division.
 * Only a capital `X` is accepted; lower case, full-width and look-alike characters are refused.
 */

declare const brand: unique symbol;

/** A valid identity number. */
export type IdNumber = string & { readonly [brand]: 'IDNumber' };

/** Which document the number belongs to, as far as its first digits tell. */
export type IdNumberKind = 'RESIDENT' | 'RESIDENCE_PERMIT' | 'FOREIGNER';

/**
 * Why a text is refused. `LEGACY_15_DIGITS`: a number of the first generation, out of use since 2013.
 * `ALPHABET`: not digits with, at most, a capital X at the end. `BIRTH_DATE`: no such day, before
 * 1880 or in the future. `CHECK_CHARACTER`: structure right, check character wrong.
 */
export type IdNumberRefusal =
  | 'LENGTH'
  | 'LEGACY_15_DIGITS'
  | 'ALPHABET'
  | 'DIVISION'
  | 'BIRTH_DATE'
  | 'CHECK_CHARACTER';

export type IdNumberCheck =
  | { readonly ok: true; readonly idNumber: IdNumber; readonly kind: IdNumberKind }
  | { readonly ok: false; readonly reason: IdNumberRefusal };

const ID_LENGTH = 18;
const EARLIEST_BIRTH = '1880-01-01';
const CHECK_CHARACTERS = '10X98765432';
const RESIDENCE_PERMITS = new Set(['810000', '820000', '830000']);
/** 2^(18-i) mod 11 for i = 1..17 (ISO 7064 MOD 11-2). */
const WEIGHTS = Array.from({ length: ID_LENGTH - 1 }, (_, i) => 2 ** (ID_LENGTH - 1 - i) % 11);

/**
 * The check character of the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2).
 * @throws RangeError when the text is not 17 digits; the text is not repeated.
 */
export function idNumberCheckCharacter(first17: string): string {
  if (!/^[0-9]{17}$/.test(first17)) throw new RangeError('expected 17 digits');
  let sum = 0;
  for (let i = 0; i < first17.length; i++) sum += Number(first17.charAt(i)) * (WEIGHTS[i] ?? 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/**
 * Checks a text as an identity number. Never throws, never normalises.
 * @param today the day (`YYYY-MM-DD`) after which nobody can have been born; the day in
 * Asia/Shanghai when left out.
 */
export function checkIdNumber(text: string, today: string = todayInShanghai()): IdNumberCheck {
  const reason = structuralRefusalOf(text) ?? birthRefusalOf(text, today);
  if (reason !== undefined) return { ok: false, reason };
  if (idNumberCheckCharacter(text.slice(0, -1)) !== text.at(-1)) {
    return { ok: false, reason: 'CHECK_CHARACTER' };
  }
  return { ok: true, idNumber: text as IdNumber, kind: kindOf(text) };
}

/** The date of birth that a valid number carries, as `YYYY-MM-DD`. */
export function birthDateOf(idNumber: IdNumber): string {
  return birthText(idNumber);
}

function structuralRefusalOf(text: string): IdNumberRefusal | undefined {
  if (/^[0-9]{15}$/.test(text)) return 'LEGACY_15_DIGITS';
  if (!/^[0-9]*X?$/.test(text)) return 'ALPHABET';
  if (text.length !== ID_LENGTH) return 'LENGTH';
  return hasDivision(text) ? undefined : 'DIVISION';
}

function hasDivision(text: string): boolean {
  const first = text.charAt(0);
  if (first === '8') return RESIDENCE_PERMITS.has(text.slice(0, 6));
  return first !== '0';
}

function birthRefusalOf(text: string, today: string): IdNumberRefusal | undefined {
  const birth = birthText(text);
  const possible = isCalendarDay(birth) && birth >= EARLIEST_BIRTH && birth <= today;
  return possible ? undefined : 'BIRTH_DATE';
}

function birthText(text: string): string {
  return `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
}

/** Whether a `YYYY-MM-DD` text is a day of the Gregorian calendar. */
export function isCalendarDay(text: string): boolean {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function kindOf(text: string): IdNumberKind {
  if (text.startsWith('9')) return 'FOREIGNER';
  return text.startsWith('8') ? 'RESIDENCE_PERMIT' : 'RESIDENT';
}

/** China has kept one offset, UTC+8, since 1991. */
function todayInShanghai(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
}
