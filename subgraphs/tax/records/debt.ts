import { amount, date, flag, record, text } from '../../shared/record.ts';
import { DEBTS } from '../../shared/vocabulary.ts';

@record('TaxArrears', {
  description: 'Tax owed after its due date.',
  evidence: {
    record: 'noticeNumber',
    recognisedOn: 'recognisedOn',
    endedOn: 'settledOn',
    continuing: 'continuing',
    debt: 'debt',
    basisDocument: 'basisDocument',
  },
})
export class TaxArrears {
  @text('Number of the notice.', { required: true }) noticeNumber!: string;
  @text('Kind of tax.') taxKind!: string | null;
  @amount('Balance owed, in 10,000 CNY.', { summable: true }) balance!: number | null;
  @date('Day the tax was due.') dueOn!: string | null;
  @date('Day the debt was recognised.') recognisedOn!: string | null;
  @text('State of the debt', { oneOf: DEBTS }) debt!: string | null;
  @date('Day of the dunning notice.') dunnedOn!: string | null;
  @date('Day the debt was settled.') settledOn!: string | null;
  @flag('Still owed.') continuing!: boolean | null;
  @text('Authority.') authority!: string | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
}
