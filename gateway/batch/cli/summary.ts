import { OUTCOMES } from '../batch.ts';
import type { View } from './client.ts';

/** Rows by outcome and by reason, as a table for people. */
export function summaryOf(view: View): string {
  const rows: readonly (readonly [string, number])[] = [
    ...OUTCOMES.map((outcome) => [outcome, view[outcome]] as const),
    ...Object.entries(view.reasons)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => [`  ${reason}`, count] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const digits = Math.max(...rows.map(([, count]) => String(count).length));
  const lines = rows.map(
    ([name, count]) => `${name.padEnd(width)}  ${String(count).padStart(digits)}`,
  );
  return `${lines.join('\n')}\n`;
}
