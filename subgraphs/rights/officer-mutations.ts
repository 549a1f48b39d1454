import '../shared/reflect.ts';
import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import type { ObjectionDecision } from '../../registers/mutations/objections.ts';
import type { By, Recorded } from '../../registers/mutations/request.ts';
import { changeOf } from './change.ts';
import { by, demandItems, ownEntry, type RightsContext, subjectNamed } from './context.ts';
import { objectionDeadlines, repairDeadlines } from './deadlines.ts';
import { BasisStatusInput, DecisionInput, RepairInput, SubjectInput } from './inputs.ts';
import { type BasisStatus, dayIn, type Repair } from './terms.ts';
import { Change } from './types.ts';

/**
 * What the platform's officers do in a case. They name the subject with each entry, so that a slip in
 * an identity touches nobody else's.
 */
@Resolver()
export class OfficerMutations {
  @Mutation(() => Change, { nullable: true })
  acceptObjection(
    @Ctx() context: RightsContext,
    @Arg('subject', () => SubjectInput) subject: SubjectInput,
    @Arg('id', () => ID) id: string,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    return step(context, 'accept-objection', subject, id, clientKey, (why) =>
      context.registers.acceptObjection(id, why),
    );
  }

  @Mutation(() => Change, { nullable: true, description: 'To the source that must decide.' })
  forwardObjection(
    @Ctx() context: RightsContext,
    @Arg('subject', () => SubjectInput) subject: SubjectInput,
    @Arg('id', () => ID) id: string,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    return step(context, 'forward-objection', subject, id, clientKey, (why) =>
      context.registers.forwardObjection(id, why),
    );
  }

  @Mutation(() => Change, {
    nullable: true,
    description: 'Working days of tests and expert opinions so far; later deadlines move by them.',
  })
  excludeDays(
    @Ctx() context: RightsContext,
    @Arg('subject', () => SubjectInput) subject: SubjectInput,
    @Arg('id', () => ID) id: string,
    @Arg('days', () => Int) days: number,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    return step(context, 'exclude-days', subject, id, clientKey, (why) =>
      context.registers.excludeDays(id, days, why),
    );
  }

  @Mutation(() => Change, { nullable: true })
  decideObjection(
    @Ctx() context: RightsContext,
    @Arg('subject', () => SubjectInput) subject: SubjectInput,
    @Arg('id', () => ID) id: string,
    @Arg('decision', () => DecisionInput) { outcome, excludedDays }: DecisionInput,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    const decision = {
      outcome,
      ...(excludedDays == null ? {} : { excludedDays }),
    } as ObjectionDecision;
    return step(context, 'decide-objection', subject, id, clientKey, (why) =>
      context.registers.decideObjection(id, decision, why),
    );
  }

  /** A decision on repair and its effect, which the regulation in force may not know (rule R83). */
  @Mutation(() => Change, { nullable: true })
  async recordRepair(
    @Ctx() context: RightsContext,
    @Arg('repair', () => RepairInput) input: RepairInput,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    const { subject: named, item, record, effect, authority } = input;
    const subject = subjectNamed(named);
    demandItems(context, [item]);
    const days = { decidedOn: dayIn(input.decidedOn), newEnd: dayIn(input.newEnd) ?? null };
    const repair = { subject, item, record, effect, authority, ...days } as Repair;
    const done = await context.registers.recordRepair(repair, by(context, clientKey));
    const due = repairDeadlines(context, repair);
    return changeOf(context, done, { register: 'repairs', action: 'repair', subject }, due);
  }

  /** What became of the document that records rest on (rule R80). */
  @Mutation(() => Change, { nullable: true })
  async recordBasisStatus(
    @Ctx() context: RightsContext,
    @Arg('status', () => BasisStatusInput) input: BasisStatusInput,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    const { subject: named, documentId, item = null, record = null, status } = input;
    const subject = subjectNamed(named);
    demandItems(context, item === null ? null : [item]);
    const days = { changedOn: dayIn(input.changedOn), knownAt: dayIn(input.knownAt) ?? null };
    const given = { subject, documentId, item, record, status, ...days } as BasisStatus;
    const done = await context.registers.recordBasisStatus(given, by(context, clientKey));
    return changeOf(context, done, { register: 'basis-status', action: 'basis-status', subject });
  }
}

async function step(
  context: RightsContext,
  action: string,
  named: SubjectInput,
  id: string,
  clientKey: string,
  take: (why: By) => Promise<Recorded>,
): Promise<Change> {
  const subject = subjectNamed(named);
  await ownEntry(context, 'objections', subject, id);
  const done = await take(by(context, clientKey));
  const entry = await ownEntry(context, 'objections', subject, id);
  const made = { register: 'objections', action, subject } as const;
  return changeOf(context, done, made, objectionDeadlines(context, entry));
}
