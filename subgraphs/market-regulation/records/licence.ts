import { date, record, text } from '../../shared/record.ts';

@record('Licence', {
  description: 'Administrative licence of an organisation.',
  evidence: { record: 'licenceNumber', validUntil: 'validUntil', cancelledOn: 'cancelledOn' },
})
export class Licence {
  @text('Number of the licence.', { required: true }) licenceNumber!: string;
  @text('Name of the licence document.') documentName!: string | null;
  @text('Category of the licence.') category!: string | null;
  @text('What is licensed.', { freeText: true }) content!: string | null;
  @date('Day of the decision.') decisionDate!: string | null;
  @date('First day of validity.') validFrom!: string | null;
  @date('Last day of validity.') validUntil!: string | null;
  @date('Day of cancellation or revocation.') cancelledOn!: string | null;
  @text('Authority that licensed.') authority!: string | null;
  @text('Unit that reported the record.') sourceUnit!: string | null;
}

@record('ProfessionalLicence', {
  description: 'Professional qualification or licence of a person.',
  evidence: { record: 'licenceNumber', validUntil: 'validUntil', cancelledOn: 'cancelledOn' },
})
export class ProfessionalLicence {
  @text('Number of the certificate.', { required: true }) licenceNumber!: string;
  @text('Profession.') profession!: string | null;
  @text('Grade.') grade!: string | null;
  @date('Day of issue.') issuedOn!: string | null;
  @date('Last day of validity.') validUntil!: string | null;
  @date('Day of cancellation or revocation.') cancelledOn!: string | null;
  @text('Authority that issued it.') authority!: string | null;
}
