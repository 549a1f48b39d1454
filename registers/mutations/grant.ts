import { type Day, dayAt } from '../../policy/days.ts';
import { compileAuthorisation } from '../../policy/engine/authorisation.ts';
import type { Pack } from '../../policy/pack/pack.ts';
import type { AuthorisationFacts, RequestFacts, SubjectFacts } from '../../policy/question.ts';
import type { OrganisationKind } from '../../policy/terms.ts';
import type { authorisations } from '../definitions/authorisations.ts';
import type { EntryOf, HeldOf } from '../definitions/register.ts';
import type { lifecycle } from '../definitions/subjects.ts';
import { REGISTER_CODES, type RegisterCode, RegisterError } from '../errors.ts';
import type { SubjectRef } from '../subject.ts';

export type AuthorisationFields = EntryOf<typeof authorisations>;
export type Life = Pick<
  HeldOf<typeof lifecycle>,
  'bornOn' | 'diedOn' | 'terminatedOn' | 'capacity' | 'hasResidentId'
>;

/** What the law is asked about an authorisation before it is registered. */
export interface Grantable {
  readonly subject: SubjectRef;
  readonly life: Life;
  readonly fields: Omit<AuthorisationFields, 'grantor'>;
  readonly granteeKind: OrganisationKind | null;
  readonly instant: number;
}

/**
 * Refuses what the pack would never let be used: the same rule judges here and at each query.
 *
 * @throws {RegisterError} with the reason of the law as its code, and the article in its facts
 */
export function demandValid(pack: Pack, grantable: Grantable): void {
  const { subject, life, fields, instant } = grantable;
  const today = dayAt(instant);
  const ended = subject.kind === 'natural' ? life.diedOn : life.terminatedOn;
  if (ended !== null && ended <= today) {
    throw new RegisterError('SUBJECT_ENDED', 'expected a subject that lives or exists');
  }
  if (fields.scope !== 'all' && fields.scope.size === 0) {
    throw new RegisterError('AUTH_SCOPE', 'expected a scope of one item at least, got none');
  }
  demandRestricted(pack, fields);
  const standing = compileAuthorisation(pack).standing(
    requestFor(grantable, today),
    subjectFactsOf(grantable),
    itemOf(fields),
  );
  if (standing.granted) return;
  const { reason, grounds } = standing.bar;
  throw new RegisterError(codeOf(reason), `authorisation would not hold: \`${reason}\``, {
    article: grounds[0]?.citations[0]?.article ?? '-',
    parameter: grounds[0]?.name ?? '-',
  });
}

/** Somebody who may not grant for this subject leaves the law without an authorisation at all. */
function codeOf(reason: string): RegisterCode {
  if (reason === 'NO_AUTHORISATION') return 'AUTH_GRANTOR';
  return REGISTER_CODES.find((code) => code === reason) ?? 'AUTH_REFUSED';
}

/** Conditions of consent to restricted data, where the authorisation claims to be one (rule R47). */
function demandRestricted(pack: Pack, fields: Grantable['fields']): void {
  const { adverseNoticeAt, writtenConsentAt, restrictedPurpose } = fields;
  const claims = [adverseNoticeAt, writtenConsentAt, restrictedPurpose].some(
    (part) => part !== null,
  );
  if (!claims) return;
  const lift = pack.parameters['restricted.lift'];
  const missing: Readonly<Record<(typeof lift.value)[number], RegisterCode | null>> = {
    notice: adverseNoticeAt === null ? 'RESTRICTED_NO_NOTICE' : null,
    written: writtenConsentAt === null ? 'RESTRICTED_NOT_WRITTEN' : null,
    purpose: restrictedPurpose === null ? 'RESTRICTED_NO_PURPOSE' : null,
  };
  for (const condition of lift.value) {
    const code = missing[condition];
    if (code === null) continue;
    const article = lift.citations[0]?.article ?? '-';
    throw new RegisterError(code, `consent to restricted data lacks its \`${condition}\``, {
      article,
      parameter: lift.name,
    });
  }
}

/** The first request the authorisation would have to carry. */
function requestFor({ fields, granteeKind, instant }: Grantable, today: Day): RequestFacts {
  const day = Math.max(today, fields.from ?? today) as Day;
  return {
    day,
    instant,
    caller: {
      kind: 'firm',
      organisationKind: granteeKind ?? 'credit-service-firm',
      operatorNamed: true,
      channel: 'internet',
      offshoreRecipient: false,
      offshoreBasis: null,
      duty: { registered: false, publishedOn: null, caseNumberGiven: false },
    },
    purpose: fields.purpose,
    use: null,
    legalBasis: null,
    batch: false,
    agreement: null,
  };
}

function subjectFactsOf({ subject, life, fields }: Grantable): SubjectFacts {
  const authorisation: AuthorisationFacts = {
    form: fields.form,
    grantedBy: fields.grantedBy,
    purpose: fields.purpose,
    scope: fields.scope,
    from: fields.from,
    until: fields.until,
    revokedAt: fields.revokedAt,
    bundled: fields.bundled,
    adverseNotice: fields.adverseNoticeAt !== null,
  };
  return {
    kind: subject.kind,
    bornOn: life.bornOn,
    diedOn: life.diedOn,
    capacity: life.capacity,
    identifiedBy: subject.kind === 'legal' ? 'uscc' : 'resident-id',
    hasResidentId: life.hasResidentId,
    terminatedOn: life.terminatedOn,
    authorisations: [authorisation],
  };
}

/** Any item of the scope: the rule of authorisations asks for nothing but its identity. */
function itemOf({ scope }: Grantable['fields']) {
  const [first] = scope === 'all' ? ['any'] : scope;
  return {
    id: first ?? 'any',
    class: 'other',
    identity: null,
    restricted: null,
    prohibited: null,
    catalogued: true,
    catalogueSource: 'supplementary',
    openable: false,
    shareable: false,
    level: 'authorised',
    listing: false,
    publicationOrderedByLaw: false,
    period: null,
    periodBasis: false,
  } as const;
}
