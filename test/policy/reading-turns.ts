import { REGULATIONS, type ReferenceCase, type Regulation } from '../reference/types.ts';

/** A question that turns on a reading, with the answer under the default and under the choice. */
export interface Turn {
  readonly reading: string;
  readonly choice: string;
  readonly asked: ReferenceCase;
  readonly asRead: string;
  readonly asChosen: string;
}

type Asked = Omit<ReferenceCase, 'name' | 'regulation'>;
type Answers = readonly [asRead: string, asChosen: string];

const DRAFTS = REGULATIONS.filter((regulation) => regulation !== 'guangdong-2021');
const except = (left: Regulation) => REGULATIONS.filter((regulation) => regulation !== left);

const LEGAL = { kind: 'legal' } as const;
const PERSON = { kind: 'natural', bornOn: '1985-05-06' } as const;
const PUBLIC = { kind: 'public' } as const;
const AGENCY = { kind: 'agency' } as const;
const FIRM = { kind: 'firm' } as const;
const CONSENT = {
  form: 'written',
  purpose: 'loan',
  until: '2025-12-31',
  adverseNotice: true,
} as const;

/** One year from recognition and from the end of the conduct: under every text to 15 March 2024. */
const ONE_YEAR = {
  item: {
    id: 'penalty',
    class: 'adverse',
    publicationOrderedByLaw: true,
    period: 'P1Y',
    periodBasis: 'a law',
  },
  record: { recognisedOn: '2023-03-15', endedOn: '2023-03-15' },
} as const;
const LAST_DAY = '2024-03-15';
const AFTER = '2024-03-16';

const penalty = (more: Partial<Asked> = {}): Asked => ({
  asOf: '2024-01-15',
  caller: PUBLIC,
  purpose: 'loan',
  subject: LEGAL,
  ...ONE_YEAR,
  ...more,
});
const withRecord = (record: ReferenceCase['record'], more: Partial<Asked> = {}) =>
  penalty({ ...more, record: { ...ONE_YEAR.record, ...record } });
/** Of a person, not open to the public, asked for by a firm with a complete authorisation. */
const personal = (more: Partial<Asked> = {}, authorisation: object = {}): Asked =>
  penalty({
    caller: FIRM,
    subject: PERSON,
    authorisation: { ...CONSENT, ...authorisation },
    item: { id: 'item', class: 'other', openable: false, level: 'authorised' },
    record: null,
    ...more,
  });
const restricted = (caller: Asked['caller']) =>
  personal({
    caller,
    authorisation: null,
    item: { id: 'income', class: 'other', restricted: 'income' },
  });

function turns(
  reading: string,
  choice: string,
  regulations: readonly Regulation[],
  asked: Asked,
  [asRead, asChosen]: Answers,
): readonly Turn[] {
  return regulations.map((regulation) => {
    const name = `${regulation} ${reading}`;
    return { reading, choice, asked: { name, regulation, ...asked }, asRead, asChosen };
  });
}

/** At least one question for each alternative of each pack, with both answers by the register's words. */
export const TURNS: readonly Turn[] = [
  turns('X01', 'refuse', DRAFTS, penalty(), ['disclosed', 'refused PACK_NOT_IN_FORCE']),

  turns('X02', 'counted', REGULATIONS, penalty({ asOf: '2024-03-14' }), ['disclosed', 'disclosed']),
  turns('X02', 'counted', REGULATIONS, penalty({ asOf: LAST_DAY }), [
    'disclosed',
    'silent PERIOD_ENDED',
  ]),

  turns(
    'X05',
    'agencies-continue',
    ['guizhou-2018', 'hangzhou-2020', 'heilongjiang'],
    penalty({ asOf: AFTER, caller: AGENCY }),
    ['silent PERIOD_ENDED', 'disclosed PERIOD_ENDED'],
  ),
  turns(
    'X05',
    'agencies-continue',
    ['guizhou-2018', 'hangzhou-2020', 'heilongjiang'],
    penalty({ asOf: AFTER }),
    ['silent PERIOD_ENDED', 'silent PERIOD_ENDED'],
  ),
  turns(
    'X05',
    'stop-firms-too',
    ['guangdong-2021'],
    penalty({ asOf: AFTER, caller: FIRM, authorisation: CONSENT }),
    ['disclosed PERIOD_ENDED', 'silent PERIOD_ENDED'],
  ),
  turns('X05', 'stop-firms-too', ['guangdong-2021'], penalty({ asOf: AFTER, caller: AGENCY }), [
    'disclosed PERIOD_ENDED',
    'disclosed PERIOD_ENDED',
  ]),

  turns('X06', 'hidden', REGULATIONS, penalty({ asOf: AFTER, caller: { kind: 'subject' } }), [
    'disclosed NOT_EXPORTABLE,PERIOD_ENDED',
    'silent PERIOD_ENDED',
  ]),

  turns(
    'X07',
    'list-entry-only',
    ['guangdong-2018'],
    withRecord({ listed: { from: '2023-05-01' } }, { asOf: AFTER }),
    ['disclosed LISTED', 'silent PERIOD_ENDED'],
  ),
  turns(
    'X07',
    'list-entry-only',
    ['guangdong-2018'],
    withRecord({ listed: { from: '2023-05-01' }, listEntry: true }, { asOf: AFTER }),
    ['disclosed LISTED', 'disclosed LISTED'],
  ),

  turns('X08', 'recognition', ['guizhou-2018'], withRecord({ endedOn: null }), [
    'silent PERIOD_UNKNOWN',
    'disclosed',
  ]),
  turns('X08', 'recognition', ['guizhou-2018'], withRecord({ endedOn: null }, { asOf: AFTER }), [
    'silent PERIOD_UNKNOWN',
    'silent PERIOD_ENDED',
  ]),
  turns('X08', 'recognition', ['guizhou-2018'], withRecord({ endedOn: null, recognisedOn: null }), [
    'silent PERIOD_UNKNOWN',
    'silent PERIOD_UNKNOWN',
  ]),

  turns(
    'X09',
    'from-end',
    ['guangdong-2018'],
    withRecord({ endedOn: null, continuing: true }, { asOf: AFTER }),
    ['silent PERIOD_ENDED', 'disclosed CONTINUING'],
  ),
  turns(
    'X09',
    'from-end',
    ['guangdong-2018'],
    withRecord({ endedOn: '2023-06-01' }, { asOf: '2024-06-01' }),
    ['silent PERIOD_ENDED', 'disclosed'],
  ),

  turns(
    'X11',
    'open-list',
    ['heilongjiang'],
    withRecord({ sanction: 'crime', field: 'other' }, { asOf: AFTER }),
    ['silent PERIOD_ENDED', 'disclosed'],
  ),
  turns(
    'X11',
    'open-list',
    ['heilongjiang'],
    withRecord({ sanction: 'fine', field: 'other' }, { asOf: AFTER }),
    ['silent PERIOD_ENDED', 'silent PERIOD_ENDED'],
  ),

  turns(
    'X12',
    'without-limit',
    ['hangzhou-2020'],
    penalty({ item: { id: 'penalty', class: 'adverse' } }),
    ['silent PERIOD_UNKNOWN', 'disclosed PERIOD_UNKNOWN'],
  ),

  turns('X13', 'market-only', ['guangdong-2018', 'guizhou-2018'], restricted(AGENCY), [
    'withheld RESTRICTED_NO_NOTICE',
    'disclosed',
  ]),
  turns('X13', 'market-only', ['hangzhou-2020'], restricted(AGENCY), [
    'withheld RESTRICTED_NOT_WRITTEN',
    'disclosed',
  ]),
  turns('X13', 'market-only', ['guangdong-2018', 'guizhou-2018'], restricted(FIRM), [
    'withheld RESTRICTED_NO_NOTICE',
    'withheld RESTRICTED_NO_NOTICE',
  ]),
  turns('X13', 'everybody', ['guangdong-2021', 'heilongjiang'], restricted(AGENCY), [
    'disclosed',
    'withheld RESTRICTED_NO_NOTICE',
  ]),

  turns('X14', 'literal', ['hangzhou-2020'], restricted(AGENCY), [
    'withheld RESTRICTED_NOT_WRITTEN',
    'disclosed',
  ]),

  turns(
    'X15',
    'with-consent',
    except('hangzhou-2020'),
    personal({ item: { id: 'track', class: 'other', prohibited: 'movement' } }),
    ['withheld PRIVATE', 'disclosed'],
  ),
  turns(
    'X15',
    'with-consent',
    ['hangzhou-2020'],
    personal({ item: { id: 'file', class: 'other', prohibited: 'disease' } }),
    ['withheld PRIVATE', 'disclosed'],
  ),
  turns(
    'X15',
    'with-consent',
    except('hangzhou-2020'),
    personal(
      { item: { id: 'track', class: 'other', prohibited: 'movement' } },
      { until: '2024-01-14' },
    ),
    ['withheld PRIVATE', 'withheld PRIVATE'],
  ),

  turns(
    'X17',
    'opens',
    ['hangzhou-2020'],
    personal({ item: { id: 'item', class: 'other', level: 'internal' } }),
    ['withheld LEVEL_INTERNAL', 'disclosed'],
  ),
  turns(
    'X17',
    'opens',
    ['hangzhou-2020'],
    personal({ item: { id: 'item', class: 'other', level: 'internal' }, authorisation: null }),
    ['withheld LEVEL_INTERNAL', 'withheld NO_AUTHORISATION'],
  ),

  turns(
    'X19',
    'written',
    ['guizhou-2018'],
    personal({ subject: LEGAL }, { grantedBy: 'unit', form: 'oral-recorded' }),
    ['disclosed', 'withheld AUTH_NOT_WRITTEN'],
  ),

  turns('X20', 'required', ['guizhou-2018', 'hangzhou-2020'], personal({}, { purpose: null }), [
    'disclosed',
    'withheld AUTH_NO_PURPOSE',
  ]),

  turns('X21', 'one-year', REGULATIONS, personal({}, { from: '2023-01-15' }), [
    'disclosed',
    'disclosed',
  ]),
  turns('X21', 'one-year', REGULATIONS, personal({}, { from: '2023-01-14' }), [
    'disclosed',
    'withheld AUTH_EXPIRED',
  ]),
  turns('X21', 'one-year', REGULATIONS, personal({}, { from: null }), [
    'disclosed',
    'withheld AUTH_EXPIRED',
  ]),

  turns(
    'X22',
    'nobody',
    ['heilongjiang'],
    personal({
      subject: LEGAL,
      authorisation: null,
      agreement: { confidentiality: true, scope: 'all', purpose: 'loan', until: '2024-12-31' },
    }),
    ['disclosed', 'withheld NO_AUTHORISATION'],
  ),

  turns(
    'X23',
    'birthday',
    ['guangdong-2018', 'hangzhou-2020'],
    personal({ subject: { kind: 'natural', bornOn: '2006-01-15' } }),
    ['refused NOT_A_CREDIT_SUBJECT', 'disclosed'],
  ),
  turns(
    'X23',
    'birthday',
    ['guangdong-2018', 'hangzhou-2020'],
    personal({ subject: { kind: 'natural', bornOn: '2006-01-16' } }),
    ['refused NOT_A_CREDIT_SUBJECT', 'refused NOT_A_CREDIT_SUBJECT'],
  ),
  turns(
    'X23',
    'birthday',
    ['guangdong-2021', 'guizhou-2018', 'heilongjiang'],
    personal({ subject: { kind: 'natural', bornOn: '2006-01-15' } }),
    ['withheld GUARDIAN_REQUIRED', 'disclosed'],
  ),
  turns(
    'X23',
    'agencies-exempt',
    ['guangdong-2021'],
    personal({
      caller: AGENCY,
      authorisation: null,
      subject: { kind: 'natural', bornOn: '2010-01-15' },
    }),
    ['withheld GUARDIAN_REQUIRED', 'disclosed'],
  ),

  turns('X24', 'own-end', REGULATIONS, personal({ subject: { ...PERSON, diedOn: '2024-01-15' } }), [
    'silent SUBJECT_ENDED',
    'disclosed',
  ]),

  turns(
    'X25',
    'honoured',
    ['guizhou-2018'],
    penalty({
      item: { id: 'honour', class: 'commendation' },
      record: { optOut: { requestedOn: '2024-01-15' } },
    }),
    ['disclosed', 'silent OPTED_OUT'],
  ),
  turns(
    'X25',
    'honoured',
    ['guizhou-2018'],
    penalty({
      caller: AGENCY,
      item: { id: 'honour', class: 'commendation' },
      record: { optOut: { requestedOn: '2024-01-15' } },
    }),
    ['disclosed', 'disclosed NOT_FOR_PUBLICATION'],
  ),

  turns(
    'X27',
    'marked',
    ['guangdong-2018', 'guangdong-2021', 'hangzhou-2020'],
    withRecord({ basis: 'revoked' }),
    ['silent BASIS_REVOKED', 'disclosed BASIS_REVOKED'],
  ),

  turns(
    'X28',
    'stop-firms-too',
    ['guangdong-2021', 'guizhou-2018'],
    withRecord(
      { repair: { decidedOn: '2024-01-15', effect: 'stop-open-and-share' } },
      { caller: FIRM, authorisation: CONSENT },
    ),
    ['disclosed REPAIRED', 'silent REPAIRED'],
  ),

  turns(
    'X27',
    'publication-only',
    ['guizhou-2018'],
    withRecord({ basis: 'revoked' }, { caller: AGENCY }),
    ['silent BASIS_REVOKED', 'disclosed BASIS_REVOKED'],
  ),
  turns('X27', 'publication-only', ['guizhou-2018'], withRecord({ basis: 'revoked' }), [
    'silent BASIS_REVOKED',
    'silent BASIS_REVOKED',
  ]),

  turns(
    'X30',
    'exception',
    ['guangdong-2018'],
    penalty({
      subject: PERSON,
      item: { ...ONE_YEAR.item, publicationOrderedByLaw: false },
      record: { ...ONE_YEAR.record, listEntry: true, listed: { from: '2023-03-15' } },
    }),
    ['withheld NOT_PUBLIC', 'disclosed LISTED'],
  ),
  turns(
    'X30',
    'exception',
    ['guangdong-2018'],
    penalty({ subject: PERSON, item: { ...ONE_YEAR.item, publicationOrderedByLaw: false } }),
    ['withheld NOT_PUBLIC', 'withheld NOT_PUBLIC'],
  ),

  turns(
    'X29',
    'law-only',
    ['heilongjiang'],
    withRecord(
      { procedure: 'summary' },
      {
        item: { ...ONE_YEAR.item, catalogueSource: 'national' },
      },
    ),
    ['disclosed', 'silent EXCLUDED_PENALTY'],
  ),
].flat();
