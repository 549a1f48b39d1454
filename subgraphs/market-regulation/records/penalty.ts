import { amount, date, flag, record, text } from '../../shared/record.ts';
import {
  CATALOGUE_SOURCES,
  FIELDS_OF_LAW,
  PROCEDURES,
  SANCTIONS,
} from '../../shared/vocabulary.ts';

/** Fields of the public notice of penalty decisions, with what the regulations' rules rest on. */
@record('AdministrativePenalty', {
  description: 'Decision on an administrative penalty of a market regulator.',
  evidence: {
    record: 'documentNumber',
    recognisedOn: 'decisionDate',
    endedOn: 'conductEndedOn',
    continuing: 'continuing',
    serious: 'serious',
    procedure: 'procedure',
    slightAndCorrected: 'slightAndCorrected',
    sanction: 'sanction',
    fieldOfLaw: 'fieldOfLaw',
    disclosureUntil: 'publishUntil',
    basisDocument: 'basisDocument',
    catalogueSource: 'catalogueSource',
  },
})
export class AdministrativePenalty {
  @text('Number of the decision document.', { required: true }) documentNumber!: string;
  @text('Type of the violation.') violationType!: string | null;
  @text('Facts found.', { freeText: true }) facts!: string | null;
  @text('Provisions the decision rests on.') legalBasis!: string | null;
  @text('Category of the penalty.') category!: string | null;
  @text('Content of the penalty.', { freeText: true }) content!: string | null;
  @amount('Fine, in 10,000 CNY.', { summable: true }) fineAmount!: number | null;
  @amount('Illegal gains and property confiscated, in 10,000 CNY.') confiscatedAmount!:
    | number
    | null;
  @date('Day of the decision: the conduct is recognised.') decisionDate!: string | null;
  @date('Last day of effect of the decision.') validUntil!: string | null;
  @date('Last day of publication set by the deciding authority.') publishUntil!: string | null;
  @text('Authority that decided.') authority!: string | null;
  @text('Unit that reported the record.') sourceUnit!: string | null;
  @text('Procedure', { oneOf: PROCEDURES }) procedure!: string | null;
  @flag('Slight, or first and slight, and corrected by the subject.') slightAndCorrected!:
    | boolean
    | null;
  @text('Kind of sanction', { oneOf: SANCTIONS }) sanction!: string | null;
  @text('Field of law', { oneOf: FIELDS_OF_LAW }) fieldOfLaw!: string | null;
  @flag('Seriously dishonest conduct.') serious!: boolean | null;
  @date('Day the conduct ended; empty when unknown or still going on.') conductEndedOn!:
    | string
    | null;
  @flag('The conduct is still going on.') continuing!: boolean | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
  @text('Catalogue', { oneOf: CATALOGUE_SOURCES }) catalogueSource!: string | null;
}
