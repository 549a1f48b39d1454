/** Rows to answer: a chunk of a batch. */
export interface ChunkJob {
  readonly batch: string;
  readonly number: number;
}

export interface QueuedChunk extends ChunkJob {
  /** A lower turn comes first. */
  readonly turn: number;
}

/** A job that one worker has; when the worker dies, another one gets it. */
export interface TakenJob extends ChunkJob {
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
}

/**
 * A durable queue of chunks.
 *
 * Adapters MUST give a job to one worker at a time as long as that worker lives and is not slower than
 * the lease, and MUST give it to another one when it died. They MAY give a job twice: what a chunk was
 * answered with is kept once (see `completeChunk`).
 */
export interface ChunkQueue {
  add(jobs: readonly QueuedChunk[]): Promise<void>;
  take(): Promise<TakenJob | null>;
  done(job: TakenJob): Promise<void>;
  /** Puts it back for another attempt, later with each. */
  failed(job: TakenJob): Promise<void>;
  close(): Promise<void>;
}

/** Wait before the second attempt; it doubles with each, up to the longest. In seconds. */
export const RETRY_DELAY_S = 1;
export const LONGEST_RETRY_DELAY_S = 60;
