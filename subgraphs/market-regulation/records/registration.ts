import { amount, date, edge, flag, integer, record, text } from '../../shared/record.ts';
import { RESPONSIBLE_ROLES } from '../../shared/vocabulary.ts';
import { NaturalPerson } from '../entities.ts';

@record('ResponsiblePerson', {
  description: 'Person registered in a responsible position of an organisation.',
  evidence: { record: 'filingNumber', responsibleRole: 'role', cancelledOn: 'endedOn' },
})
export class ResponsiblePerson {
  @text('Number of the filing.', { required: true }) filingNumber!: string;
  @text('Role', { oneOf: RESPONSIBLE_ROLES }) role!: string | null;
  @text('Position as registered.') position!: string | null;
  @date('First day in the position.') startedOn!: string | null;
  @date('Last day in the position.') endedOn!: string | null;
  @edge('idNumber', 'personIdNumber', () => NaturalPerson, 'The person.')
  person!: NaturalPerson | null;
}

@record('EquityPledge', {
  description: 'Registered pledge of equity of an organisation.',
  evidence: { record: 'registrationNumber', validUntil: 'validUntil', cancelledOn: 'cancelledOn' },
})
export class EquityPledge {
  @text('Number of the registration.', { required: true }) registrationNumber!: string;
  @text('Pledgor; may be a person.', { identity: 'NAME' }) pledgor!: string | null;
  @text('Document number of the pledgor.', { identity: 'ID_NUMBER' }) pledgorDocument!:
    | string
    | null;
  @text('Pledgee; may be a person.', { identity: 'NAME' }) pledgee!: string | null;
  @amount('Equity pledged, in 10,000 CNY.') pledgedAmount!: number | null;
  @text('Status of the registration.') status!: string | null;
  @date('Day of registration.') registeredOn!: string | null;
  @date('Last day of validity.') validUntil!: string | null;
  @date('Day of cancellation.') cancelledOn!: string | null;
  @text('Authority that registered.') authority!: string | null;
}

@record('ChattelMortgage', {
  description: 'Registered mortgage of movables of an organisation.',
  evidence: {
    record: 'registrationNumber',
    validUntil: 'performanceUntil',
    cancelledOn: 'cancelledOn',
  },
})
export class ChattelMortgage {
  @text('Number of the registration.', { required: true }) registrationNumber!: string;
  @text('Mortgagee; may be a person.', { identity: 'NAME' }) mortgagee!: string | null;
  @text('What is mortgaged.', { freeText: true }) collateral!: string | null;
  @text('Kind of the secured claim.') claimKind!: string | null;
  @amount('Secured claim, in 10,000 CNY.') securedAmount!: number | null;
  @date('Day of registration.') registeredOn!: string | null;
  @date('Last day for performance.') performanceUntil!: string | null;
  @date('Day of cancellation.') cancelledOn!: string | null;
  @text('Authority that registered.') authority!: string | null;
}

/** The part of a yearly report that every organisation must publish. */
@record('AnnualReport', {
  description: 'Yearly report of an organisation, the part that is always public.',
  evidence: { record: 'reportNumber', cancelledOn: 'withdrawnOn' },
})
export class AnnualReport {
  @text('Number of the report.', { required: true }) reportNumber!: string;
  @integer('Year reported on.') year!: number | null;
  @date('Day of the report.') reportedOn!: string | null;
  @date('Day of withdrawal.') withdrawnOn!: string | null;
  @text('State of operation.') operatingState!: string | null;
  @text('Postal address.') postalAddress!: string | null;
  @flag('The organisation chose to publish the financial part.') financialsPublished!:
    | boolean
    | null;
}

/** The part of a yearly report whose publication the organisation chooses itself. */
@record('AnnualReportFinancials', {
  description: 'Yearly report of an organisation, the financial part. Amounts in 10,000 CNY.',
  evidence: { record: 'reportNumber', cancelledOn: 'withdrawnOn' },
})
export class AnnualReportFinancials {
  @text('Number of the report.', { required: true }) reportNumber!: string;
  @integer('Year reported on.') year!: number | null;
  @date('Day of withdrawal.') withdrawnOn!: string | null;
  @flag('The organisation chose to publish the financial part.') financialsPublished!:
    | boolean
    | null;
  @amount('Total assets, in 10,000 CNY.') totalAssets!: number | null;
  @amount('Total liabilities, in 10,000 CNY.') totalLiabilities!: number | null;
  @amount('Revenue, in 10,000 CNY.') revenue!: number | null;
  @amount('Net profit, in 10,000 CNY.') netProfit!: number | null;
  @amount('Taxes paid, in 10,000 CNY.') taxesPaid!: number | null;
}
