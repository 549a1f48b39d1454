import type { Identity } from './terms.ts';

/** How many characters of an identity field may be shown, at its beginning and at its end. */
export interface MaskForm {
  readonly first: number;
  readonly last: number;
}

export type MaskForms = Readonly<Record<Identity, MaskForm>>;

/**
 * INVARIANT mask-length: a mask has a fixed number of stars, so that it does not tell how long the
 * hidden part was.
 */
export const STARS = '****';

/** Between two shown ends at least as many characters stay hidden. */
const LEAST_HIDDEN = 4;

/**
 * The de-identified form of an identity field: at most what its form allows, and nothing at all where
 * too little would be left to hide.
 */
export function mask(forms: MaskForms, identity: Identity, text: string): string {
  const { first, last } = forms[identity];
  const characters = [...text];
  const hidden = characters.length - first - last;
  if (hidden < (last > 0 ? LEAST_HIDDEN : 1)) return STARS;
  return (
    characters.slice(0, first).join('') + STARS + (last > 0 ? characters.slice(-last).join('') : '')
  );
}
