import {
  type FactsSource,
  type LookUp,
  NOBODY_REGISTERED,
  NOTHING_REGISTERED,
  type RegisterFacts,
} from '../../gateway/disclosure/facts.ts';
import { type Day, parseDay } from '../../policy/days.ts';
import type {
  RegisterCallerFacts,
  RegisteredAuthorisation,
  RegisterRecordFacts,
  RegisterSubjectFacts,
} from '../../registers/facts/types.ts';
import { recordKey } from '../../registers/facts/types.ts';
import { mapKeyOf } from '../../registers/subject.ts';

/** What the registers hold of one subject; authorisations by the organisation they were granted to. */
export interface HeldOfSubject extends Partial<Omit<RegisterSubjectFacts, 'authorisations'>> {
  readonly granted?: Readonly<Record<string, readonly RegisteredAuthorisation[]>>;
}

/** What the registers hold. */
export interface Registers {
  /** By {@link mapKeyOf}. */
  readonly subjects: Readonly<Record<string, HeldOfSubject>>;
  /** By organisation. */
  readonly callers: Readonly<Record<string, RegisterCallerFacts>>;
}

export const NO_REGISTERS: Registers = { subjects: {}, callers: {} };

/** Registers in memory; `null` is registers that cannot be read. */
export function memoryFacts(registers: () => Registers | null): FactsSource {
  return {
    lookUp: ({ subjects, organisation }: LookUp) => {
      const held = registers();
      if (held === null) return Promise.reject(new Error('registers down'));
      const facts: RegisterFacts = {
        subjects: new Map(
          subjects.map((subject) => {
            const { granted = {}, ...own } = held.subjects[mapKeyOf(subject)] ?? {};
            const authorisations = granted[organisation ?? ''] ?? [];
            return [mapKeyOf(subject), { ...NOTHING_REGISTERED, ...own, authorisations }];
          }),
        ),
        caller: held.callers[organisation ?? ''] ?? NOBODY_REGISTERED,
        knownAt: null,
      };
      return Promise.resolve(facts);
    },
  };
}

const NOTHING_OF_RECORD: RegisterRecordFacts = {
  basis: 'effective',
  basisChangedOn: null,
  objection: null,
  repair: null,
  optOutRequestedOn: null,
};

/** What is held of single records: `[item, record, facts]`. */
export function heldOfRecords(
  ...held: readonly (readonly [string, string, Partial<RegisterRecordFacts>])[]
): HeldOfSubject {
  const records = held.map(
    ([item, record, facts]) =>
      [recordKey(item, record), { ...NOTHING_OF_RECORD, ...facts }] as const,
  );
  return { records: new Map(records) };
}

/** A written authorisation for `loan` with notice, good for everything until the end of 2028. */
export function authorisation(
  more: Partial<RegisteredAuthorisation> = {},
): RegisteredAuthorisation {
  return {
    id: 'A-1',
    version: 1,
    form: 'written',
    grantedBy: 'subject',
    purpose: 'loan',
    scope: 'all',
    from: toDay('2020-01-01'),
    until: toDay('2028-12-31'),
    revokedAt: null,
    bundled: false,
    adverseNotice: true,
    writtenConsentAt: null,
    restrictedPurpose: null,
    disputed: false,
    ...more,
  };
}

/** An agency with a duty for everything, published long ago. */
export const IN_DUTY: RegisterCallerFacts = {
  organisationKind: null,
  duty: { items: 'all', published: [{ items: 'all', publishedOn: toDay('1990-01-01') }] },
  agreement: null,
};

export function toDay(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError('expected a date of the calendar');
  return day;
}
