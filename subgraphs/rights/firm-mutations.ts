import '../shared/reflect.ts';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { changeOf } from './change.ts';
import { bornOn, by, demandItems, type RightsContext, subjectNamed } from './context.ts';
import { RegistrationInput } from './inputs.ts';
import { type Grant, termsOf } from './terms.ts';
import { Change } from './types.ts';

/** What a firm does: it registers what it holds evidence of, for itself and nobody else. */
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
}
