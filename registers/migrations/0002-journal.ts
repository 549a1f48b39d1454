import type { Migration } from './migrate.ts';
import { createTable } from './tables.ts';

/** Who changed what and why, and the answers to requests that may be repeated. */
export const journalAndRequests: Migration = {
  name: '0002-journal',
  async up(connection) {
    await createTable(
      connection,
      'change',
      {
        register: 'text!',
        entry_id: 'text!',
        version: 'integer!',
        action: 'text!',
        subject_id: 'text',
        actor: 'text!',
        reason: 'text!',
        recorded_at: 'bigint!',
      },
      ['register', 'entry_id', 'version', 'action'],
    );
    await connection.schema
      .createIndex('change_of_subject')
      .on('change')
      .columns(['subject_id', 'recorded_at'])
      .execute();
    await createTable(
      connection,
      'request',
      {
        key: 'text!',
        digest: 'text!',
        answer: 'text!',
        recorded_at: 'bigint!',
      },
      ['key'],
    );
  },
};
