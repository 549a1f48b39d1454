import { type Day, lastDayOf } from '../days.ts';
import type { Pack, Parameter } from '../pack/pack.ts';
import type {
  AuthorisationFacts,
  ItemFacts,
  RequestFacts,
  Scope,
  SubjectFacts,
} from '../question.ts';
import type { Grantor, SubjectKind, WithheldReason } from '../terms.ts';
import { ageRule, fullyCapable, isMinor } from './admissibility.ts';
import { type Bar, bar } from './rule.ts';

/** The grounds on which somebody may query what is not public, or why not. */
export type QueryStanding =
  | { readonly granted: true; readonly grounds: readonly Parameter[] }
  | { readonly granted: false; readonly bar: Bar<WithheldReason> };

export interface AuthorisationRule {
  /** The standing by an authorisation on file, or by a law in its place. */
  standing(request: RequestFacts, subject: SubjectFacts, item: ItemFacts): QueryStanding;

  /** The standing by an authorisation alone; the one that comes nearest explains a no. */
  consent(request: RequestFacts, subject: SubjectFacts, item: ItemFacts): QueryStanding;

  /** The subject cannot consent for itself: a guardian must. */
  needsGuardian(request: RequestFacts, subject: SubjectFacts): boolean;
}

interface Check {
  readonly bar: Bar<WithheldReason>;
  fails(
    authorisation: AuthorisationFacts,
    request: RequestFacts,
    subject: SubjectFacts,
    item: ItemFacts,
  ): boolean;
}

const WRITTEN_FORMS: ReadonlySet<string> = new Set(['written', 'electronic-signature']);

export function isWritten(authorisation: AuthorisationFacts): boolean {
  return WRITTEN_FORMS.has(authorisation.form);
}

export function scopeHas(scope: Scope, itemId: string): boolean {
  return scope === 'all' || scope.has(itemId);
}

/** What the law asks about a person of whom somebody is registered as the guardian. */
export type Ward = Pick<SubjectFacts, 'bornOn' | 'capacity' | 'diedOn'>;

/**
 * Whether a guardian speaks for a person on a day (rule R05): for one who lives and is a minor, or lacks
 * full capacity. It ends with coming of age, with capacity regained and with death, whatever the
 * register of guardians still holds.
 */
export function hasGuardian({ parameters: p }: Pack, ward: Ward, day: Day): boolean {
  if (ward.diedOn !== null && ward.diedOn <= day) return false;
  return mayHaveGuardian(p, ward, day);
}

function mayHaveGuardian(p: Pack['parameters'], ward: Omit<Ward, 'diedOn'>, day: Day): boolean {
  const age = ageRule(p['subject.adultFrom'].value);
  const isWard = p['guardian.of'].value === 'minors' && isMinor(ward, day, age);
  return isWard || !fullyCapable(ward, day, age);
}

export function compileAuthorisation(pack: Pack): AuthorisationRule {
  const p = pack.parameters;
  const age = ageRule(p['subject.adultFrom'].value);
  const wards = p['guardian.of'].value;
  const needsGuardian = ({ day }: RequestFacts, subject: SubjectFacts) =>
    subject.kind === 'natural' &&
    (wards === 'minors'
      ? isMinor(subject, day, age)
      : wards === 'without-full-capacity' && !fullyCapable(subject, day, age));

  /** A unit cannot grant for a person, nor a guardian for somebody who needs none. */
  const mayGrant = (
    authorisation: AuthorisationFacts,
    subject: SubjectFacts,
    request: RequestFacts,
  ) => {
    if (authorisation.grantedBy === 'subject') return true;
    if (subject.kind === 'legal') return authorisation.grantedBy === 'unit';
    if (authorisation.grantedBy === 'unit') return false;
    return mayHaveGuardian(p, subject, request.day);
  };

  const checks = compileChecks(pack, needsGuardian);
  const lawReplaces = p['authorisation.lawReplaces'].value;
  const byLaw: QueryStanding = {
    granted: true,
    grounds: [p['authorisation.lawReplaces'], p['override.general']],
  };
  const held = compileHeld(pack);
  const refusing = (found: Bar<WithheldReason>): QueryStanding => ({ granted: false, bar: found });
  const failing = checks.map((check) => refusing(check.bar));
  const none = {
    natural: refusing(noneOnFile(pack, 'natural')),
    legal: refusing(noneOnFile(pack, 'legal')),
  };

  const consent: AuthorisationRule['consent'] = (request, subject, item) => {
    let nearest = -1;
    for (const authorisation of subject.authorisations) {
      if (!mayGrant(authorisation, subject, request)) continue;
      const failed = checks.findIndex((check) =>
        check.fails(authorisation, request, subject, item),
      );
      if (failed === -1) return held(authorisation, subject);
      nearest = Math.max(nearest, failed);
    }
    return failing[nearest] ?? none[subject.kind];
  };

  return {
    needsGuardian,
    consent,
    standing: (request, subject, item) =>
      lawReplaces && request.legalBasis !== null && request.caller.kind !== 'public'
        ? byLaw
        : consent(request, subject, item),
  };
}

/** What is not public needs an authorisation, or what the text takes in its place. */
function noneOnFile({ parameters: p }: Pack, kind: SubjectKind): Bar<WithheldReason> {
  const written = p['authorisation.written'];
  return bar(
    'NO_AUTHORISATION',
    p['authorisation.required'],
    ...(written.value.has(kind) ? [written] : []),
    p['authorisation.unit'],
    p['agreement.opens'],
    p[kind === 'legal' ? 'publication.legal' : 'publication.natural'],
  );
}

/** The conditions on an authorisation, in the order of precedence of the reasons. */
function compileChecks(
  pack: Pack,
  needsGuardian: AuthorisationRule['needsGuardian'],
): readonly Check[] {
  const p = pack.parameters;
  const required = p['authorisation.required'];
  const written = p['authorisation.written'];
  const purpose = p['authorisation.purpose'];
  const lifetime = p['authorisation.lifetimeBarred'];
  const maximum = p['authorisation.maximum'];
  const bundled = p['authorisation.bundledInvalid'];
  const lawLifts = p['guardian.lawLifts'].value;
  return [
    {
      bar: bar('AUTH_NOT_WRITTEN', written, required),
      fails: (authorisation, _request, subject) =>
        written.value.has(subject.kind) && !isWritten(authorisation),
    },
    {
      bar: bar('AUTH_NO_PURPOSE', purpose, required),
      fails: (authorisation) => purpose.value === 'required' && authorisation.purpose === null,
    },
    {
      bar: bar('AUTH_PURPOSE_MISMATCH', purpose, p['authorisation.scope'], required, p.necessity),
      fails: (authorisation, request) =>
        authorisation.purpose !== null && authorisation.purpose !== request.purpose,
    },
    {
      bar: bar('AUTH_SCOPE', p['authorisation.scope'], required, p.necessity),
      fails: (authorisation, _request, _subject, item) => !scopeHas(authorisation.scope, item.id),
    },
    {
      bar: bar('AUTH_NOT_YET_VALID', required, lifetime),
      fails: (authorisation, { day }) => authorisation.from !== null && authorisation.from > day,
    },
    {
      bar: bar('AUTH_EXPIRED', required, lifetime),
      fails: (authorisation, { day }) =>
        (authorisation.until !== null && authorisation.until < day) ||
        exceedsMaximum(authorisation, day, maximum.value),
    },
    {
      bar: bar('AUTH_REVOKED', required, lifetime),
      fails: (authorisation, { instant }) =>
        authorisation.revokedAt !== null && authorisation.revokedAt <= instant,
    },
    {
      bar: bar('AUTH_LIFETIME', lifetime),
      fails: (authorisation, _request, subject) =>
        authorisation.until === null && lifetime.value.has(subject.kind),
    },
    {
      bar: bar('AUTH_BUNDLED', bundled),
      fails: (authorisation, { caller }) =>
        authorisation.bundled &&
        (bundled.value === 'always' ||
          (bundled.value === 'credit-service-firms' &&
            caller.organisationKind === 'credit-service-firm')),
    },
    {
      bar: bar('GUARDIAN_REQUIRED', p['guardian.of'], p['guardian.binds'], required),
      fails: (authorisation, request, subject) =>
        authorisation.grantedBy !== 'guardian' &&
        needsGuardian(request, subject) &&
        !(lawLifts && request.legalBasis !== null),
    },
  ];
}

/** Reading X21 allows a deployment to cap how long an authorisation is used after it began. */
function exceedsMaximum(
  authorisation: AuthorisationFacts,
  day: RequestFacts['day'],
  maximum: Parameters<typeof lastDayOf>[1] | null,
): boolean {
  if (maximum === null) return false;
  return authorisation.from === null || lastDayOf(authorisation.from, maximum) < day;
}

type Held = (authorisation: AuthorisationFacts, subject: SubjectFacts) => QueryStanding;

/** The standing of an authorisation that holds: one for each kind of subject, grantor and purpose. */
function compileHeld({ parameters: p }: Pack): Held {
  const standingOf = (kind: SubjectKind, grantedBy: Grantor, named: boolean): QueryStanding => {
    const grounds: Parameter[] = [
      p['authorisation.required'],
      p['authorisation.scope'],
      p.necessity,
    ];
    if (p['authorisation.written'].value.has(kind)) grounds.push(p['authorisation.written']);
    if (named) grounds.push(p['authorisation.purpose']);
    if (p['authorisation.lifetimeBarred'].value.has(kind)) {
      grounds.push(p['authorisation.lifetimeBarred']);
    }
    grounds.push(p['authorisation.bundledInvalid']);
    if (grantedBy === 'guardian') grounds.push(p['guardian.of']);
    if (grantedBy === 'unit') grounds.push(p['authorisation.unit']);
    return { granted: true, grounds };
  };
  const byGrantor = (kind: SubjectKind, named: boolean) => ({
    subject: standingOf(kind, 'subject', named),
    guardian: standingOf(kind, 'guardian', named),
    unit: standingOf(kind, 'unit', named),
  });
  const named = { natural: byGrantor('natural', true), legal: byGrantor('legal', true) };
  const unnamed = { natural: byGrantor('natural', false), legal: byGrantor('legal', false) };
  return ({ purpose, grantedBy }, { kind }) =>
    (purpose === null ? unnamed : named)[kind][grantedBy];
}
