import { PARAMETER_NAMES, PARAMETERS, type ParameterName } from '../../policy/pack/parameters.ts';
import { ORGANISATION_KINDS } from '../../policy/terms.ts';
import { day, flag, optional, scope, text, word, words } from '../columns.ts';
import { defineRegister } from './register.ts';

export const organisations = defineRegister({
  name: 'organisations',
  table: 'organisation',
  ofSubject: false,
  columns: { name: text, kind: word(ORGANISATION_KINDS) },
});

/** Agreements of firms with the platform (rules R43, R44). */
export const agreements = defineRegister({
  name: 'agreements',
  table: 'agreement',
  ofSubject: false,
  columns: {
    firm: text,
    /** The conditions of the applicant were checked; when. */
    applicantCheckedOn: optional(day),
    scope,
    method: text,
    purposes: words,
    confidentiality: flag,
    from: day,
    until: day,
  },
  contradiction: ({ from, until }) => (until < from ? 'until' : null),
});

/** Statutory duties for which an organisation looks up (rules R52, R56). */
export const duties = defineRegister({
  name: 'duties',
  table: 'duty',
  ofSubject: false,
  columns: {
    organisation: text,
    organisationKind: word(ORGANISATION_KINDS),
    duty: text,
    purposes: words,
    items: scope,
    from: optional(day),
    until: optional(day),
  },
  contradiction: ({ from, until }) =>
    from !== null && until !== null && until < from ? 'until' : null,
});

/** Published lists of query items (rule R53). */
export const queryItems = defineRegister({
  name: 'query-items',
  table: 'query_item',
  ofSubject: false,
  columns: {
    organisation: text,
    organisationKind: word(ORGANISATION_KINDS),
    purpose: text,
    items: scope,
    /** Null = not published yet. */
    publishedOn: optional(day),
  },
});

/** Higher laws that change a parameter in a jurisdiction for a time (rule R02). */
export const overrides = defineRegister({
  name: 'overrides',
  table: 'higher_law',
  ofSubject: false,
  columns: {
    parameter: word(PARAMETER_NAMES),
    jurisdiction: text,
    citation: text,
    /** The value as JSON, in the form a pack writes it. */
    value: text,
    from: day,
    until: optional(day),
  },
  contradiction({ parameter, value, from, until }) {
    if (!isValueOf(parameter, value)) return 'value';
    return until !== null && until < from ? 'until' : null;
  },
});

/** A value in the form in which a pack would write it. */
function isValueOf(parameter: ParameterName, json: string): boolean {
  try {
    return PARAMETERS[parameter].value.safeParse(JSON.parse(json)).success;
  } catch {
    return false;
  }
}
