import { amount, date, flag, integer, record, text } from '../../shared/record.ts';
import { DEBTS } from '../../shared/vocabulary.ts';

@record('ContributionArrears', {
  description: 'Social insurance contributions owed after their due date.',
  evidence: {
    record: 'noticeNumber',
    recognisedOn: 'recognisedOn',
    endedOn: 'settledOn',
    continuing: 'continuing',
    debt: 'debt',
    basisDocument: 'basisDocument',
  },
})
export class ContributionArrears {
  @text('Number of the notice.', { required: true }) noticeNumber!: string;
  @text('Branch of insurance.') branch!: string | null;
  @amount('Balance owed, in 10,000 CNY.', { summable: true }) balance!: number | null;
  @date('Day the contributions were due.') dueOn!: string | null;
  @date('Day the debt was recognised.') recognisedOn!: string | null;
  @text('State of the debt', { oneOf: DEBTS }) debt!: string | null;
  @date('Day of the dunning notice.') dunnedOn!: string | null;
  @date('Day the debt was settled.') settledOn!: string | null;
  @flag('Still owed.') continuing!: boolean | null;
  @text('Authority.') authority!: string | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
}

/** Restricted: the base reveals the income. */
@record('ContributionBase', {
  description: 'Base of social insurance contributions of a person in a year.',
  evidence: { record: 'assessmentNumber' },
})
export class ContributionBase {
  @text('Number of the assessment.', { required: true }) assessmentNumber!: string;
  @integer('Year.') year!: number | null;
  @amount('Monthly base, in 10,000 CNY.') monthlyBase!: number | null;
}

/** Restricted: a pension is income. */
@record('Pension', {
  description: 'Pension of a person.',
  evidence: { record: 'grantNumber', cancelledOn: 'endedOn' },
})
export class Pension {
  @text('Number of the grant.', { required: true }) grantNumber!: string;
  @text('Kind of pension.') kind!: string | null;
  @amount('Monthly amount, in 10,000 CNY.') monthlyAmount!: number | null;
  @date('First day.') startedOn!: string | null;
  @date('Last day.') endedOn!: string | null;
}

@record('Employment', {
  description: 'Period of insured employment of a person.',
  evidence: { record: 'registrationNumber', validUntil: 'endedOn' },
})
export class Employment {
  @text('Number of the registration.', { required: true }) registrationNumber!: string;
  @text('Employer.') employer!: string | null;
  @text('Occupation.') occupation!: string | null;
  @date('First day.') startedOn!: string | null;
  @date('Last day; empty while it lasts.') endedOn!: string | null;
}
