import type { Caller } from '../auth/caller.ts';
import type { Purpose } from '../disclosure/decide.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';

/** As whom somebody uses a rights field. */
export type RightsRole = 'subject' | 'firm' | 'officer' | 'administrator';

/**
 * Who may use which field at all. On whose behalf a subject may act, the registers say; a field that
 * is not here is nobody's.
 */
export const RIGHTS_FIELDS: ReadonlyMap<string, RightsRole> = new Map([
  ['myRights', 'subject'],
  ['grantAuthorisation', 'subject'],
  ['amendAuthorisation', 'subject'],
  ['revokeAuthorisation', 'subject'],
  ['disputeAuthorisation', 'subject'],
  ['withdrawDispute', 'subject'],
  ['object', 'subject'],
  ['withdrawObjection', 'subject'],
  ['optOut', 'subject'],
  ['withdrawOptOut', 'subject'],
  ['registerAuthorisation', 'firm'],
  ['amendRegisteredAuthorisation', 'firm'],
  ['acceptObjection', 'officer'],
  ['forwardObjection', 'officer'],
  ['decideObjection', 'officer'],
  ['recordRepair', 'officer'],
  ['recordBasisStatus', 'officer'],
  ['registerOrganisation', 'administrator'],
  ['registerAgreement', 'administrator'],
  ['registerDuty', 'administrator'],
  ['publishQueryItems', 'administrator'],
  ['registerOverride', 'administrator'],
  ['setLifecycle', 'administrator'],
  ['registerRepresentative', 'administrator'],
  ['setListEntry', 'administrator'],
  ['retractEntry', 'administrator'],
]);

/** Why a caller may not use these fields; null when it may use all of them. */
export function barTo(
  fields: readonly string[],
  caller: Caller,
  stated: Purpose,
): GatewayError | null {
  for (const field of fields) {
    const code = codeFor(RIGHTS_FIELDS.get(field), caller, stated);
    if (code !== null) return new GatewayError(code, { field });
  }
  return null;
}

function codeFor(role: RightsRole | undefined, caller: Caller, stated: Purpose): ErrorCode | null {
  switch (role) {
    case undefined:
      return 'NOT_ALLOWED';
    case 'subject':
      if (caller.kind === 'public') return 'NO_SUBJECT';
      return caller.subject === null ? 'NOT_ALLOWED' : null;
    case 'firm':
      if (caller.kind !== 'firm') return 'NOT_ALLOWED';
      return caller.operator === null ? 'LOG_INCOMPLETE' : null;
    case 'officer':
      return officerBar(caller, stated);
    case 'administrator':
      return caller.role === 'administrator' ? officerBar(caller, stated) : 'NOT_ALLOWED';
  }
}

/** An officer of the platform, by name and in a case, which the registers keep as who and why. */
function officerBar(caller: Caller, { caseNumber }: Purpose): ErrorCode | null {
  const isPlatform = caller.kind === 'analyst' && caller.organisationKind === 'platform';
  if (!isPlatform || caller.organisation === null) return 'NOT_ALLOWED';
  return caller.operator === null || caseNumber === null ? 'OUTSIDE_AUTHORITY' : null;
}
