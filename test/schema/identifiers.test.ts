import fc from 'fast-check';
import { GraphQLError, Kind } from 'graphql';
import { describe, expect, it } from 'vitest';
import {
  birthDateOf,
  checkIdNumber,
  idNumberCheckCharacter,
  isCalendarDay,
} from '../../schema/identifiers/id-number.ts';
import { IdNumberScalar, UsccScalar } from '../../schema/identifiers/scalars.ts';
import {
  checkUscc,
  organisationCheckCharacter,
  USCC_ALPHABET,
  usccCheckCharacter,
} from '../../schema/identifiers/uscc.ts';

const TODAY = '2026-11-20';
const LOOK_ALIKES = ['９', '٣', '୦', 'О', 'Α', 'x', 'i', 'o', ' ', '\u200b', '-', '\u0000'];

const usccChar = fc.constantFrom(...USCC_ALPHABET);
const organisationCode = fc
  .array(usccChar, { minLength: 8, maxLength: 8 })
  .map((characters) => characters.join(''))
  .map((first8) => first8 + organisationCheckCharacter(first8));
const uscc = fc
  .tuple(
    fc.constantFrom('1', '5', '9', 'A', 'N', 'Y'),
    fc.constantFrom(...'123459'),
    fc.integer({ min: 990000, max: 999999 }),
    organisationCode,
  )
  .map(([authority, category, division, code]) => `${authority}${category}${division}${code}`)
  .map((first17) => first17 + usccCheckCharacter(first17));

const birth = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2026-11-20'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const idNumber = fc
  .tuple(
    fc.constantFrom('990101', '810000', '820000', '830000', '931356'),
    birth,
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([place, born, n]) => `${place}${born.replaceAll('-', '')}${String(n).padStart(3, '0')}`)
  .map((first17) => first17 + idNumberCheckCharacter(first17));

function swapped(text: string, at: number): string {
  return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
}

function replaced(text: string, at: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + 1);
}

describe('unified social credit code (GB 32100-2015)', () => {
  it('accepts every code with right check characters, without warnings', () => {
    fc.assert(
      fc.property(uscc, (code) => {
        expect(checkUscc(code)).toEqual({ ok: true, uscc: code, warnings: [] });
      }),
    );
  });

  it('computes the organisation code check of GB 11714 in its own letter values', () => {
    expect(organisationCheckCharacter('D2143569')).toBe('X');
    expect(organisationCheckCharacter('00000000')).toBe('0');
  });

  it('detects every substitution of one character', () => {
    fc.assert(
      fc.property(uscc, fc.nat(17), usccChar, (code, at, by) => {
        fc.pre(code.charAt(at) !== by);
        const check = checkUscc(replaced(code, at, by));
        expect(check.ok && check.warnings.length === 0).toBe(false);
        if (check.ok) expect(check.warnings).toContain('CHECK_CHARACTER');
      }),
    );
  });

  it('detects every transposition of adjacent characters', () => {
    fc.assert(
      fc.property(uscc, fc.nat(16), (code, at) => {
        fc.pre(code.charAt(at) !== code.charAt(at + 1));
        const check = checkUscc(swapped(code, at));
        if (check.ok) expect(check.warnings).toContain('CHECK_CHARACTER');
      }),
    );
  });

  it('tells a wrong check character from a wrong structure', () => {
    const first17 = `91990100${'00000000'}${organisationCheckCharacter('00000000')}`;
    const right = usccCheckCharacter(first17);
    const wrong = right === '1' ? '2' : '1';
    expect(checkUscc(first17 + wrong)).toMatchObject({ ok: true, warnings: ['CHECK_CHARACTER'] });
    const badCode = '91990100000000001';
    expect(checkUscc(badCode + usccCheckCharacter(badCode))).toMatchObject({
      ok: true,
      warnings: ['ORGANISATION_CODE'],
    });
  });

  it.each([
    ['LENGTH', ''],
    ['LENGTH', '9199010000000000'],
    ['CATEGORY', '9A9901000000000000'],
    ['DIVISION', '9199A1000000000000'],
    ['ALPHABET', '9199010000000I0000'],
  ])('refuses structural faults as %s', (reason, text) => {
    expect(checkUscc(text)).toEqual({ ok: false, reason });
  });

  it('folds nothing: look-alikes, lower case and spaces are refused', () => {
    fc.assert(
      fc.property(uscc, fc.nat(17), fc.constantFrom(...LOOK_ALIKES), (code, at, by) => {
        expect(checkUscc(replaced(code, at, by))).toEqual({ ok: false, reason: 'ALPHABET' });
      }),
    );
  });
});

describe('identity number (GB 11643-1999)', () => {
  it('accepts every number with a right check character and gives its birth date', () => {
    fc.assert(
      fc.property(idNumber, (number) => {
        const check = checkIdNumber(number, TODAY);
        expect(check.ok).toBe(true);
        if (check.ok) {
          expect(birthDateOf(check.idNumber).replaceAll('-', '')).toBe(number.slice(6, 14));
        }
      }),
    );
  });

  it('detects every substitution of one digit and every adjacent transposition', () => {
    fc.assert(
      fc.property(idNumber, fc.nat(17), fc.nat(9), (number, at, digit) => {
        fc.pre(number.charAt(at) !== String(digit));
        expect(checkIdNumber(replaced(number, at, String(digit)), TODAY).ok).toBe(false);
        const other = swapped(number, Math.min(at, 16));
        if (other !== number) expect(checkIdNumber(other, TODAY).ok).toBe(false);
      }),
    );
  });

  it('names the document by the first digits', () => {
    const of = (first17: string) => checkIdNumber(first17 + idNumberCheckCharacter(first17), TODAY);
    expect(of('11010120000229001')).toMatchObject({ ok: true, kind: 'RESIDENT' });
    expect(of('81000019900101001')).toMatchObject({ ok: true, kind: 'RESIDENCE_PERMIT' });
    expect(of('93135619900101001')).toMatchObject({ ok: true, kind: 'FOREIGNER' });
    expect(of('84000019900101001')).toEqual({ ok: false, reason: 'DIVISION' });
    expect(of('01010119900101001')).toEqual({ ok: false, reason: 'DIVISION' });
  });

  it.each([
    ['LEGACY_15_DIGITS', '990101900101001'],
    ['LENGTH', '99010119900101001'],
    ['ALPHABET', '9901011990010100x'],
    ['ALPHABET', '99010119900101X001'],
    ['BIRTH_DATE', '990101190002290010'],
    ['BIRTH_DATE', '990101199013010010'],
    ['BIRTH_DATE', '990101179901010010'],
    ['BIRTH_DATE', '990101202611210010'],
  ])('refuses with its own reason %s', (reason, text) => {
    expect(checkIdNumber(text, TODAY)).toEqual({ ok: false, reason });
  });

  it('folds nothing: look-alikes and lower case are refused', () => {
    fc.assert(
      fc.property(idNumber, fc.nat(17), fc.constantFrom(...LOOK_ALIKES), (number, at, by) => {
        expect(checkIdNumber(replaced(number, at, by), TODAY).ok).toBe(false);
      }),
    );
  });

  it('knows leap days', () => {
    expect(isCalendarDay('2000-02-29')).toBe(true);
    expect(isCalendarDay('1900-02-29')).toBe(false);
    expect(isCalendarDay('2023-02-29')).toBe(false);
    expect(isCalendarDay('2024-02-29T')).toBe(false);
  });
});

describe('scalars', () => {
  const wrongCheck = '990101199001010010';

  it('let a wrong check character pass both ways', () => {
    expect(checkIdNumber(wrongCheck, TODAY)).toEqual({ ok: false, reason: 'CHECK_CHARACTER' });
    expect(IdNumberScalar.parseValue(wrongCheck)).toBe(wrongCheck);
    expect(IdNumberScalar.serialize(wrongCheck)).toBe(wrongCheck);
    expect(UsccScalar.parseValue('919901000000000001')).toBe('919901000000000001');
  });

  it('refuse what is structurally wrong without naming it', () => {
    for (const scalar of [UsccScalar, IdNumberScalar]) {
      for (const value of ['123456', '99010119900101x', 7, null, ['91'], {}, '９'.repeat(18)]) {
        const refuse = () => scalar.parseValue(value);
        expect(refuse).toThrow(GraphQLError);
        try {
          refuse();
        } catch (error) {
          expect(String(error)).not.toContain(String(value === null ? 'null' : value));
        }
      }
      expect(() => scalar.parseLiteral({ kind: Kind.INT, value: '123' })).toThrow(
        'expected a string',
      );
    }
  });
});
