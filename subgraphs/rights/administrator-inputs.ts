import '../shared/reflect.ts';
import { Field, InputType } from 'type-graphql';
import { IdNumberScalar } from '../../schema/identifiers/scalars.ts';
import { DateScalar } from '../shared/scalars.ts';
import { SubjectInput } from './inputs.ts';

/* What administrators enter: the fields of the registers, which check their words and contradictions. */

type Maybe<T> = T | null | undefined;

@InputType({ description: 'An organisation that asks, or keeps data.' })
export class OrganisationInput {
  @Field(() => String)
  id!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String, { description: 'As in `organisation_kind` of tokens.' })
  kind!: string;
}

/** Items that an entry is about. */
@InputType()
abstract class ScopedInput {
  @Field(() => String, { nullable: true, description: 'The entry that this is a version of.' })
  id?: Maybe<string>;
  @Field(() => [String], { nullable: true, description: 'Catalogue items; or `allItems`.' })
  items?: Maybe<string[]>;
  @Field(() => Boolean, { nullable: true })
  allItems?: Maybe<boolean>;
}

@InputType({ description: 'An agreement of a firm with the platform.' })
export class AgreementInput extends ScopedInput {
  @Field(() => String)
  firm!: string;
  @Field(() => DateScalar, { nullable: true })
  applicantCheckedOn?: Maybe<string>;
  @Field(() => String)
  method!: string;
  @Field(() => [String])
  purposes!: string[];
  @Field(() => Boolean)
  confidentiality!: boolean;
  @Field(() => DateScalar)
  from!: string;
  @Field(() => DateScalar)
  until!: string;
}

@InputType({ description: 'A statutory duty for which an organisation looks up.' })
export class DutyInput extends ScopedInput {
  @Field(() => String)
  organisation!: string;
  @Field(() => String)
  organisationKind!: string;
  @Field(() => String)
  duty!: string;
  @Field(() => [String])
  purposes!: string[];
  @Field(() => DateScalar, { nullable: true })
  from?: Maybe<string>;
  @Field(() => DateScalar, { nullable: true })
  until?: Maybe<string>;
}

@InputType({ description: 'A published list of query items.' })
export class QueryItemsInput extends ScopedInput {
  @Field(() => String)
  organisation!: string;
  @Field(() => String)
  organisationKind!: string;
  @Field(() => String)
  purpose!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Null = not published yet.' })
  publishedOn?: Maybe<string>;
}

@InputType({ description: 'What becomes known of a subject’s life; what is left out stays.' })
export class LifeInput {
  @Field(() => SubjectInput)
  subject!: SubjectInput;
  @Field(() => DateScalar, { nullable: true })
  bornOn?: Maybe<string>;
  @Field(() => DateScalar, { nullable: true })
  diedOn?: Maybe<string>;
  @Field(() => DateScalar, { nullable: true, description: 'End of an organisation.' })
  terminatedOn?: Maybe<string>;
  @Field(() => Boolean, { nullable: true })
  hasResidentId?: Maybe<boolean>;
  @Field(() => String, { nullable: true, description: '`full`, `proven-full`, `limited`, `none`.' })
  capacity?: Maybe<string>;
  @Field(() => DateScalar, { nullable: true, description: 'Not after today.' })
  capacitySince?: Maybe<string>;
  @Field(() => DateScalar, { nullable: true, description: 'When the platform was told.' })
  knownAt?: Maybe<string>;
}

@InputType({ description: 'A guardian of a person, or a person that a unit entrusted.' })
export class RepresentativeInput {
  @Field(() => String, { nullable: true, description: 'The entry that this is a version of.' })
  id?: Maybe<string>;
  @Field(() => SubjectInput)
  subject!: SubjectInput;
  @Field(() => String, { description: '`guardian` or `unit`.' })
  capacity!: string;
  @Field(() => IdNumberScalar)
  representative!: string;
  @Field(() => DateScalar, { nullable: true })
  from?: Maybe<string>;
  @Field(() => DateScalar, { nullable: true, description: 'Last day, included.' })
  until?: Maybe<string>;
  @Field(() => String, { nullable: true, description: 'Digest of what proves it.' })
  evidenceDigest?: Maybe<string>;
}

@InputType({ description: 'A person responsible for a listed subject’s conduct.' })
export class ResponsiblePersonInput {
  @Field(() => String)
  role!: string;
  @Field(() => IdNumberScalar)
  idNumber!: string;
}

@InputType({ description: 'An entry in a list of seriously dishonest subjects.' })
export class ListEntryInput {
  @Field(() => String, { nullable: true, description: 'The entry that this is a version of.' })
  id?: Maybe<string>;
  @Field(() => SubjectInput)
  subject!: SubjectInput;
  @Field(() => String, { nullable: true })
  item?: Maybe<string>;
  @Field(() => String, { nullable: true })
  record?: Maybe<string>;
  @Field(() => String)
  list!: string;
  @Field(() => String)
  authority!: string;
  @Field(() => String, { nullable: true })
  legalBasis?: Maybe<string>;
  @Field(() => DateScalar)
  listedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'End of the term that was decided.' })
  termEndsOn?: Maybe<string>;
  @Field(() => DateScalar, { nullable: true, description: 'Removal alone ends a membership.' })
  removedOn?: Maybe<string>;
  @Field(() => String, { nullable: true, description: 'Conditions of removal.' })
  conditions?: Maybe<string>;
  @Field(() => String, { nullable: true })
  remedies?: Maybe<string>;
  @Field(() => [String], { nullable: true })
  basisRecords?: Maybe<string[]>;
  @Field(() => [ResponsiblePersonInput], { nullable: true })
  responsiblePersons?: Maybe<ResponsiblePersonInput[]>;
}

@InputType({ description: 'A higher law that changes a parameter of a regulation for a time.' })
export class OverrideInput {
  @Field(() => String, { nullable: true, description: 'The entry that this is a version of.' })
  id?: Maybe<string>;
  @Field(() => String, { description: 'Name of the parameter of the pack.' })
  parameter!: string;
  @Field(() => String, { description: 'The regulation that it changes, such as `guangdong-2021`.' })
  jurisdiction!: string;
  @Field(() => String, { description: 'The law and its article.' })
  citation!: string;
  @Field(() => String, { description: 'As JSON, in the form a pack writes it.' })
  value!: string;
  @Field(() => DateScalar)
  from!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Last day, included.' })
  until?: Maybe<string>;
}
