import { amount, date, flag, record, text } from '../../shared/record.ts';
import { FIELDS_OF_LAW, SANCTIONS } from '../../shared/vocabulary.ts';

@record('UnperformedJudgment', {
  description: 'Obligation of an effective judgment or award that was not performed in time.',
  evidence: {
    record: 'caseNumber',
    recognisedOn: 'recognisedOn',
    endedOn: 'performedOn',
    continuing: 'continuing',
    serious: 'serious',
    disclosureUntil: 'publishUntil',
    basisDocument: 'basisDocument',
  },
})
export class UnperformedJudgment {
  @text('Number of the enforcement case.', { required: true }) caseNumber!: string;
  @text('Court of enforcement.') court!: string | null;
  @text('Document to be enforced.') basisDocument!: string | null;
  @text('Obligation.', { freeText: true }) obligation!: string | null;
  @amount('Amount unperformed, in 10,000 CNY.', { summable: true }) unperformedAmount!:
    | number
    | null;
  @date('Day the case was filed.') filedOn!: string | null;
  @date('Day non-performance was recognised.') recognisedOn!: string | null;
  @date('Day of performance.') performedOn!: string | null;
  @flag('Still not performed.') continuing!: boolean | null;
  @flag('Refusal in spite of ability to perform.') serious!: boolean | null;
  @date('Last day of publication set by the court.') publishUntil!: string | null;
}

@record('CriminalJudgment', {
  description: 'Effective judgment that finds a crime.',
  evidence: {
    record: 'caseNumber',
    recognisedOn: 'effectiveOn',
    endedOn: 'conductEndedOn',
    continuing: 'continuing',
    serious: 'serious',
    sanction: 'sanction',
    fieldOfLaw: 'fieldOfLaw',
    disclosureUntil: 'publishUntil',
    basisDocument: 'basisDocument',
  },
})
export class CriminalJudgment {
  @text('Number of the case.', { required: true }) caseNumber!: string;
  @text('Court.') court!: string | null;
  @text('Charge.') charge!: string | null;
  @text('Sentence.', { freeText: true }) sentence!: string | null;
  @text('Kind of sanction', { oneOf: SANCTIONS }) sanction!: string | null;
  @text('Field of law', { oneOf: FIELDS_OF_LAW }) fieldOfLaw!: string | null;
  @date('Day of the judgment.') judgedOn!: string | null;
  @date('Day the judgment took effect.') effectiveOn!: string | null;
  @date('Last day of the sentence.') sentenceServedOn!: string | null;
  @date('Day the conduct ended.') conductEndedOn!: string | null;
  @flag('The conduct is still going on.') continuing!: boolean | null;
  @flag('Seriously dishonest conduct.') serious!: boolean | null;
  @date('Last day of publication set by the court.') publishUntil!: string | null;
  @text('Judgment the record rests on.') basisDocument!: string | null;
}
