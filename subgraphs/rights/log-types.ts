import '../shared/reflect.ts';
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { SubjectInput } from './inputs.ts';
import { InstantScalar } from './instant.ts';
import { Basis } from './types.ts';

/* What is shown of the provable log. No type here leads to a credit subject. */

@ObjectType({ description: 'An organisation that asked.' })
export class Asker {
  @Field(() => String)
  id!: string;
  @Field(() => String, { nullable: true, description: 'As it was logged, else as registered now.' })
  name!: string | null;
}

@ObjectType({ description: 'Where an entry stands; its proof is under `/log/proof/<index>`.' })
export class LogPlace {
  @Field(() => String, { description: 'Origin of the log; each replica has its own.' })
  log!: string;
  @Field(() => Float)
  index!: number;
  @Field(() => String, { description: 'Leaf hash (RFC 6962), base64.' })
  leaf!: string;
}

@ObjectType({ description: 'Records of an item that were decided alike.' })
export class AccessedRecords {
  @Field(() => String)
  outcome!: string;
  @Field(() => String, { nullable: true })
  reason!: string | null;
  @Field(() => Int)
  count!: number;
}

@ObjectType({ description: 'An item that was asked for, and what became of it.' })
export class AccessedItem {
  @Field(() => String)
  item!: string;
  @Field(() => String, { description: '`disclosed`, `masked`, `withheld`, `silent`, `refused`.' })
  outcome!: string;
  @Field(() => String, { nullable: true })
  reason!: string | null;
  @Field(() => [AccessedRecords])
  records!: readonly AccessedRecords[];
}

/** What every entry of the log tells to whom it may be shown at all. */
@ObjectType()
abstract class Logged {
  @Field(() => InstantScalar)
  time!: number;
  @Field(() => String, { description: '`answer`, `refusal`, `history-view` and so on.' })
  event!: string;
  @Field(() => Asker, { nullable: true, description: 'Null = a person, whom nobody may learn.' })
  organisation!: Asker | null;
  @Field(() => String, { nullable: true })
  purpose!: string | null;
  @Field(() => String, { nullable: true })
  channel!: string | null;
  @Field(() => LogPlace)
  entry!: LogPlace;
}

@ObjectType({ description: 'A look at the subject.' })
export class Access extends Logged {
  @Field(() => String, {
    description: '`public`, `subject`, its `guardian`, `agency`, `firm` or `analyst`.',
  })
  caller!: string;
  @Field(() => [AccessedItem])
  items!: readonly AccessedItem[];
  @Field(() => [String], { description: 'Authorisations that were relied on.' })
  authorisations!: readonly string[];
}

@ObjectType({ description: 'Looks at the subject, newest first.' })
export class AccessPage {
  @Field(() => [Access])
  nodes!: readonly Access[];
  @Field(() => String, { nullable: true, description: 'Where the next page begins, if any.' })
  next!: string | null;
  @Field(() => [Basis], { description: 'The subject’s right to know.' })
  basis!: readonly Basis[];
}

@ObjectType({ description: 'An entry of the log; whom it is about is not told.' })
export class FoundEntry extends Logged {
  @Field(() => String, { nullable: true })
  caller!: string | null;
  @Field(() => String, { nullable: true, description: 'The officer who asked.' })
  operator!: string | null;
  @Field(() => String, { nullable: true })
  caseNumber!: string | null;
  @Field(() => String, { nullable: true })
  regulation!: string | null;
  @Field(() => String, { nullable: true, description: 'Error code of a refusal.' })
  code!: string | null;
  @Field(() => [String], { description: 'Every outcome that an item or a record had.' })
  outcomes!: readonly string[];
}

@ObjectType({ description: 'Entries of the log, newest first.' })
export class LogPage {
  @Field(() => [FoundEntry])
  nodes!: readonly FoundEntry[];
  @Field(() => String, { nullable: true, description: 'Where the next page begins, if any.' })
  next!: string | null;
}

@InputType({ description: 'What an officer looks for; what is left out is anything.' })
export class LogFilter {
  @Field(() => String, { nullable: true, description: 'Id of the organisation that asked.' })
  organisation?: string | null;
  @Field(() => String, { nullable: true, description: 'Id or name of the person who asked.' })
  operator?: string | null;
  @Field(() => String, { nullable: true })
  purpose?: string | null;
  @Field(() => String, { nullable: true })
  outcome?: string | null;
  @Field(() => SubjectInput, { nullable: true, description: 'Whom it was about.' })
  subject?: SubjectInput | null;
  @Field(() => InstantScalar, { nullable: true, description: 'Included.' })
  from?: number | null;
  @Field(() => InstantScalar, { nullable: true, description: 'Not included.' })
  until?: number | null;
}
