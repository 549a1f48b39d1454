import { date, edge, flag, record, text } from '../../shared/record.ts';
import { RESPONSIBLE_ROLES } from '../../shared/vocabulary.ts';
import { LegalEntity, NaturalPerson } from '../entities.ts';

@record('AbnormalOperation', {
  description: 'Entry in the register of abnormal operations.',
  evidence: {
    record: 'documentNumber',
    recognisedOn: 'listedOn',
    endedOn: 'removedOn',
    continuing: 'continuing',
    basisDocument: 'basisDocument',
    listedOn: 'listedOn',
    removedOn: 'removedOn',
  },
})
export class AbnormalOperation {
  @text('Number of the decision to list.', { required: true }) documentNumber!: string;
  @text('Why it was listed.', { freeText: true }) reason!: string | null;
  @date('Day of listing.') listedOn!: string | null;
  @text('Authority that listed.') authority!: string | null;
  @text('Why it was removed.', { freeText: true }) removalReason!: string | null;
  @date('Day of removal.') removedOn!: string | null;
  @flag('The cause is still there.') continuing!: boolean | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
}

/** Entry in the list of serious violations and dishonesty of market regulation. */
@record('SeriousViolationListing', {
  description: 'Entry in the list of serious violations and dishonesty kept by market regulators.',
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
export class SeriousViolationListing {
  @text('Number of the decision to list.', { required: true }) documentNumber!: string;
  @text('Name of the list.') listName!: string | null;
  @text('Why it was listed.', { freeText: true }) reason!: string | null;
  @text('Provisions the decision rests on.') legalBasis!: string | null;
  @date('Day of listing.') listedOn!: string | null;
  @date('Last day of the term set by the decision.') termUntil!: string | null;
  @date('Day of removal.') removedOn!: string | null;
  @text('Conditions of removal.') removalConditions!: string | null;
  @text('Remedies of the listed subject.') remedies!: string | null;
  @text('Authority that listed.') authority!: string | null;
  @flag('Seriously dishonest conduct; every entry is.') serious!: boolean | null;
  @date('Day the conduct ended.') conductEndedOn!: string | null;
  @flag('The conduct is still going on.') continuing!: boolean | null;
  @date('Last day of publication set by the deciding authority.') publishUntil!: string | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
}

/** Who is answerable for a listed organisation; the person is decided as a subject of its own. */
@record('ListedResponsiblePerson', {
  description: 'Person recorded as responsible for the conduct an organisation is listed for.',
  evidence: {
    record: 'entryNumber',
    recognisedOn: 'listedOn',
    removedOn: 'removedOn',
    responsibleRole: 'role',
  },
})
export class ListedResponsiblePerson {
  @text('Number of the entry.', { required: true }) entryNumber!: string;
  @text('Number of the decision to list.') listingDocumentNumber!: string | null;
  @text('Role', { oneOf: RESPONSIBLE_ROLES }) role!: string | null;
  @date('Day of listing.') listedOn!: string | null;
  @date('Day of removal.') removedOn!: string | null;
  @edge('idNumber', 'personIdNumber', () => NaturalPerson, 'The person.')
  person!: NaturalPerson | null;
}

/** A listing of an organisation as it is recorded on a person answerable for it. */
@record('LinkedListing', {
  description: 'Listing of an organisation, recorded on a person responsible for the conduct.',
  evidence: {
    record: 'documentNumber',
    recognisedOn: 'listedOn',
    endedOn: 'conductEndedOn',
    continuing: 'continuing',
    serious: 'serious',
    basisDocument: 'basisDocument',
    listedOn: 'listedOn',
    removedOn: 'removedOn',
    removalConditions: 'removalConditions',
    remedies: 'remedies',
    responsibleRole: 'role',
  },
})
export class LinkedListing {
  @text('Number of the decision to list.', { required: true }) documentNumber!: string;
  @text('Name of the list.') listName!: string | null;
  @text('Role', { oneOf: RESPONSIBLE_ROLES }) role!: string | null;
  @date('Day of listing.') listedOn!: string | null;
  @date('Day of removal.') removedOn!: string | null;
  @text('Conditions of removal.') removalConditions!: string | null;
  @text('Remedies of the listed subject.') remedies!: string | null;
  @flag('Seriously dishonest conduct; every entry is.') serious!: boolean | null;
  @date('Day the conduct ended.') conductEndedOn!: string | null;
  @flag('The conduct is still going on.') continuing!: boolean | null;
  @text('Effective legal document the record rests on.') basisDocument!: string | null;
  @edge('uscc', 'entityUscc', () => LegalEntity, 'The listed organisation.')
  entity!: LegalEntity | null;
}
