import { type Day, dayAt } from '../../policy/days.ts';
import type { ObjectionOutcome } from '../../policy/terms.ts';
import { objections } from '../definitions/records.ts';
import type { HeldOf } from '../definitions/register.ts';
import { RegisterError } from '../errors.ts';
import type { SubjectId, SubjectRef } from '../subject.ts';
import type { Target } from '../write/write.ts';
import { entryInForce, loaded, patch, record, takeBack } from './entry.ts';
import { standingOf, subjectIdOf } from './represent.ts';
import { type Actor, type By, type Mutation, once, type Recorded } from './request.ts';

export interface Objection {
  readonly subject: SubjectRef;
  readonly item: string;
  readonly record: string;
  /** Today when left out. */
  readonly receivedOn?: Day;
}

type Held = HeldOf<typeof objections>;
type Changes = Partial<Held>;

/** Receives an objection; the record is marked from now on (rule R73, reading X26). */
export function receive(target: Target, given: Objection, by: By): Promise<Recorded> {
  return once(target, 'object', by, given, async (mutation) => {
    const { subject, item, record: name, receivedOn = dayAt(mutation.now) } = given;
    await demandSubject(mutation, by.actor, await subjectIdOf(mutation, subject));
    const fields = {
      item,
      record: name,
      receivedOn,
      acceptedOn: null,
      forwardedOn: null,
      decidedOn: null,
      outcome: null,
      excludedDays: 0,
    };
    return record(mutation, objections, { subject, fields });
  });
}

/** @throws {RegisterError} `WRONG_STATE` when it was decided, or the step before was not taken */
export function accept(target: Target, id: string, by: By): Promise<Recorded> {
  return step(target, 'accept-objection', id, by, [], (held, today) => {
    return held.acceptedOn === null ? { acceptedOn: today } : {};
  });
}

export function forward(target: Target, id: string, by: By): Promise<Recorded> {
  return step(target, 'forward-objection', id, by, [], (held, today) => {
    if (held.acceptedOn === null) throw wrongState('an accepted objection');
    return held.forwardedOn === null ? { forwardedOn: today } : {};
  });
}

/** Working days of tests and expert opinions so far, which do not count (rule R77). */
export function excludeDays(target: Target, id: string, days: number, by: By): Promise<Recorded> {
  return step(target, 'exclude-days', id, by, days, () => ({ excludedDays: days }));
}

export interface ObjectionDecision {
  readonly outcome: ObjectionOutcome;
  /** Working days of tests and expert opinions, which do not count (rule R77). */
  readonly excludedDays?: number;
}

export function decide(
  target: Target,
  id: string,
  decision: ObjectionDecision,
  by: By,
): Promise<Recorded> {
  return step(target, 'decide-objection', id, by, decision, (held, today) => {
    if (held.acceptedOn === null) throw wrongState('an accepted objection');
    const { outcome, excludedDays = held.excludedDays } = decision;
    return { decidedOn: today, outcome, excludedDays };
  });
}

/** The subject takes its objection back, before it is decided. */
export function withdraw(target: Target, id: string, by: By): Promise<Recorded> {
  return once(target, 'withdraw-objection', by, id, async (mutation) => {
    const latest = await entryInForce(mutation, objections, id);
    await demandSubject(mutation, by.actor, latest.subject as SubjectId);
    demandOpen(loaded(objections, latest.fields) as unknown as Held);
    return takeBack(mutation, objections, id);
  });
}

function step(
  target: Target,
  action: string,
  id: string,
  by: By,
  content: unknown,
  next: (held: Held, today: Day) => Changes,
): Promise<Recorded> {
  return once(target, action, by, [id, content], async (mutation) => {
    const latest = await entryInForce(mutation, objections, id);
    const held = loaded(objections, latest.fields) as unknown as Held;
    demandOpen(held);
    return patch(mutation, objections, latest, next(held, dayAt(mutation.now)));
  });
}

function demandOpen({ decidedOn }: Held): void {
  if (decidedOn !== null) throw wrongState('an objection that is open');
}

function wrongState(expected: string): RegisterError {
  return new RegisterError('WRONG_STATE', `expected ${expected}`);
}

async function demandSubject(mutation: Mutation, actor: Actor, subject: SubjectId): Promise<void> {
  await standingOf(mutation, actor, subject, dayAt(mutation.now));
}
