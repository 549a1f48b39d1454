import type { Connection } from '../dialects/dialect.ts';
import type { Migration } from './migrate.ts';
import { createRegister, createTable, type TableSpec } from './tables.ts';

/** Subjects and the registers of rules B2. */
export const subjectsAndRegisters: Migration = {
  name: '0001-registers',
  async up(connection) {
    await createTable(
      connection,
      'subject',
      { id: 'text!', kind: 'text!', key: 'text!', recorded_at: 'bigint!' },
      ['id'],
    );
    await connection.schema
      .createIndex('subject_by_key')
      .on('subject')
      .columns(['kind', 'key'])
      .unique()
      .execute();
    await createTable(connection, 'register_clock', { id: 'integer!', at: 'bigint!' }, ['id']);
    await connection.insertInto('register_clock').values({ id: 1, at: 0 }).execute();
    await createTable(
      connection,
      'import_file',
      {
        register: 'text!',
        digest: 'text!',
        name: 'text!',
        entries: 'integer!',
        recorded_at: 'bigint!',
      },
      ['register', 'digest'],
    );
    for (const [name, columns] of Object.entries(OF_SUBJECTS)) {
      await createRegister(connection, name, { subject_id: 'text!', ...columns }, ['subject_id']);
    }
    await organisations(connection);
  },
};

const OF_SUBJECTS: Readonly<Record<string, TableSpec>> = {
  lifecycle: {
    born_on: 'text',
    died_on: 'text',
    terminated_on: 'text',
    has_resident_id: 'integer!',
    capacity: 'text!',
    capacity_since: 'text',
    known_at: 'text',
  },
  representative: {
    capacity: 'text!',
    representative: 'text!',
    starts_on: 'text',
    ends_on: 'text',
    evidence_digest: 'text',
  },
  authorisation: {
    granted_by: 'text!',
    grantor: 'text',
    grantee: 'text!',
    form: 'text!',
    purpose: 'text',
    scope: 'text!',
    evidence_digest: 'text',
    notice_language: 'text',
    notice_version: 'text',
    adverse_notice_at: 'bigint',
    written_consent_at: 'bigint',
    restricted_purpose: 'text',
    bundled: 'integer!',
    starts_on: 'text',
    ends_on: 'text',
    withdrawal_method: 'text',
    revoked_at: 'bigint',
    disputed_at: 'bigint',
  },
  list_entry: {
    item: 'text',
    record: 'text',
    list_name: 'text!',
    authority: 'text!',
    legal_basis: 'text',
    listed_on: 'text!',
    term_ends_on: 'text',
    removed_on: 'text',
    conditions: 'text',
    remedies: 'text',
    basis_records: 'text!',
    responsible_persons: 'text!',
  },
  basis_status: {
    document_id: 'text!',
    item: 'text',
    record: 'text',
    status: 'text!',
    changed_on: 'text!',
    known_at: 'text',
  },
  objection: {
    item: 'text!',
    record: 'text!',
    received_on: 'text!',
    accepted_on: 'text',
    forwarded_on: 'text',
    decided_on: 'text',
    outcome: 'text',
    excluded_days: 'integer!',
  },
  repair: {
    item: 'text!',
    record: 'text!',
    decided_on: 'text!',
    effect: 'text!',
    new_end: 'text',
    authority: 'text!',
  },
  opt_out: {
    item: 'text!',
    record: 'text',
    kind: 'text!',
    requested_on: 'text!',
    withdrawn_on: 'text',
  },
  report_count: { body: 'text!', year: 'integer!', reports: 'integer!' },
};

async function organisations(connection: Connection): Promise<void> {
  await createRegister(connection, 'organisation', { name: 'text!', kind: 'text!' }, ['id']);
  await createRegister(
    connection,
    'agreement',
    {
      firm: 'text!',
      applicant_checked_on: 'text',
      scope: 'text!',
      method: 'text!',
      purposes: 'text!',
      confidentiality: 'integer!',
      starts_on: 'text!',
      ends_on: 'text!',
    },
    ['firm'],
  );
  const ofOrganisation = { organisation: 'text!', organisation_kind: 'text!' } as const;
  await createRegister(
    connection,
    'duty',
    {
      ...ofOrganisation,
      duty: 'text!',
      purposes: 'text!',
      items: 'text!',
      starts_on: 'text',
      ends_on: 'text',
    },
    ['organisation'],
  );
  await createRegister(
    connection,
    'query_item',
    { ...ofOrganisation, purpose: 'text!', items: 'text!', published_on: 'text' },
    ['organisation'],
  );
  await createRegister(
    connection,
    'higher_law',
    {
      parameter: 'text!',
      jurisdiction: 'text!',
      citation: 'text!',
      value: 'text!',
      starts_on: 'text!',
      ends_on: 'text',
    },
    ['parameter'],
  );
}
