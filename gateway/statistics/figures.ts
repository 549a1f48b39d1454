import type { StatisticsPolicy } from '../../policy/statistics.ts';
import type { CountedCell } from '../../schema/statistics/question.ts';
import { roundTo } from './control/rounding.ts';
import type { Measure } from './question.ts';

/** The figures of one cell as they are given, by measure. */
export type Figures = Readonly<Partial<Record<Measure, number | null>>>;

/** A median of fewer tells too much of those beside it: the minimum has to stand on each side. */
const SIDES = 2;

/** The figures of a cell that may be given, rounded. */
export function figuresOf(
  { subjects, records, amount }: CountedCell,
  measures: readonly Measure[],
  policy: StatisticsPolicy,
): Figures {
  const { roundCountsTo, roundAmountsTo, minimumSubjects } = policy;
  const hasMedian = subjects >= SIDES * minimumSubjects;
  const all: Record<Measure, number | null> = {
    subjects: roundTo(subjects, roundCountsTo),
    records: roundTo(records, roundCountsTo),
    sum: amount === null ? null : roundTo(amount.sum, roundAmountsTo),
    median: amount === null || !hasMedian ? null : roundTo(amount.median, roundAmountsTo),
  };
  return Object.fromEntries(measures.map((measure) => [measure, all[measure]]));
}
