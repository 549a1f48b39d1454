import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openRegisters } from '../../registers/store.ts';
import { NOW, onEveryDatabase, type Place } from './support/databases.ts';
import { COMPANY } from './support/samples.ts';

const WRITER = join(import.meta.dirname, 'support/writer.ts');
const ACKNOWLEDGED = 40;

/** Starts a process that writes and kills it in the middle; returns what it had acknowledged. */
async function writeAndKill(place: Place): Promise<readonly string[]> {
  const child = spawn(process.execPath, [WRITER, JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === ACKNOWLEDGED) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

onEveryDatabase('kill -9', (kind) => {
  it('in mid-write loses nothing that was acknowledged', async () => {
    const database = await kind.create();
    try {
      const acknowledged = await writeAndKill(database.place);
      const registers = await openRegisters({ ...database.place, clock: () => NOW });
      const held = new Set<string>();
      for (const { id } of await registers.entries('repairs', COMPANY)) {
        for (const entry of await registers.history('repairs', id)) {
          held.add(`${id} ${entry.version} ${entry.record}`);
        }
      }
      expect(acknowledged.length).toBeGreaterThanOrEqual(ACKNOWLEDGED);
      expect(acknowledged.filter((line) => !held.has(line))).toEqual([]);
      // a repetition of the last request finds its answer, or writes what never was acknowledged
      expect(held.size - acknowledged.length).toBeLessThanOrEqual(1);
      await registers.close();
    } finally {
      await database.drop();
    }
  });
});
