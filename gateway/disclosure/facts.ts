import type { SubjectKind } from '../../policy/terms.ts';
import type { RegisterCallerFacts, RegisterSubjectFacts } from '../../registers/facts/types.ts';

export interface LookUp {
  readonly subjects: readonly { readonly kind: SubjectKind; readonly key: string }[];
  /** The organisation that asks; null = a natural person. */
  readonly organisation: string | null;
  readonly purpose: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What the registers hold, for one request. */
export interface RegisterFacts {
  /**
   * By `mapKeyOf` of kind and key: a person's number may be a well-formed code of an organisation,
   * and what is held of one of them says nothing about the other.
   */
  readonly subjects: ReadonlyMap<string, RegisterSubjectFacts>;
  readonly caller: RegisterCallerFacts;
  /** The registers' clock of this answer; null when it is of no one moment. */
  readonly knownAt: number | null;
}

/** The registers, asked once a round of subjects. */
export interface FactsSource {
  /** @throws when the registers cannot be read; what rests on them is then withheld. */
  lookUp(query: LookUp): Promise<RegisterFacts>;
}

export const NOBODY_REGISTERED: RegisterCallerFacts = {
  organisationKind: null,
  duty: { items: null, published: [] },
  agreement: null,
};

/** What is known of a subject on which the registers hold nothing. */
export const NOTHING_REGISTERED: RegisterSubjectFacts = {
  bornOn: null,
  diedOn: null,
  capacity: 'full',
  hasResidentId: true,
  terminatedOn: null,
  authorisations: [],
  listed: [],
  records: new Map(),
  documents: new Map(),
  optOuts: new Map(),
};
