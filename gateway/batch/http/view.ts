import { type Batch, isOver, rowsDone } from '../batch.ts';

/** How often it is worth asking, in seconds. */
export const POLL_S = 2;

/** A batch as its organisation sees it. Times are ISO 8601, the rate is in rows a second. */
export function viewOf(batch: Batch, now: number) {
  const done = rowsDone(batch);
  const path = `/batches/${batch.id}`;
  return {
    id: batch.id,
    state: batch.state,
    purpose: batch.order.stated.purpose,
    dryRun: batch.order.dryRun,
    rows: batch.rows,
    done,
    ...batch.tally,
    reasons: batch.reasons,
    ...progressOf(batch, done, now),
    submittedAt: timeOf(batch.submittedAt),
    startedAt: timeOf(batch.startedAt),
    finishedAt: timeOf(batch.finishedAt),
    expiresAt: timeOf(batch.expiresAt),
    links: {
      keys: `${path}/keys`,
      events: `${path}/events`,
      results: `${path}/results`,
      errors: `${path}/errors`,
      manifest: `${path}/manifest`,
    },
  };
}

function progressOf(batch: Batch, done: number, now: number) {
  const seconds = ((batch.finishedAt ?? now) - (batch.startedAt ?? now)) / 1000;
  const rate = seconds > 0 ? done / seconds : null;
  const left = rate === null || rate === 0 ? null : Math.ceil((batch.rows - done) / rate);
  return {
    rowsPerSecond: rate === null ? null : Math.round(rate * 10) / 10,
    secondsLeft: isOver(batch) ? 0 : left,
  };
}

export function timeOf(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
