import { records, subject } from '../shared/entity.ts';
import {
  AssetSearch,
  ConsumptionRestriction,
  DishonestJudgmentDebtor,
} from './records/enforcement.ts';
import { CriminalJudgment, UnperformedJudgment } from './records/judgment.ts';

const UNPERFORMED = {
  id: 'unperformed-judgment',
  class: 'ADVERSE',
  description: 'Obligations of effective judgments not performed in time.',
} as const;
const DISHONEST_DEBTOR = {
  id: 'dishonest-judgment-debtor',
  class: 'ADVERSE',
  description: 'Entries in the list of dishonest judgment debtors.',
} as const;
const CONSUMPTION = {
  id: 'consumption-restriction',
  class: 'ADVERSE',
  description: 'Orders that restrict high consumption.',
} as const;
const CRIMINAL = {
  id: 'criminal-judgment',
  class: 'ADVERSE',
  description: 'Effective judgments that find a crime.',
} as const;

/** An organisation as the courts know it. */
@subject('LEGAL', 'court')
export class LegalEntity {
  readonly uscc!: string;

  @records('unperformed-judgment', () => UnperformedJudgment, UNPERFORMED)
  unperformedJudgments!: UnperformedJudgment[] | null;

  @records('dishonest-judgment-debtor', () => DishonestJudgmentDebtor, DISHONEST_DEBTOR)
  dishonestDebtorListings!: DishonestJudgmentDebtor[] | null;

  @records('consumption-restriction', () => ConsumptionRestriction, CONSUMPTION)
  consumptionRestrictions!: ConsumptionRestriction[] | null;

  @records('criminal-judgment', () => CriminalJudgment, CRIMINAL)
  criminalJudgments!: CriminalJudgment[] | null;

  @records('asset-search', () => AssetSearch, {
    id: 'asset-search',
    class: 'OTHER',
    description: 'Court searches for assets of the organisation.',
  })
  assetSearches!: AssetSearch[] | null;
}

/** A person as the courts know it. */
@subject('NATURAL', 'court')
export class NaturalPerson {
  readonly idNumber!: string;

  @records('person-unperformed-judgment', () => UnperformedJudgment, UNPERFORMED)
  unperformedJudgments!: UnperformedJudgment[] | null;

  @records('person-dishonest-judgment-debtor', () => DishonestJudgmentDebtor, DISHONEST_DEBTOR)
  dishonestDebtorListings!: DishonestJudgmentDebtor[] | null;

  @records('person-consumption-restriction', () => ConsumptionRestriction, CONSUMPTION)
  consumptionRestrictions!: ConsumptionRestriction[] | null;

  @records('person-criminal-judgment', () => CriminalJudgment, CRIMINAL)
  criminalJudgments!: CriminalJudgment[] | null;

  @records('deposit-search', () => AssetSearch, {
    id: 'deposit-search',
    class: 'OTHER',
    restricted: 'DEPOSIT',
    description: 'Court searches for deposits.',
  })
  depositSearches!: AssetSearch[] | null;

  @records('securities-search', () => AssetSearch, {
    id: 'securities-search',
    class: 'OTHER',
    restricted: 'SECURITIES',
    description: 'Court searches for securities.',
  })
  securitiesSearches!: AssetSearch[] | null;

  @records('real-estate-search', () => AssetSearch, {
    id: 'real-estate-search',
    class: 'OTHER',
    restricted: 'REAL_ESTATE',
    description: 'Court searches for real estate.',
  })
  realEstateSearches!: AssetSearch[] | null;

  @records('insurance-search', () => AssetSearch, {
    id: 'insurance-search',
    class: 'OTHER',
    restricted: 'COMMERCIAL_INSURANCE',
    description: 'Court searches for commercial insurance.',
  })
  insuranceSearches!: AssetSearch[] | null;
}
