import { idNumberCheckCharacter, isCalendarDay } from '../../../schema/identifiers/id-number.ts';
import { checkUscc } from '../../../schema/identifiers/uscc.ts';

/**
 * Whether a free text carries what looks like an ID number or a unified social credit code.
 * Caller-controlled: a case number or a name is where an identifier would be slipped into the log.
 *
 * INVARIANT no-identifier-in-clear: an entry holds subjects by keyed digest only, so that erasing
 * the key erases the link. It errs towards refusing: any run of 18 characters in the shape of
 * either number is refused whatever its check character, an ID number in groups too, and inside
 * longer runs or across separators whatever its check character confirms.
 */
export function carriesIdentifier(text: string): boolean {
  // Nothing folds to more characters than it has, as long as it is ASCII.
  if (text.length < LEGACY_LENGTH && ASCII.test(text)) return false;
  const folded = fold(text);
  const runs = folded.match(/[0-9A-Z]+/g) ?? [];
  return runs.some(isIdentifierRun) || isIdInParts(runs) || confirmedWithin(runs.join(''));
}

const LENGTH = 18;
const LEGACY_LENGTH = 15;
const ASCII = /^[ -~]*$/;
const CHINESE_DIGITS = '零一二三四五六七八九';

/** One form for what looks alike: full width, lower case, invisible characters, other digits. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}|\p{M}/gu, '')
    .toUpperCase()
    .replace(/[ХΧ×]/gu, 'X')
    .replaceAll('〇', '0')
    .replace(/[零一二三四五六七八九]/gu, (digit) => String(CHINESE_DIGITS.indexOf(digit)))
    .replace(/\p{Nd}/gu, asciiDigit);
}

/** Decimal digits of any script come in runs of ten, in order, from a multiple of their first. */
function asciiDigit(digit: string): string {
  if (digit <= '9') return digit;
  let zero = digit.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && zero % 16 !== 0 && zero % 16 !== 6)
    zero--;
  return String(((digit.codePointAt(0) ?? 0) - zero) % 10);
}

function isIdentifierRun(run: string): boolean {
  if (run.length === LENGTH) return isIdShape(run) || checkUscc(run).ok;
  return run.length === LEGACY_LENGTH && isLegacyShape(run);
}

function isIdShape(run: string): boolean {
  const birth = `${run.slice(6, 10)}-${run.slice(10, 12)}-${run.slice(12, 14)}`;
  return /^[1-9][0-9]{16}[0-9X]$/.test(run) && /^(18|19|20)/.test(birth) && isCalendarDay(birth);
}

/** 15 digits: division, birth date with two digits of the year, sequence. */
function isLegacyShape(run: string): boolean {
  const birth = `19${run.slice(6, 8)}-${run.slice(8, 10)}-${run.slice(10, 12)}`;
  return /^[1-9][0-9]{14}$/.test(run) && isCalendarDay(birth);
}

/** A number in groups, such as `440101 19900101 0011`: neighbours that make 18 characters. */
function isIdInParts(runs: readonly string[]): boolean {
  for (let from = 0; from < runs.length; from++) {
    let joined = '';
    for (let to = from; to < runs.length && joined.length < LENGTH; to++) joined += runs[to];
    if (joined.length === LENGTH && isIdShape(joined)) return true;
  }
  return false;
}

function confirmedWithin(text: string): boolean {
  for (let from = 0; from + LENGTH <= text.length; from++) {
    const window = text.slice(from, from + LENGTH);
    if (isConfirmedId(window) || isConfirmedUscc(window)) return true;
  }
  return false;
}

function isConfirmedId(window: string): boolean {
  return isIdShape(window) && idNumberCheckCharacter(window.slice(0, -1)) === window.at(-1);
}

function isConfirmedUscc(window: string): boolean {
  const check = checkUscc(window);
  return check.ok && !check.warnings.includes('CHECK_CHARACTER');
}
