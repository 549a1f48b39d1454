import type { Pack } from '../pack/pack.ts';
import type { ItemFacts, RequestFacts, SubjectFacts } from '../question.ts';
import type { CallerKind, WithheldReason } from '../terms.ts';
import { agreementHolds, isShared } from './admissibility.ts';
import type { AuthorisationRule, QueryStanding } from './authorisation.ts';
import { scopeHas } from './authorisation.ts';
import type { RestrictedRule } from './closed.ts';
import { type Grant, grantOf } from './grant.ts';
import {
  compilePublication,
  guardianBars,
  isAsAuthorised,
  type Publication,
} from './publication.ts';
import { type Bar, bar, citationsOf, joined, remembering } from './rule.ts';

/** The acts that open the item to the caller, best first; with none, the reason. */
export interface Access {
  readonly grants: readonly Grant[];
  /** Keeps what is granted from the caller after all: a batch beyond its agreement, a recipient abroad. */
  readonly hurdle: Bar<WithheldReason> | null;
  readonly bar: Bar<WithheldReason> | null;
  /** Stands in for `bar` where the item is published and only this keeps it from the caller. */
  readonly openBar: Bar<WithheldReason> | null;
  /** Whom the act serves by which the caller would have learnt of a record, had there been a grant. */
  readonly audience: CallerKind;
}

export type AccessRule = (request: RequestFacts, subject: SubjectFacts, item: ItemFacts) => Access;

export function compileAccess(
  pack: Pack,
  authorisation: AuthorisationRule,
  restricted: RestrictedRule,
): AccessRule {
  const p = pack.parameters;
  const self: Access = {
    grants: [
      grantOf('subject', [
        p['self.query'],
        p['self.mayLearn'],
        p['self.freeReports'],
        p['report.shows'],
      ]),
    ],
    hurdle: null,
    bar: null,
    openBar: null,
    audience: 'subject',
  };
  const binds: ReadonlySet<CallerKind> = p['guardian.binds'].value;
  const ofGuardians = citationsOf([p['guardian.of'], p['guardian.lawLifts']]);
  /** What is open about a ward also rests on its guardian's consent, or on the law in its place. */
  const withGuardian = (access: Access): Access => ({
    ...access,
    grants: access.grants.map((grant) => ({
      ...grant,
      citations: joined([grant.citations, ofGuardians]),
    })),
  });
  const publish = compilePublication(pack, authorisation, restricted);
  const share = compileSharing(pack, authorisation, restricted, publish);
  const open = compileOpening(pack, restricted, publish);
  return (request, subject, item) => {
    if (request.caller.kind === 'subject') return self;
    const held = restricted.lifting(request, subject, item);
    const shared = isShared(request.caller.kind);
    const access = shared ? share(request, held, item) : open(request, held, item);
    const isWard = binds.has(request.caller.kind) && authorisation.needsGuardian(request, subject);
    return isWard ? withGuardian(access) : access;
  };
}

/** Sharing with agencies in duty and with officers who have a case. */
function compileSharing(
  pack: Pack,
  authorisation: AuthorisationRule,
  restricted: RestrictedRule,
  publish: Publication,
): AccessRule {
  const p = pack.parameters;
  const queryList = p['agency.queryList'];
  const offList = bar('NOT_ON_QUERY_LIST', queryList);
  const notShareable = bar('NOT_SHAREABLE', p['agency.shareable'], p['agency.kinds']);
  const guardian = bar('GUARDIAN_REQUIRED', p['guardian.of'], p['guardian.binds']);
  const asAuthorised = bar(
    'NO_AUTHORISATION',
    p['selfReported.served'],
    p['authorisation.required'],
  );
  const agencyGrounds = [p['agency.kinds'], p['agency.channel'], p['agency.occasions'], queryList];
  const grants = {
    agency: [grantOf('agency', agencyGrounds)],
    analyst: [grantOf('analyst', [p['staff.access'], ...agencyGrounds])],
  };
  const listed = queryListRule(pack);
  /** What is open to anyone is open to an agency, whatever the catalogue or its list say. */
  const orPublished = (denied: Access, ...asked: Parameters<Publication>): Access => {
    const published = publish(...asked);
    return 'audience' in published ? { ...denied, grants: [published] } : denied;
  };

  return (request, subject, item) => {
    const audience = request.caller.kind === 'analyst' ? 'analyst' : 'agency';
    const standing = restricted.standing(request, subject, item);
    if (restricted.applies(request, subject, item) && !standing.granted)
      return deniedTo(audience, standing.bar);
    if (guardianBars(pack, authorisation, restricted, request, subject, item, false)) {
      return orPublished(deniedTo(audience, guardian), request, subject, item);
    }
    if (isAsAuthorised(pack, item) && !standing.granted) return deniedTo(audience, asAuthorised);
    if (p['agency.shareable'].value === 'by-catalogue' && !item.shareable) {
      return orPublished(deniedTo(audience, notShareable), request, subject, item);
    }
    if (!listed(request)) {
      return orPublished(deniedTo(audience, offList), request, subject, item);
    }
    return { grants: grants[audience], hurdle: null, bar: null, openBar: null, audience };
  };
}

function deniedTo(audience: CallerKind, found: Bar<WithheldReason>): Access {
  return { grants: [], hurdle: null, bar: found, openBar: null, audience };
}

/** Guizhou art. 16.2 binds administrative organs to what they published; Hangzhou art. 27.2 all. */
function queryListRule(pack: Pack): (request: RequestFacts) => boolean {
  const reach = pack.parameters['agency.queryList'].value;
  return ({ caller, day }) => {
    if (reach === 'none') return true;
    if (reach === 'administrative-organs' && caller.organisationKind !== 'administrative-organ') {
      return true;
    }
    const { publishedOn } = caller.duty;
    return publishedOn !== null && publishedOn <= day;
  };
}

/** Opening to the public and to firms: what is published, then what an authorisation opens. */
function compileOpening(pack: Pack, restricted: RestrictedRule, publish: Publication): AccessRule {
  const p = pack.parameters;
  const border = bar('CROSS_BORDER', p['crossBorder.lawNeeded']);
  const scope = bar('AGREEMENT_SCOPE', p['batch.agreement'], p['agreement.opens']);
  const agreementGrant = grantOf('firm', [p['agreement.opens']]);
  const queryGrant = compileQueryGrant(pack);
  const opens = p['agreement.opens'].value;
  const needsAgreement = p['batch.agreement'].value === 'required';

  const byQuery = (request: RequestFacts, subject: SubjectFacts, item: ItemFacts) => {
    const standing = restricted.standing(request, subject, item);
    if (standing.granted) return queryGrant(standing, request, subject, item);
    const agreed =
      opens.has(subject.kind) &&
      request.caller.kind === 'firm' &&
      item.class !== 'self-reported' &&
      agreementHolds(request.agreement, request);
    if (!agreed) return standing.bar;
    if (scopeHas(request.agreement.scope, item.id)) return agreementGrant;
    return subject.authorisations.length === 0 ? scope : standing.bar;
  };

  const hurdleOf = (request: RequestFacts, item: ItemFacts): Bar<WithheldReason> | null => {
    if (needsAgreement && request.batch && !agreementCovers(request, item)) return scope;
    return p['crossBorder.lawNeeded'].value &&
      goesAbroad(request) &&
      request.caller.offshoreBasis === null
      ? border
      : null;
  };

  const ofBatches = citationsOf([p['batch.agreement'], p['batch.callers']]);
  const ofBorders = border.citations;
  /** A grant that also rests on the conditions of a batch, or of a recipient abroad. */
  const onConditions = (grant: Grant, request: RequestFacts): Grant => {
    if (!request.batch && !goesAbroad(request)) return grant;
    const batch = request.batch ? ofBatches : [];
    const abroad = goesAbroad(request) ? ofBorders : [];
    return { ...grant, citations: joined([grant.citations, batch, abroad]) };
  };

  return (request, subject, item) => {
    const published = publish(request, subject, item);
    const queried = byQuery(request, subject, item);
    const grants = [queried, published]
      .filter((found) => 'audience' in found)
      .map((grant) => onConditions(grant, request));
    const firm = request.caller.kind === 'firm';
    const audience = firm ? 'firm' : 'public';
    const own = firm ? queried : published;
    const guardian =
      'reason' in published &&
      published.reason === 'GUARDIAN_REQUIRED' &&
      !subject.authorisations.some(({ grantedBy }) => grantedBy === 'guardian');
    return {
      grants,
      hurdle: hurdleOf(request, item),
      bar: 'reason' in own ? own : null,
      openBar: guardian ? published : null,
      audience,
    };
  };
}

function agreementCovers({ agreement }: RequestFacts, item: ItemFacts): boolean {
  return agreement !== null && scopeHas(agreement.scope, item.id);
}

function goesAbroad({ caller }: RequestFacts): boolean {
  return (
    caller.kind === 'firm' &&
    caller.organisationKind === 'credit-service-firm' &&
    caller.offshoreRecipient
  );
}

type Granted = Extract<QueryStanding, { granted: true }>;
type QueryGrant = (
  standing: Granted,
  request: RequestFacts,
  subject: SubjectFacts,
  item: ItemFacts,
) => Grant;

/** An authorised query; where the bar on identity reaches it, consent opens the field masked only. */
function compileQueryGrant(pack: Pack): QueryGrant {
  const p = pack.parameters;
  const masks: ReadonlySet<CallerKind> = p['identity.masked'].value;
  const open = remembering(({ grounds }: Granted) => grantOf('firm', grounds));
  const masked = remembering(({ grounds }: Granted) =>
    grantOf('firm', [...grounds, p['identity.masked'], p['identity.barredFrom']], true),
  );
  return (standing, { caller }, subject, item) => {
    const identifies = subject.kind === 'natural' && item.identity !== null;
    return identifies && masks.has(caller.kind) ? masked(standing) : open(standing);
  };
}
