import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * Lets other processes go first, by so much niceness (0 to 19): on a machine that both share, queries
 * that somebody waits for get the processor before rows of batches do.
 */
export function giveWay(niceness: number): void {
  for (const thread of threads()) {
    // what was started with less priority keeps it: raising one's own is not allowed
    if (getPriority(thread) < niceness) setPriority(thread, niceness);
  }
}

/** Linux keeps a priority for each thread, those that collect garbage too; elsewhere the process has one. */
function threads(): readonly number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [0];
  }
}
