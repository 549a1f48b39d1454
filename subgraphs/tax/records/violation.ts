import { amount, date, flag, record, text } from '../../shared/record.ts';
import { CATALOGUE_SOURCES, PROCEDURES, SANCTIONS } from '../../shared/vocabulary.ts';

@record('TaxPenalty', {
  description: 'Decision on an administrative penalty of a tax authority.',
  evidence: {
    record: 'documentNumber',
    recognisedOn: 'decisionDate',
    endedOn: 'conductEndedOn',
    continuing: 'continuing',
    serious: 'serious',
    procedure: 'procedure',
    slightAndCorrected: 'slightAndCorrected',
    sanction: 'sanction',
    disclosureUntil: 'publishUntil',
    basisDocument: 'basisDocument',
    catalogueSource: 'catalogueSource',
  },
})
export class TaxPenalty {
  @text('Number of the decision document.', { required: true }) documentNumber!: string;
  @text('Type of the violation.') violationType!: string | null;
  @text('Facts found.', { freeText: true }) facts!: string | null;
  @text('Provisions the decision rests on.') legalBasis!: string | null;
  @amount('Fine, in 10,000 CNY.', { summable: true }) fineAmount!: number | null;
  @amount('Tax recovered, in 10,000 CNY.') recoveredTax!: number | null;
  @date('Day of the decision: the conduct is recognised.') decisionDate!: string | null;
  @date('Last day of publication set by the deciding authority.') publishUntil!: string | null;
  @text('Authority that decided.') authority!: string | null;
  @text('Procedure', { oneOf: PROCEDURES }) procedure!: string | null;
  @flag('Slight, or first and slight, and corrected by the subject.') slightAndCorrected!:
    | boolean
    | null;
  @text('Kind of sanction', { oneOf: SANCTIONS }) sanction!: string | null;
  @flag('Seriously dishonest conduct.') serious!: boolean | null;
  @date('Day the conduct ended.') conductEndedOn!: string | null;
  @flag('The conduct is still going on.') continuing!: boolean | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
  @text('Catalogue', { oneOf: CATALOGUE_SOURCES }) catalogueSource!: string | null;
}

@record('MajorTaxViolation', {
  description: 'Published case of a major violation of tax law.',
  evidence: {
    record: 'caseNumber',
    recognisedOn: 'recognisedOn',
    endedOn: 'conductEndedOn',
    continuing: 'continuing',
    serious: 'serious',
    disclosureUntil: 'publishUntil',
    basisDocument: 'basisDocument',
    listedOn: 'recognisedOn',
    removedOn: 'removedOn',
    removalConditions: 'removalConditions',
    remedies: 'remedies',
  },
})
export class MajorTaxViolation {
  @text('Number of the case.', { required: true }) caseNumber!: string;
  @text('Nature of the case.') nature!: string | null;
  @text('Facts found.', { freeText: true }) facts!: string | null;
  @amount('Tax evaded, in 10,000 CNY.') evadedTax!: number | null;
  @date('Day the case was recognised and listed.') recognisedOn!: string | null;
  @date('Last day of publication set by the authority.') publishUntil!: string | null;
  @date('Day of removal.') removedOn!: string | null;
  @text('Conditions of removal.') removalConditions!: string | null;
  @text('Remedies of the listed subject.') remedies!: string | null;
  @text('Authority.') authority!: string | null;
  @flag('Seriously dishonest conduct; every entry is.') serious!: boolean | null;
  @date('Day the conduct ended.') conductEndedOn!: string | null;
  @flag('The conduct is still going on.') continuing!: boolean | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
}
