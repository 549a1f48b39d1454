import { parse } from 'graphql';
import { dayAt, formatDay } from '../../policy/days.ts';
import type { Dependencies } from '../dependencies.ts';
import { recordRows } from '../disclosure/recorded.ts';
import { GatewayError } from '../errors.ts';
import type { Batch } from './batch.ts';
import { filesOf, linesOf, reasonsOf, tallyOf } from './lines.ts';
import { type BatchOperation, type BatchOperationLimits, readOperation } from './operation.ts';
import type { TakenJob } from './queue/queue.ts';
import { type AnsweredRow, type AnsweredRows, answerRows } from './rows.ts';
import type { BatchStore } from './store/store.ts';

/** What a chunk is answered with. */
export interface ChunkRunner {
  /** Of the supergraph that is served now. */
  readonly dependencies: () => Dependencies;
  readonly store: BatchStore;
  readonly limits: BatchOperationLimits;
  /** Rows a day of one organisation; 0 = no limit. */
  readonly quota: number;
  /** How long results are kept, in milliseconds. */
  readonly keepFor: number;
}

/** After so many attempts rows are answered without what does not come. */
const ATTEMPTS = 4;

/** A chunk is queued before its batch starts, so that none is forgotten: it comes back. */
export class TooEarly extends Error {
  override readonly name = 'TooEarly';
}

/**
 * Answers the rows of a chunk: the law is asked anew, what is answered is logged, and only then kept.
 * What was logged and not kept, because this process ended in between, was never given out.
 *
 * @throws {TooEarly}
 * @throws when it cannot be answered now; nothing is kept, and it is to be tried again
 */
export async function runChunk(runner: ChunkRunner, job: TakenJob, signal: AbortSignal) {
  const { store } = runner;
  const batch = await store.read(job.batch);
  if (batch?.state === 'awaiting-keys') throw new TooEarly();
  if (batch?.state !== 'running') return;
  const chunk = await store.chunk(job.batch, job.number);
  if (chunk === null) return;
  const dependencies = runner.dependencies();
  const { keys, firstRow } = chunk;
  const now = dependencies.now();
  const reserved = await store.reserve({
    batch: batch.id,
    organisation: batch.organisation,
    number: job.number,
    rows: keys.length,
    day: formatDay(dayAt(now)),
    quota: runner.quota,
  });
  if (reserved === 'over') return;
  const barred =
    reserved === 'exceeded'
      ? new GatewayError('QUOTA_EXCEEDED')
      : misfit(runner, dependencies, batch);
  const answered =
    barred === null
      ? await answerRows(
          dependencies,
          { ...batch.order, now },
          readAgain(runner, dependencies, batch),
          keys,
          signal,
        )
      : barredRows(keys, barred);
  signal.throwIfAborted();
  if (answered.isIncomplete && job.attempt < ATTEMPTS) throw new GatewayError('SOURCE_UNAVAILABLE');
  const lines = linesOf(firstRow, keys, answered.rows);
  const { caller, stated, dryRun } = batch.order;
  const asked = { now, caller, stated, document: parse(batch.order.operation) };
  const receipt = await recordRows(dependencies, asked, answered.subjects, {
    batch: { id: batch.id, row: firstRow },
    rows: lines,
    dryRun,
  });
  await store.complete({
    batch: batch.id,
    organisation: batch.organisation,
    number: job.number,
    ...(await filesOf(lines, answered.rows, receipt)),
    tally: tallyOf(answered.rows),
    reasons: reasonsOf(answered.rows),
    isBarred: barred !== null,
    at: now,
    expiresAt: now + runner.keepFor,
  });
}

/** What bars all rows of a chunk: the operation fits the schema no more. */
function misfit(
  runner: ChunkRunner,
  dependencies: Dependencies,
  batch: Batch,
): GatewayError | null {
  try {
    readAgain(runner, dependencies, batch);
    return null;
  } catch (cause) {
    if (cause instanceof GatewayError) return cause;
    throw cause;
  }
}

function barredRows(keys: readonly string[], { code, message }: GatewayError): AnsweredRows {
  const row: AnsweredRow = {
    outcome: code === 'QUOTA_EXCEEDED' ? 'refused' : 'failed',
    reasons: [code],
    errors: [{ message, extensions: { code } }],
  };
  return { rows: keys.map(() => row), subjects: [], isIncomplete: false };
}

const known = new WeakMap<object, Map<string, BatchOperation>>();
/** Operations read and kept: what is compiled for one is kept with its document. */
const OPERATIONS_KEPT = 64;

function readAgain(
  { limits }: ChunkRunner,
  dependencies: Dependencies,
  { order }: Batch,
): BatchOperation {
  const { supergraph } = dependencies;
  const operations = known.get(supergraph) ?? new Map<string, BatchOperation>();
  known.set(supergraph, operations);
  const before = operations.get(order.operation);
  if (before !== undefined) return before;
  const read = readOperation(dependencies, order.operation, limits);
  const [oldest] = operations.keys();
  if (operations.size >= OPERATIONS_KEPT && oldest !== undefined) operations.delete(oldest);
  operations.set(order.operation, read);
  return read;
}
