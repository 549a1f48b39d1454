import type { Migration } from './migrate.ts';
import { createTable } from './tables.ts';

/** An index over the provable logs of all replicas; made of them, and made again at any time. */
export const logIndex: Migration = {
  name: '0003-log-index',
  async up(connection) {
    await createTable(connection, 'log_head', { log: 'text!', size: 'bigint!', leaf: 'text!' }, [
      'log',
    ]);
    await createTable(
      connection,
      'log_entry',
      {
        log: 'text!',
        idx: 'bigint!',
        time: 'bigint!',
        event: 'text!',
        leaf: 'text!',
        caller: 'text',
        organisation: 'text',
        organisation_name: 'text',
        operator: 'text',
        operator_name: 'text',
        purpose: 'text',
        case_number: 'text',
        channel: 'text',
        regulation: 'text',
        code: 'text',
        outcomes: 'text!',
      },
      ['log', 'idx'],
    );
    await createTable(
      connection,
      'log_decision',
      { log: 'text!', idx: 'bigint!', n: 'integer!', items: 'text!' },
      ['log', 'idx', 'n'],
    );
    await createTable(
      connection,
      'log_subject',
      {
        log: 'text!',
        idx: 'bigint!',
        digest: 'text!',
        time: 'bigint!',
        decisions: 'text!',
        records: 'text!',
      },
      ['log', 'idx', 'digest'],
    );
    for (const [name, table, columns] of INDEXES) {
      await connection.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
        .execute();
    }
  },
};

const INDEXES: readonly (readonly [name: string, table: string, columns: readonly string[]])[] = [
  ['log_entry_by_time', 'log_entry', ['time', 'log', 'idx']],
  ['log_entry_by_organisation', 'log_entry', ['organisation', 'time']],
  ['log_subject_by_digest', 'log_subject', ['digest', 'time', 'log', 'idx']],
];
