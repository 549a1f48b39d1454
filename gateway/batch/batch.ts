import type { Caller } from '../auth/caller.ts';
import type { Purpose } from '../disclosure/decide.ts';
import type { Language } from '../disclosure/report.ts';

/**
 * - `awaiting-keys`: the operation was taken, no key has come;
 * - `running`: all keys have come, and rows are being answered;
 * - `done`, `cancelled`: nothing more will be answered;
 * - `expired`: what had been answered is deleted.
 */
export const STATES = ['awaiting-keys', 'running', 'done', 'cancelled', 'expired'] as const;
export type State = (typeof STATES)[number];

/** What a firm asks for, as it was taken. */
export interface BatchOrder {
  readonly operation: string;
  /** As verified when the batch was submitted; what the registers say of it is looked up anew. */
  readonly caller: Caller;
  readonly stated: Purpose;
  readonly language: Language;
  /** Decides, and fetches nothing. */
  readonly dryRun: boolean;
}

/** How a row ended: answered whole, answered in part or not at all, inadmissible, or impossible. */
export const OUTCOMES = ['disclosed', 'withheld', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];
export type Tally = Readonly<Record<Outcome, number>>;

export interface Batch {
  readonly id: string;
  readonly organisation: string;
  readonly state: State;
  readonly order: BatchOrder;
  readonly rows: number;
  readonly tally: Tally;
  /** Rows by the reason for which something was withheld or refused. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Milliseconds since the epoch, as the next ones. */
  readonly submittedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly expiresAt: number | null;
}

export function rowsDone({ tally }: Pick<Batch, 'tally'>): number {
  return OUTCOMES.reduce((sum, outcome) => sum + tally[outcome], 0);
}

export function isOver({ state }: Pick<Batch, 'state'>): boolean {
  return state === 'done' || state === 'cancelled';
}
