import { AUTHORISATION_FORMS, GRANTORS } from '../../policy/terms.ts';
import { day, flag, instant, optional, person, scope, text, word } from '../columns.ts';
import { defineRegister } from './register.ts';

/**
 * The consent ledger (rules R34–R40, R46–R48), with the fields of ISO/IEC TS 27560 that apply. Its
 * history is the history of its versions.
 */
export const authorisations = defineRegister({
  name: 'authorisations',
  table: 'authorisation',
  ofSubject: true,
  columns: {
    grantedBy: word(GRANTORS),
    /** The guardian or entrusted person who acted. */
    grantor: optional(person),
    /** The organisation that may use it. */
    grantee: text,
    form: word(AUTHORISATION_FORMS),
    purpose: optional(text),
    scope,
    /** Digest of the document, recording or signed form that proves it. */
    evidenceDigest: optional(text),
    noticeLanguage: optional(text),
    noticeVersion: optional(text),
    /** Told of the adverse consequences of disclosing restricted data; when. */
    adverseNoticeAt: optional(instant),
    /** Consented in writing to the disclosure of restricted data; when. */
    writtenConsentAt: optional(instant),
    restrictedPurpose: optional(text),
    bundled: flag,
    from: optional(day),
    /** Last day, included; null = no end. */
    until: optional(day),
    withdrawalMethod: optional(text),
    revokedAt: optional(instant),
    /** The subject says that it never granted it; not used while this stands. */
    disputedAt: optional(instant),
  },
  contradiction: ({ from, until }) =>
    from !== null && until !== null && until < from ? 'until' : null,
  keptOnImport: ['revokedAt', 'disputedAt'],
});
