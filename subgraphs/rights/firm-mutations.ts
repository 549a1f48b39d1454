import '../shared/reflect.ts';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { changeOf } from './change.ts';
import { bornOn, by, demandItems, ownEntry, type RightsContext, subjectNamed } from './context.ts';
import { AmendmentInput, RegistrationInput, SubjectInput } from './inputs.ts';
import { type Grant, termsOf } from './terms.ts';
import { Change } from './types.ts';

/**
 * What a firm does: it registers what it holds evidence of, for itself and nobody else. The subject sees
 * what was refused as well.
 */
@Resolver()
export class FirmMutations {
  /** The subject sees it at once, and can dispute or revoke it. */
  @Mutation(() => Change, { nullable: true })
  async registerAuthorisation(
    @Ctx() context: RightsContext,
    @Arg('authorisation', () => RegistrationInput) input: RegistrationInput,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    const { subject: named, grantedBy, grantor, ...terms } = input;
    const subject = subjectNamed(named);
    context.seen(subject);
    demandItems(context, terms.items);
    const { actor, registers, pack } = context;
    const grantee = actor.kind === 'organisation' ? actor.organisation : '';
    const grant = {
      purpose: null,
      until: null,
      form: 'click',
      scope: new Set<string>(),
      ...termsOf(terms),
      subject,
      grantee,
      grantedBy: grantedBy ?? 'subject',
      grantor: grantor == null ? null : { kind: 'natural', key: grantor },
      bornOn: bornOn(subject),
    } as Grant;
    const done = await registers.grantAuthorisation(grant, pack, by(context, clientKey));
    return changeOf(context, done, { register: 'authorisations', action: 'register', subject });
  }

  /** With the digest of what proves the change; what it was before stays in its history. */
  @Mutation(() => Change, { nullable: true })
  async amendRegisteredAuthorisation(
    @Ctx() context: RightsContext,
    @Arg('subject', () => SubjectInput) named: SubjectInput,
    @Arg('id', () => ID) id: string,
    @Arg('amendment', () => AmendmentInput) input: AmendmentInput,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    const subject = subjectNamed(named);
    context.seen(subject);
    demandItems(context, input.items);
    await ownEntry(context, 'authorisations', subject, id);
    const { registers, pack } = context;
    const amendment = { ...termsOf(input), bornOn: bornOn(subject) };
    const done = await registers.amendAuthorisation(id, amendment, pack, by(context, clientKey));
    return changeOf(context, done, { register: 'authorisations', action: 'amend', subject });
  }
}
