import type { Pack } from '../pack/pack.ts';
import type { AuthorisationFacts, ItemFacts, RequestFacts, SubjectFacts } from '../question.ts';
import type { CallerKind, WithheldReason } from '../terms.ts';
import type { AuthorisationRule } from './authorisation.ts';
import { isWritten } from './authorisation.ts';
import { type Bar, bar } from './rule.ts';

/** What closes an item whatever its record holds: its class, the catalogue, its level. */
export type ClosedItem = (
  request: RequestFacts,
  subject: SubjectFacts,
  item: ItemFacts,
) => Bar<WithheldReason> | null;

export function compileClosedItem(
  pack: Pack,
  authorisation: AuthorisationRule,
  restricted: RestrictedRule,
): ClosedItem {
  const checks: readonly ClosedItem[] = [
    prohibited(pack, authorisation),
    catalogued(pack),
    internalLevel(pack),
    restricted.bars,
  ];
  return (request, subject, item) => {
    for (const check of checks) {
      const found = check(request, subject, item);
      if (found !== null) return found;
    }
    return null;
  };
}

/** Prohibited classes are closed to everybody; what a text does not name is private (reading X15). */
function prohibited({ parameters: p }: Pack, authorisation: AuthorisationRule): ClosedItem {
  const named = p['prohibited.classes'].value;
  const liftable = p['prohibited.lawLifts'].value;
  const closed = bar('PROHIBITED_CLASS', p['prohibited.classes'], p['prohibited.lawLifts']);
  const closedPrivate = bar('PRIVATE', p.privacy);
  const consentOpens = p.privacy.value === 'opens-with-consent';
  return (request, subject, item) => {
    const kind = item.prohibited;
    // the texts speak of natural persons' data
    if (kind === null || subject.kind === 'legal') return null;
    if (named.has(kind)) {
      return liftable.has(kind) && request.legalBasis !== null ? null : closed;
    }
    if (request.caller.kind === 'subject') return null;
    if (consentOpens && authorisation.standing(request, subject, item).granted) return null;
    return closedPrivate;
  };
}

function catalogued({ parameters: p }: Pack): ClosedItem {
  const missing = bar('NOT_IN_CATALOGUE', p['catalogue.binds']);
  return (_request, _subject, item) => (item.catalogued ? null : missing);
}

/** The third level is for the subject and for agencies in duty only (Hangzhou art. 14.1.3). */
function internalLevel({ parameters: p }: Pack): ClosedItem {
  if (p['level.internal'].value !== 'closed') return () => null;
  const internal = bar('LEVEL_INTERNAL', p['level.internal']);
  return ({ caller }, _subject, item) =>
    item.level === 'internal' && (caller.kind === 'public' || caller.kind === 'firm')
      ? internal
      : null;
}

export interface RestrictedRule {
  readonly bars: ClosedItem;
  /** The ban reaches this caller, so publication does not open the item to it. */
  applies(request: RequestFacts, subject: SubjectFacts, item: ItemFacts): boolean;
  /** Where the ban reaches, only an authorisation that lifts it counts as one at all. */
  lifting(request: RequestFacts, subject: SubjectFacts, item: ItemFacts): SubjectFacts;
  /** Where the ban reaches, a law that does not lift it does not stand in for consent either. */
  readonly standing: AuthorisationRule['standing'];
}

/** Restricted financial data of natural persons: closed until the text's conditions are all met. */
export function compileRestricted(pack: Pack, authorisation: AuthorisationRule): RestrictedRule {
  const p = pack.parameters;
  const classes = p['restricted.classes'].value;
  const binds: ReadonlySet<CallerKind> = p['restricted.binds'].value;
  const grounds = [p['restricted.lift'], p['restricted.classes'], p['restricted.binds']] as const;
  const conditions = p['restricted.lift'].value.map((name) => CONDITIONS[name](grounds));
  const barred = bar('RESTRICTED', ...grounds);
  const lawLifts = p['restricted.lawLifts'].value;
  const publicationLifts = p['restricted.publicationLifts'].value;

  const applies = (request: RequestFacts, subject: SubjectFacts, item: ItemFacts) =>
    subject.kind === 'natural' &&
    item.restricted !== null &&
    classes.has(item.restricted) &&
    binds.has(request.caller.kind) &&
    !(publicationLifts && item.publicationOrderedByLaw) &&
    !(lawLifts && request.legalBasis !== null);

  const lifts = (authorisation: AuthorisationFacts) =>
    conditions.every((condition) => condition.met(authorisation));

  return {
    applies,
    lifting: (request, subject, item) =>
      applies(request, subject, item)
        ? { ...subject, authorisations: subject.authorisations.filter(lifts) }
        : subject,
    standing: (request, subject, item) =>
      applies(request, subject, item)
        ? authorisation.consent(request, subject, item)
        : authorisation.standing(request, subject, item),
    bars: (request, subject, item) => {
      if (!applies(request, subject, item)) return null;
      let nearest = 0;
      for (const candidate of subject.authorisations) {
        const unmet = conditions.findIndex((condition) => !condition.met(candidate));
        if (unmet === -1) return null;
        nearest = Math.max(nearest, unmet);
      }
      return conditions[nearest]?.bar ?? barred;
    },
  };
}

interface Condition {
  readonly bar: Bar<WithheldReason>;
  met(authorisation: AuthorisationFacts): boolean;
}

type Grounds = Parameters<typeof bar>[1][];

const CONDITIONS: Readonly<
  Record<'notice' | 'written' | 'purpose', (grounds: Readonly<Grounds>) => Condition>
> = {
  notice: (grounds) => ({
    bar: bar('RESTRICTED_NO_NOTICE', ...grounds),
    met: (authorisation) => authorisation.adverseNotice,
  }),
  written: (grounds) => ({ bar: bar('RESTRICTED_NOT_WRITTEN', ...grounds), met: isWritten }),
  purpose: (grounds) => ({
    bar: bar('RESTRICTED_NO_PURPOSE', ...grounds),
    met: (authorisation) => authorisation.purpose !== null,
  }),
};
