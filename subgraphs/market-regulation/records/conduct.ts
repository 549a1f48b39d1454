import { amount, date, flag, integer, record, text } from '../../shared/record.ts';
import { AWARD_LEVELS } from '../../shared/vocabulary.ts';

@record('Award', {
  description: 'Award, commendation or honorary title.',
  evidence: {
    record: 'documentNumber',
    recognisedOn: 'awardedOn',
    awardLevel: 'level',
    validUntil: 'validUntil',
    cancelledOn: 'cancelledOn',
  },
})
export class Award {
  @text('Number of the decision.', { required: true }) documentNumber!: string;
  @text('Title.') title!: string | null;
  @text('Level of the awarding organ', { oneOf: AWARD_LEVELS }) level!: string | null;
  @text('Organ that gave it.') authority!: string | null;
  @date('Day it was given.') awardedOn!: string | null;
  @date('Last day of validity.') validUntil!: string | null;
  @date('Day of cancellation.') cancelledOn!: string | null;
}

@record('GoodDeed', {
  description: 'Volunteering, charity or an act of bravery of a person.',
  evidence: {
    record: 'certificateNumber',
    recognisedOn: 'recognisedOn',
    cancelledOn: 'cancelledOn',
  },
})
export class GoodDeed {
  @text('Number of the certificate.', { required: true }) certificateNumber!: string;
  @text('What was done.', { freeText: true }) description!: string | null;
  @text('Organisation that certified it.') organisation!: string | null;
  @integer('Hours of service.') hours!: number | null;
  @amount('Donated, in 10,000 CNY.') donatedAmount!: number | null;
  @date('Day of the certificate.') recognisedOn!: string | null;
  @date('Day of cancellation.') cancelledOn!: string | null;
}

@record('CreditCommitment', {
  description: 'Credit commitment of an organisation and how it was kept.',
  evidence: { record: 'commitmentNumber', validUntil: 'validUntil', cancelledOn: 'cancelledOn' },
})
export class CreditCommitment {
  @text('Number of the commitment.', { required: true }) commitmentNumber!: string;
  @text('Kind of commitment.') kind!: string | null;
  @text('What is promised.', { freeText: true }) content!: string | null;
  @text('Organ that received it.') authority!: string | null;
  @date('Day of the commitment.') committedOn!: string | null;
  @date('Last day it binds.') validUntil!: string | null;
  @date('Day of cancellation.') cancelledOn!: string | null;
  @text('State of performance.') performance!: string | null;
}

@record('SelfReportedContract', {
  description: 'Performance of a contract, as the organisation itself reports it.',
  evidence: {
    record: 'declarationNumber',
    selfReported: 'selfReported',
    validUntil: 'validUntil',
    cancelledOn: 'withdrawnOn',
  },
})
export class SelfReportedContract {
  @text('Number of the declaration.', { required: true }) declarationNumber!: string;
  @text('Subject matter.', { freeText: true }) matter!: string | null;
  @text('Counterparty; may be a person.', { identity: 'NAME' }) counterparty!: string | null;
  @amount('Value, in 10,000 CNY.') contractAmount!: number | null;
  @date('Day of the contract.') signedOn!: string | null;
  @text('State of performance.') performance!: string | null;
  @flag('Reported by the subject itself; always true.') selfReported!: boolean | null;
  @date('Last day of validity.') validUntil!: string | null;
  @date('Day of withdrawal.') withdrawnOn!: string | null;
}

@record('IntegrityScore', {
  description: 'Credit points of a person.',
  evidence: {
    record: 'assessmentNumber',
    recognisedOn: 'assessedOn',
    validUntil: 'validUntil',
    computedWithoutOptOuts: 'computedWithoutOptOuts',
  },
})
export class IntegrityScore {
  @text('Number of the assessment.', { required: true }) assessmentNumber!: string;
  @integer('Points.') points!: number | null;
  @date('Day of the assessment.') assessedOn!: string | null;
  @date('Last day of validity.') validUntil!: string | null;
  @flag('Computed without what the person has opted out of.') computedWithoutOptOuts!:
    | boolean
    | null;
}
