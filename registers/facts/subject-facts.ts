import { type Day, dayAt } from '../../policy/days.ts';
import { authorisations } from '../definitions/authorisations.ts';
import { basisStatus, lists, objections, optOuts, repairs } from '../definitions/records.ts';
import { lifecycle, representatives } from '../definitions/subjects.ts';
import { branch, type EntryHead, type EntryIn } from './branch.ts';
import {
  type BasisFacts,
  type ListMembership,
  type RegisteredAuthorisation,
  type RegisterRecordFacts,
  type RegisterSubjectFacts,
  recordKey,
} from './types.ts';

/** The fields that a decision needs of each register of subjects. */
export const SUBJECT_PARTS = {
  lifecycle: branch(lifecycle, ['bornOn', 'diedOn', 'terminatedOn', 'capacity', 'hasResidentId']),
  authorisations: branch(authorisations, [
    'form',
    'grantedBy',
    'grantor',
    'purpose',
    'scope',
    'from',
    'until',
    'revokedAt',
    'disputedAt',
    'bundled',
    'adverseNoticeAt',
    'writtenConsentAt',
    'restrictedPurpose',
  ]),
  representatives: branch(representatives, ['representative', 'from', 'until']),
  lists: branch(lists, ['item', 'record', 'listedOn', 'removedOn', 'conditions', 'remedies']),
  basisStatus: branch(basisStatus, ['documentId', 'item', 'record', 'status', 'changedOn']),
  objections: branch(objections, ['item', 'record', 'receivedOn', 'decidedOn', 'outcome']),
  repairs: branch(repairs, ['item', 'record', 'decidedOn', 'effect', 'newEnd']),
  optOuts: branch(optOuts, ['item', 'record', 'requestedOn', 'withdrawnOn']),
} as const;
export type SubjectPart = keyof typeof SUBJECT_PARTS;

/** What rows consist of; rows that another version of the code read may be of another shape. */
export const ROWS_SHAPE: string = JSON.stringify(
  Object.values(SUBJECT_PARTS).map(({ register, fields }) => [register, fields]),
);

type Held<N extends SubjectPart> = EntryIn<(typeof SUBJECT_PARTS)[N]>;

/** Everything the registers hold of one subject that a decision needs. */
export type SubjectEntries = { readonly [N in SubjectPart]: readonly Held<N>[] };

/** The moment a decision is made at. */
export interface Moment {
  readonly instant: number;
  readonly day: Day;
}

export function subjectFactsOf(entries: SubjectEntries, moment: Moment): RegisterSubjectFacts {
  const [life] = entries.lifecycle;
  const wishes = entries.optOuts.filter(
    ({ withdrawnOn }) => withdrawnOn === null || withdrawnOn > moment.day,
  );
  return {
    bornOn: life?.bornOn ?? null,
    diedOn: life?.diedOn ?? null,
    terminatedOn: life?.terminatedOn ?? null,
    // full capacity and a resident number are presumed of whom no register speaks
    capacity: life?.capacity ?? 'full',
    hasResidentId: life?.hasResidentId ?? true,
    authorisations: byId(entries.authorisations)
      .filter((entry) => isOfGuardian(entry, entries.representatives, moment))
      .map((entry) => authorisationOf(entry, moment)),
    listed: byId(entries.lists).map(membershipOf),
    records: recordsOf({ ...entries, optOuts: wishes }, moment),
    documents: documentsOf(entries.basisStatus, moment),
    optOuts: earliest(wishes.filter(({ record }) => record === null)),
  };
}

function byId<E extends EntryHead>(entries: readonly E[]): readonly E[] {
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * INVARIANT named-guardian-is-registered: an authorisation that a guardian is said to have granted is
 * one only if whom it names is registered, as guardian when it began or since. Who registers it is not
 * told; without a name it is the platform's word.
 */
function isOfGuardian(
  { grantedBy, grantor, from, recordedAt }: Held<'authorisations'>,
  guardians: readonly Held<'representatives'>[],
  { day }: Moment,
): boolean {
  if (grantedBy !== 'guardian' || grantor === null) return true;
  const began = from ?? dayAt(recordedAt);
  return guardians.some(
    (guardian) =>
      guardian.representative === grantor &&
      (guardian.from === null || guardian.from <= day) &&
      (guardian.until === null || guardian.until >= began),
  );
}

/**
 * INVARIANT revoked-is-revoked: a revocation that was immediate when it was recorded counts at every
 * later question, even when the clock of the replica that recorded it runs ahead of this one's, or
 * the request began before it. The same holds of a dispute.
 */
function authorisationOf(
  entry: Held<'authorisations'>,
  { instant }: Moment,
): RegisteredAuthorisation {
  const ends = [entry.revokedAt, entry.disputedAt]
    .filter((at) => at !== null)
    .map((at) => (at <= entry.recordedAt ? Math.min(at, instant) : at));
  return {
    id: entry.id,
    version: entry.version,
    form: entry.form,
    grantedBy: entry.grantedBy,
    purpose: entry.purpose,
    scope: entry.scope,
    from: entry.from,
    until: entry.until,
    revokedAt: ends.length === 0 ? null : Math.min(...ends),
    disputed: entry.disputedAt !== null,
    bundled: entry.bundled,
    adverseNotice: entry.adverseNoticeAt !== null && entry.adverseNoticeAt <= instant,
    writtenConsentAt: entry.writtenConsentAt,
    restrictedPurpose: entry.restrictedPurpose,
  };
}

function membershipOf(entry: Held<'lists'>): ListMembership {
  return {
    id: entry.id,
    item: entry.item,
    record: entry.record,
    from: entry.listedOn,
    until: entry.removedOn,
    conditions: entry.conditions !== null && entry.remedies !== null,
  };
}

function recordsOf(
  entries: SubjectEntries,
  { day }: Moment,
): ReadonlyMap<string, RegisterRecordFacts> {
  const basis = groups(entries.basisStatus);
  const objected = groups(entries.objections);
  const repaired = groups(entries.repairs);
  const wished = groups(entries.optOuts);
  const keys = new Set([...basis, ...objected, ...repaired, ...wished].map(([key]) => key));
  return new Map(
    [...keys].map((key) => [
      key,
      {
        ...basisOf(basis.get(key) ?? [], day),
        objection: objectionOf(objected.get(key) ?? [], day),
        repair: repairOf(repaired.get(key) ?? [], day),
        optOutRequestedOn: firstDay((wished.get(key) ?? []).map((wish) => wish.requestedOn)),
      },
    ]),
  );
}

function groups<E extends { readonly item: string | null; readonly record: string | null }>(
  entries: readonly E[],
): ReadonlyMap<string, readonly E[]> {
  return Map.groupBy(
    entries.filter(({ record }) => record !== null),
    ({ item, record }) => recordKey(item ?? '', record ?? ''),
  );
}

/** The status that was reached last; one that is still to come counts when there is no other. */
function basisOf(entries: readonly Held<'basisStatus'>[], day: Day): BasisFacts {
  const entry = lastBy(entries, day, ({ changedOn }) => changedOn);
  if (entry === null) return { basis: 'effective', basisChangedOn: null };
  return { basis: entry.status, basisChangedOn: entry.changedOn };
}

/** An objection that is open comes before all that are decided; the oldest of them is told. */
function objectionOf(
  entries: readonly Held<'objections'>[],
  day: Day,
): RegisterRecordFacts['objection'] {
  const open = entries.filter(
    ({ receivedOn, decidedOn }) => receivedOn <= day && (decidedOn === null || decidedOn > day),
  );
  const oldest = lastBy(open, day, ({ receivedOn }) => -receivedOn);
  const entry =
    oldest ?? lastBy(entries, day, ({ decidedOn, receivedOn }) => decidedOn ?? receivedOn);
  if (entry === null) return null;
  const { receivedOn, decidedOn, outcome } = entry;
  return { receivedOn, decidedOn, outcome };
}

function repairOf(entries: readonly Held<'repairs'>[], day: Day): RegisterRecordFacts['repair'] {
  const entry = lastBy(entries, day, ({ decidedOn }) => decidedOn);
  if (entry === null) return null;
  const { decidedOn, effect, newEnd } = entry;
  return { decidedOn, effect, newEnd };
}

function documentsOf(
  entries: readonly Held<'basisStatus'>[],
  { day }: Moment,
): ReadonlyMap<string, BasisFacts> {
  const documents = Map.groupBy(entries, ({ documentId }) => documentId);
  return new Map([...documents].map(([id, found]) => [id, basisOf(found, day)]));
}

function earliest(
  wishes: readonly { readonly item: string; readonly requestedOn: Day }[],
): ReadonlyMap<string, Day> {
  const items = Map.groupBy(wishes, ({ item }) => item);
  return new Map(
    [...items].flatMap(([item, found]) => {
      const first = firstDay(found.map(({ requestedOn }) => requestedOn));
      return first === null ? [] : [[item, first] as const];
    }),
  );
}

function firstDay(days: readonly Day[]): Day | null {
  return days.length === 0 ? null : (Math.min(...days) as Day);
}

/** The last that is not after the day, else the first after it; ties go to what was recorded last. */
function lastBy<E extends EntryHead>(
  entries: readonly E[],
  day: Day,
  order: (entry: E) => number,
): E | null {
  const sorted = entries.toSorted(
    (a, b) => order(a) - order(b) || a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1),
  );
  return sorted.findLast((entry) => order(entry) <= day) ?? sorted[0] ?? null;
}
