import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SHA256_ED25519 } from '../audit/crypto.ts';
import { loadSigningKey } from '../audit/keys.ts';
import type { Config } from '../config.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Resource } from '../http/server.ts';
import type { Batch } from './batch.ts';
import { openProtocol } from './http/protocol.ts';
import type { Pace } from './pace.ts';
import { openEmbeddedQueue } from './queue/embedded.ts';
import { openPostgresQueue } from './queue/postgres.ts';
import type { ChunkQueue } from './queue/queue.ts';
import { type ChunkRunner, runChunk } from './run.ts';
import { openStore } from './store/store.ts';
import { openVault } from './store/vault.ts';
import { startWorkers } from './workers.ts';

/** Batches of a process: what is served, and the workers that answer rows. */
export interface Batches {
  readonly resource: Resource;
  close(): Promise<void>;
}

export type BatchSettings = Pick<
  Config,
  | 'DATABASE_URL'
  | 'STATE_DIR'
  | 'LOG_ORIGIN'
  | 'BATCH_WORKERS'
  | 'BATCH_SECRET'
  | 'BATCH_MAX_ROWS'
  | 'BATCH_CHUNK_ROWS'
  | 'BATCH_QUOTA_ROWS'
  | 'BATCH_STREAMS'
  | 'BATCH_RESULTS_DAYS'
  | 'MAX_KEYS'
  | 'MAX_TOKENS'
  | 'MAX_DEPTH'
  | 'MAX_FIELDS'
>;

export interface BatchesOptions {
  readonly dependencies: () => Dependencies;
  readonly pace: Pace;
  /** Makes the deletion of a batch's keys and answers part of the log. */
  readonly erased: (batch: Batch) => Promise<void>;
  readonly failed: (cause: unknown) => void;
  /** Another queue than that of the settings. */
  readonly queue?: ChunkQueue;
}

const DAY_MS = 86_400_000;
const SWEEP_MS = 600_000;

/**
 * Opens the batches: on PostgreSQL with the registers where the configuration names it, and then in any
 * number of processes; else in SQLite in the state directory, in this one.
 */
export async function openBatches(
  settings: BatchSettings,
  options: BatchesOptions,
): Promise<Batches> {
  const { DATABASE_URL: url, STATE_DIR: state } = settings;
  const { dependencies, erased, failed, pace } = options;
  await mkdir(state, { recursive: true, mode: 0o700 });
  const place = url === undefined ? { file: join(state, 'batches.sqlite') } : { url };
  const store = await openStore(place, await openVault(settings.BATCH_SECRET, state));
  const queue = options.queue ?? (await openQueue(settings, failed));
  const runner: ChunkRunner = {
    dependencies,
    store,
    limits: {
      maxTokens: settings.MAX_TOKENS,
      maxDepth: settings.MAX_DEPTH,
      maxFields: settings.MAX_FIELDS,
    },
    quota: settings.BATCH_QUOTA_ROWS,
    keepFor: settings.BATCH_RESULTS_DAYS * DAY_MS,
  };
  const suite = SHA256_ED25519;
  const key = await loadSigningKey(suite, join(state, 'keys', 'log.pem'), { create: true });
  const workers = startWorkers({
    count: settings.BATCH_WORKERS,
    queue,
    pace,
    run: (job, signal) => runChunk(runner, job, signal),
    failed,
  });
  const sweep = () => store.expire(dependencies().now(), erased).catch(failed);
  const sweeping = setInterval(() => void sweep(), SWEEP_MS).unref();
  await sweep();
  return {
    resource: openProtocol({
      ...runner,
      queue,
      signer: { suite, key, origin: settings.LOG_ORIGIN },
      maxRows: settings.BATCH_MAX_ROWS,
      maxStreams: settings.BATCH_STREAMS,
      rowsPerChunk: Math.min(settings.BATCH_CHUNK_ROWS, settings.MAX_KEYS),
      failed,
    }),
    async close() {
      clearInterval(sweeping);
      await workers.stop();
      await queue.close();
      await store.close();
    },
  };
}

function openQueue(
  { DATABASE_URL: url, STATE_DIR: state }: BatchSettings,
  failed: (cause: unknown) => void,
): ChunkQueue | Promise<ChunkQueue> {
  if (url !== undefined) return openPostgresQueue({ url, failed });
  return openEmbeddedQueue(join(state, 'batch-queue.sqlite'));
}
