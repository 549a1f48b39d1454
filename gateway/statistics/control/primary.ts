import type { StatisticsPolicy } from '../../../policy/statistics.ts';

/** What a cell is made of, exactly; it never leaves the platform. */
export interface Contributions {
  readonly subjects: number;
  readonly records: number;
  /** Of the amount that was asked, in 10,000 CNY; null = none was. */
  readonly amount: AmountContributions | null;
}

export interface AmountContributions {
  readonly sum: number;
  /** What the two subjects with the most contribute. */
  readonly largest: number;
  readonly second: number;
}

/** A cell that may not be given whatever stands around it. */
export function isSensitive(
  { subjects, amount }: Contributions,
  policy: Pick<StatisticsPolicy, 'minimumSubjects' | 'dominance'>,
): boolean {
  if (subjects < policy.minimumSubjects) return true;
  return amount !== null && isDominated(amount, policy.dominance);
}

/**
 * The p% rule: whoever contributes second could subtract its own part from the sum, and know what the
 * largest contributes to less than p percent.
 */
export function isDominated({ sum, largest, second }: AmountContributions, p: number): boolean {
  return largest > 0 && sum - largest - second < (p / 100) * largest;
}
