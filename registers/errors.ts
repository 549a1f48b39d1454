/** Why the registers refuse or cannot answer; see the thrower of each for the case it stands for. */
export const REGISTER_CODES = [
  'REGISTER_UNAVAILABLE',
  'REGISTER_VERSION',
  'REGISTER_CLOSED',
  'TOO_MANY_SUBJECTS',
  'IDEMPOTENCY_CONFLICT',
  'UNKNOWN_ENTRY',
  'UNKNOWN_REGISTER',
  'UNREADABLE_FILE',
  'INVALID_ENTRY',
  'WRONG_STATE',
  'NOT_ALLOWED',
  'OUTSIDE_AUTHORITY',
  'NOT_REPRESENTATIVE',
  'AUTH_NO_EVIDENCE',
  'AUTH_GRANTOR',
  'AUTH_NOT_WRITTEN',
  'AUTH_NO_PURPOSE',
  'AUTH_SCOPE',
  'AUTH_EXPIRED',
  'AUTH_LIFETIME',
  'AUTH_BUNDLED',
  'AUTH_REVOKED',
  'AUTH_REFUSED',
  'GUARDIAN_REQUIRED',
  'RESTRICTED_NO_NOTICE',
  'RESTRICTED_NOT_WRITTEN',
  'RESTRICTED_NO_PURPOSE',
  'SUBJECT_ENDED',
  'CALENDAR_NOT_PUBLISHED',
] as const;
export type RegisterCode = (typeof REGISTER_CODES)[number];

/** Facts of an error: field names, counts, codes and identities of entries; never a subject's key. */
export type ErrorFacts = Readonly<Record<string, string | number>>;

/**
 * The one error of the registers. `message` and `facts` MUST NOT hold an identifier of a subject, so
 * that both may be shown and logged; a driver's own text may quote values and is never kept.
 */
export class RegisterError extends Error {
  readonly code: RegisterCode;
  readonly facts: ErrorFacts;

  constructor(code: RegisterCode, message: string, facts: ErrorFacts = {}) {
    super(message);
    this.name = 'RegisterError';
    this.code = code;
    this.facts = facts;
  }
}

/** The registers cannot be read or written now; whatever rests on them is withheld. */
export function unavailable(cause: unknown): RegisterError {
  return new RegisterError('REGISTER_UNAVAILABLE', 'registers do not answer', {
    driver: driverCode(cause),
  });
}

/** The driver's own short code, such as an SQLSTATE or `ECONNREFUSED`. */
function driverCode(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return 'unknown';
  const { code, errcode } = cause as { readonly code?: unknown; readonly errcode?: unknown };
  const found = errcode ?? code ?? 'unknown';
  return /^\w{1,40}$/.test(String(found)) ? String(found) : 'unknown';
}
