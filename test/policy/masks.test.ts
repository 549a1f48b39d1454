import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MaskForms, mask, STARS } from '../../policy/masks.ts';
import { openPolicy, regulations } from '../../policy/policy.ts';
import { IDENTITIES } from '../../policy/terms.ts';

const form = fc.record({ first: fc.nat(6), last: fc.nat(4) });
const forms: fc.Arbitrary<MaskForms> = fc.record({
  name: form,
  'birth-date': form,
  'id-number': form,
  address: form,
  phone: form,
});

describe('masks (Guangdong 2021 art. 18.2, Heilongjiang art. 24.3)', () => {
  it('never show more than their parameter allows, nor how much is hidden', () => {
    fc.assert(
      fc.property(forms, fc.constantFrom(...IDENTITIES), fc.string(), (given, identity, text) => {
        const shown = mask(given, identity, text);
        const { first, last } = given[identity];
        const [head = '', tail = ''] = shown.split(STARS);
        if (text.includes('*')) return;
        expect(shown).toContain(STARS);
        expect([...head].length).toBeLessThanOrEqual(first);
        expect([...tail].length).toBeLessThanOrEqual(last);
        expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
      }),
    );
  });

  it('never show the whole', () => {
    fc.assert(
      fc.property(forms, fc.constantFrom(...IDENTITIES), fc.string(), (given, identity, text) => {
        if (text !== '') expect(mask(given, identity, text).replace(STARS, '')).not.toBe(text);
      }),
    );
  });

  it.each(regulations())('of %s have the default form', (regulation) => {
    const given = openPolicy({ regulation }).pack.parameters['identity.maskForm'].value;
    expect(mask(given, 'id-number', '998000198505060010')).toBe('998****0010');
    expect(mask(given, 'phone', '10012345678')).toBe('100****5678');
    expect(mask(given, 'name', '云示例')).toBe('云****');
    expect(mask(given, 'birth-date', '1985-05-06')).toBe('1985****');
  });

  it('hide a text too short to hide anything in', () => {
    const given = openPolicy({ regulation: 'guangdong-2021' }).pack.parameters['identity.maskForm'];
    expect(mask(given.value, 'phone', '1001234')).toBe(STARS);
    expect(mask(given.value, 'name', '云')).toBe(STARS);
  });
});
