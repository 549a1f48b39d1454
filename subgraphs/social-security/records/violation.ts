import { amount, date, flag, integer, record, text } from '../../shared/record.ts';

@record('WageArrearsListing', {
  description: 'Entry in the list of those who owe wages.',
  evidence: {
    record: 'documentNumber',
    recognisedOn: 'listedOn',
    endedOn: 'settledOn',
    continuing: 'continuing',
    serious: 'serious',
    disclosureUntil: 'publishUntil',
    basisDocument: 'basisDocument',
    listedOn: 'listedOn',
    removedOn: 'removedOn',
    removalConditions: 'removalConditions',
    remedies: 'remedies',
  },
})
export class WageArrearsListing {
  @text('Number of the decision to list.', { required: true }) documentNumber!: string;
  @text('Conduct that led to the listing.', { freeText: true }) conduct!: string | null;
  @amount('Wages owed, in 10,000 CNY.', { summable: true }) owedAmount!: number | null;
  @integer('Workers concerned.') workers!: number | null;
  @date('Day of listing.') listedOn!: string | null;
  @date('Day of removal.') removedOn!: string | null;
  @text('Conditions of removal.') removalConditions!: string | null;
  @text('Remedies of the listed subject.') remedies!: string | null;
  @date('Day the wages were paid.') settledOn!: string | null;
  @flag('Still owed.') continuing!: boolean | null;
  @flag('Seriously dishonest conduct.') serious!: boolean | null;
  @date('Last day of publication set by the authority.') publishUntil!: string | null;
  @text('Authority that listed.') authority!: string | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
}

@record('InsuranceSeriousListing', {
  description: 'Entry in the list of serious violations of social insurance law.',
  evidence: {
    record: 'documentNumber',
    recognisedOn: 'listedOn',
    endedOn: 'conductEndedOn',
    continuing: 'continuing',
    serious: 'serious',
    disclosureUntil: 'publishUntil',
    basisDocument: 'basisDocument',
    listedOn: 'listedOn',
    removedOn: 'removedOn',
    removalConditions: 'removalConditions',
    remedies: 'remedies',
  },
})
export class InsuranceSeriousListing {
  @text('Number of the decision to list.', { required: true }) documentNumber!: string;
  @text('Conduct that led to the listing.', { freeText: true }) conduct!: string | null;
  @text('Provisions the decision rests on.') legalBasis!: string | null;
  @date('Day of listing.') listedOn!: string | null;
  @date('Last day of the term set by the decision.') termUntil!: string | null;
  @date('Day of removal.') removedOn!: string | null;
  @text('Conditions of removal.') removalConditions!: string | null;
  @text('Remedies of the listed subject.') remedies!: string | null;
  @flag('Seriously dishonest conduct; every entry is.') serious!: boolean | null;
  @date('Day the conduct ended.') conductEndedOn!: string | null;
  @flag('The conduct is still going on.') continuing!: boolean | null;
  @date('Last day of publication set by the authority.') publishUntil!: string | null;
  @text('Authority that listed.') authority!: string | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
}

/** MUST NOT carry a diagnosis, a treatment or a provider's medical record: disease data is prohibited. */
@record('InsuranceFraud', {
  description: 'Fraud against a social insurance fund. Never carries health data.',
  evidence: {
    record: 'documentNumber',
    recognisedOn: 'recognisedOn',
    endedOn: 'conductEndedOn',
    continuing: 'continuing',
    serious: 'serious',
    procedure: 'procedure',
    disclosureUntil: 'publishUntil',
    basisDocument: 'basisDocument',
  },
})
export class InsuranceFraud {
  @text('Number of the decision document.', { required: true }) documentNumber!: string;
  @text('Fund defrauded', {
    oneOf: ['pension', 'medical', 'unemployment', 'work-injury', 'maternity'],
  })
  fund!: string | null;
  @text('Means used', {
    oneOf: ['forged-papers', 'false-employment', 'lent-card', 'concealed-facts', 'other'],
  })
  means!: string | null;
  @amount('Amount obtained, in 10,000 CNY.') obtainedAmount!: number | null;
  @amount('Amount returned, in 10,000 CNY.') returnedAmount!: number | null;
  @date('Day of the decision: the conduct is recognised.') recognisedOn!: string | null;
  @date('Day the conduct ended.') conductEndedOn!: string | null;
  @flag('The conduct is still going on.') continuing!: boolean | null;
  @flag('Seriously dishonest conduct.') serious!: boolean | null;
  @text('Procedure', { oneOf: ['general', 'summary'] }) procedure!: string | null;
  @date('Last day of publication set by the deciding authority.') publishUntil!: string | null;
  @text('Authority that decided.') authority!: string | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
}
