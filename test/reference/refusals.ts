import { before, day, type Facts, type Notes } from './facts.ts';
import { isCreditSubject, isKeyAllowed } from './subject.ts';
import type { OrganisationKind, Refusal, Regulation } from './types.ts';

const ORGANS: readonly OrganisationKind[] = [
  'state-organ',
  'administrative-organ',
  'court',
  'authorised-organisation',
];

/** Who is a party to shared lookups; the articles are those on sharing. */
const PARTIES: Record<Regulation, { kinds: readonly OrganisationKind[]; articles: string[] }> = {
  'guangdong-2018': { kinds: ORGANS, articles: ['23'] },
  'guangdong-2021': { kinds: ORGANS, articles: ['19.1'] },
  'guizhou-2018': { kinds: [...ORGANS, 'mass-organisation'], articles: ['16.2', '17.2'] },
  'hangzhou-2020': { kinds: [...ORGANS, 'mass-organisation'], articles: ['6.4', '14.1.3', '27.2'] },
  heilongjiang: { kinds: [...ORGANS, 'public-utility', 'platform'], articles: ['23', '3.2'] },
};

/** Where the text limits its own staff. */
const STAFF: Record<Regulation, string[]> = {
  'guangdong-2018': ['35.1.2', '35.2'],
  'guangdong-2021': ['20.1', '26.1.2'],
  'guizhou-2018': ['20.1.1', '19.1.2'],
  'hangzhou-2020': ['39.2', '39.1.2'],
  heilongjiang: ['25.1', '56.1.2'],
};

/** What makes the request itself inadmissible, in the order in which the codes are listed. */
export function refusal(facts: Facts, notes: Notes): Refusal | null {
  return (
    notInForce(facts, notes) ??
    wrongChannel(facts, notes) ??
    incompleteLog(facts, notes) ??
    outsideDuty(facts, notes) ??
    outsideAuthority(facts, notes) ??
    withoutBatchAgreement(facts, notes) ??
    wrongBatchCaller(facts, notes) ??
    wrongKey(facts, notes) ??
    noCreditSubject(facts, notes) ??
    barredUseOfPoints(facts, notes)
  );
}

function notInForce(facts: Facts, notes: Notes): Refusal | null {
  if (facts.regulation !== 'guangdong-2021') return null;
  const from = day('2021-06-01');
  if (from === null || !before(facts.today, from)) return null;
  notes.say('the regulation is not yet in force', '58');
  return 'PACK_NOT_IN_FORCE';
}

function isOfficial(facts: Facts): boolean {
  return facts.caller.kind === 'agency' || facts.caller.kind === 'analyst';
}

function wrongChannel(facts: Facts, notes: Notes): Refusal | null {
  if (facts.regulation !== 'guangdong-2018' || !isOfficial(facts)) return null;
  if (facts.caller.channel === 'egov') return null;
  notes.say('sharing runs over the government network only', '23');
  return 'WRONG_CHANNEL';
}

function incompleteLog(facts: Facts, notes: Notes): Refusal | null {
  // who works for the platform or an organ looks by name: access is a right of named staff
  if (facts.caller.kind === 'analyst' && !facts.caller.operatorNamed) {
    notes.say('nobody is named who looks');
    return 'LOG_INCOMPLETE';
  }
  // only guangdong-2018 article 22.3 wants a person's name and a purpose in the log;
  // looking at what is on public display is no query
  if (facts.regulation !== 'guangdong-2018' || facts.caller.kind === 'public') return null;
  if (facts.caller.operatorNamed && facts.purpose !== null) return null;
  notes.say('the log must hold a name and a purpose, and one is missing', '22.3');
  return 'LOG_INCOMPLETE';
}

function isParty(facts: Facts): boolean {
  const { organisationKind } = facts.caller;
  return organisationKind !== null && PARTIES[facts.regulation].kinds.includes(organisationKind);
}

function outsideDuty(facts: Facts, notes: Notes): Refusal | null {
  if (facts.caller.kind !== 'agency') return null;
  const { articles } = PARTIES[facts.regulation];
  if (isParty(facts) && facts.duty.registered) {
    notes.say('the organisation shares in what its duty needs', ...articles);
    return null;
  }
  notes.say('this organisation has no duty that needs the lookup', ...articles);
  return 'OUTSIDE_DUTY';
}

function outsideAuthority(facts: Facts, notes: Notes): Refusal | null {
  if (facts.caller.kind !== 'analyst') return null;
  const house = isParty(facts) || facts.caller.organisationKind === 'platform';
  if (house && facts.duty.registered && facts.duty.caseGiven) {
    notes.say('the officer has a duty and a case', ...STAFF[facts.regulation]);
    return null;
  }
  notes.say('staff without a duty and a case look up nobody', ...STAFF[facts.regulation]);
  return 'OUTSIDE_AUTHORITY';
}

function withoutBatchAgreement(facts: Facts, notes: Notes): Refusal | null {
  // guangdong-2021 article 52.2 is about applicants from outside, not about sharing or oneself
  if (facts.regulation !== 'guangdong-2021' || !facts.batch) return null;
  if (facts.caller.kind !== 'firm' && facts.caller.kind !== 'public') return null;
  const { agreement } = facts;
  const until = day(agreement?.until);
  if (
    agreement?.confidentiality === true &&
    until !== null &&
    !before(until, facts.today) &&
    agreement.purpose === facts.purpose
  ) {
    notes.say('a batch agreement with confidentiality covers this purpose', '52.2');
    return null;
  }
  notes.say('no confidentiality agreement in force covers this batch and purpose', '52.2');
  return 'NO_BATCH_AGREEMENT';
}

function wrongBatchCaller(facts: Facts, notes: Notes): Refusal | null {
  // hangzhou-2020 article 40.2 serves firms, legal persons and organisations
  if (facts.regulation !== 'hangzhou-2020' || !facts.batch) return null;
  const person =
    (facts.caller.kind === 'public' && facts.caller.organisationKind === null) ||
    (facts.caller.kind === 'subject' && facts.subject.natural);
  if (!person) return null;
  notes.say('a natural person cannot ask for a batch', '40.2');
  return 'BATCH_CALLER';
}

function wrongKey(facts: Facts, notes: Notes): Refusal | null {
  const number = facts.regulation === 'guangdong-2021' ? '16' : '21';
  if (isKeyAllowed(facts)) return null;
  notes.say(
    'the subject may not be matched by this key',
    `${number}.${facts.subject.natural ? 1 : 2}`,
  );
  return 'KEY_NOT_ALLOWED';
}

function noCreditSubject(facts: Facts, notes: Notes): Refusal | null {
  if (isCreditSubject(facts)) return null;
  notes.say(
    'the person is no credit subject under this text',
    facts.regulation === 'guangdong-2018' ? '3.1' : '3',
  );
  return 'NOT_A_CREDIT_SUBJECT';
}

function barredUseOfPoints(facts: Facts, notes: Notes): Refusal | null {
  if (facts.item.class !== 'credit-points' || facts.use !== 'restriction') return null;
  if (!facts.subject.natural) return null;
  if (facts.regulation === 'hangzhou-2020') notes.say('points may not limit rights', '28.3');
  else if (facts.regulation === 'heilongjiang') notes.say('points may not limit rights', '47.2');
  else return null;
  return 'POINTS_USE_BARRED';
}
