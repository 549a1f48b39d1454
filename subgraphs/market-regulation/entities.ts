import { edgeTo, fact, records, subject } from '../shared/entity.ts';
import {
  Award,
  CreditCommitment,
  GoodDeed,
  IntegrityScore,
  SelfReportedContract,
} from './records/conduct.ts';
import { Licence, ProfessionalLicence } from './records/licence.ts';
import {
  AbnormalOperation,
  LinkedListing,
  ListedResponsiblePerson,
  SeriousViolationListing,
} from './records/listing.ts';
import { AdministrativePenalty } from './records/penalty.ts';
import {
  AnnualReport,
  AnnualReportFinancials,
  ChattelMortgage,
  EquityPledge,
  ResponsiblePerson,
} from './records/registration.ts';

const AWARD = {
  id: 'award',
  class: 'COMMENDATION',
  description: 'Awards, commendations and honorary titles.',
} as const;

const SERIOUS_LISTING = {
  id: 'serious-listing',
  class: 'ADVERSE',
  description: 'Entries in the list of serious violations and dishonesty.',
} as const;

/** An organisation as market regulation knows it. */
@subject('LEGAL', 'market-regulation')
export class LegalEntity {
  readonly uscc!: string;

  @fact('registration', 'text', {
    id: 'entity-name',
    class: 'BASIC',
    description: 'Registered name.',
  })
  name!: string | null;

  @fact('registration', 'text', {
    id: 'entity-type',
    class: 'BASIC',
    description: 'Type of organisation.',
  })
  entityType!: string | null;

  @fact('registration', 'text', {
    id: 'industry',
    class: 'BASIC',
    description: 'Section of the industrial classification (GB/T 4754), one letter.',
  })
  industry!: string | null;

  @fact('registration', 'text', {
    id: 'registration-status',
    class: 'BASIC',
    description: 'Status: active, revoked or deregistered.',
  })
  registrationStatus!: string | null;

  @edgeTo(
    'registration',
    { column: 'legalRepresentativeIdNumber', kind: 'idNumber' },
    () => NaturalPerson,
    { id: 'legal-representative', class: 'BASIC', description: 'Legal representative.' },
  )
  legalRepresentative!: NaturalPerson | null;

  @records('responsible-person', () => ResponsiblePerson, {
    id: 'responsible-person',
    class: 'BASIC',
    description: 'Persons registered in responsible positions.',
  })
  responsiblePersons!: ResponsiblePerson[] | null;

  @fact('registration', 'amount', {
    id: 'registered-capital',
    class: 'BASIC',
    description: 'Registered capital, in 10,000 CNY.',
  })
  registeredCapital!: number | null;

  @fact('registration', 'text', {
    id: 'registered-address',
    class: 'BASIC',
    description: 'Registered address.',
  })
  registeredAddress!: string | null;

  @fact('registration', 'date', {
    id: 'established-on',
    class: 'BASIC',
    description: 'Day of establishment.',
  })
  establishedOn!: string | null;

  @fact('registration', 'date', {
    id: 'terminated-on',
    class: 'BASIC',
    description: 'Day of termination.',
  })
  terminatedOn!: string | null;

  @fact('registration', 'text', {
    id: 'business-scope',
    class: 'BASIC',
    description: 'Scope of business.',
  })
  businessScope!: string | null;

  @fact('registration', 'text', {
    id: 'registration-authority',
    class: 'BASIC',
    description: 'Registering authority.',
  })
  registrationAuthority!: string | null;

  @records('licence', () => Licence, {
    id: 'licence',
    class: 'BASIC',
    description: 'Administrative licences.',
  })
  licences!: Licence[] | null;

  @records('penalty', () => AdministrativePenalty, {
    id: 'penalty',
    class: 'ADVERSE',
    description: 'Administrative penalties.',
  })
  penalties!: AdministrativePenalty[] | null;

  @records('abnormal-operation', () => AbnormalOperation, {
    id: 'abnormal-operation',
    class: 'ADVERSE',
    description: 'Entries in the register of abnormal operations.',
  })
  abnormalOperations!: AbnormalOperation[] | null;

  @records('serious-listing', () => SeriousViolationListing, SERIOUS_LISTING)
  seriousListings!: SeriousViolationListing[] | null;

  @records('listed-responsible-person', () => ListedResponsiblePerson, {
    id: 'listed-responsible-person',
    class: 'ADVERSE',
    description: 'Persons recorded as responsible for what the organisation is listed for.',
  })
  listedResponsiblePersons!: ListedResponsiblePerson[] | null;

  @records('equity-pledge', () => EquityPledge, {
    id: 'equity-pledge',
    class: 'OTHER',
    description: 'Registered pledges of equity.',
  })
  equityPledges!: EquityPledge[] | null;

  @records('chattel-mortgage', () => ChattelMortgage, {
    id: 'chattel-mortgage',
    class: 'OTHER',
    description: 'Registered mortgages of movables.',
  })
  chattelMortgages!: ChattelMortgage[] | null;

  @records('annual-report', () => AnnualReport, {
    id: 'annual-report',
    class: 'OTHER',
    description: 'Yearly reports, the part that is always public.',
    updateCycle: 'P1Y',
  })
  annualReports!: AnnualReport[] | null;

  @records(
    'annual-report',
    () => AnnualReportFinancials,
    {
      id: 'published-financials',
      class: 'OTHER',
      description: 'Financial parts of yearly reports that the organisation chose to publish.',
      updateCycle: 'P1Y',
    },
    { column: 'financialsPublished', equals: true },
  )
  publishedFinancials!: AnnualReportFinancials[] | null;

  @records('annual-report', () => AnnualReportFinancials, {
    id: 'annual-report-financials',
    class: 'OTHER',
    description: 'Financial parts of all yearly reports, published or not.',
    updateCycle: 'P1Y',
  })
  annualReportFinancials!: AnnualReportFinancials[] | null;

  @records('award', () => Award, AWARD)
  awards!: Award[] | null;

  @records('commitment', () => CreditCommitment, {
    id: 'commitment',
    class: 'COMMITMENT',
    description: 'Credit commitments and their performance.',
  })
  commitments!: CreditCommitment[] | null;

  @records('self-reported-contract', () => SelfReportedContract, {
    id: 'self-reported-contract',
    class: 'SELF_REPORTED',
    description: 'Performance of contracts as reported by the organisation itself.',
  })
  selfReportedContracts!: SelfReportedContract[] | null;
}

/** A person as market regulation and the population register it draws on know them. */
@subject('NATURAL', 'market-regulation')
export class NaturalPerson {
  readonly idNumber!: string;

  @fact('person', 'text', {
    id: 'person-name',
    class: 'BASIC',
    identity: 'NAME',
    description: 'Name.',
  })
  name!: string | null;

  @fact('person', 'date', {
    id: 'birth-date',
    class: 'BASIC',
    identity: 'BIRTH_DATE',
    description: 'Date of birth.',
  })
  birthDate!: string | null;

  @fact('person', 'text', {
    id: 'address',
    class: 'BASIC',
    identity: 'ADDRESS',
    description: 'Address.',
  })
  address!: string | null;

  @fact('person', 'text', {
    id: 'phone',
    class: 'BASIC',
    identity: 'PHONE',
    description: 'Telephone number.',
  })
  phone!: string | null;

  @records('professional-licence', () => ProfessionalLicence, {
    id: 'professional-licence',
    class: 'BASIC',
    description: 'Professional qualifications and licences.',
  })
  professionalLicences!: ProfessionalLicence[] | null;

  @records('person-penalty', () => AdministrativePenalty, {
    id: 'person-penalty',
    class: 'ADVERSE',
    description: 'Administrative penalties.',
  })
  penalties!: AdministrativePenalty[] | null;

  @records('person-serious-listing', () => SeriousViolationListing, SERIOUS_LISTING)
  seriousListings!: SeriousViolationListing[] | null;

  @records('linked-listing', () => LinkedListing, {
    id: 'linked-listing',
    class: 'ADVERSE',
    description: 'Listings of organisations, recorded on a person responsible for the conduct.',
  })
  linkedListings!: LinkedListing[] | null;

  @records('person-award', () => Award, AWARD)
  awards!: Award[] | null;

  @records('volunteering', () => GoodDeed, {
    id: 'volunteering',
    class: 'COMMENDATION',
    description: 'Volunteering.',
  })
  volunteering!: GoodDeed[] | null;

  @records('charity', () => GoodDeed, {
    id: 'charity',
    class: 'COMMENDATION',
    description: 'Charitable donations.',
  })
  charity!: GoodDeed[] | null;

  @records('bravery', () => GoodDeed, {
    id: 'bravery',
    class: 'COMMENDATION',
    description: 'Acts of bravery.',
  })
  braveActs!: GoodDeed[] | null;

  @records('integrity-score', () => IntegrityScore, {
    id: 'integrity-score',
    class: 'CREDIT_POINTS',
    description: 'Credit points.',
    updateCycle: 'P1M',
  })
  integrityScores!: IntegrityScore[] | null;
}
