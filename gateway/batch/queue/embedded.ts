import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Connection, defineQueue } from 'plainjob';
import { z } from 'zod';
import { type ChunkQueue, LONGEST_RETRY_DELAY_S, RETRY_DELAY_S } from './queue.ts';

const TYPE = 'batch-chunk';
/** plainjob's own upkeep would take long-waiting jobs for abandoned ones; the process has its own. */
const NEVER_MS = 2 ** 31 - 1;
const OWNER_ONLY = 0o600;
const QUIET = { error() {}, warn() {}, info() {}, debug() {} };

const jobSchema = z.object({ batch: z.string(), number: z.number(), turn: z.number() });
const heldSchema = jobSchema.extend({ attempt: z.number() });
type Held = z.infer<typeof heldSchema>;

/**
 * plainjob over SQLite, for one process: what was being worked on when the process ended waits again
 * when it is opened.
 */
export function openEmbeddedQueue(file: string): ChunkQueue {
  closeSync(openSync(file, 'a', OWNER_ONLY));
  const connection = connectionTo(new DatabaseSync(file));
  const queue = defineQueue({
    connection,
    logger: QUIET,
    timeout: NEVER_MS,
    maintenanceInterval: NEVER_MS,
  });
  queue.requeueTimedOutJobs(-Number.MAX_SAFE_INTEGER);
  queue.removeDoneJobs(0);
  // jobs run in the order of their due times, which are in the past: their turns
  const put = (job: Held, due: number) => queue.add(TYPE, job, { delay: due - Date.now() });
  const held = new Map<string, Held>();
  return {
    async add(jobs) {
      connection.exec('begin immediate');
      for (const job of jobs) put({ ...job, attempt: 1 }, job.turn * TURN_MS);
      connection.exec('commit');
    },
    async take() {
      const taken = queue.getAndMarkJobAsProcessing(TYPE);
      const found = taken === undefined ? undefined : queue.getJobById(taken.id);
      if (found === undefined) return null;
      const job = heldSchema.parse(JSON.parse(found.data));
      const id = String(found.id);
      held.set(id, job);
      return { batch: job.batch, number: job.number, id, attempt: job.attempt };
    },
    async done({ id }) {
      held.delete(id);
      queue.markJobAsDone(Number(id));
    },
    async failed({ id }) {
      const job = held.get(id);
      held.delete(id);
      if (job !== undefined) {
        const seconds = Math.min(RETRY_DELAY_S * 2 ** (job.attempt - 1), LONGEST_RETRY_DELAY_S);
        put({ ...job, attempt: job.attempt + 1 }, Date.now() + seconds * 1000);
      }
      queue.markJobAsDone(Number(id));
    },
    async close() {
      queue.close();
    },
  };
}

/** Apart enough that the clock's own steps do not put turns out of order. */
const TURN_MS = 1000;

/** What plainjob asks of a connection, over `node:sqlite`. */
function connectionTo(database: DatabaseSync): Connection {
  const begun = <F extends (...given: never[]) => unknown>(mode: string, work: F) =>
    ((...given: Parameters<F>) => {
      database.exec(`begin ${mode}`);
      try {
        const result = work(...given);
        database.exec('commit');
        return result;
      } catch (cause) {
        database.exec('rollback');
        throw cause;
      }
    }) as unknown as F;
  return {
    driver: 'better-sqlite3',
    filename: database.location() ?? '',
    pragma: (statement) => database.exec(`pragma ${statement}`),
    exec: (statement) => database.exec(statement),
    prepare: (statement) => {
      const prepared = database.prepare(statement);
      const values = (given: unknown[]) => given as SQLInputValue[];
      return {
        run: (...given: unknown[]) => {
          const { changes, lastInsertRowid } = prepared.run(...values(given));
          return { changes: Number(changes), lastInsertRowid };
        },
        get: (...given: unknown[]) => prepared.get(...values(given)),
        all: (...given: unknown[]) => prepared.all(...values(given)),
      };
    },
    transaction: (work) =>
      Object.assign(begun('deferred', work), {
        deferred: begun('deferred', work),
        immediate: begun('immediate', work),
        exclusive: begun('exclusive', work),
      }) as unknown as ReturnType<Connection['transaction']>,
    close: () => database.close(),
  } as Connection;
}
