import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Receipt } from '../disclosure/record.ts';
import { OUTCOMES, type Outcome, type Tally } from './batch.ts';
import type { AnsweredRow } from './rows.ts';

const compress = promisify(gzip);

/** A line of a file, before its receipt is known: what the log entry of its chunk commits to. */
export interface RowLine {
  /** Position of the key in what was sent, from 0. */
  readonly row: number;
  readonly key: string;
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly disclosure?: unknown;
}

export function linesOf(
  firstRow: number,
  keys: readonly string[],
  rows: readonly AnsweredRow[],
): readonly RowLine[] {
  return rows.map(({ data, errors, disclosure }, index) => ({
    row: firstRow + index,
    key: keys[index] ?? '',
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors }),
    ...(disclosure === undefined ? {} : { disclosure }),
  }));
}

/** The two files' parts of a chunk: all rows, and those that were refused or failed. */
export async function filesOf(
  lines: readonly RowLine[],
  rows: readonly AnsweredRow[],
  receipt: Receipt,
): Promise<{ readonly results: Buffer; readonly errors: Buffer }> {
  const written = lines.map((line) => `${JSON.stringify({ ...line, receipt })}\n`);
  const isError = (index: number) => ['refused', 'failed'].includes(rows[index]?.outcome ?? '');
  const [results, errors] = await Promise.all([
    compress(written.join('')),
    compress(written.filter((_line, index) => isError(index)).join('')),
  ]);
  return { results, errors };
}

export function tallyOf(rows: readonly AnsweredRow[]): Tally {
  const count = (wanted: Outcome) => rows.filter(({ outcome }) => outcome === wanted).length;
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count(outcome)])) as Tally;
}

/** How many rows each reason touched. */
export function reasonsOf(rows: readonly AnsweredRow[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const reason of rows.flatMap(({ reasons }) => reasons)) {
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}
