import type { Entry } from './entry/schema.ts';
import { decodeDetail, decodeEntry } from './entry/seal.ts';
import { AuditError } from './errors.ts';
import type { CheckReport } from './log/check.ts';
import { checkLog } from './log/check.ts';
import type { CheckOptions } from './log/damage.ts';

export interface VerifyReport extends CheckReport {
  /** Entries that were stamped while the clock was behind the entry before. */
  readonly clockWentBack: number;
}

/**
 * Verifies a log of this gateway: the tree (see {@link checkLog}), and in each entry its canonical
 * form, its log, its time after the one before, and the detail it commits to.
 * @throws AuditError `LOG_DAMAGED` naming the first damaged entry or file
 */
export async function verifyLog(options: Omit<CheckOptions, 'inspect'>): Promise<VerifyReport> {
  let [last, clockWentBack] = ['', 0];
  const origins = new Set(options.verifiers.map(({ name }) => name));
  const report = await checkLog({
    ...options,
    inspect: (_index, bytes, detail) => {
      const entry = decodeEntry(bytes);
      if (!origins.has(entry.log)) throw wrong('log', 'an entry of this log');
      // ISO 8601 in UTC with milliseconds: the order of the texts is that of the times.
      if (entry.time < last) throw wrong('time', 'a time not before that of the entry before');
      last = entry.time;
      if (entry.clockBehindMs !== undefined) clockWentBack += 1;
      checkDetail(options, entry, detail);
    },
  });
  return { ...report, clockWentBack };
}

function checkDetail(
  { suite }: Pick<CheckOptions, 'suite'>,
  entry: Entry,
  detail: Buffer | undefined,
): void {
  if (detail === undefined) throw wrong('detail', 'a detail, got none');
  decodeDetail(suite, entry, detail);
}

function wrong(field: string, expected: string): AuditError {
  return new AuditError('ENTRY_INVALID', `\`${field}\`: expected ${expected}`, { field });
}
