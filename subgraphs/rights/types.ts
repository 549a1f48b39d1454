import '../shared/reflect.ts';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateScalar } from '../shared/scalars.ts';
import { InstantScalar } from './instant.ts';

/* What a subject is shown of its own rights. No type here leads to a credit subject. */

@ObjectType({ description: 'An article that something rests on.' })
export class Basis {
  @Field(() => String)
  article!: string;
  @Field(() => String)
  gist!: string;
}

@ObjectType({ description: 'When a step is due by law, in working days after its start.' })
export class Deadline {
  @Field(() => String, {
    description: '`mark`, `platform`, `source`, `collector`, `passed-on`, `repair`, `opt-out`.',
  })
  step!: string;
  @Field(() => Int)
  workingDays!: number;
  /** Answered by a resolver: a day that nobody can know yet is an error, never a guess. */
  dueOn!: string | null;
  @Field(() => [Basis])
  basis!: readonly Basis[];
}

@ObjectType({ description: 'What was written in the registers.' })
export class Change {
  @Field(() => ID)
  id!: string;
  @Field(() => Int)
  version!: number;
  @Field(() => InstantScalar)
  recordedAt!: number;
  @Field(() => [Deadline], { description: 'What the regulation in force now asks of others.' })
  deadlines!: readonly Deadline[];
}

/** What an authorisation says, in each of its versions. */
@ObjectType()
abstract class AuthorisationTerms {
  @Field(() => Int)
  version!: number;
  @Field(() => InstantScalar)
  recordedAt!: number;
  @Field(() => String, { nullable: true, description: 'The purpose code that it is for.' })
  purpose!: string | null;
  @Field(() => [String], { nullable: true, description: 'Catalogue items; null = all of them.' })
  items!: readonly string[] | null;
  @Field(() => DateScalar, { nullable: true })
  from!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Last day, included.' })
  until!: string | null;
  @Field(() => String)
  form!: string;
  @Field(() => String, { nullable: true })
  evidenceDigest!: string | null;
  @Field(() => String, { nullable: true })
  noticeLanguage!: string | null;
  @Field(() => String, { nullable: true })
  noticeVersion!: string | null;
  @Field(() => Boolean)
  revoked!: boolean;
  @Field(() => InstantScalar, { nullable: true })
  revokedAt!: number | null;
  @Field(() => Boolean, { description: 'Not used while the dispute stands.' })
  disputed!: boolean;
}

@ObjectType({ description: 'A version of an authorisation, with who made it.' })
export class AuthorisationVersion extends AuthorisationTerms {
  @Field(() => String)
  action!: string;
  @Field(() => String, { description: '`subject`, or the organisation that registered it.' })
  by!: string;
  @Field(() => String)
  reason!: string;
}

@ObjectType({ description: 'An authorisation that stands in the registers.' })
export class Authorisation extends AuthorisationTerms {
  @Field(() => ID)
  id!: string;
  @Field(() => String, { description: 'The organisation that may use it.' })
  grantee!: string;
  @Field(() => String, { description: '`subject`, `guardian` or `unit`.' })
  grantedBy!: string;
  @Field(() => InstantScalar, { nullable: true })
  adverseNoticeAt!: number | null;
  @Field(() => InstantScalar, { nullable: true })
  writtenConsentAt!: number | null;
  @Field(() => String, { nullable: true })
  restrictedPurpose!: string | null;
  @Field(() => String, { nullable: true })
  withdrawalMethod!: string | null;
}

@ObjectType({ description: 'An objection to a record, and when the law asks for what.' })
export class Objection {
  @Field(() => ID)
  id!: string;
  @Field(() => Int)
  version!: number;
  @Field(() => String)
  item!: string;
  @Field(() => String)
  record!: string;
  @Field(() => DateScalar)
  receivedOn!: string;
  @Field(() => DateScalar, { nullable: true })
  acceptedOn!: string | null;
  @Field(() => DateScalar, { nullable: true })
  forwardedOn!: string | null;
  @Field(() => DateScalar, { nullable: true })
  decidedOn!: string | null;
  @Field(() => String, { nullable: true, description: '`upheld` or `rejected`.' })
  outcome!: string | null;
  @Field(() => Int, { description: 'Working days of tests and expert opinions, not counted.' })
  excludedDays!: number;
  @Field(() => [Deadline])
  deadlines!: readonly Deadline[];
}

@ObjectType({ description: 'A decision on credit repair.' })
export class Repair {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  item!: string;
  @Field(() => String)
  record!: string;
  @Field(() => DateScalar)
  decidedOn!: string;
  @Field(() => String)
  effect!: string;
  @Field(() => DateScalar, { nullable: true })
  newEnd!: string | null;
  @Field(() => String)
  authority!: string;
  @Field(() => [Deadline])
  deadlines!: readonly Deadline[];
}

@ObjectType({ description: 'An objection that waits, and whose it is.' })
export class OpenObjection {
  @Field(() => ID)
  id!: string;
  @Field(() => String, { nullable: true })
  uscc!: string | null;
  @Field(() => String, { nullable: true })
  idNumber!: string | null;
  @Field(() => String)
  item!: string;
  @Field(() => String)
  record!: string;
  @Field(() => DateScalar)
  receivedOn!: string;
  @Field(() => DateScalar, { nullable: true })
  acceptedOn!: string | null;
  @Field(() => DateScalar, { nullable: true })
  forwardedOn!: string | null;
  @Field(() => [Deadline])
  deadlines!: readonly Deadline[];
}

@ObjectType({
  description: 'A wish that honours, or what the subject itself reported, be not shown.',
})
export class OptOut {
  @Field(() => ID)
  id!: string;
  @Field(() => Int)
  version!: number;
  @Field(() => String)
  item!: string;
  @Field(() => String, { nullable: true, description: 'Null = every record of the item.' })
  record!: string | null;
  @Field(() => String)
  kind!: string;
  @Field(() => DateScalar)
  requestedOn!: string;
  @Field(() => DateScalar, { nullable: true })
  withdrawnOn!: string | null;
  @Field(() => [Deadline])
  deadlines!: readonly Deadline[];
}

@ObjectType({ description: 'Reports that a body gave this calendar year (reading X37).' })
export class ReportCount {
  @Field(() => String)
  body!: string;
  @Field(() => Int)
  reports!: number;
  @Field(() => Boolean, { description: 'More than are free of charge; none is ever refused.' })
  overQuota!: boolean;
}

@ObjectType({ description: 'The free reports of the calendar year (rule R30).' })
export class FreeReports {
  @Field(() => Int)
  year!: number;
  @Field(() => Int, { nullable: true, description: 'Null = the regulation gives no number.' })
  quota!: number | null;
  @Field(() => [ReportCount])
  given!: readonly ReportCount[];
}

@ObjectType({ description: 'What the registers hold of the rights of a subject.' })
export class Rights {}
