import type { Facts, Notes } from './facts.ts';
import type { ProhibitedKind, Regulation, RestrictedKind, Withheld } from './types.ts';

const BIOMETRIC: readonly ProhibitedKind[] = ['biometric', 'gene', 'fingerprint'];

/** The classes each text names; what is sensitive but not named is private. */
const PROHIBITED: Record<Regulation, { kinds: readonly ProhibitedKind[]; article: string }> = {
  'guangdong-2018': {
    kinds: ['religion', 'gene', 'fingerprint', 'blood-type', 'disease'],
    article: '17.3',
  },
  'guangdong-2021': { kinds: ['religion', 'blood-type', 'disease', ...BIOMETRIC], article: '22.3' },
  'guizhou-2018': {
    kinds: ['religion', 'gene', 'fingerprint', 'blood-type', 'disease'],
    article: '32.3',
  },
  'hangzhou-2020': { kinds: ['religion', 'movement', ...BIOMETRIC], article: '37.2' },
  heilongjiang: { kinds: ['religion', 'blood-type', 'disease', ...BIOMETRIC], article: '20.4' },
};
const PROHIBITED_BY_OVERLAY: readonly ProhibitedKind[] = [
  'religion',
  'gene',
  'fingerprint',
  'blood-type',
  'disease',
];
const PRIVACY: Record<Regulation, string> = {
  'guangdong-2018': '4.2',
  'guangdong-2021': '4',
  'guizhou-2018': '4',
  'hangzhou-2020': '37.1',
  heilongjiang: '4.2',
};

/** Religion, genes, fingerprints, illness and the like, of natural persons: no consent helps. */
export function prohibited(facts: Facts, notes: Notes): Withheld | null {
  const kind = facts.item.prohibited;
  if (!kind || !facts.subject.natural) return null;
  const { kinds, article } = PROHIBITED[facts.regulation];
  if (facts.overlay && PROHIBITED_BY_OVERLAY.includes(kind)) {
    notes.say('the provincial regulation bars this class', 'zhejiang-2017:14.1');
    return 'PROHIBITED_CLASS';
  }
  if (kinds.includes(kind)) {
    // hangzhou-2020 article 37.2 alone yields to another law
    if (facts.regulation === 'hangzhou-2020' && facts.legalBasis) {
      notes.say('another law lifts the bar on this class', article);
      return null;
    }
    notes.say('this class may not be held at all', article);
    return 'PROHIBITED_CLASS';
  }
  if (facts.caller.kind === 'subject') {
    notes.say('the subject may see its own private data where it is held');
    return null;
  }
  notes.say('a sensitive class this text does not name stays private', PRIVACY[facts.regulation]);
  return 'PRIVATE';
}

type Condition = 'RESTRICTED_NO_NOTICE' | 'RESTRICTED_NOT_WRITTEN' | 'RESTRICTED_NO_PURPOSE';

/** What lifts the bar on a person's financial data, in the order of the text. */
const CONDITIONS: Record<Regulation, { of: readonly Condition[]; article: string }> = {
  'guangdong-2018': { of: ['RESTRICTED_NO_NOTICE', 'RESTRICTED_NOT_WRITTEN'], article: '17.2' },
  'guangdong-2021': {
    of: ['RESTRICTED_NO_NOTICE', 'RESTRICTED_NOT_WRITTEN', 'RESTRICTED_NO_PURPOSE'],
    article: '22.2',
  },
  'guizhou-2018': { of: ['RESTRICTED_NO_NOTICE', 'RESTRICTED_NOT_WRITTEN'], article: '32.2' },
  'hangzhou-2020': { of: ['RESTRICTED_NOT_WRITTEN'], article: '37.3' },
  heilongjiang: {
    of: ['RESTRICTED_NO_NOTICE', 'RESTRICTED_NOT_WRITTEN', 'RESTRICTED_NO_PURPOSE'],
    article: '20.2',
  },
};

const SIX: readonly RestrictedKind[] = [
  'income',
  'deposit',
  'securities',
  'commercial-insurance',
  'real-estate',
  'tax-amount',
];

/** Does the bar on a person's financial data reach this question at all? */
export function isRestricted(facts: Facts): boolean {
  const kind = facts.item.restricted;
  if (!kind || !facts.subject.natural || facts.caller.kind === 'subject') return false;
  // hangzhou-2020 article 37.3: getting and disposing of property; what reveals it counts alike
  if (facts.regulation === 'hangzhou-2020') return !facts.legalBasis;
  if (!SIX.includes(kind)) return false;
  // two texts bind the market only: sharing is left to the catalogue, publishing to other law
  const marketOnly = facts.regulation === 'guangdong-2021' || facts.regulation === 'heilongjiang';
  if (!marketOnly) return true;
  const official = facts.caller.kind === 'agency' || facts.caller.kind === 'analyst';
  return !official && !facts.item.publicationOrderedByLaw;
}

export function restricted(facts: Facts, notes: Notes): Withheld | null {
  if (!isRestricted(facts)) return null;
  const { of, article } = CONDITIONS[facts.regulation];
  const articles = facts.overlay ? [article, 'zhejiang-2017:14.2'] : [article];
  const unmet = of.find((condition) => !isMet(condition, facts));
  if (unmet === undefined) {
    notes.say('the conditions that lift the bar on financial data are met', ...articles);
    return null;
  }
  notes.say('a condition that lifts the bar on financial data is not met', ...articles);
  return unmet;
}

function isMet(condition: Condition, facts: Facts): boolean {
  const { authorisation } = facts;
  if (authorisation === null) return false;
  switch (condition) {
    case 'RESTRICTED_NO_NOTICE':
      return authorisation.adverseNotice;
    case 'RESTRICTED_NOT_WRITTEN':
      return isWritten(facts);
    case 'RESTRICTED_NO_PURPOSE':
      return authorisation.purpose !== null;
  }
}

export function isWritten(facts: Facts): boolean {
  const form = facts.authorisation?.form;
  return form === 'written' || form === 'electronic-signature';
}
