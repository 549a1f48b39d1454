import '../shared/reflect.ts';
import { Field, InputType, Int } from 'type-graphql';
import { IdNumberScalar, UsccScalar } from '../../schema/identifiers/scalars.ts';
import { DateScalar } from '../shared/scalars.ts';
import { InstantScalar } from './instant.ts';

/* What mutations take. Words of closed lists are strings, which the registers check. */

type Maybe<T> = T | null | undefined;

@InputType({ description: 'A subject, by exactly one of its keys.' })
export class SubjectInput {
  @Field(() => UsccScalar, { nullable: true })
  uscc?: string | null;
  @Field(() => IdNumberScalar, { nullable: true })
  idNumber?: string | null;
}

/** What an authorisation says about itself, whoever registers it. */
@InputType()
export abstract class TermsInput {
  @Field(() => String, { nullable: true, description: 'The agreed purpose code.' })
  purpose?: Maybe<string>;
  @Field(() => [String], { nullable: true, description: 'Catalogue items; or `allItems`.' })
  items?: Maybe<string[]>;
  @Field(() => Boolean, { nullable: true, description: 'Everything, instead of `items`.' })
  allItems?: Maybe<boolean>;
  @Field(() => String, {
    nullable: true,
    description: '`written`, `electronic-signature`, `oral-recorded` or `click`.',
  })
  form?: Maybe<string>;
  @Field(() => DateScalar, { nullable: true, description: 'First day; today when left out.' })
  from?: Maybe<string>;
  @Field(() => DateScalar, { nullable: true, description: 'Last day, included.' })
  until?: Maybe<string>;
  @Field(() => String, { nullable: true, description: 'Digest of what proves it.' })
  evidenceDigest?: Maybe<string>;
  @Field(() => String, { nullable: true, description: 'Language of the notice that was shown.' })
  noticeLanguage?: Maybe<string>;
  @Field(() => String, { nullable: true })
  noticeVersion?: Maybe<string>;
  @Field(() => InstantScalar, {
    nullable: true,
    description: 'Told of adverse consequences (restricted data); when.',
  })
  adverseNoticeAt?: Maybe<number>;
  @Field(() => InstantScalar, {
    nullable: true,
    description: 'Consented in writing (restricted data); when.',
  })
  writtenConsentAt?: Maybe<number>;
  @Field(() => String, { nullable: true })
  restrictedPurpose?: Maybe<string>;
  @Field(() => Boolean, { nullable: true, description: 'Tied to another service.' })
  bundled?: Maybe<boolean>;
  @Field(() => String, { nullable: true, description: 'How it can be withdrawn.' })
  withdrawalMethod?: Maybe<string>;
}

@InputType({ description: 'An authorisation that a subject grants.' })
export class GrantInput extends TermsInput {
  @Field(() => String, { description: 'The organisation that may use it.' })
  grantee!: string;
}

@InputType({ description: 'What changes in an authorisation; what is left out stays.' })
export class AmendmentInput extends TermsInput {}

@InputType({ description: 'An authorisation that a firm holds evidence of.' })
export class RegistrationInput extends TermsInput {
  @Field(() => SubjectInput)
  subject!: SubjectInput;
  @Field(() => String, { nullable: true, description: '`subject`, `guardian` or `unit`.' })
  grantedBy?: Maybe<string>;
  @Field(() => IdNumberScalar, { nullable: true, description: 'The guardian who granted it.' })
  grantor?: Maybe<string>;
}

@InputType({ description: 'A decision on credit repair.' })
export class RepairInput {
  @Field(() => SubjectInput)
  subject!: SubjectInput;
  @Field(() => String)
  item!: string;
  @Field(() => String)
  record!: string;
  @Field(() => DateScalar)
  decidedOn!: string;
  @Field(() => String)
  effect!: string;
  @Field(() => DateScalar, { nullable: true, description: 'The new end of the period.' })
  newEnd?: Maybe<string>;
  @Field(() => String)
  authority!: string;
}

@InputType({ description: 'What became of a document that records rest on.' })
export class BasisStatusInput {
  @Field(() => SubjectInput)
  subject!: SubjectInput;
  @Field(() => String)
  documentId!: string;
  @Field(() => String, { nullable: true })
  item?: Maybe<string>;
  @Field(() => String, { nullable: true })
  record?: Maybe<string>;
  @Field(() => String, { description: '`effective`, `revoked`, `void`, `illegal` or `changed`.' })
  status!: string;
  @Field(() => DateScalar)
  changedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'When the platform was told.' })
  knownAt?: Maybe<string>;
}

@InputType({ description: 'The decision on an objection.' })
export class DecisionInput {
  @Field(() => String, { description: '`upheld` or `rejected`.' })
  outcome!: string;
  @Field(() => Int, { nullable: true, description: 'Working days of tests, not counted.' })
  excludedDays?: Maybe<number>;
}
