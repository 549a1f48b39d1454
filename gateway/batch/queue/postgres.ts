import { PgBoss } from 'pg-boss';
import { type ChunkJob, type ChunkQueue, LONGEST_RETRY_DELAY_S, RETRY_DELAY_S } from './queue.ts';

export interface PostgresQueueOptions {
  /** `postgres://…`. Never logged. */
  readonly url: string;
  readonly schema?: string;
  /** A worker that is not heard of for so long is taken for dead. */
  readonly leaseSeconds?: number;
  readonly failed: (cause: unknown) => void;
}

const NAME = 'batch-chunks';
const SCHEMA = 'batch_queue';
const LEASE_S = 120;
const SUPERVISE_S = 5;
const JOBS_AT_ONCE = 500;
const CONNECTIONS = 4;
const KEEP_DONE_S = 3600;
/** A chunk is given up by what runs it, never by the queue. */
const ALWAYS = 1_000_000;

/** pg-boss: workers in any process that reaches the database. */
export async function openPostgresQueue(options: PostgresQueueOptions): Promise<ChunkQueue> {
  const { url, schema = SCHEMA, leaseSeconds = LEASE_S, failed } = options;
  const boss = new PgBoss({
    connectionString: url,
    schema,
    max: CONNECTIONS,
    schedule: false,
    superviseIntervalSeconds: Math.min(SUPERVISE_S, leaseSeconds),
    monitorIntervalSeconds: Math.min(SUPERVISE_S, leaseSeconds),
    application_name: 'creditgate-batches',
  });
  boss.on('error', failed);
  await boss.start();
  const settings = {
    expireInSeconds: leaseSeconds,
    retryLimit: ALWAYS,
    retryDelay: RETRY_DELAY_S,
    retryBackoff: true,
    retryDelayMax: LONGEST_RETRY_DELAY_S,
    deleteAfterSeconds: KEEP_DONE_S,
  };
  await boss.createQueue(NAME, settings);
  // a queue that was there keeps what it was created with
  await boss.updateQueue(NAME, settings);
  return {
    async add(jobs) {
      for (let at = 0; at < jobs.length; at += JOBS_AT_ONCE) {
        const some = jobs.slice(at, at + JOBS_AT_ONCE);
        await boss.insert(
          NAME,
          some.map(({ batch, number, turn }) => ({ data: { batch, number }, priority: -turn })),
        );
      }
    },
    async take() {
      const [job] = await boss.fetch<ChunkJob>(NAME, { includeMetadata: true });
      if (job === undefined) return null;
      return { ...job.data, id: job.id, attempt: job.retryCount + 1 };
    },
    async done({ id }) {
      await boss.complete(NAME, id);
    },
    async failed({ id }) {
      await boss.fail(NAME, id);
    },
    close: () => boss.stop({ graceful: false }),
  };
}
