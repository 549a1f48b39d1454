import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPace } from '../../gateway/batch/pace.ts';
import type { ChunkQueue, TakenJob } from '../../gateway/batch/queue/queue.ts';
import { TooEarly } from '../../gateway/batch/run.ts';
import { startWorkers } from '../../gateway/batch/workers.ts';

const JOB: TakenJob = { id: 'J-1', batch: 'B-1', number: 0, attempt: 1 };

/** A queue with one job, and what became of it. */
function oneJob() {
  const fate: string[] = [];
  const jobs = [JOB];
  const queue: ChunkQueue = {
    add: () => Promise.resolve(),
    take: async () => jobs.pop() ?? null,
    done: async () => void fate.push('done'),
    failed: async () => void fate.push('failed'),
    close: () => Promise.resolve(),
  };
  return { queue, fate };
}

async function toldOf(cause: Error): Promise<{ fate: string[]; told: unknown[] }> {
  const { queue, fate } = oneJob();
  const told: unknown[] = [];
  const workers = startWorkers({
    count: 1,
    queue,
    pace: createPace(),
    run: () => Promise.reject(cause),
    failed: (found) => told.push(found),
  });
  while (fate.length === 0) await pause(1);
  await workers.stop();
  return { fate, told };
}

describe('a worker', () => {
  it('puts back a chunk whose batch has not started, which is no failure', async () => {
    expect(await toldOf(new TooEarly())).toEqual({ fate: ['failed'], told: [] });
  });

  it('tells of a chunk that failed, and puts it back', async () => {
    const cause = new Error('the department is down');
    expect(await toldOf(cause)).toEqual({ fate: ['failed'], told: [cause] });
  });
});
