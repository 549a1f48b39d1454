export const SOUND = {
  name: 'a sound case',
  regulation: 'guangdong-2021',
  asOf: '2024-06-01',
  caller: { kind: 'public' },
  subject: { kind: 'legal' },
  item: { id: 'penalty', class: 'adverse' },
  record: { recognisedOn: '2024-01-10' },
  expect: { outcome: 'disclosed', articles: ['18.1'] },
};

const person = { subject: { kind: 'natural', bornOn: '1985-05-06' } };
const authorisation = { form: 'written', purpose: 'loan', until: '2024-12-31' };
const agreement = { confidentiality: true, scope: 'all', purpose: 'loan', until: '2024-12-31' };

/** What is wrong, the change to the sound case, and the key that is named. */
export const WRONG_CASES: readonly (readonly [what: string, change: object, key: string])[] = [
  ['an unknown key', { colour: 'red' }, 'colour'],
  ['an unknown key of the caller', { caller: { kind: 'firm', size: 3 } }, 'caller.size'],
  [
    'an unknown key of the record',
    { record: { recognizedOn: '2024-01-10' } },
    'record.recognizedOn',
  ],
  [
    'an unknown key of the objection',
    { record: { objection: { receivedOn: '2024-05-10', by: 'x' } } },
    'record.objection.by',
  ],
  [
    'an unknown key of what is expected',
    { expect: { outcome: 'disclosed', why: 'x' } },
    'expect.why',
  ],
  ['an unknown caller', { caller: { kind: 'bank' } }, 'caller.kind'],
  ['an unknown class', { item: { id: 'penalty', class: 'bad' } }, 'item.class'],
  ['an unknown regulation', { regulation: 'guangdong-2020' }, 'regulation'],
  ['an overlay as a regulation', { regulation: 'zhejiang-2017' }, 'regulation'],
  ['an unknown reason', { expect: { outcome: 'silent', reason: 'GONE' } }, 'expect.reason'],
  ['an unknown mark', { expect: { outcome: 'disclosed', marks: ['OLD'] } }, 'expect.marks.0'],
  ['an unknown outcome', { expect: { outcome: 'shown' } }, 'expect.outcome'],
  ['an unknown form', { authorisation: { ...authorisation, form: 'fax' } }, 'authorisation.form'],
  ['a word where a flag stands', { batch: 'maybe' }, 'batch'],
  ['30 February', { asOf: '2024-02-30' }, 'asOf'],
  [
    '29 February of a common year',
    { record: { recognisedOn: '2023-02-29' } },
    'record.recognisedOn',
  ],
  [
    'a thirteenth month',
    { ...person, subject: { kind: 'natural', bornOn: '1985-13-01' } },
    'subject.bornOn',
  ],
  ['a date-time without offset', { asOf: '2024-06-01T10:00:00' }, 'asOf'],
  ['an hour that does not exist', { asOf: '2024-06-01T25:00:00+08:00' }, 'asOf'],
  [
    'an impossible last day',
    { authorisation: { ...authorisation, until: '2024-04-31' } },
    'authorisation.until',
  ],
  [
    'an impossible day of removal',
    { record: { listed: { from: '2024-01-01', until: '2024-06-31' } } },
    'record.listed.until',
  ],
  ['a period that is none', { item: { ...SOUND.item, period: 'three years' } }, 'item.period'],
  ['no name', { name: undefined }, 'name'],
  ['no regulation', { regulation: undefined }, 'regulation'],
  ['no day', { asOf: undefined }, 'asOf'],
  ['no caller', { caller: {} }, 'caller.kind'],
  ['no subject', { subject: {} }, 'subject.kind'],
  ['no birth date of a person', { subject: { kind: 'natural' } }, 'subject.bornOn'],
  ['no item', { item: { class: 'adverse' } }, 'item.id'],
  ['no class', { item: { id: 'penalty' } }, 'item.class'],
  ['no outcome', { expect: {} }, 'expect.outcome'],
  ['no reason for what is withheld', { expect: { outcome: 'withheld' } }, 'expect.reason'],
  ['no reason for what is refused', { expect: { outcome: 'refused' } }, 'expect.reason'],
  [
    'no form of an authorisation',
    { authorisation: { ...authorisation, form: undefined } },
    'authorisation.form',
  ],
  [
    'no purpose of an authorisation',
    { authorisation: { ...authorisation, purpose: undefined } },
    'authorisation.purpose',
  ],
  [
    'no end of an authorisation',
    { authorisation: { ...authorisation, until: undefined } },
    'authorisation.until',
  ],
  [
    'no confidentiality of an agreement',
    { agreement: { ...agreement, confidentiality: undefined } },
    'agreement.confidentiality',
  ],
  [
    'no scope of an agreement',
    { agreement: { ...agreement, scope: undefined } },
    'agreement.scope',
  ],
  ['no end of an agreement', { agreement: { ...agreement, until: undefined } }, 'agreement.until'],
];
