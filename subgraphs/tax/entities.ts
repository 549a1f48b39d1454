import { records, subject } from '../shared/entity.ts';
import { TaxArrears } from './records/debt.ts';
import { AnnualTaxPaid, DeclaredIncome, TaxGrade } from './records/grade.ts';
import { MajorTaxViolation, TaxPenalty } from './records/violation.ts';

const GRADE = {
  id: 'tax-grade',
  class: 'EVALUATION',
  description: 'Yearly evaluations of tax credit.',
  updateCycle: 'P1Y',
} as const;
const ARREARS = {
  id: 'tax-arrears',
  class: 'ADVERSE',
  description: 'Taxes owed after their due date.',
} as const;
const PENALTY = {
  id: 'tax-penalty',
  class: 'ADVERSE',
  description: 'Administrative penalties of tax authorities.',
} as const;
const MAJOR_VIOLATION = {
  id: 'major-tax-violation',
  class: 'ADVERSE',
  description: 'Published cases of major violations of tax law.',
} as const;

/** An organisation as the tax administration knows it. */
@subject('LEGAL', 'tax')
export class LegalEntity {
  readonly uscc!: string;

  @records('tax-grade', () => TaxGrade, GRADE)
  taxGrades!: TaxGrade[] | null;

  @records('tax-arrears', () => TaxArrears, ARREARS)
  taxArrears!: TaxArrears[] | null;

  @records('major-tax-violation', () => MajorTaxViolation, MAJOR_VIOLATION)
  majorTaxViolations!: MajorTaxViolation[] | null;

  @records('tax-penalty', () => TaxPenalty, PENALTY)
  taxPenalties!: TaxPenalty[] | null;

  @records('annual-tax-paid', () => AnnualTaxPaid, {
    id: 'entity-annual-tax-paid',
    class: 'OTHER',
    description: 'Taxes paid by the organisation, by year.',
    updateCycle: 'P1Y',
  })
  annualTaxPaid!: AnnualTaxPaid[] | null;
}

/** A person as the tax administration knows it. */
@subject('NATURAL', 'tax')
export class NaturalPerson {
  readonly idNumber!: string;

  @records('person-tax-grade', () => TaxGrade, GRADE)
  taxGrades!: TaxGrade[] | null;

  @records('person-tax-arrears', () => TaxArrears, ARREARS)
  taxArrears!: TaxArrears[] | null;

  @records('person-major-tax-violation', () => MajorTaxViolation, MAJOR_VIOLATION)
  majorTaxViolations!: MajorTaxViolation[] | null;

  @records('person-tax-penalty', () => TaxPenalty, PENALTY)
  taxPenalties!: TaxPenalty[] | null;

  @records('person-annual-tax-paid', () => AnnualTaxPaid, {
    id: 'annual-tax-paid',
    class: 'OTHER',
    restricted: 'TAX_AMOUNT',
    description: 'Taxes paid by the person, by year.',
    updateCycle: 'P1Y',
  })
  annualTaxPaid!: AnnualTaxPaid[] | null;

  @records('declared-income', () => DeclaredIncome, {
    id: 'declared-income',
    class: 'OTHER',
    restricted: 'INCOME',
    description: 'Income declared by the person, by year.',
    updateCycle: 'P1Y',
  })
  declaredIncome!: DeclaredIncome[] | null;
}
