import { before, day, type Facts, type Notes } from './facts.ts';
import { isRestricted, isWritten } from './restricted.ts';
import { isFullyCapable, needsGuardian } from './subject.ts';
import type { AuthorisationFault, Regulation } from './types.ts';

const QUERY: Record<Regulation, string[]> = {
  'guangdong-2018': ['22.2'],
  'guangdong-2021': ['40.2'],
  'guizhou-2018': ['16.3'],
  'hangzhou-2020': ['14.1.2'],
  heilongjiang: ['25.2', '24.1.2'],
};
const GUARDIAN: Partial<Record<Regulation, string>> = {
  'guangdong-2021': '25.2',
  'guizhou-2018': '16.3',
  heilongjiang: '20.3',
};

/** Null if what the register holds opens the item to this caller; else the first fault. */
export function authorisationFault(facts: Facts, notes: Notes): AuthorisationFault | null {
  const articles = QUERY[facts.regulation];
  if (isReplacedByLaw(facts)) {
    notes.say('another law takes the place of an authorisation', ...articles);
    return null;
  }
  const fault =
    facts.authorisation === null || !isGivenByTheRightPerson(facts)
      ? 'NO_AUTHORISATION'
      : (formFault(facts, notes) ??
        purposeFault(facts) ??
        scopeFault(facts) ??
        dateFault(facts, notes) ??
        consentFault(facts, notes));
  notes.say(fault === null ? 'the authorisation holds' : `authorisation: ${fault}`, ...articles);
  return fault;
}

/**
 * Article 2.2 of guangdong-2018 and hangzhou-2020, 40.2 of guangdong-2021 and 16.3 of guizhou-2018
 * yield to another law. In heilongjiang nothing does: article 56.1.1 has no exception. Where the
 * bar on financial data reaches, its consent is the subject's own: that bar does not yield.
 */
function isReplacedByLaw(facts: Facts): boolean {
  if (isRestricted(facts)) return false;
  return facts.legalBasis && facts.regulation !== 'heilongjiang' && facts.caller.kind !== 'public';
}

function isGivenByTheRightPerson(facts: Facts): boolean {
  const by = facts.authorisation?.grantedBy;
  if (!facts.subject.natural) return by === 'unit' || by === 'subject';
  if (by === 'unit') return false;
  // a guardian speaks for those who need one, or who are not fully capable
  if (by === 'guardian') return needsGuardian(facts) || !isFullyCapable(facts);
  return true;
}

function formFault(facts: Facts, notes: Notes): AuthorisationFault | null {
  const { natural } = facts.subject;
  const writing =
    facts.regulation === 'guangdong-2018' ||
    // the writing goes with the person; a unit's entrustment is free in form
    (facts.regulation === 'guizhou-2018' && natural) ||
    // zhejiang-2017 article 19.3 wants documentary proof to query a person
    (facts.overlay && natural);
  if (facts.overlay && natural) {
    notes.say('a query on a person needs documentary proof', 'zhejiang-2017:19.3');
  }
  return writing && !isWritten(facts) ? 'AUTH_NOT_WRITTEN' : null;
}

function purposeFault(facts: Facts): AuthorisationFault | null {
  const agreed = facts.authorisation?.purpose ?? null;
  // guizhou-2018 and hangzhou-2020 do not demand a purpose; one that is named binds everywhere
  const demanded = facts.regulation !== 'guizhou-2018' && facts.regulation !== 'hangzhou-2020';
  if (agreed === null) return demanded ? 'AUTH_NO_PURPOSE' : null;
  return agreed === facts.purpose ? null : 'AUTH_PURPOSE_MISMATCH';
}

function scopeFault(facts: Facts): AuthorisationFault | null {
  const scope = facts.authorisation?.scope ?? [];
  return scope === 'all' || scope.includes(facts.item.id) ? null : 'AUTH_SCOPE';
}

function dateFault(facts: Facts, notes: Notes): AuthorisationFault | null {
  const { authorisation, today } = facts;
  if (authorisation === null) return null;
  if (authorisation.from !== null && before(today, authorisation.from)) return 'AUTH_NOT_YET_VALID';
  // the last day itself is included
  if (authorisation.until !== null && before(authorisation.until, today)) return 'AUTH_EXPIRED';
  if (authorisation.revoked) return 'AUTH_REVOKED';
  if (authorisation.until === null && facts.subject.natural) {
    // one authorisation for life is void for a person's information
    if (facts.regulation === 'guangdong-2021') {
      notes.say('an authorisation without an end is one for life', '42.2');
      return 'AUTH_LIFETIME';
    }
    if (facts.regulation === 'heilongjiang') {
      notes.say('an authorisation without an end is one for life', '56.1.1');
      return 'AUTH_LIFETIME';
    }
  }
  return null;
}

function consentFault(facts: Facts, notes: Notes): AuthorisationFault | null {
  const article = bundlingArticle(facts);
  if (facts.authorisation?.bundled === true && article !== null) {
    notes.say('consent was bundled with a service', article);
    return 'AUTH_BUNDLED';
  }
  const missing = needsGuardian(facts) && facts.authorisation?.grantedBy !== 'guardian';
  if (missing && !facts.legalBasis) {
    notes.say('the guardian must consent', GUARDIAN[facts.regulation] ?? '');
    return 'GUARDIAN_REQUIRED';
  }
  return null;
}

function bundlingArticle(facts: Facts): string | null {
  switch (facts.regulation) {
    case 'guangdong-2018':
      return '39';
    case 'guangdong-2021':
      return '42.1';
    case 'guizhou-2018':
      return '31.3';
    // hangzhou-2020 article 46.3 binds credit-service firms only
    case 'hangzhou-2020':
      return facts.caller.organisationKind === 'credit-service-firm' ? '46.3' : null;
    // heilongjiang article 56.1.1 speaks of force, not of bundling
    case 'heilongjiang':
      return null;
  }
}

/**
 * guangdong-2021 article 25.2: any handling of a minor's information needs the guardian, sharing
 * and publication included, unless a law says otherwise.
 */
export function lacksGuardian(facts: Facts, notes: Notes): boolean {
  if (facts.regulation !== 'guangdong-2021' || !needsGuardian(facts)) return false;
  if (facts.legalBasis) return false;
  const { authorisation } = facts;
  const consent =
    authorisation?.grantedBy === 'guardian' && authorisationFault(facts, notes) === null;
  if (!consent) notes.say('the guardian has not consented', '25.2');
  return !consent;
}

/** heilongjiang article 24.1.2: an agreement with the platform opens data on legal persons. */
export function agreementOpens(facts: Facts): 'yes' | 'no' | 'out-of-scope' {
  const { agreement } = facts;
  if (facts.regulation !== 'heilongjiang' || facts.subject.natural) return 'no';
  if (facts.caller.kind !== 'firm' || agreement === null) return 'no';
  const until = day(agreement.until);
  if (until === null || before(until, facts.today) || agreement.purpose !== facts.purpose)
    return 'no';
  return agreement.scope === 'all' || agreement.scope.includes(facts.item.id)
    ? 'yes'
    : 'out-of-scope';
}
