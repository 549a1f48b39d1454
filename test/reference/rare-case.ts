import { crossedCase } from './crossed-case.ts';
import type { ReferenceCase, Regulation } from './types.ts';

/** Facts that meet too seldom by chance, forced upon cases drawn at random. */
export function rareCases(
  regulation: Regulation,
  random: () => number,
  ofEach: number,
): readonly ReferenceCase[] {
  return RARE.flatMap((force) =>
    Array.from({ length: ofEach }, () => force(crossedCase(regulation, random))),
  );
}

type Rarely = (drawn: ReferenceCase) => ReferenceCase;

const CHILD = { kind: 'natural', bornOn: '2015-05-06' } as const;
const ADULT = { kind: 'natural', bornOn: '1985-05-06' } as const;
const PUBLISHED = { openable: true, level: 'public', publicationOrderedByLaw: 'a law' } as const;
const AGREED = {
  confidentiality: true,
  scope: ['another-item'],
  purpose: 'loan',
  until: '2099-12-31',
};
const CONSENT = {
  form: 'written',
  grantedBy: 'subject',
  purpose: 'loan',
  scope: 'all',
  from: null,
  until: '2099-12-31',
  revokedAt: null,
  bundled: false,
  adverseNotice: true,
} as const;
const ABROAD = { organisationKind: 'credit-service-firm', offshoreRecipient: true } as const;

function firm(drawn: ReferenceCase): ReferenceCase {
  return {
    ...drawn,
    caller: { ...drawn.caller, kind: 'firm', operator: 'named' },
    purpose: 'loan',
  };
}

function anybody(drawn: ReferenceCase): ReferenceCase {
  return { ...drawn, caller: { ...drawn.caller, kind: 'public' }, purpose: 'loan' };
}

const RARE: readonly Rarely[] = [
  /** What is published about a child, in a batch whose agreement does not reach it. */
  (drawn) => ({
    ...firm(drawn),
    ...{ batch: true, agreement: AGREED, subject: CHILD, authorisation: null },
    item: { ...drawn.item, ...PUBLISHED },
  }),
  /** What is published about a child, for a recipient abroad. */
  (drawn) => {
    const asked = firm(drawn);
    return {
      ...asked,
      ...{ batch: false, subject: CHILD, authorisation: null },
      caller: { ...asked.caller, ...ABROAD, offshoreBasis: null },
      item: { ...drawn.item, ...PUBLISHED },
    };
  },
  /** Somebody with consent but no firm, in a batch whose agreement does not reach the item. */
  (drawn) => ({
    ...anybody(drawn),
    ...{ batch: true, agreement: AGREED, subject: ADULT, authorisation: CONSENT },
  }),
  /** An organisation that asks as anybody may, for a recipient abroad. */
  (drawn) => {
    const asked = anybody(drawn);
    return { ...asked, batch: false, caller: { ...asked.caller, ...ABROAD, offshoreBasis: null } };
  },
  /** A field that identifies a person, of a legal person. */
  (drawn) => ({
    ...firm(drawn),
    subject: { kind: 'legal' },
    authorisation: { ...CONSENT, grantedBy: 'unit' },
    item: { ...drawn.item, identity: 'address', restricted: null, prohibited: null },
  }),
  /** A field that identifies somebody who has died, with consent. */
  (drawn) => ({
    ...firm(drawn),
    ...{ batch: false, authorisation: CONSENT },
    subject: { ...ADULT, diedOn: '2020-01-01' },
    item: { ...drawn.item, identity: 'address', restricted: null, prohibited: null },
  }),
  /** A law cited about a child, which no guardian has spoken for. */
  (drawn) => ({
    ...firm(drawn),
    ...{ batch: false, legalBasis: 'a law', subject: CHILD, authorisation: CONSENT },
  }),
  /** A law that anybody cites about a child of whom something is published. */
  (drawn) => ({
    ...anybody(drawn),
    ...{ batch: false, legalBasis: 'a law', subject: CHILD, authorisation: null },
    item: { ...drawn.item, openable: true, level: 'public', publicationOrderedByLaw: null },
  }),
  /** A law cited for financial data of a child that no guardian has spoken for. */
  (drawn) => ({
    ...firm(drawn),
    ...{ batch: false, legalBasis: 'a law', subject: CHILD, authorisation: CONSENT },
    item: { ...drawn.item, restricted: 'income', prohibited: null },
  }),
  /** A unit that names no purpose. */
  (drawn) => ({
    ...firm(drawn),
    ...{ batch: false, subject: { kind: 'legal' } },
    authorisation: { ...CONSENT, grantedBy: 'unit', purpose: null },
    item: { ...drawn.item, openable: false, level: 'authorised', publicationOrderedByLaw: null },
  }),
  /** The ban on financial data where they are a legal person's. */
  (drawn) => ({
    ...firm(drawn),
    ...{
      batch: false,
      subject: { kind: 'legal' },
      authorisation: { ...CONSENT, grantedBy: 'unit' },
    },
    item: { ...drawn.item, restricted: 'income' },
  }),
  /** An entry of a list without the conditions of removal, which is not adverse. */
  (drawn) => ({
    ...drawn,
    item: { ...drawn.item, class: 'other' },
    record: { ...drawn.record, listEntry: true, listConditions: false },
  }),
  /** Basic information with an end of its validity. */
  (drawn) => ({
    ...drawn,
    item: { ...drawn.item, class: 'basic' },
    record: { ...drawn.record, validUntil: '2020-01-01' },
  }),
];
