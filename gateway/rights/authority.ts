import type { Pack } from '../../policy/pack/pack.ts';
import type { Caller } from '../auth/caller.ts';
import type { Purpose } from '../disclosure/decide.ts';
import type { Language } from '../disclosure/report.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { Identified } from '../handle.ts';

/** As whom somebody uses a rights field. */
export type RightsRole = 'subject' | 'firm' | 'officer' | 'administrator';

/**
 * Who may use which field at all. On whose behalf a subject may act, the registers say; a field that
 * is not here is nobody's.
 */
export const RIGHTS_FIELDS: ReadonlyMap<string, RightsRole> = new Map([
  ['myRights', 'subject'],
  ['accessHistory', 'subject'],
  ['searchLog', 'officer'],
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
  ['openObjections', 'officer'],
  ['acceptObjection', 'officer'],
  ['forwardObjection', 'officer'],
  ['excludeDays', 'officer'],
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
  { caller, stated, language }: Pick<Identified, 'caller' | 'stated' | 'language'>,
  pack: Pack,
): GatewayError | null {
  for (const field of fields) {
    const role = RIGHTS_FIELDS.get(field);
    const code = codeFor(role, caller, stated);
    if (code === null) continue;
    const isOffice = role === 'officer' || role === 'administrator';
    return new GatewayError(code, { field, ...(isOffice && { basis: basisOf(pack, language) }) });
  }
  return null;
}

/** What the regulation says of the authority of officers (rules R59, R60). */
function basisOf(pack: Pack, language: Language): readonly object[] {
  const { citations } = pack.parameters['staff.access'];
  return citations.map(({ article, gist }) => ({ article, gist: gist[language] }));
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
