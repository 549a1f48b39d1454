import type { Migration } from './migrate.ts';
import { createTable } from './tables.ts';

/**
 * Seeds of the keys of subjects' digests in the log, shared by replicas. Empty in SQLite, whose keys
 * are in a file of their own that writes over what it frees.
 */
export const subjectKeys: Migration = {
  name: '0004-subject-keys',
  async up(connection) {
    await createTable(connection, 'subject_seed', { subject: 'text!', seed: 'text!' }, ['subject']);
  },
};
