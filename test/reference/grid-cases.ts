import type {
  ReferenceAuthorisation,
  ReferenceCase,
  ReferenceItem,
  ReferenceRecord,
  ReferenceSubject,
  Regulation,
} from './types.ts';

/** One day for the whole grid: late enough for every text, and the day after a leap day. */
const TODAY = '2024-03-01';
const YESTERDAY = '2024-02-29';
const TOMORROW = '2024-03-02';

type Part = Partial<Omit<ReferenceCase, 'caller' | 'subject' | 'item'>>;
type Asking = Part & Pick<ReferenceCase, 'caller'>;
interface Asked {
  item: ReferenceItem;
  record?: ReferenceRecord;
}

/** Every caller, with every state of its authorisation, against every subject and item. */
export function* gridCases(regulation: Regulation): Generator<ReferenceCase> {
  let count = 0;
  for (const subject of SUBJECTS) {
    for (const asked of questions(regulation, subject)) {
      for (const asking of callers(regulation, subject)) {
        count += 1;
        yield {
          name: `case ${count} of the grid of ${regulation}`,
          regulation,
          asOf: TODAY,
          ...asking,
          subject,
          ...asked,
        };
      }
    }
  }
}

const SUBJECTS: readonly ReferenceSubject[] = [
  { kind: 'natural', bornOn: '1985-05-06' },
  // eighteen years old since the day before, and only since today
  { kind: 'natural', bornOn: '2006-02-28' },
  { kind: 'natural', bornOn: '2006-03-01' },
  { kind: 'natural', bornOn: '2007-01-15', capacity: 'proven-full' },
  { kind: 'natural', bornOn: '1985-05-06', capacity: 'limited' },
  { kind: 'natural', bornOn: '1950-05-06', diedOn: TODAY },
  { kind: 'legal' },
  { kind: 'legal', terminatedOn: '2021-02-28' },
];

const GOOD: ReferenceAuthorisation = {
  form: 'written',
  grantedBy: 'subject',
  purpose: 'loan',
  scope: 'all',
  until: TODAY,
  adverseNotice: true,
};

function authorisations(subject: ReferenceSubject): readonly (ReferenceAuthorisation | null)[] {
  const good: ReferenceAuthorisation =
    subject.kind === 'legal' ? { ...GOOD, grantedBy: 'unit' } : GOOD;
  return [
    null,
    good,
    { ...good, form: 'oral-recorded' },
    { ...good, adverseNotice: false },
    { ...good, purpose: null },
    { ...good, purpose: 'marketing' },
    { ...good, scope: ['another-item'] },
    { ...good, from: TOMORROW },
    { ...good, until: YESTERDAY },
    { ...good, until: null },
    { ...good, revokedAt: TODAY },
    { ...good, bundled: true },
    { ...good, grantedBy: 'guardian' },
  ];
}

function callers(regulation: Regulation, subject: ReferenceSubject): Asking[] {
  const purpose = 'loan';
  const firm = authorisations(subject).map((authorisation) => ({
    caller: { kind: 'firm' as const },
    purpose,
    ...(authorisation === null ? {} : { authorisation }),
  }));
  const agreement = { confidentiality: true, scope: 'all' as const, purpose, until: TODAY };
  return [
    { caller: { kind: 'public' } },
    { caller: { kind: 'subject' }, purpose },
    ...firm,
    { caller: { kind: 'firm' }, purpose, agreement, batch: true },
    { caller: { kind: 'agency' }, purpose },
    { caller: { kind: 'agency', organisationKind: 'court' }, purpose },
    { caller: { kind: 'agency', organisationKind: 'mass-organisation' }, purpose },
    { caller: { kind: 'agency', organisationKind: 'public-utility' }, purpose },
    { caller: { kind: 'agency' }, purpose, duty: { publishedOn: null } },
    { caller: { kind: 'analyst' }, purpose, duty: { registered: true, caseNumber: 'given' } },
    ...(regulation === 'hangzhou-2020'
      ? [
          { caller: { kind: 'public' as const }, overlays: ['zhejiang-2017'] },
          { caller: { kind: 'agency' as const }, purpose, overlays: ['zhejiang-2017'] },
        ]
      : []),
  ];
}

function questions(regulation: Regulation, subject: ReferenceSubject): Asked[] {
  const found: Asked[] = [];
  for (const openness of opennesses(regulation)) {
    for (const record of adverseRecords(regulation)) {
      const period = regulation === 'heilongjiang' ? { period: 'P12M' } : {};
      found.push({ item: { id: 'penalty', class: 'adverse', ...period, ...openness }, record });
    }
    for (const asked of otherItems(subject)) {
      found.push({ ...asked, item: { ...asked.item, ...openness } });
    }
  }
  return found;
}

function opennesses(regulation: Regulation): Partial<ReferenceItem>[] {
  if (regulation === 'hangzhou-2020') {
    return [{ level: 'public' }, { level: 'authorised' }, { level: 'internal' }];
  }
  return [
    {},
    { publicationOrderedByLaw: true },
    { openable: false },
    { openable: false, shareable: false },
  ];
}

/** Recognised so that the day is the last of the period, or the day after it. */
function adverseRecords(regulation: Regulation): ReferenceRecord[] {
  const starts: Record<Regulation, [string, string]> = {
    'guangdong-2018': ['2021-03-01', '2021-02-28'],
    'guangdong-2021': ['2019-03-01', '2019-02-28'],
    'guizhou-2018': ['2021-03-01', '2021-02-28'],
    'hangzhou-2020': ['2019-03-01', '2019-02-28'],
    heilongjiang: ['2023-03-01', '2023-02-28'],
  };
  const [last, over] = starts[regulation];
  const live: ReferenceRecord = { recognisedOn: '2023-06-01', endedOn: '2023-05-01' };
  if (regulation === 'hangzhou-2020') live.disclosureUntil = TODAY;
  const repaired = (effect: NonNullable<ReferenceRecord['repair']>['effect']): ReferenceRecord => ({
    ...live,
    repair: { decidedOn: TODAY, effect },
  });
  return [
    live,
    { ...live, recognisedOn: last, endedOn: last },
    { ...live, recognisedOn: over, endedOn: over, disclosureUntil: YESTERDAY },
    { recognisedOn: over, endedOn: over },
    { recognisedOn: over, endedOn: over, listed: { from: over, until: TODAY } },
    { recognisedOn: over, endedOn: over, listed: { from: over, until: YESTERDAY } },
    { recognisedOn: over, endedOn: over, listed: { from: over, until: null }, listEntry: true },
    { recognisedOn: over, endedOn: '2023-05-01', serious: true },
    { recognisedOn: '2023-06-01' },
    { recognisedOn: over, endedOn: null, continuing: true },
    { recognisedOn: over, endedOn: TOMORROW },
    { ...live, listed: { from: TODAY, until: null }, listEntry: true, listConditions: false },
    { ...live, procedure: 'summary' },
    { ...live, debt: 'arrears' },
    { ...live, debt: 'dunned' },
    { recognisedOn: over, endedOn: over, serious: true, sanction: 'crime', field: 'fire' },
    { ...live, basis: 'revoked', basisChangedOn: TODAY },
    { ...live, basis: 'changed', basisChangedOn: TOMORROW },
    { ...live, objection: { receivedOn: '2024-02-19', decidedOn: null, outcome: null } },
    { ...live, objection: { receivedOn: '2024-02-21', decidedOn: TODAY, outcome: 'rejected' } },
    repaired('mark'),
    repaired('remove'),
    repaired('delete'),
    repaired('stop-open-and-share'),
    repaired('end-publication'),
    repaired('new-end'),
    { ...repaired('remove'), serious: true },
    { ...live, responsibleRole: 'actual-controller' },
    { ...live, responsibleRole: 'other-direct' },
  ];
}

function otherItems(subject: ReferenceSubject): Asked[] {
  const award = { id: 'award', class: 'commendation' as const };
  const found: Asked[] = [
    { item: { id: 'registration', class: 'basic' } },
    { item: award, record: { recognisedOn: '2023-05-01', validUntil: TODAY } },
    { item: award, record: { recognisedOn: '2023-05-01', validUntil: YESTERDAY } },
    { item: award, record: { recognisedOn: '2023-05-01', optOut: { requestedOn: TODAY } } },
    { item: award, record: { recognisedOn: '2023-05-01', awardLevel: 'county' } },
    { item: { id: 'pledge', class: 'commitment' }, record: { recognisedOn: '2023-05-01' } },
    {
      item: { id: 'own-word', class: 'self-reported' },
      record: { recognisedOn: '2023-05-01', selfReported: true, optOut: { requestedOn: TODAY } },
    },
    { item: { id: 'off-list', class: 'other', catalogued: false } },
  ];
  if (subject.kind === 'legal') return found;
  return [
    ...found,
    { item: { id: 'phone', class: 'basic', identity: 'phone' } },
    { item: { id: 'annual-tax-paid', class: 'other', restricted: 'tax-amount' } },
    { item: { id: 'house-sale', class: 'other', restricted: 'property-transaction' } },
    { item: { id: 'blood-type', class: 'other', prohibited: 'blood-type' } },
    { item: { id: 'face', class: 'other', prohibited: 'biometric' } },
    { item: { id: 'points', class: 'credit-points' }, record: { computedWithoutOptOuts: false } },
  ];
}
