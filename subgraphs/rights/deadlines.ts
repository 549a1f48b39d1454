import '../shared/reflect.ts';
import { FieldResolver, Resolver, Root } from 'type-graphql';
import { type DueDate, dueDate, dueDates } from '../../registers/due-dates.ts';
import { RegisterError } from '../../registers/errors.ts';
import type { HeldEntry } from '../../registers/read.ts';
import { DateScalar } from '../shared/scalars.ts';
import { dateOf, type RightsContext } from './context.ts';
import { Deadline } from './types.ts';

type Course = Pick<
  HeldEntry<'objections'>,
  'receivedOn' | 'excludedDays' | 'decidedOn' | 'outcome'
>;

type OptOutCourse = Pick<HeldEntry<'opt-outs'>, 'item' | 'requestedOn' | 'withdrawnOn'>;

/**
 * What is due in the course of an objection: while it is open, the mark and the decision (rules
 * R73–R76); once it was upheld, the correction wherever the record went (rule R78).
 */
export function objectionDeadlines(
  { pack, language }: Pick<RightsContext, 'pack' | 'language'>,
  course: Course,
): readonly Deadline[] {
  const { decidedOn, outcome } = course;
  if (decidedOn === null) {
    return Object.entries(dueDates(course, pack)).map(([step, due]) =>
      deadline(step, due, language),
    );
  }
  const due = outcome === 'upheld' ? dueDate(pack, 'correction.passedOnDays', decidedOn) : null;
  return due === null ? [] : [deadline('passed-on', due, language)];
}

/** When a decision on repair is to be carried out (rule R82). */
export function repairDeadlines(
  { pack, language }: Pick<RightsContext, 'pack' | 'language'>,
  { decidedOn }: Pick<HeldEntry<'repairs'>, 'decidedOn'>,
): readonly Deadline[] {
  const due = dueDate(pack, 'repair.days', decidedOn);
  return due === null ? [] : [deadline('repair', due, language)];
}

/** When a wish about what the subject reported itself is to be carried out (rule R72). */
export function optOutDeadlines(
  { pack, language, selfReported }: Pick<RightsContext, 'pack' | 'language' | 'selfReported'>,
  { item, requestedOn, withdrawnOn }: OptOutCourse,
): readonly Deadline[] {
  if (withdrawnOn !== null || !selfReported.has(item)) return [];
  const due = dueDate(pack, 'selfReported.optOutDays', requestedOn);
  return due === null ? [] : [deadline('opt-out', due, language)];
}

function deadline(step: string, due: DueDate, language: 'zh' | 'en'): Deadline {
  const { workingDays, dueOn, citations } = due;
  const basis = citations.map(({ article, gist }) => ({ article, gist: gist[language] }));
  return { step, workingDays, dueOn: dateOf(dueOn), basis };
}

@Resolver(() => Deadline)
export class DeadlineFields {
  /** @throws {RegisterError} `CALENDAR_NOT_PUBLISHED`: nobody knows the day yet, and none is guessed */
  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'Last day, included; an error where the year’s calendar is not published yet.',
  })
  dueOn(@Root() { dueOn }: Deadline): string {
    if (dueOn !== null) return dueOn;
    throw new RegisterError(
      'CALENDAR_NOT_PUBLISHED',
      'the official calendar of that year is not published',
    );
  }
}
