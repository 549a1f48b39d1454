import { authorisationFault, lacksGuardian } from './authorisation.ts';
import { type Facts, Notes } from './facts.ts';
import { isRestricted } from './restricted.ts';
import type { Withheld } from './types.ts';

/** What anyone may see: the value, the value de-identified, or nothing and why. */
export type Openness = 'open' | 'masked' | Withheld;

export function openToAnyone(facts: Facts, notes: Notes): Openness {
  if (isRestricted(facts)) return 'NOT_PUBLIC';
  const identity = identityField(facts, notes);
  if (identity === 'IDENTITY_FIELD') return identity;
  if (!isPublished(facts, notes)) return 'NOT_PUBLIC';
  // a law that orders publication is the other law that guangdong-2021 article 25.2 yields to
  if (!facts.item.publicationOrderedByLaw && lacksGuardian(facts, notes))
    return 'GUARDIAN_REQUIRED';
  return identity ?? 'open';
}

function isPublished(facts: Facts, notes: Notes): boolean {
  const { item, record } = facts;
  const { natural } = facts.subject;
  switch (facts.regulation) {
    case 'guangdong-2018':
      // a person's information is not public unless a state or provincial rule says so
      if (natural) {
        notes.say('a person is not on public display, other rules apart', '21.2');
        return item.publicationOrderedByLaw;
      }
      notes.say('an organisation is on public display, other rules apart', '21.3', '21.1');
      return item.openable || item.publicationOrderedByLaw;
    case 'guangdong-2021':
      notes.say('what may be public is public', natural ? '18.2' : '18.1', '14.2');
      return item.openable || item.publicationOrderedByLaw;
    case 'guizhou-2018':
      if (natural) {
        notes.say('a person is on display as proactively disclosed government information', '14.2');
      } else {
        notes.say('what is displayed about enterprises is open to anyone', '14.1');
      }
      return item.openable || item.publicationOrderedByLaw;
    case 'hangzhou-2020':
      notes.say('the first level is open to the public', '14.1.1');
      if (item.level !== 'public') return false;
      if (facts.overlay && natural) {
        notes.say('the province keeps persons from the public', 'zhejiang-2017:15.2');
        // unless law says so, as it does of the list (zhejiang-2017 article 24.1)
        return item.publicationOrderedByLaw || record?.listEntry === true;
      }
      return true;
    case 'heilongjiang':
      notes.say('what a law orders to be published is open to anyone', '24.1.1');
      // article 22.3: what the subject itself reported is used as it authorises
      if (item.class === 'self-reported') return false;
      if (item.class === 'commitment') {
        notes.say('commitments are published', '34');
        return true;
      }
      if (record?.listEntry === true) {
        notes.say('the list is published', '38.1');
        return true;
      }
      return item.publicationOrderedByLaw;
  }
}

/** Name, birth date, number, address and telephone of a person; null where the text has no rule. */
function identityField(facts: Facts, notes: Notes): 'masked' | 'IDENTITY_FIELD' | null {
  const { item, subject, caller } = facts;
  if (!item.identity || !subject.natural) return null;
  if (facts.regulation === 'heilongjiang') {
    notes.say('identity is opened by law or consent only, and masked', '24.3');
    return item.publicationOrderedByLaw ? 'masked' : 'IDENTITY_FIELD';
  }
  if (facts.regulation !== 'guangdong-2021') return null;
  notes.say('identity is published by law or consent only, and masked', '18.2');
  if (item.publicationOrderedByLaw) return 'masked';
  const consent = caller.kind === 'public' && authorisationFault(facts, new Notes()) === null;
  return consent && facts.authorisation !== null ? 'masked' : 'IDENTITY_FIELD';
}

/** An authorised query shows the value, save that heilongjiang masks identity in every opening. */
export function authorisedView(facts: Facts, notes: Notes): 'open' | 'masked' {
  const { item, subject, caller } = facts;
  if (!item.identity || !subject.natural) return 'open';
  if (facts.regulation === 'heilongjiang') {
    notes.say('identity is masked in every opening', '24.3');
    return 'masked';
  }
  // guangdong-2021 article 18.2: what the public is shown is de-identified
  return facts.regulation === 'guangdong-2021' && caller.kind === 'public' ? 'masked' : 'open';
}
