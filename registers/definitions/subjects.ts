import { CAPACITIES } from '../../policy/terms.ts';
import { count, day, flag, optional, person, text, withDefault, word } from '../columns.ts';
import { defineRegister } from './register.ts';

/** Birth, death, capacity and termination (rules R04, R68): one entry a subject. */
export const lifecycle = defineRegister({
  name: 'lifecycle',
  table: 'lifecycle',
  ofSubject: true,
  columns: {
    bornOn: optional(day),
    diedOn: optional(day),
    terminatedOn: optional(day),
    /** Whether the person is presumed to have a resident identity number (rule R07). */
    hasResidentId: withDefault(flag, true),
    capacity: withDefault(word(CAPACITIES), 'full'),
    capacitySince: optional(day),
    /** When the platform was told. */
    knownAt: optional(day),
  },
  identity: (_entry, subject) => String(subject),
  contradiction: ({ bornOn, diedOn }) =>
    bornOn !== null && diedOn !== null && diedOn < bornOn ? 'diedOn' : null,
  past: ['capacitySince'],
});

export const REPRESENTATIVE_CAPACITIES = ['guardian', 'unit'] as const;

/** Guardians of persons, and persons entrusted by units, who may act for them (rules R05, R40). */
export const representatives = defineRegister({
  name: 'representatives',
  table: 'representative',
  ofSubject: true,
  columns: {
    capacity: word(REPRESENTATIVE_CAPACITIES),
    representative: person,
    from: optional(day),
    until: optional(day),
    evidenceDigest: optional(text),
  },
  contradiction: ({ from, until }) =>
    from !== null && until !== null && until < from ? 'until' : null,
  // a second guardian is a second entry: none takes the place of another unseen
  fixed: ['capacity', 'representative'],
});

/** Reports given free of charge, by calendar year (rule R30, reading X37). */
export const reportCounts = defineRegister({
  name: 'report-counts',
  table: 'report_count',
  ofSubject: true,
  columns: { body: text, year: count, reports: count },
  identity: ({ body, year }, subject) => `${subject}/${year}/${body}`,
});
