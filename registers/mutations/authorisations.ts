import { sql } from 'kysely';
import { type Day, dayAt } from '../../policy/days.ts';
import type { Pack } from '../../policy/pack/pack.ts';
import type { OrganisationKind } from '../../policy/terms.ts';
import { authorisations } from '../definitions/authorisations.ts';
import { organisations } from '../definitions/organisations.ts';
import type { Register } from '../definitions/register.ts';
import { lifecycle } from '../definitions/subjects.ts';
import { RegisterError } from '../errors.ts';
import type { SubjectId, SubjectRef } from '../subject.ts';
import { type Latest, latestOf } from '../write/entries.ts';
import type { Target } from '../write/write.ts';
import { entryInForce, loaded, patch, record, recorded, unknownEntry } from './entry.ts';
import { type AuthorisationFields, demandValid, type Life } from './grant.ts';
import { represents, standingOf, subjectIdOf } from './represent.ts';
import {
  type Actor,
  type By,
  canonicalSubject,
  type Mutation,
  once,
  type Recorded,
} from './request.ts';

type Settable = Omit<AuthorisationFields, 'revokedAt' | 'disputedAt'>;
type Needed = 'grantedBy' | 'grantee' | 'form' | 'purpose' | 'scope' | 'until';

/** An authorisation to register; what is left out is empty, and it begins today. */
export interface Grant extends Pick<Settable, Needed>, Partial<Omit<Settable, Needed>> {
  readonly subject: SubjectRef;
  /** Birth as the subject's own identifier tells it, for whom no register tells it. */
  readonly bornOn?: Day | null;
}

/** What may change in an authorisation; whose it is and for whom stays. */
export interface Amendment extends Partial<Omit<Settable, 'grantee' | 'grantedBy' | 'grantor'>> {
  readonly bornOn?: Day | null;
}

const EMPTY = {
  grantor: null,
  evidenceDigest: null,
  noticeLanguage: null,
  noticeVersion: null,
  adverseNoticeAt: null,
  writtenConsentAt: null,
  restrictedPurpose: null,
  bundled: false,
  withdrawalMethod: null,
  revokedAt: null,
  disputedAt: null,
} as const;

/**
 * Registers an authorisation that the pack would let be used. It counts once this has answered.
 *
 * @throws {RegisterError} the reason of the law (`AUTH_LIFETIME`, `GUARDIAN_REQUIRED` …),
 *   `NOT_REPRESENTATIVE`, `NOT_ALLOWED`, `AUTH_NO_EVIDENCE`, `INVALID_ENTRY`, `IDEMPOTENCY_CONFLICT`
 */
export function grant(target: Target, given: Grant, pack: Pack, by: By): Promise<Recorded> {
  return once(target, 'grant', by, given, async (mutation) => {
    const { subject: named, bornOn = null, ...rest } = given;
    const subject = canonicalSubject(named);
    const owner = await subjectIdOf(mutation, subject);
    const fields: AuthorisationFields = { ...EMPTY, from: dayAt(mutation.now), ...rest };
    const grantor = await grantorOf(mutation, by.actor, owner, fields);
    const life = await lifeToldTo(mutation, by.actor, owner, bornOn);
    await demandJudged(mutation, pack, subject, fields, life);
    return record(mutation, authorisations, { subject, fields: { ...fields, grantor } });
  });
}

/**
 * Changes an authorisation under the same identity; what it was before stays in its history.
 *
 * @throws {RegisterError} as `grant`; `UNKNOWN_ENTRY`; `AUTH_REVOKED` when it was revoked
 */
export function amend(
  target: Target,
  id: string,
  amendment: Amendment,
  pack: Pack,
  by: By,
): Promise<Recorded> {
  return once(target, 'amend', by, [id, amendment], async (mutation) => {
    const { latest, fields } = await ownAuthorisation(mutation, id, by.actor);
    if (fields.revokedAt !== null && fields.revokedAt <= mutation.now) {
      throw new RegisterError('AUTH_REVOKED', 'expected an authorisation that was not revoked');
    }
    const { bornOn = null, ...changes } = amendment;
    if (by.actor.kind === 'organisation' && !changes.evidenceDigest) throw noEvidence();
    if (fields.grantedBy === 'guardian' && !(await isTold(mutation, by.actor))) {
      const today = dayAt(mutation.now);
      demandNotBefore(Math.min(today, fields.from ?? today) as Day, changes.from);
    }
    const owner = latest.subject as SubjectId;
    const subject = await subjectOf(mutation, owner);
    const life = await lifeToldTo(mutation, by.actor, owner, bornOn);
    await demandJudged(mutation, pack, subject, { ...fields, ...changes }, life);
    return patch(mutation, authorisations, latest, changes);
  });
}

/** Ends an authorisation at once: no question that is asked after this has answered can use it. */
export function revoke(target: Target, id: string, by: By): Promise<Recorded> {
  return once(target, 'revoke', by, id, async (mutation) => {
    const { latest, fields } = await ownAuthorisation(mutation, id, by.actor);
    if (fields.revokedAt !== null && fields.revokedAt <= mutation.now) {
      return recorded(mutation, latest);
    }
    return patch(mutation, authorisations, latest, { revokedAt: mutation.now });
  });
}

/** The subject says that it never granted this: it is not used while the dispute stands. */
export function dispute(target: Target, id: string, by: By): Promise<Recorded> {
  return setDispute(target, 'dispute', id, by, (held, now) => held ?? now);
}

export function withdrawDispute(target: Target, id: string, by: By): Promise<Recorded> {
  return setDispute(target, 'withdraw-dispute', id, by, () => null);
}

function setDispute(
  target: Target,
  action: string,
  id: string,
  by: By,
  next: (held: number | null, now: number) => number | null,
): Promise<Recorded> {
  return once(target, action, by, id, async (mutation) => {
    const { latest, fields } = await ownAuthorisation(mutation, id, by.actor);
    const disputedAt = next(fields.disputedAt, mutation.now);
    return patch(mutation, authorisations, latest, { disputedAt });
  });
}

type HeldFields = Omit<AuthorisationFields, 'grantor'>;

/** An authorisation that the actor may touch; of another's it learns not even that it is there. */
async function ownAuthorisation(mutation: Mutation, id: string, actor: Actor) {
  const latest = await entryInForce(mutation, authorisations, id);
  const fields = loaded(authorisations, latest.fields) as unknown as HeldFields;
  try {
    await standingOf(mutation, actor, latest.subject as SubjectId, dayAt(mutation.now));
    await demandOwn(mutation, actor, fields.grantee);
  } catch (error) {
    throw error instanceof RegisterError && error.code.startsWith('NOT_') ? unknownEntry() : error;
  }
  return { latest, fields };
}

/**
 * Who granted. A caller's word counts for nothing: a representative must be registered, and an
 * organisation that registers must show the evidence (its digest). It is not told whether the guardian
 * whom it names is registered: where nobody is, the authorisation is never used.
 */
async function grantorOf(
  mutation: Mutation,
  actor: Actor,
  owner: SubjectId,
  fields: AuthorisationFields,
): Promise<SubjectRef | null> {
  const today = dayAt(mutation.now);
  const standing = await standingOf(mutation, actor, owner, today);
  if (standing?.self === false && actor.kind === 'subject') {
    if (standing.as !== fields.grantedBy) throw wrongGrantor(standing.as);
    return canonicalSubject(actor.subject);
  }
  if (standing?.self === true) {
    if (fields.grantedBy === 'guardian') throw wrongGrantor('subject');
    return fields.grantedBy === 'subject' ? null : fields.grantor;
  }
  await demandOwn(mutation, actor, fields.grantee);
  if (actor.kind === 'organisation' && fields.evidenceDigest === null) throw noEvidence();
  if (fields.grantedBy !== 'guardian') return fields.grantor;
  if (fields.grantor !== null && !(await isTold(mutation, actor))) {
    demandNotBefore(today, fields.from);
    return fields.grantor;
  }
  const guardian = fields.grantor && (await subjectIdOf(mutation, fields.grantor));
  if (guardian !== null && (await represents(mutation, guardian, owner, 'guardian', today))) {
    return fields.grantor;
  }
  throw new RegisterError('NOT_REPRESENTATIVE', 'expected a registered guardian as `grantor`');
}

/**
 * Whom an organisation names must be a guardian on the first day of the authorisation, or later. Which
 * day that is, is no more the organisation's word than who it is: a former guardian grants nothing.
 */
function demandNotBefore(earliest: Day, from: Day | null | undefined): void {
  if (from == null || from >= earliest) return;
  throw new RegisterError('INVALID_ENTRY', 'expected a first day that is not past', {
    field: 'from',
  });
}

function wrongGrantor(expected: string): RegisterError {
  return new RegisterError('AUTH_GRANTOR', `expected \`grantedBy\` to be \`${expected}\``);
}

function noEvidence(): RegisterError {
  return new RegisterError('AUTH_NO_EVIDENCE', 'expected `evidenceDigest` of what was granted');
}

/** An organisation touches only what was granted to it; the platform keeps the register. */
async function demandOwn(mutation: Mutation, actor: Actor, grantee: string): Promise<void> {
  if (actor.kind !== 'organisation' || actor.organisation === grantee) return;
  if (await isPlatform(mutation, actor.organisation)) return;
  throw new RegisterError('NOT_ALLOWED', 'expected the organisation that is the grantee');
}

async function demandJudged(
  mutation: Mutation,
  pack: Pack,
  subject: SubjectRef,
  fields: HeldFields,
  life: Life,
): Promise<void> {
  demandValid(pack, {
    subject,
    fields,
    life,
    granteeKind: await kindOf(mutation, fields.grantee),
    instant: mutation.now,
  });
}

/**
 * What an authorisation is judged by. An organisation that registers one is not told what is held of the
 * subject's life: whether it could be used is decided at each query, as if it had been granted before.
 */
async function lifeToldTo(
  mutation: Mutation,
  actor: Actor,
  owner: SubjectId,
  bornOn: Day | null,
): Promise<Life> {
  return (await isTold(mutation, actor)) ? lifeOf(mutation, owner, bornOn) : unremarkable(bornOn);
}

/** Whether an actor may learn from a refusal what is held of the subject: an organisation may not. */
async function isTold(mutation: Mutation, actor: Actor): Promise<boolean> {
  return actor.kind !== 'organisation' || (await isPlatform(mutation, actor.organisation));
}

async function isPlatform(mutation: Mutation, organisation: string): Promise<boolean> {
  return (await kindOf(mutation, organisation)) === 'platform';
}

function unremarkable(bornOn: Day | null): Life {
  return { bornOn, diedOn: null, terminatedOn: null, capacity: 'full', hasResidentId: true };
}

async function lifeOf(mutation: Mutation, owner: SubjectId, bornOn: Day | null): Promise<Life> {
  const held = await oneOf(mutation, lifecycle as unknown as Register, String(owner));
  if (held === null) return unremarkable(bornOn);
  const life = loaded(lifecycle, held.fields) as unknown as Life;
  return { ...life, bornOn: life.bornOn ?? bornOn };
}

async function kindOf(mutation: Mutation, organisation: string): Promise<OrganisationKind | null> {
  const held = await oneOf(mutation, organisations as unknown as Register, organisation);
  return held === null ? null : organisations.columns.kind.load(held.fields.kind ?? null);
}

async function oneOf(mutation: Mutation, register: Register, id: string): Promise<Latest | null> {
  const latest = (await latestOf(mutation, register, [id])).get(id) ?? null;
  return latest?.retracted === true ? null : latest;
}

async function subjectOf({ connection }: Mutation, id: SubjectId): Promise<SubjectRef> {
  const { rows } = await sql<SubjectRef>`select kind, key from subject where id = ${id}`.execute(
    connection,
  );
  const [subject] = rows;
  if (subject === undefined) throw unknownEntry();
  return { kind: subject.kind, key: subject.key };
}
