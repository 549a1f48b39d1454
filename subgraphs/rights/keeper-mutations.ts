import '../shared/reflect.ts';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { RegisterError } from '../../registers/errors.ts';
import type { Administration } from '../../registers/port.ts';
import type { OrganisationRegister, SubjectRegister } from '../../registers/read.ts';
import { LifeInput, ListEntryInput, RepresentativeInput } from './administrator-inputs.ts';
import { changeOf } from './change.ts';
import { by, demandItems, ownEntry, type RightsContext, subjectNamed } from './context.ts';
import { SubjectInput } from './inputs.ts';
import { dayIn, present } from './terms.ts';
import { Change } from './types.ts';

type LifeChange = Parameters<Administration['setLifecycle']>[0];
type Representative = Parameters<Administration['setRepresentative']>[0];
type ListEntry = Parameters<Administration['setMembership']>[0];

const KEY = 'clientKey';
const RESULT = { nullable: true };

/** What can be taken back here; what subjects granted or said is theirs to take back. */
const KEPT_OF_ORGANISATIONS: readonly OrganisationRegister[] = [
  'organisations',
  'agreements',
  'duties',
  'query-items',
  'overrides',
];
const KEPT_OF_SUBJECTS: readonly SubjectRegister[] = [
  'lifecycle',
  'representatives',
  'lists',
  'basis-status',
  'repairs',
];

/** What administrators of the platform keep about subjects, on the word of other authorities. */
@Resolver()
export class KeeperMutations {
  /** Birth, death, capacity and termination (rules R04, R68). */
  @Mutation(() => Change, RESULT)
  async setLifecycle(
    @Ctx() context: RightsContext,
    @Arg('life', () => LifeInput) input: LifeInput,
    @Arg(KEY, () => String) clientKey: string,
  ): Promise<Change> {
    const { hasResidentId, capacity } = input;
    const subject = subjectNamed(input.subject);
    const life = present({
      hasResidentId: hasResidentId ?? undefined,
      capacity: capacity ?? undefined,
      bornOn: dayIn(input.bornOn),
      diedOn: dayIn(input.diedOn),
      terminatedOn: dayIn(input.terminatedOn),
      capacitySince: dayIn(input.capacitySince),
      knownAt: dayIn(input.knownAt),
    });
    const given = { ...life, subject } as LifeChange;
    const done = await context.registers.setLifecycle(given, by(context, clientKey));
    return changeOf(context, done, { register: 'lifecycle', action: 'lifecycle', subject });
  }

  /** Who may act for a subject (rules R05, R40). */
  @Mutation(() => Change, RESULT)
  async registerRepresentative(
    @Ctx() context: RightsContext,
    @Arg('representative', () => RepresentativeInput) input: RepresentativeInput,
    @Arg(KEY, () => String) clientKey: string,
  ): Promise<Change> {
    const subject = subjectNamed(input.subject);
    const entry = {
      ...(input.id == null ? {} : { id: input.id }),
      subject,
      capacity: input.capacity,
      representative: { kind: 'natural', key: input.representative },
      from: dayIn(input.from) ?? null,
      until: dayIn(input.until) ?? null,
      evidenceDigest: input.evidenceDigest ?? null,
    } as Representative;
    const done = await context.registers.setRepresentative(entry, by(context, clientKey));
    const made = { register: 'representatives', action: 'representative', subject } as const;
    return changeOf(context, done, made);
  }

  /** A membership in a list of seriously dishonest subjects, or its removal (rules R85–R88). */
  @Mutation(() => Change, RESULT)
  async setListEntry(
    @Ctx() context: RightsContext,
    @Arg('entry', () => ListEntryInput) input: ListEntryInput,
    @Arg(KEY, () => String) clientKey: string,
  ): Promise<Change> {
    const subject = subjectNamed(input.subject);
    demandItems(context, input.item == null ? null : [input.item]);
    const entry = {
      ...(input.id == null ? {} : { id: input.id }),
      subject,
      list: input.list,
      authority: input.authority,
      item: input.item ?? null,
      record: input.record ?? null,
      legalBasis: input.legalBasis ?? null,
      listedOn: dayIn(input.listedOn),
      termEndsOn: dayIn(input.termEndsOn) ?? null,
      removedOn: dayIn(input.removedOn) ?? null,
      conditions: input.conditions ?? null,
      remedies: input.remedies ?? null,
      basisRecords: input.basisRecords ?? [],
      responsiblePersons: (input.responsiblePersons ?? []).map(({ role, idNumber }) => ({
        role,
        person: { kind: 'natural', key: idNumber },
      })),
    } as ListEntry;
    const done = await context.registers.setMembership(entry, by(context, clientKey));
    return changeOf(context, done, { register: 'lists', action: 'membership', subject });
  }

  /** Takes back what should never have been entered; its history stays. */
  @Mutation(() => Change, RESULT)
  async retractEntry(
    @Ctx() context: RightsContext,
    @Arg('register', () => String) name: string,
    @Arg('id', () => ID) id: string,
    @Arg(KEY, () => String) clientKey: string,
    @Arg('subject', () => SubjectInput, {
      nullable: true,
      description: 'Whose entry it is, in a register of subjects.',
    })
    named?: SubjectInput | null,
  ): Promise<Change> {
    const subject = named == null ? null : subjectNamed(named);
    const register = await retractable(context, name, id, subject);
    const done = await context.registers.retract(register, id, by(context, clientKey));
    return changeOf(context, done, { register, action: 'retract', subject });
  }
}

/**
 * The register in which the entry stands, of that subject.
 *
 * @throws {RegisterError} `INVALID_ENTRY`, `UNKNOWN_ENTRY`
 */
async function retractable(
  context: RightsContext,
  name: string,
  id: string,
  subject: ReturnType<typeof subjectNamed> | null,
): Promise<OrganisationRegister | SubjectRegister> {
  if (subject === null) {
    const found = KEPT_OF_ORGANISATIONS.find((register) => register === name);
    if (found !== undefined) return found;
  } else {
    const found = KEPT_OF_SUBJECTS.find((register) => register === name);
    if (found !== undefined) {
      await ownEntry(context, found, subject, id);
      return found;
    }
  }
  throw new RegisterError('INVALID_ENTRY', 'expected a register that is kept for others', {
    field: 'register',
  });
}
