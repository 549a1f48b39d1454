import { amount, date, integer, record, text } from '../../shared/record.ts';

/** Grades A, B, M, C and D of the tax administration's yearly evaluation. */
export const TAX_GRADES = ['A', 'B', 'M', 'C', 'D'] as const;

@record('TaxGrade', {
  description: 'Yearly evaluation of tax credit.',
  evidence: { record: 'evaluationNumber', recognisedOn: 'evaluatedOn', validUntil: 'validUntil' },
})
export class TaxGrade {
  @text('Number of the evaluation.', { required: true }) evaluationNumber!: string;
  @integer('Year evaluated.') year!: number | null;
  @text('Grade', { oneOf: TAX_GRADES }) grade!: string | null;
  @date('Day of the evaluation.') evaluatedOn!: string | null;
  @date('Last day of validity.') validUntil!: string | null;
  @text('Authority that evaluated.') authority!: string | null;
}

@record('AnnualTaxPaid', {
  description: 'Taxes paid in a year.',
  evidence: { record: 'statementNumber' },
})
export class AnnualTaxPaid {
  @text('Number of the statement.', { required: true }) statementNumber!: string;
  @integer('Year.') year!: number | null;
  @amount('Taxes paid, in 10,000 CNY.') taxPaid!: number | null;
}

@record('DeclaredIncome', {
  description: 'Income declared for individual income tax in a year.',
  evidence: { record: 'declarationNumber' },
})
export class DeclaredIncome {
  @text('Number of the declaration.', { required: true }) declarationNumber!: string;
  @integer('Year.') year!: number | null;
  @amount('Income declared, in 10,000 CNY.') income!: number | null;
}
