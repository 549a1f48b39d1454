import { amount, date, flag, record, text } from '../../shared/record.ts';

@record('DishonestJudgmentDebtor', {
  description: 'Entry in the list of dishonest judgment debtors.',
  evidence: {
    record: 'caseNumber',
    recognisedOn: 'listedOn',
    endedOn: 'performedOn',
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
export class DishonestJudgmentDebtor {
  @text('Number of the enforcement case.', { required: true }) caseNumber!: string;
  @text('Court of enforcement.') court!: string | null;
  @text('Document to be enforced.') basisDocument!: string | null;
  @text('Obligation.', { freeText: true }) obligation!: string | null;
  @text('State of performance.') performance!: string | null;
  @text('Conduct that led to the listing.', { freeText: true }) conduct!: string | null;
  @date('Day of listing.') listedOn!: string | null;
  @date('Last day of the term of the listing.') termUntil!: string | null;
  @date('Day of removal.') removedOn!: string | null;
  @text('Conditions of removal.') removalConditions!: string | null;
  @text('Remedies of the listed subject.') remedies!: string | null;
  @date('Day of performance.') performedOn!: string | null;
  @flag('Still not performed.') continuing!: boolean | null;
  @flag('Seriously dishonest conduct; every entry is.') serious!: boolean | null;
  @date('Last day of publication set by the court.') publishUntil!: string | null;
}

@record('ConsumptionRestriction', {
  description: 'Order that restricts high consumption of a judgment debtor.',
  evidence: {
    record: 'caseNumber',
    recognisedOn: 'orderedOn',
    endedOn: 'liftedOn',
    continuing: 'continuing',
    basisDocument: 'basisDocument',
    listedOn: 'orderedOn',
    removedOn: 'liftedOn',
    removalConditions: 'removalConditions',
    remedies: 'remedies',
  },
})
export class ConsumptionRestriction {
  @text('Number of the enforcement case.', { required: true }) caseNumber!: string;
  @text('Court of enforcement.') court!: string | null;
  @text('Number of the order.') basisDocument!: string | null;
  @text('What is restricted.', { freeText: true }) content!: string | null;
  @date('Day of the order.') orderedOn!: string | null;
  @date('Day it was lifted.') liftedOn!: string | null;
  @flag('Still in force.') continuing!: boolean | null;
  @text('Conditions under which it is lifted.') removalConditions!: string | null;
  @text('Remedies.') remedies!: string | null;
}

/** What an enforcement court found when it searched for assets; for persons, restricted data. */
@record('AssetSearch', {
  description: 'Result of a court search for assets of a judgment debtor.',
  evidence: { record: 'searchNumber' },
})
export class AssetSearch {
  @text('Number of the search.', { required: true }) searchNumber!: string;
  @text('Number of the enforcement case.') caseNumber!: string | null;
  @text('Court of enforcement.') court!: string | null;
  @date('Day of the search.') searchedOn!: string | null;
  @text('Institution or register searched.') institution!: string | null;
  @text('What was found.', { freeText: true }) finding!: string | null;
  @amount('Value found, in 10,000 CNY.') foundAmount!: number | null;
}
