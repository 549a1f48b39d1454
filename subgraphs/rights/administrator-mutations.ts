import '../shared/reflect.ts';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Administration } from '../../registers/port.ts';
import { changeOf } from './change.ts';
import { by, demandItems, type RightsContext } from './context.ts';
import { AgreementInput, DutyInput, QueryItemsInput } from './inputs.ts';
import { dayIn, scopeOf } from './terms.ts';
import { Change } from './types.ts';

type Agreement = Parameters<Administration['registerAgreement']>[0];
type Duty = Parameters<Administration['registerDuty']>[0];
type QueryItems = Parameters<Administration['publishQueryItems']>[0];

/** What administrators of the platform keep: on what organisations may ask. */
@Resolver()
export class AdministratorMutations {
  /** A firm's agreement with the platform (rules R43, R44). */
  @Mutation(() => Change, { nullable: true })
  async registerAgreement(
    @Ctx() context: RightsContext,
    @Arg('agreement', () => AgreementInput) input: AgreementInput,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    demandItems(context, input.items);
    const { firm, method, purposes, confidentiality } = input;
    const agreement = {
      ...identityOf(input),
      firm,
      method,
      purposes,
      confidentiality,
      scope: scopeOf(input),
      applicantCheckedOn: dayIn(input.applicantCheckedOn) ?? null,
      from: dayIn(input.from),
      until: dayIn(input.until),
    } as Agreement;
    const done = await context.registers.registerAgreement(agreement, by(context, clientKey));
    return changeOf(context, done, { register: 'agreements', action: 'agreement', subject: null });
  }

  /** A duty that an organisation looks up for (rules R52, R56). */
  @Mutation(() => Change, { nullable: true })
  async registerDuty(
    @Ctx() context: RightsContext,
    @Arg('duty', () => DutyInput) input: DutyInput,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    demandItems(context, input.items);
    const { organisation, organisationKind, duty, purposes } = input;
    const entry = {
      ...identityOf(input),
      organisation,
      organisationKind,
      duty,
      purposes,
      items: scopeOf(input),
      from: dayIn(input.from) ?? null,
      until: dayIn(input.until) ?? null,
    } as Duty;
    const done = await context.registers.registerDuty(entry, by(context, clientKey));
    return changeOf(context, done, { register: 'duties', action: 'duty', subject: null });
  }

  /** A list of query items, from the day it is published (rule R53). */
  @Mutation(() => Change, { nullable: true })
  async publishQueryItems(
    @Ctx() context: RightsContext,
    @Arg('queryItems', () => QueryItemsInput) input: QueryItemsInput,
    @Arg('clientKey', () => String) clientKey: string,
  ): Promise<Change> {
    demandItems(context, input.items);
    const { organisation, organisationKind, purpose } = input;
    const entry = {
      ...identityOf(input),
      organisation,
      organisationKind,
      purpose,
      items: scopeOf(input),
      publishedOn: dayIn(input.publishedOn) ?? null,
    } as QueryItems;
    const done = await context.registers.publishQueryItems(entry, by(context, clientKey));
    return changeOf(context, done, {
      register: 'query-items',
      action: 'query-items',
      subject: null,
    });
  }
}

function identityOf({ id }: { readonly id?: string | null | undefined }) {
  return id == null ? {} : { id };
}
