import type { Day } from '../../policy/days.ts';
import type { RegisteredLaw } from '../../policy/engine/laws.ts';
import type {
  AgreementFacts,
  AuthorisationFacts,
  DutyFacts,
  Membership,
  RecordFacts,
  Scope,
  SubjectFacts,
} from '../../policy/question.ts';
import type { OrganisationKind } from '../../policy/terms.ts';
import type { SubjectRef } from '../subject.ts';

/** Most subjects of one question. */
export const MOST_SUBJECTS = 500;

export interface FactsQuestion {
  /** At most 500; order and duplicates are kept. */
  readonly subjects: readonly SubjectRef[];
  /** The organisation to which authorisations were granted and whose agreement counts. */
  readonly grantee: string | null;
  readonly purpose: string | null;
  /** The organisation whose duty counts. */
  readonly organisation: string | null;
  /** Only what concerns records of these items; all of them when left out. */
  readonly itemIds?: readonly string[];
  /** The request's instant, in milliseconds since the epoch; the server's time when left out. */
  readonly at?: number;
  /** Answers from what was known then (a time of {@link RequestRegisterFacts.knownAt}), for replay. */
  readonly knownAt?: number;
}

export interface RequestRegisterFacts {
  /** What the answer rests on: the same question with this `knownAt` and `at` has the same answer. */
  readonly knownAt: number;
  /** In the order of the question. */
  readonly subjects: readonly RegisterSubjectFacts[];
  readonly caller: RegisterCallerFacts;
  /** Higher laws, in the order in which they were registered. */
  readonly laws: readonly RegisteredLaw[];
}

/** What the registers hold of a subject. Of an unknown subject: the same shape, empty. */
export interface RegisterSubjectFacts
  extends Pick<
    SubjectFacts,
    'bornOn' | 'diedOn' | 'terminatedOn' | 'capacity' | 'hasResidentId' | 'authorisations'
  > {
  readonly authorisations: readonly RegisteredAuthorisation[];
  readonly listed: readonly ListMembership[];
  /** What is held of single records, by {@link recordKey}; see {@link recordFactsOf}. */
  readonly records: ReadonlyMap<string, RegisterRecordFacts>;
  /** Status of documents that records rest on, by the document's identity. */
  readonly documents: ReadonlyMap<string, BasisFacts>;
  /** Wishes about all records of an item, by item. */
  readonly optOuts: ReadonlyMap<string, Day>;
}

export interface RegisteredAuthorisation extends AuthorisationFacts {
  readonly id: string;
  readonly version: number;
  readonly writtenConsentAt: number | null;
  readonly restrictedPurpose: string | null;
  /** The subject disputes it: then `revokedAt` says so too, and it is not used. */
  readonly disputed: boolean;
}

export interface ListMembership extends Membership {
  readonly id: string;
  readonly item: string | null;
  readonly record: string | null;
  /** The entry carries removal conditions and remedies (rule R87). */
  readonly conditions: boolean;
}

export type BasisFacts = Pick<RecordFacts, 'basis' | 'basisChangedOn'>;

export type RegisterRecordFacts = Pick<
  RecordFacts,
  'basis' | 'basisChangedOn' | 'objection' | 'repair' | 'optOutRequestedOn'
>;

/** What the registers hold of the caller for this purpose. */
export interface RegisterCallerFacts {
  readonly organisationKind: OrganisationKind | null;
  readonly duty: RegisterDutyFacts;
  /** An agreement that runs now and was made for this purpose. */
  readonly agreement: AgreementFacts | null;
}

export interface RegisterDutyFacts {
  /** Items of the duties registered for this purpose; null = no duty is. */
  readonly items: Scope | null;
  readonly published: readonly { readonly items: Scope; readonly publishedOn: Day }[];
}

export function recordKey(item: string, record: string): string {
  return `${item}\0${record}`;
}

const NOTHING: RegisterRecordFacts = {
  basis: 'effective',
  basisChangedOn: null,
  objection: null,
  repair: null,
  optOutRequestedOn: null,
};

/** What is held of one record; wishes about the whole item and its document's status included. */
export function recordFactsOf(
  facts: RegisterSubjectFacts,
  item: string,
  record: string,
  documentId: string | null = null,
): RegisterRecordFacts {
  const own = facts.records.get(recordKey(item, record)) ?? NOTHING;
  const wish = own.optOutRequestedOn ?? facts.optOuts.get(item) ?? null;
  const document = documentId === null ? undefined : facts.documents.get(documentId);
  const basis = own.basis === 'effective' ? (document ?? own) : own;
  return {
    ...own,
    basis: basis.basis,
    basisChangedOn: basis.basisChangedOn,
    optOutRequestedOn: wish,
  };
}

/** The duty register's answer for one item (rules R52, R53). */
export function dutyFactsOf(
  { items, published }: RegisterDutyFacts,
  item: string,
  caseNumberGiven: boolean,
): DutyFacts {
  const has = (scope: Scope) => scope === 'all' || scope.has(item);
  const days = published.filter((entry) => has(entry.items)).map((entry) => entry.publishedOn);
  return {
    registered: items !== null && has(items),
    publishedOn: days.length === 0 ? null : (Math.min(...days) as Day),
    caseNumberGiven,
  };
}
