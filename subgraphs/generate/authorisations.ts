import { createHash } from 'node:crypto';
import { plusDays, TODAY } from './calendar.ts';
import { FIRMS } from './organisations.ts';
import type { Subject } from './subject.ts';

/** Every way in which an authorisation can be good, or fail under some regulation. */
export const AUTHORISATION_STATES = [
  'valid',
  'valid-restricted',
  'expired',
  'revoked',
  'not-yet-valid',
  'lifetime',
  'bundled',
  'no-purpose',
  'narrow-scope',
  'by-guardian',
] as const;
type AuthorisationState = (typeof AUTHORISATION_STATES)[number];

const FORMS = ['written', 'electronic-signature', 'oral-recorded', 'click'] as const;
const PURPOSES = ['loan', 'rental', 'supply-contract', 'procurement'] as const;

export interface Authorisation {
  readonly id: string;
  readonly subjectKind: string;
  readonly subject: string;
  readonly grantedBy: string;
  readonly grantee: string;
  readonly form: string;
  readonly purpose: string | null;
  readonly scope: 'all' | readonly string[];
  readonly from: string;
  readonly until: string | null;
  readonly revokedAt: string | null;
  readonly bundled: boolean;
  /** Told of the adverse consequences of disclosing restricted data; when. */
  readonly adverseNoticeAt: string | null;
  /** Consented in writing to the disclosure of restricted data; when. */
  readonly writtenConsentAt: string | null;
  readonly restrictedPurpose: string | null;
  readonly evidenceDigest: string;
}

/** Gives some subjects one or two authorisations for the firms of the data set. */
export function writeAuthorisations(subject: Subject): void {
  const { random, sink, n } = subject;
  const count = random.chance(0.35) ? random.int(1, 2) : 0;
  for (let at = 0; at < count; at++) {
    const state = AUTHORISATION_STATES[(n + at) % AUTHORISATION_STATES.length] ?? 'valid';
    sink.register('authorisations', { ...authorisation(subject, state, at) });
  }
}

function authorisation(subject: Subject, state: AuthorisationState, at: number): Authorisation {
  const { random, kind, key, n } = subject;
  const id = `A-${kind}-${n}-${at}`;
  const purpose = random.pick(PURPOSES);
  const from = state === 'not-yet-valid' ? '2029-01-01' : plusDays(TODAY, -random.int(30, 400));
  const restricted = state === 'valid-restricted';
  return {
    id,
    subjectKind: kind,
    subject: key,
    grantedBy: grantedBy(kind, state),
    grantee: random.pick(FIRMS).id,
    form: restricted ? 'written' : random.pick(FORMS),
    purpose: state === 'no-purpose' ? null : purpose,
    scope: state === 'narrow-scope' ? ['penalty', 'person-penalty', 'tax-arrears'] : 'all',
    from,
    until: untilOf(state),
    revokedAt: state === 'revoked' ? `${plusDays(TODAY, -5)}T10:00:00+08:00` : null,
    bundled: state === 'bundled',
    adverseNoticeAt: restricted ? `${from}T09:00:00+08:00` : null,
    writtenConsentAt: restricted ? `${from}T09:05:00+08:00` : null,
    restrictedPurpose: restricted ? purpose : null,
    evidenceDigest: createHash('sha256').update(id).digest('hex'),
  };
}

function grantedBy(kind: string, state: AuthorisationState): string {
  if (kind === 'LEGAL') return 'unit';
  return state === 'by-guardian' ? 'guardian' : 'subject';
}

function untilOf(state: AuthorisationState): string | null {
  if (state === 'lifetime') return null;
  if (state === 'expired') return plusDays(TODAY, -10);
  return state === 'not-yet-valid' ? '2029-12-31' : '2028-12-31';
}
