import type { Batch, BatchOrder, State } from '../batch.ts';

export interface BatchRow {
  readonly id: string;
  readonly organisation: string;
  readonly state: State;
  readonly request: string;
  readonly rows_total: number;
  readonly disclosed: number;
  readonly withheld: number;
  readonly refused: number;
  readonly failed: number;
  readonly reasons: string;
  readonly submitted_at: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly expires_at: number | null;
}

export function batchOf(row: BatchRow): Batch {
  const { disclosed, withheld, refused, failed } = row;
  return {
    id: row.id,
    organisation: row.organisation,
    state: row.state,
    order: JSON.parse(row.request) as BatchOrder,
    rows: row.rows_total,
    tally: { disclosed, withheld, refused, failed },
    reasons: JSON.parse(row.reasons) as Batch['reasons'],
    submittedAt: row.submitted_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    expiresAt: row.expires_at,
  };
}

/** PostgreSQL gives bytes as hexadecimal text, SQLite as they are. */
export function bytesOf(value: Uint8Array | string): Buffer {
  return typeof value === 'string' ? Buffer.from(value.slice(2), 'hex') : Buffer.from(value);
}
