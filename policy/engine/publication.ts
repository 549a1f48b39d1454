import type { Pack, Parameter } from '../pack/pack.ts';
import type { ItemFacts, RequestFacts, SubjectFacts } from '../question.ts';
import type { CallerKind, SubjectKind, WithheldReason } from '../terms.ts';
import type { AuthorisationRule } from './authorisation.ts';
import type { RestrictedRule } from './closed.ts';
import { type Grant, grantOf } from './grant.ts';
import { type Bar, bar } from './rule.ts';

/** What publication opens to anyone, or why not. */
export type Publication = (
  request: RequestFacts,
  subject: SubjectFacts,
  item: ItemFacts,
) => Grant | Bar<WithheldReason>;

export function compilePublication(
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
export function isAsAuthorised({ parameters: p }: Pack, item: ItemFacts): boolean {
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

/** One grant for each thing that publication may rest on: the subject, or a list. */
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
  });
  const grants = { legal: grantsFor('legal'), natural: grantsFor('natural') };
  return (subject, item, barred) => {
    const grant = grants[subject.kind][item.listing ? 'listing' : 'plain'];
    return barred ? grant.barred : grant.open;
  };
}

/** Whether a guardian would have to consent and has not; publication ordered by law may lift that. */
export function guardianBars(
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
