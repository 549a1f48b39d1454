import type { Pack, Parameter } from '../pack/pack.ts';
import type { ItemFacts, RequestFacts, SubjectFacts } from '../question.ts';
import type { CallerKind, SubjectKind, WithheldReason } from '../terms.ts';
import { agreementHolds, isShared } from './admissibility.ts';
import type { AuthorisationRule, QueryStanding } from './authorisation.ts';
import { scopeHas } from './authorisation.ts';
import type { RestrictedRule } from './closed.ts';
import { type Bar, bar, type Citations, citationsOf, joined, remembering } from './rule.ts';

/**
 * One of the law's acts by which an item may reach a caller: publication, authorised query, sharing,
 * or the subject's own query. They are separate acts, and a record may be closed to one and open to
 * another.
 */
export interface Grant {
  /** Whom the act serves: who gets what is published is the public, whoever it is. */
  readonly audience: CallerKind;
  readonly masked: boolean;
  readonly citations: Citations;
}

/** The acts that open the item to the caller, best first; with none, the reason. */
export interface Access {
  readonly grants: readonly Grant[];
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
    if (!binds.has(request.caller.kind) || access.grants.length === 0) return access;
    return authorisation.needsGuardian(request, subject) ? withGuardian(access) : access;
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
    return { grants: grants[audience], bar: null, openBar: null, audience };
  };
}

function deniedTo(audience: CallerKind, found: Bar<WithheldReason>): Access {
  return { grants: [], bar: found, openBar: null, audience };
}

function grantOf(audience: CallerKind, grounds: readonly Parameter[], masked = false): Grant {
  return { audience, masked, citations: citationsOf(grounds) };
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

function guardianBars(
  pack: Pack,
  authorisation: AuthorisationRule,
  restricted: RestrictedRule,
  request: RequestFacts,
  subject: SubjectFacts,
  item: ItemFacts,
  published: boolean,
): boolean {
  const p = pack.parameters;
  const binds: ReadonlySet<CallerKind> = p['guardian.binds'].value;
  if (!binds.has(request.caller.kind)) return false;
  if (!authorisation.needsGuardian(request, subject)) return false;
  if (restricted.standing(request, subject, item).granted) return false;
  const law = request.legalBasis !== null || (published && item.publicationOrderedByLaw);
  return !(law && p['guardian.lawLifts'].value);
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

  /** What keeps even what is granted: a batch beyond its agreement, a recipient abroad. */
  const barOf = (request: RequestFacts, item: ItemFacts): Bar<WithheldReason> | null => {
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
    const ownBar = 'reason' in own ? own : null;
    const barred = grants.length === 0 ? null : barOf(request, item);
    if (barred !== null) {
      // what is granted is kept from the caller; for what is not, its own bar still says why
      return {
        grants: [],
        bar: 'audience' in queried ? barred : (ownBar ?? barred),
        openBar: 'audience' in published ? barred : null,
        audience: 'audience' in queried ? 'firm' : audience,
      };
    }
    const guardian =
      'reason' in published &&
      published.reason === 'GUARDIAN_REQUIRED' &&
      !subject.authorisations.some(({ grantedBy }) => grantedBy === 'guardian');
    return {
      grants,
      bar: ownBar,
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

type Publication = (
  request: RequestFacts,
  subject: SubjectFacts,
  item: ItemFacts,
) => Grant | Bar<WithheldReason>;

function compilePublication(
  pack: Pack,
  authorisation: AuthorisationRule,
  restricted: RestrictedRule,
): Publication {
  const p = pack.parameters;
  const guardian = bar('GUARDIAN_REQUIRED', p['guardian.of'], p['guardian.binds']);
  const identity = bar('IDENTITY_FIELD', p['identity.barredFrom'], p['identity.masked']);
  const modes = p['disclosure.modes'];
  const notPublic = {
    legal: bar('NOT_PUBLIC', p['publication.legal'], modes),
    natural: bar('NOT_PUBLIC', p['publication.natural'], modes, p['authorisation.required']),
  };
  const asAuthorised = bar('NOT_PUBLIC', p['selfReported.served'], modes);
  const published = compilePublished(pack);
  return (request, subject, item) => {
    if (restricted.applies(request, subject, item)) return notPublic[subject.kind];
    const law = item.publicationOrderedByLaw;
    const identifies = subject.kind === 'natural' && item.identity !== null;
    const barred = identifies && p['identity.barredFrom'].value.has('public');
    if (barred && !law) return identity;
    if (isAsAuthorised(pack, item)) return asAuthorised;
    if (!isOpen(pack, subject, item)) return notPublic[subject.kind];
    if (guardianBars(pack, authorisation, restricted, request, subject, item, true))
      return guardian;
    return published(subject, item, barred);
  };
}

/** What the subject itself reported is used as it authorises, whatever else opens it (rule R72). */
function isAsAuthorised({ parameters: p }: Pack, item: ItemFacts): boolean {
  return item.class === 'self-reported' && p['selfReported.served'].value === 'as-authorised';
}

/** Whether publication opens the item, by the pack's way of saying so (rules R18, R22, R23, R27). */
function isOpen(pack: Pack, subject: SubjectFacts, item: ItemFacts): boolean {
  const p = pack.parameters;
  if (item.class === 'commitment' && p['commitments.publication'].value === 'ordered') return true;
  const law = item.publicationOrderedByLaw;
  const ordered = item.listing && p['publication.lists'].value === 'ordered';
  const way = p[subject.kind === 'legal' ? 'publication.legal' : 'publication.natural'].value;
  switch (way) {
    case 'openable':
      return item.openable || item.publicationOrderedByLaw;
    case 'level':
      return item.level === 'public';
    case 'ordered-by-law':
      return law || ordered;
    case 'law-only':
      return (
        (law || ordered) && (p['level.internal'].value === 'no-levels' || item.level === 'public')
      );
  }
}

type Published = (subject: SubjectFacts, item: ItemFacts, barred: boolean) => Grant;

/** One grant for each thing that publication may rest on: the subject, a list, a commitment. */
function compilePublished({ parameters: p }: Pack): Published {
  const masks = p['identity.masked'].value.has('public');
  const ways = { legal: p['publication.legal'], natural: p['publication.natural'] };
  const grantFor = (kind: SubjectKind, more: readonly Parameter[]) => {
    const grounds = [ways[kind], p['disclosure.modes'], ...more];
    return {
      open: grantOf('public', grounds),
      barred: grantOf(
        'public',
        [...grounds, p['identity.barredFrom'], p['identity.masked']],
        masks,
      ),
    };
  };
  const grantsFor = (kind: SubjectKind) => ({
    plain: grantFor(kind, []),
    listing: grantFor(kind, [p['publication.lists']]),
    commitment: grantFor(kind, [p['commitments.publication']]),
    both: grantFor(kind, [p['publication.lists'], p['commitments.publication']]),
  });
  const grants = { legal: grantsFor('legal'), natural: grantsFor('natural') };
  return (subject, item, barred) => {
    const commitment = item.class === 'commitment';
    const found = grants[subject.kind];
    const listed = commitment ? found.both : found.listing;
    const grant = item.listing ? listed : commitment ? found.commitment : found.plain;
    return barred ? grant.barred : grant.open;
  };
}
