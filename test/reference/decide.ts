import { agreementOpens, authorisationFault, lacksGuardian } from './authorisation.ts';
import type { Facts, Notes } from './facts.ts';
import { authorisedView, openToAnyone } from './openness.ts';
import { closes, type RecordReading, type Route } from './record.ts';
import { isRestricted } from './restricted.ts';
import type { Regulation, ResponsibleRole, Silence, Withheld } from './types.ts';

export type Decision =
  | { outcome: 'disclosed' | 'masked' }
  | { outcome: 'silent'; reason: Silence }
  | { outcome: 'withheld'; reason: Withheld };

const SELF: Record<Regulation, string[]> = {
  'guangdong-2018': ['22.1', '37'],
  'guangdong-2021': ['40.1', '39'],
  'guizhou-2018': ['16.1', '31.1'],
  'hangzhou-2020': ['14.1.3', '33.1'],
  heilongjiang: ['25.2', '50'],
};

const SHARING: Record<Regulation, string[]> = {
  'guangdong-2018': ['23'],
  'guangdong-2021': ['19.1'],
  'guizhou-2018': ['16.2'],
  'hangzhou-2020': ['14.1.3', '27.2'],
  heilongjiang: ['23'],
};

/** By who asks; the item as such is open to discussion, and the record has been read. */
export function decide(facts: Facts, reading: RecordReading, notes: Notes): Decision {
  switch (facts.caller.kind) {
    case 'subject':
      return toSubject(facts, reading, notes);
    case 'public':
      return lastHurdles(facts, toPublic(facts, reading, notes), notes);
    case 'firm':
      return lastHurdles(facts, toFirm(facts, reading, notes), notes);
    case 'agency':
    case 'analyst':
      return lastHurdles(facts, toOfficial(facts, reading, notes), notes);
  }
}

const silent = (reason: Silence): Decision => ({ outcome: 'silent', reason });
const withheld = (reason: Withheld): Decision => ({ outcome: 'withheld', reason });
const shown = (view: 'open' | 'masked'): Decision => ({
  outcome: view === 'open' ? 'disclosed' : 'masked',
});

/** The subject sees all that is held about it; what was deleted it is told of. */
function toSubject(facts: Facts, reading: RecordReading, notes: Notes): Decision {
  notes.say('the subject may see its own information', ...SELF[facts.regulation]);
  const gone = closes(reading, 'self');
  return gone === null ? shown('open') : silent(gone);
}

/** The item by the public way, if the record is open on it. */
function byPublication(facts: Facts, reading: RecordReading, notes: Notes): Decision | null {
  if (closes(reading, 'publication') !== null) return null;
  const openness = openToAnyone(facts, notes);
  return openness === 'open' || openness === 'masked' ? shown(openness) : withheld(openness);
}

function isShown(decision: Decision | null): decision is { outcome: 'disclosed' | 'masked' } {
  return decision?.outcome === 'disclosed' || decision?.outcome === 'masked';
}

/** Anyone may see what is public; anyone the subject has authorised is an authorised reader. */
function toPublic(facts: Facts, reading: RecordReading, notes: Notes): Decision {
  const open = byPublication(facts, reading, notes);
  if (isShown(open)) return open;
  if (facts.authorisation !== null && closes(reading, 'query') === null) {
    if (authorisationFault(facts, notes) === null) return shown(authorisedView(facts, notes));
  }
  if (open !== null) return open;
  return silent(closes(reading, 'publication') ?? 'PERIOD_UNKNOWN');
}

/**
 * A firm reads by authorisation or, failing that, what is open to anyone. The record is absent
 * where no authorisation could open it; where one could, its want is what withholds.
 */
function toFirm(facts: Facts, reading: RecordReading, notes: Notes): Decision {
  const gone = closes(reading, 'query');
  if (gone !== null) return silent(gone);
  const fault = authorisationFault(facts, notes);
  if (fault === null) return shown(authorisedView(facts, notes));
  const own = facts.regulation === 'heilongjiang' && facts.item.class === 'self-reported';
  const agreement = own ? 'no' : agreementOpens(facts);
  if (agreement === 'yes') {
    notes.say('the agreement with the platform opens it', '24.1.2');
    return shown('open');
  }
  const open = byPublication(facts, reading, notes);
  if (isShown(open)) return open;
  // for want of the guardian even what is open stays closed
  const guardianSpoke = facts.authorisation?.grantedBy === 'guardian';
  if (open?.outcome === 'withheld' && open.reason === 'GUARDIAN_REQUIRED' && !guardianSpoke) {
    return open;
  }
  if (agreement === 'out-of-scope' && facts.authorisation === null) {
    notes.say('the agreement does not cover this item', '24.1.2');
    return withheld('AGREEMENT_SCOPE');
  }
  return withheld(fault);
}

/** An agency or officer in duty shares; what is open to anyone is open to them too. */
function toOfficial(facts: Facts, reading: RecordReading, notes: Notes): Decision {
  const route: Route = 'sharing';
  const gone = closes(reading, route);
  if (gone !== null) return silent(gone);
  if (isRestricted(facts)) {
    const fault = authorisationFault(facts, notes);
    if (fault !== null) return withheld(fault);
  }
  if (lacksGuardian(facts, notes)) {
    const byLaw = facts.item.publicationOrderedByLaw && byPublication(facts, reading, notes);
    return byLaw && isShown(byLaw) ? byLaw : withheld('GUARDIAN_REQUIRED');
  }
  if (facts.regulation === 'heilongjiang' && facts.item.class === 'self-reported') {
    notes.say('self-reported information is used as its subject authorises', '22.3');
    if (authorisationFault(facts, notes) !== null) return withheld('NO_AUTHORISATION');
  }
  notes.say('sharing for duty', ...SHARING[facts.regulation]);
  const barred = sharingBar(facts, notes);
  if (barred === null) return shown('open');
  const open = byPublication(facts, reading, notes);
  return isShown(open) ? open : withheld(barred);
}

function sharingBar(facts: Facts, notes: Notes): Withheld | null {
  const attribute = {
    'guangdong-2018': '11.1',
    'guangdong-2021': '14.2',
    'guizhou-2018': '10.1',
    heilongjiang: '19.1',
  };
  // hangzhou-2020 has levels instead of a sharing attribute, all three open to duty
  if (facts.regulation !== 'hangzhou-2020' && !facts.item.shareable) {
    notes.say('the catalogue does not let it be shared', attribute[facts.regulation]);
    return 'NOT_SHAREABLE';
  }
  // guizhou-2018 article 16.2 binds administrative organs, hangzhou-2020 article 27 all
  const bound =
    facts.regulation === 'hangzhou-2020' ||
    (facts.regulation === 'guizhou-2018' &&
      facts.caller.organisationKind === 'administrative-organ');
  if (bound && !facts.duty.queryItemPublished) {
    notes.say('the query item is not on the published list');
    return 'NOT_ON_QUERY_LIST';
  }
  return null;
}

const ROLES: Record<Regulation, { of: readonly ResponsibleRole[]; article: string }> = {
  'guangdong-2018': {
    of: ['legal-representative', 'principal', 'actual-controller'],
    article: '33.1',
  },
  'guangdong-2021': {
    of: [
      'legal-representative',
      'principal',
      'actual-controller',
      'other-direct',
      'other-direct-debt',
    ],
    article: '37',
  },
  'guizhou-2018': {
    of: ['legal-representative', 'principal', 'other-direct', 'other-direct-debt'],
    article: '26',
  },
  'hangzhou-2020': {
    of: [
      'legal-representative',
      'principal',
      'actual-controller',
      'other-direct',
      'other-direct-debt',
    ],
    article: '26',
  },
  heilongjiang: {
    of: ['legal-representative', 'principal', 'actual-controller', 'other-direct-debt'],
    article: '45',
  },
};

/** What still stands between a third party and a value that is open to it. */
function lastHurdles(facts: Facts, decision: Decision, notes: Notes): Decision {
  if (!isShown(decision)) return decision;
  const { caller, item, record, subject } = facts;
  if (facts.regulation === 'guangdong-2021' && facts.batch && isOutsider(facts)) {
    const scope = facts.agreement?.scope ?? [];
    if (scope !== 'all' && !scope.includes(item.id)) {
      notes.say('the batch agreement does not cover this item', '52.2');
      return withheld('AGREEMENT_SCOPE');
    }
  }
  const abroad = { 'guangdong-2018': '36.2', 'guizhou-2018': '39.3' };
  if (facts.regulation === 'guangdong-2018' || facts.regulation === 'guizhou-2018') {
    const credit = caller.kind === 'firm' && caller.organisationKind === 'credit-service-firm';
    if (credit && caller.offshoreWithoutBasis) {
      notes.say('no legal basis for sending it abroad', abroad[facts.regulation]);
      return withheld('CROSS_BORDER');
    }
  }
  const role = record?.responsibleRole;
  if (role && subject.natural) {
    const { of, article } = ROLES[facts.regulation];
    notes.say('a listing is linked to the persons the text names', article);
    if (!of.includes(role)) return withheld('LINK_ROLE');
  }
  if (facts.regulation === 'hangzhou-2020' && item.class === 'credit-points') {
    notes.say('points leave out what the subject has shielded', '35.1');
    if (record?.computedWithoutOptOuts === false) return withheld('POINTS_NOT_COMPUTED_WITHOUT');
  }
  return decision;
}

function isOutsider(facts: Facts): boolean {
  return facts.caller.kind === 'firm' || facts.caller.kind === 'public';
}
