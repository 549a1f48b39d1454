import '../shared/reflect.ts';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { Recorded } from '../../registers/mutations/request.ts';
import type { SubjectRegister } from '../../registers/read.ts';
import type { SubjectRef } from '../../registers/subject.ts';
import { changeOf } from './change.ts';
import {
  bornOn,
  by,
  demandHeld,
  demandItems,
  ownEntry,
  type RightsContext,
  standingFor,
} from './context.ts';
import { objectionDeadlines, optOutDeadlines } from './deadlines.ts';
import { AmendmentInput, GrantInput, SubjectInput } from './inputs.ts';
import { type Grant, termsOf } from './terms.ts';
import { Change } from './types.ts';

const CLIENT_KEY = 'clientKey';
const ON_BEHALF_OF = 'onBehalfOf';
const OPTIONAL = { nullable: true };
type OnBehalfOf = SubjectInput | null | undefined;

/** What a subject does with its rights: its own, or of those whom it is registered to represent. */
@Resolver()
export class OwnMutations {
  /** Counts for queries once this has answered; validity is judged by the regulation in force. */
  @Mutation(() => Change, { nullable: true })
  async grantAuthorisation(
    @Ctx() context: RightsContext,
    @Arg('grant', () => GrantInput) input: GrantInput,
    @Arg(CLIENT_KEY, () => String) clientKey: string,
    @Arg(ON_BEHALF_OF, () => SubjectInput, OPTIONAL) onBehalfOf?: OnBehalfOf,
  ): Promise<Change> {
    const { subject, as } = await standingFor(context, onBehalfOf);
    const { grantee, ...terms } = input;
    demandItems(context, terms.items);
    const grant = {
      purpose: null,
      until: null,
      form: 'click',
      scope: new Set<string>(),
      ...termsOf(terms),
      subject,
      grantee,
      grantedBy: as,
      bornOn: bornOn(subject),
    } as Grant;
    const done = await context.registers.grantAuthorisation(
      grant,
      context.pack,
      by(context, clientKey),
    );
    return changeOf(context, done, { register: 'authorisations', action: 'grant', subject });
  }

  @Mutation(() => Change, { nullable: true })
  async amendAuthorisation(
    @Ctx() context: RightsContext,
    @Arg('id', () => ID) id: string,
    @Arg('amendment', () => AmendmentInput) input: AmendmentInput,
    @Arg(CLIENT_KEY, () => String) clientKey: string,
    @Arg(ON_BEHALF_OF, () => SubjectInput, OPTIONAL) onBehalfOf?: OnBehalfOf,
  ): Promise<Change> {
    demandItems(context, input.items);
    return onOwn(context, 'authorisations', 'amend', id, onBehalfOf, (subject) =>
      context.registers.amendAuthorisation(
        id,
        { ...termsOf(input), bornOn: bornOn(subject) },
        context.pack,
        by(context, clientKey),
      ),
    );
  }

  /** INVARIANT revoked-is-revoked: no query that is asked after this has answered can use it. */
  @Mutation(() => Change, { nullable: true })
  async revokeAuthorisation(
    @Ctx() context: RightsContext,
    @Arg('id', () => ID) id: string,
    @Arg(CLIENT_KEY, () => String) clientKey: string,
    @Arg(ON_BEHALF_OF, () => SubjectInput, OPTIONAL) onBehalfOf?: OnBehalfOf,
  ): Promise<Change> {
    return onOwn(context, 'authorisations', 'revoke', id, onBehalfOf, () =>
      context.registers.revokeAuthorisation(id, by(context, clientKey)),
    );
  }

  /** "I never granted this": it is not used while the dispute stands. */
  @Mutation(() => Change, { nullable: true })
  async disputeAuthorisation(
    @Ctx() context: RightsContext,
    @Arg('id', () => ID) id: string,
    @Arg(CLIENT_KEY, () => String) clientKey: string,
    @Arg(ON_BEHALF_OF, () => SubjectInput, OPTIONAL) onBehalfOf?: OnBehalfOf,
  ): Promise<Change> {
    return onOwn(context, 'authorisations', 'dispute', id, onBehalfOf, () =>
      context.registers.disputeAuthorisation(id, by(context, clientKey)),
    );
  }

  @Mutation(() => Change, { nullable: true })
  async withdrawDispute(
    @Ctx() context: RightsContext,
    @Arg('id', () => ID) id: string,
    @Arg(CLIENT_KEY, () => String) clientKey: string,
    @Arg(ON_BEHALF_OF, () => SubjectInput, OPTIONAL) onBehalfOf?: OnBehalfOf,
  ): Promise<Change> {
    return onOwn(context, 'authorisations', 'withdraw-dispute', id, onBehalfOf, () =>
      context.registers.withdrawDispute(id, by(context, clientKey)),
    );
  }

  /** The record is marked from now on (rule R73, reading X26); it is received today. */
  @Mutation(() => Change, { nullable: true })
  async object(
    @Ctx() context: RightsContext,
    @Arg('item', () => String) item: string,
    @Arg('record', () => String) record: string,
    @Arg(CLIENT_KEY, () => String) clientKey: string,
    @Arg(ON_BEHALF_OF, () => SubjectInput, OPTIONAL) onBehalfOf?: OnBehalfOf,
  ): Promise<Change> {
    const { subject } = await standingFor(context, onBehalfOf);
    await demandHeld(context, subject, item, record);
    const objection = { subject, item, record };
    const done = await context.registers.recordObjection(objection, by(context, clientKey));
    const entry = await ownEntry(context, 'objections', subject, done.id);
    const made = { register: 'objections', action: 'object', subject } as const;
    return changeOf(context, done, made, objectionDeadlines(context, entry));
  }

  @Mutation(() => Change, { nullable: true })
  async withdrawObjection(
    @Ctx() context: RightsContext,
    @Arg('id', () => ID) id: string,
    @Arg(CLIENT_KEY, () => String) clientKey: string,
    @Arg(ON_BEHALF_OF, () => SubjectInput, OPTIONAL) onBehalfOf?: OnBehalfOf,
  ): Promise<Change> {
    return onOwn(context, 'objections', 'withdraw-objection', id, onBehalfOf, () =>
      context.registers.withdrawObjection(id, by(context, clientKey)),
    );
  }

  /** That honours, or what the subject reported itself, be not shown (rules R71, R72). */
  @Mutation(() => Change, { nullable: true })
  async optOut(
    @Ctx() context: RightsContext,
    @Arg('item', () => String) item: string,
    @Arg('kind', () => String) kind: string,
    @Arg(CLIENT_KEY, () => String) clientKey: string,
    @Arg('record', () => String, OPTIONAL) record?: string | null,
    @Arg(ON_BEHALF_OF, () => SubjectInput, OPTIONAL) onBehalfOf?: OnBehalfOf,
  ): Promise<Change> {
    const { subject } = await standingFor(context, onBehalfOf);
    await demandHeld(context, subject, item, record ?? null);
    const wish = { subject, item, kind, record: record ?? null };
    const done = await context.registers.recordOptOut(wish, by(context, clientKey));
    const entry = await ownEntry(context, 'opt-outs', subject, done.id);
    const made = { register: 'opt-outs', action: 'opt-out', subject } as const;
    return changeOf(context, done, made, optOutDeadlines(context, entry));
  }

  @Mutation(() => Change, { nullable: true })
  async withdrawOptOut(
    @Ctx() context: RightsContext,
    @Arg('id', () => ID) id: string,
    @Arg(CLIENT_KEY, () => String) clientKey: string,
    @Arg(ON_BEHALF_OF, () => SubjectInput, OPTIONAL) onBehalfOf?: OnBehalfOf,
  ): Promise<Change> {
    return onOwn(context, 'opt-outs', 'withdraw-opt-out', id, onBehalfOf, () =>
      context.registers.withdrawOptOut(id, by(context, clientKey)),
    );
  }
}

/** Changes an entry of the subject; another's is `UNKNOWN_ENTRY`, as if it were not there. */
async function onOwn(
  context: RightsContext,
  register: SubjectRegister,
  action: string,
  id: string,
  onBehalfOf: OnBehalfOf,
  change: (subject: SubjectRef) => Promise<Recorded>,
): Promise<Change> {
  const { subject } = await standingFor(context, onBehalfOf);
  await ownEntry(context, register, subject, id);
  return changeOf(context, await change(subject), { register, action, subject });
}
