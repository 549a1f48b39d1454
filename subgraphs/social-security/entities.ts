import { fact, records, subject } from '../shared/entity.ts';
import {
  ContributionArrears,
  ContributionBase,
  Employment,
  Pension,
} from './records/contribution.ts';
import {
  InsuranceFraud,
  InsuranceSeriousListing,
  WageArrearsListing,
} from './records/violation.ts';

const ARREARS = {
  id: 'contribution-arrears',
  class: 'ADVERSE',
  description: 'Social insurance contributions owed after their due date.',
} as const;
const WAGE_ARREARS = {
  id: 'wage-arrears-listing',
  class: 'ADVERSE',
  description: 'Entries in the list of those who owe wages.',
} as const;
const SERIOUS = {
  id: 'insurance-serious-listing',
  class: 'ADVERSE',
  description: 'Entries in the list of serious violations of social insurance law.',
} as const;
const FRAUD = {
  id: 'insurance-fraud',
  class: 'ADVERSE',
  description: 'Frauds against social insurance funds.',
} as const;

/** An organisation as social security knows it. */
@subject('LEGAL', 'social-security')
export class LegalEntity {
  readonly uscc!: string;

  @fact('insured-status', 'integer', {
    id: 'insured-headcount',
    class: 'BASIC',
    description: 'Number of insured employees.',
    updateCycle: 'P1M',
  })
  insuredHeadcount!: number | null;

  @fact('insured-status', 'date', {
    id: 'insured-since',
    class: 'BASIC',
    description: 'Day of registration with social insurance.',
    updateCycle: 'P1M',
  })
  insuredSince!: string | null;

  @records('contribution-arrears', () => ContributionArrears, ARREARS)
  contributionArrears!: ContributionArrears[] | null;

  @records('wage-arrears-listing', () => WageArrearsListing, WAGE_ARREARS)
  wageArrearsListings!: WageArrearsListing[] | null;

  @records('insurance-serious-listing', () => InsuranceSeriousListing, SERIOUS)
  insuranceSeriousListings!: InsuranceSeriousListing[] | null;

  @records('insurance-fraud', () => InsuranceFraud, FRAUD)
  insuranceFrauds!: InsuranceFraud[] | null;
}

/** A person as social security knows it. */
@subject('NATURAL', 'social-security')
export class NaturalPerson {
  readonly idNumber!: string;

  @records('person-contribution-arrears', () => ContributionArrears, ARREARS)
  contributionArrears!: ContributionArrears[] | null;

  @records('person-wage-arrears-listing', () => WageArrearsListing, WAGE_ARREARS)
  wageArrearsListings!: WageArrearsListing[] | null;

  @records('person-insurance-serious-listing', () => InsuranceSeriousListing, SERIOUS)
  insuranceSeriousListings!: InsuranceSeriousListing[] | null;

  @records('person-insurance-fraud', () => InsuranceFraud, FRAUD)
  insuranceFrauds!: InsuranceFraud[] | null;

  @records('employment', () => Employment, {
    id: 'employment-history',
    class: 'BASIC',
    description: 'Periods of insured employment.',
    updateCycle: 'P1M',
  })
  employmentHistory!: Employment[] | null;

  @records('contribution-base', () => ContributionBase, {
    id: 'contribution-base',
    class: 'OTHER',
    restricted: 'INCOME',
    description: 'Bases of social insurance contributions, by year.',
    updateCycle: 'P1Y',
  })
  contributionBases!: ContributionBase[] | null;

  @records('pension', () => Pension, {
    id: 'pension',
    class: 'OTHER',
    restricted: 'INCOME',
    description: 'Pensions.',
    updateCycle: 'P1M',
  })
  pensions!: Pension[] | null;
}
