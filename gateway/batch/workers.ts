import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from './pace.ts';
import type { ChunkQueue, TakenJob } from './queue/queue.ts';
import { TooEarly } from './run.ts';

export interface Workers {
  /** Resolves when what runs has ended. */
  stop(): Promise<void>;
}

export interface WorkersOptions {
  readonly count: number;
  readonly queue: ChunkQueue;
  readonly pace: Pace;
  readonly run: (job: TakenJob, signal: AbortSignal) => Promise<void>;
  /** Told of what failed; it is tried again. */
  readonly failed: (cause: unknown) => void;
}

const POLL_MS = 100;
const AFTER_FAILURE_MS = 1000;

/** Workers of this process: each takes one chunk after the other, and lets interactive queries pass. */
export function startWorkers({ count, queue, pace, run, failed }: WorkersOptions): Workers {
  const stopping = new AbortController();
  const { signal } = stopping;
  const rest = (milliseconds: number) =>
    pause(milliseconds, undefined, { signal }).catch(() => undefined);

  const work = async (job: TakenJob): Promise<void> => {
    try {
      await run(job, signal);
    } catch (cause) {
      if (!(cause instanceof TooEarly)) failed(cause);
      await queue.failed(job);
      return;
    }
    await queue.done(job);
  };
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await pace.turn();
        const job = await queue.take();
        if (job === null) await rest(POLL_MS);
        else await work(job);
      } catch (cause) {
        failed(cause);
        await rest(AFTER_FAILURE_MS);
      }
    }
  };
  const loops = Array.from({ length: count }, loop);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
