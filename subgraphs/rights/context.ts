import { day, Misfit } from '../../registers/columns.ts';
import { RegisterError } from '../../registers/errors.ts';
import { representationsBy } from '../../registers/guardianship.ts';
import type { Actor, By } from '../../registers/mutations/request.ts';
import type { AuthorisationLedger, Registers } from '../../registers/port.ts';
import type { AnyRegister, HeldEntry, SubjectRegister } from '../../registers/read.ts';
import { isSame, type SubjectRef, subjectRef } from '../../registers/subject.ts';
import { birthDateOf, checkIdNumber, type IdNumber } from '../../schema/identifiers/id-number.ts';
import { checkUscc } from '../../schema/identifiers/uscc.ts';
import type { LogReader } from './log-port.ts';

export type Pack = Parameters<AuthorisationLedger['grantAuthorisation']>[1];
/** A civil day, as the registers hold it. */
export type Day = HeldEntry<'objections'>['receivedOn'];

/** What was changed in a register, for the log. */
export interface RegisterChange {
  readonly register: AnyRegister;
  readonly action: string;
  readonly id: string;
  readonly subject: SubjectRef | null;
}

/**
 * What the resolvers of one request work with. The actor was verified by the gateway, which has also
 * checked that an actor of its kind may use the field at all; on whose behalf a subject may act, the
 * registers say.
 */
export interface RightsContext {
  readonly registers: Registers;
  readonly pack: Pack;
  readonly actor: Actor;
  /** Why an actor that is no subject acts, such as its case. */
  readonly reason: string;
  /** What it says that it acts for; its duty is registered for that. */
  readonly purpose: string | null;
  readonly language: 'zh' | 'en';
  /** Every item there is. */
  readonly items: ReadonlySet<string>;
  /** Items that subjects report themselves. */
  readonly selfReported: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly log: LogReader;
  /**
   * Whether a subject of this kind can have the item and, unless it is null, this one has the record.
   *
   * @throws when the department that knows cannot be asked
   */
  holds(subject: SubjectRef, item: string, record: string | null): Promise<boolean>;
  /** Told whose rights were looked at, and by which entry its guardian did. */
  seen(subject: SubjectRef, guardianship?: string): void;
  /** Told that the log was looked at. */
  viewed(): void;
  /** Told of each change, before the answer is made. */
  changed(change: RegisterChange): void;
}

/** A subject as an argument names it: by exactly one of its keys. */
export interface NamedSubject {
  readonly uscc?: string | null;
  readonly idNumber?: string | null;
}

/** @throws {RegisterError} `INVALID_ENTRY` naming the argument, never the key */
export function subjectNamed({ uscc, idNumber }: NamedSubject, field = 'subject'): SubjectRef {
  const legal = uscc == null ? null : checkUscc(uscc).ok && subjectRef('legal', uscc);
  const natural =
    idNumber == null ? null : checkIdNumber(idNumber).ok && subjectRef('natural', idNumber);
  if (legal && natural === null) return legal;
  if (natural && legal === null) return natural;
  throw new RegisterError('INVALID_ENTRY', 'expected exactly one valid key', { field });
}

/** In which capacity a token of a subject acts for a subject. */
export interface Standing {
  readonly subject: SubjectRef;
  readonly as: 'subject' | 'guardian' | 'unit';
  /** The entry that makes it the guardian. */
  readonly guardianship?: string | undefined;
}

/**
 * Whose rights are exercised: the token's own subject's, or those of one that it is registered to
 * represent today (rules R05, R40); a guardian, as long as that person needs one.
 *
 * @throws {RegisterError} `NOT_REPRESENTATIVE`, the same whether or not anything is held of that subject
 */
export async function standingFor(
  context: RightsContext,
  onBehalfOf: NamedSubject | null | undefined,
): Promise<Standing> {
  const { actor, registers } = context;
  if (actor.kind !== 'subject') throw notRepresentative();
  const named = onBehalfOf == null ? actor.subject : subjectNamed(onBehalfOf, 'onBehalfOf');
  if (isSame(named, actor.subject)) return { subject: actor.subject, as: 'subject' };
  const represented = { subject: named, bornOn: bornOn(named), day: dayOf(context.now) };
  const found = await representationsBy(registers, context.pack, actor.subject, represented);
  const guardianship = found.find(({ capacity }) => capacity === 'guardian')?.id;
  if (guardianship !== undefined) return { subject: named, as: 'guardian', guardianship };
  if (found.length === 0) throw notRepresentative();
  return { subject: named, as: 'unit' };
}

/**
 * The newest version of an entry that is the subject's; of another's it is not even told that it is
 * there. An entry never changes its subject, so where it was first recorded says whose it is.
 *
 * @throws {RegisterError} `UNKNOWN_ENTRY`
 */
export async function ownEntry<N extends SubjectRegister>(
  { registers }: RightsContext,
  register: N,
  subject: SubjectRef,
  id: string,
): Promise<HeldEntry<N>> {
  const versions = await registers.history(register, id);
  const [first] = versions;
  const last = versions.at(-1);
  if (first !== undefined && last !== undefined) {
    const then = await registers.entries(register, subject, { knownAt: first.recordedAt });
    if (then.some((entry) => entry.id === id)) return last;
  }
  throw new RegisterError('UNKNOWN_ENTRY', 'there is no such entry');
}

/**
 * Nobody can mean an item that there is not: a slip would close, or open, nothing.
 *
 * @throws {RegisterError} `INVALID_ENTRY`
 */
export function demandItems(
  { items }: RightsContext,
  named: 'all' | Iterable<string> | null | undefined,
): void {
  if (named == null || named === 'all') return;
  if ([...named].every((item) => items.has(item))) return;
  throw new RegisterError('INVALID_ENTRY', 'expected items of the catalogue', { field: 'item' });
}

/**
 * The subject has this record; what it cannot mean would mark, or close, nothing.
 *
 * @throws {RegisterError} `INVALID_ENTRY` for an item of other subjects, `UNKNOWN_ENTRY`
 */
export async function demandHeld(
  context: RightsContext,
  subject: SubjectRef,
  item: string,
  record: string | null,
): Promise<void> {
  demandItems(context, [item]);
  if (!(await context.holds(subject, item, null))) {
    throw new RegisterError('INVALID_ENTRY', 'expected an item of this kind of subject', {
      field: 'item',
    });
  }
  if (record === null || (await context.holds(subject, item, record))) return;
  throw new RegisterError('UNKNOWN_ENTRY', 'there is no such record', { field: 'record' });
}

/** Who, why, and the client's key of a change. */
export function by({ actor, reason }: RightsContext, clientKey: string): By {
  return { actor, reason, requestKey: clientKey };
}

/** The day of a subject's birth, as an identity number states it (GB 11643-1999). */
export function bornOn({ kind, key }: SubjectRef): Day | null {
  return kind === 'natural' ? readDay(birthDateOf(key as IdNumber)) : null;
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** The civil day of an instant in Asia/Shanghai. */
export function dayOf(instant: number): Day {
  const text = new Date(instant + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
  return readDay(text) as Day;
}

export function readDay(text: string): Day | null {
  const read = day.read(text);
  return read instanceof Misfit ? null : read;
}

/** A day as `YYYY-MM-DD`. */
export function dateOf(value: Day | null): string | null {
  return value === null ? null : String(day.store(value, () => unreachable()));
}

function unreachable(): never {
  throw new RegisterError('INVALID_ENTRY', 'a day names no subject');
}

function notRepresentative(): RegisterError {
  return new RegisterError(
    'NOT_REPRESENTATIVE',
    'expected the subject itself or a registered representative',
  );
}
