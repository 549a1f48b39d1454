import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const MODULE = join(import.meta.dirname, '..', '..', 'gateway', 'batch', 'priority.ts');

/** Priorities of all threads of a process that gave way so far, in turn. */
function prioritiesAfter(...niceness: readonly number[]): readonly number[] {
  const source = `
    import { readdirSync } from 'node:fs';
    import { stat } from 'node:fs/promises';
    import { getPriority } from 'node:os';
    const { giveWay } = await import(${JSON.stringify(MODULE)});
    await stat('.');
    for (const by of ${JSON.stringify(niceness)}) giveWay(by);
    const threads = readdirSync('/proc/self/task').map(Number);
    process.stdout.write(JSON.stringify(threads.map((thread) => getPriority(thread))));`;
  const run = ['--input-type=module', '--eval', source];
  return JSON.parse(execFileSync(process.execPath, run).toString()) as readonly number[];
}

describe.runIf(process.platform === 'linux')('a process that gives way', () => {
  it('does with every thread, and takes nothing back', () => {
    const priorities = prioritiesAfter(17, 3);
    expect(priorities.length).toBeGreaterThan(1);
    expect(new Set(priorities)).toEqual(new Set([17]));
  });
});
