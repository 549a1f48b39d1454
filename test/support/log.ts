import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAudit } from '../../gateway/audit/cli.ts';
import { openDisclosureLog } from '../../gateway/audit/disclosure-log.ts';
import type { DisclosureEvent, DisclosureLog } from '../../gateway/disclosure/record.ts';
import type { AccessHistory, LogSearch } from '../../gateway/rights/access-history.ts';

/** A log that a test reads back. */
export interface TestLog extends DisclosureLog {
  readonly events: readonly DisclosureEvent[];
  /** Fails unless every answer so far stands in a log that verifies. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/** A history in which nobody ever looked. */
export const NO_LOOKS: AccessHistory & LogSearch = {
  of: () => Promise.resolve({ nodes: [], next: null }),
  find: () => Promise.resolve({ nodes: [], next: null }),
};

/** A log in memory, for tests that ask a thousand times. */
export function memoryLog(): TestLog {
  const events: DisclosureEvent[] = [];
  return {
    events,
    append: (event) => {
      events.push(event);
      const index = events.length - 1;
      return Promise.resolve({ log: 'memory', index, leaf: 'leaf', salt: 'salt' });
    },
    verify: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** The provable log in a temporary folder, verified by the command that auditors use. */
export async function provableLog(now: () => number): Promise<TestLog> {
  const folder = mkdtempSync(join(tmpdir(), 'creditgate-log-'));
  const log = await openDisclosureLog({ STATE_DIR: folder, LOG_ORIGIN: 'test.localhost/log' }, now);
  const events: DisclosureEvent[] = [];
  return {
    events,
    append: async (event) => {
      const receipt = await log.append(event);
      events.push(event);
      return receipt;
    },
    verify: async () => {
      await log.audit.log.integrate();
      await verifyFolder(join(folder, 'log'), events.length);
    },
    close: async () => {
      await log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function verifyFolder(folder: string, expected: number): Promise<void> {
  let told = '';
  const exit = await runAudit(['--log', folder, 'verify'], {}, (text) => {
    told += text;
  });
  const report = JSON.parse(told) as { readonly size?: number };
  if (exit !== 0) throw new Error(`expected a log that verifies, got ${told}`);
  if ((report.size ?? 0) < expected) {
    throw new Error(`expected ${expected} entries, got ${report.size}`);
  }
}
