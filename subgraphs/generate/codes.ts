import {
  birthDateOf,
  checkIdNumber,
  type IdNumber,
  idNumberCheckCharacter,
} from '../../schema/identifiers/id-number.ts';
import {
  organisationCheckCharacter,
  USCC_ALPHABET,
  type Uscc,
  usccCheckCharacter,
} from '../../schema/identifiers/uscc.ts';

/*
 * Codes of nobody: divisions beginning with 99 are given to no place in China, and read as a foreigner's
 * card (which begins with 9) the second and third digit name no province.
 */

/** The code of the n-th synthetic company (0 and up), with right check characters. */
export function syntheticUscc(n: number): Uscc {
  const first17 = usccBody(n);
  return (first17 + usccCheckCharacter(first17)) as Uscc;
}

/** A code whose check character is wrong, like some in force that were given out before 2016. */
export function syntheticOldUscc(n: number): Uscc {
  const first17 = usccBody(n);
  const right = USCC_ALPHABET.indexOf(usccCheckCharacter(first17));
  return (first17 + USCC_ALPHABET.charAt((right + 7) % USCC_ALPHABET.length)) as Uscc;
}

function usccBody(n: number): string {
  const division = 990100 + (n % 21);
  const first8 = `MA${inAlphabet(n, 6)}`;
  return `91${division}${first8}${organisationCheckCharacter(first8)}`;
}

function inAlphabet(n: number, length: number): string {
  let text = '';
  let rest = n;
  for (let i = 0; i < length; i++) {
    text = USCC_ALPHABET.charAt(rest % 31) + text;
    rest = Math.floor(rest / 31);
  }
  return text;
}

/** The number of the n-th synthetic person, born on the given day. Unique for n below 9,000,000. */
export function syntheticIdNumber(n: number, bornOn: string): IdNumber {
  const division = 990000 + (Math.floor(n / 1000) % 9000);
  const first17 = `${division}${bornOn.replaceAll('-', '')}${String(n % 1000).padStart(3, '0')}`;
  const text = first17 + idNumberCheckCharacter(first17);
  const check = checkIdNumber(text, '9999-12-31');
  if (!check.ok || birthDateOf(check.idNumber) !== bornOn) {
    throw new RangeError('expected a possible date of birth');
  }
  return check.idNumber;
}
