import '../shared/reflect.ts';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Administration } from '../../registers/port.ts';
import {
  AgreementInput,
  DutyInput,
  OrganisationInput,
  OverrideInput,
  QueryItemsInput,
} from './administrator-inputs.ts';
import { changeOf } from './change.ts';
import { by, demandItems, type RightsContext } from './context.ts';
import { dayIn, present, scopeOf } from './terms.ts';
import { Change } from './types.ts';

type Organisation = Parameters<Administration['registerOrganisation']>[0];
type Agreement = Parameters<Administration['registerAgreement']>[0];
type Duty = Parameters<Administration['registerDuty']>[0];
type QueryItems = Parameters<Administration['publishQueryItems']>[0];
type Override = Parameters<Administration['registerOverride']>[0];

const KEY = 'clientKey';
const RESULT = { nullable: true };

/** What administrators of the platform keep: on what organisations may ask, and what law overrides. */
@Resolver()
export class AdministratorMutations {
  @Mutation(() => Change, RESULT)
  async registerOrganisation(
    @Ctx() context: RightsContext,
    @Arg('organisation', () => OrganisationInput) input: OrganisationInput,
    @Arg(KEY, () => String) clientKey: string,
  ): Promise<Change> {
    const given = { ...input } as Organisation;
    const done = await context.registers.registerOrganisation(given, by(context, clientKey));
    const made = { register: 'organisations', action: 'organisation', subject: null } as const;
    return changeOf(context, done, made);
  }

  /** A firm's agreement with the platform (rules R43, R44). */
  @Mutation(() => Change, RESULT)
  async registerAgreement(
    @Ctx() context: RightsContext,
    @Arg('agreement', () => AgreementInput) input: AgreementInput,
    @Arg(KEY, () => String) clientKey: string,
  ): Promise<Change> {
    const agreement = {
      ...organisational(context, input),
      scope: scopeOf(input),
      applicantCheckedOn: dayIn(input.applicantCheckedOn) ?? null,
      from: dayIn(input.from),
      until: dayIn(input.until),
    } as unknown as Agreement;
    const done = await context.registers.registerAgreement(agreement, by(context, clientKey));
    return changeOf(context, done, { register: 'agreements', action: 'agreement', subject: null });
  }

  /** A duty that an organisation looks up for (rules R52, R56). */
  @Mutation(() => Change, RESULT)
  async registerDuty(
    @Ctx() context: RightsContext,
    @Arg('duty', () => DutyInput) input: DutyInput,
    @Arg(KEY, () => String) clientKey: string,
  ): Promise<Change> {
    const duty = {
      ...organisational(context, input),
      items: scopeOf(input),
      from: dayIn(input.from) ?? null,
      until: dayIn(input.until) ?? null,
    } as unknown as Duty;
    const done = await context.registers.registerDuty(duty, by(context, clientKey));
    return changeOf(context, done, { register: 'duties', action: 'duty', subject: null });
  }

  /** A list of query items, from the day it is published (rule R53). */
  @Mutation(() => Change, RESULT)
  async publishQueryItems(
    @Ctx() context: RightsContext,
    @Arg('queryItems', () => QueryItemsInput) input: QueryItemsInput,
    @Arg(KEY, () => String) clientKey: string,
  ): Promise<Change> {
    const list = {
      ...organisational(context, input),
      items: scopeOf(input),
      publishedOn: dayIn(input.publishedOn) ?? null,
    } as unknown as QueryItems;
    const done = await context.registers.publishQueryItems(list, by(context, clientKey));
    const made = { register: 'query-items', action: 'query-items', subject: null } as const;
    return changeOf(context, done, made);
  }

  /** A higher law and what it changes (rule R02). */
  @Mutation(() => Change, RESULT)
  async registerOverride(
    @Ctx() context: RightsContext,
    @Arg('override', () => OverrideInput) input: OverrideInput,
    @Arg(KEY, () => String) clientKey: string,
  ): Promise<Change> {
    const days = { from: dayIn(input.from), until: dayIn(input.until) ?? null };
    const law = { ...identified(input), ...days } as unknown as Override;
    const done = await context.registers.registerOverride(law, by(context, clientKey));
    return changeOf(context, done, { register: 'overrides', action: 'override', subject: null });
  }
}

/** The fields of an entry about an organisation; the items that it names must be of the catalogue. */
function organisational<T extends AgreementInput | DutyInput | QueryItemsInput>(
  context: RightsContext,
  input: T,
) {
  demandItems(context, input.items);
  const { items: _items, allItems: _all, ...rest } = input;
  return identified(rest);
}

function identified<T extends { readonly id?: string | null | undefined }>(input: T) {
  const { id, ...rest } = input;
  return { ...present(rest), ...(id == null ? {} : { id }) };
}
