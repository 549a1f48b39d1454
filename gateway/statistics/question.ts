import { createHash } from 'node:crypto';
import type { StatisticsPolicy } from '../../policy/statistics.ts';
import {
  DIMENSIONS,
  type Dimension,
  REGISTRATION_DIMENSIONS,
} from '../../schema/statistics/question.ts';
import { GatewayError } from '../errors.ts';

export const MEASURES = ['subjects', 'records', 'sum', 'median'] as const;
export type Measure = (typeof MEASURES)[number];

/** What an analyst asks; caller-controlled until {@link checkedQuestion} has seen it. */
export interface Asked {
  readonly about: 'LEGAL' | 'NATURAL';
  readonly measures: readonly Measure[];
  readonly dimensions: readonly Dimension[];
  readonly filters: readonly {
    readonly dimension: Dimension;
    readonly values: readonly string[];
  }[];
  readonly totals: boolean;
}

/** A question in its one form: the same question is the same text. */
export interface StatisticsQuestion {
  readonly about: 'LEGAL' | 'NATURAL';
  readonly measures: readonly Measure[];
  readonly dimensions: readonly Dimension[];
  readonly filters: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  readonly totals: boolean;
}

const MOST_VALUES = 200;
const MOST_LENGTH = 64;
const AMOUNTS: readonly Measure[] = ['sum', 'median'];

/** @throws {GatewayError} `ARGUMENT_INVALID`, naming the argument; `STATISTICS_TOO_DETAILED` */
export function checkedQuestion(asked: Asked, policy: StatisticsPolicy): StatisticsQuestion {
  const { about, totals } = asked;
  const measures = inOrder(MEASURES, asked.measures);
  const dimensions = inOrder(DIMENSIONS, asked.dimensions);
  if (measures.length === 0) throw new GatewayError('ARGUMENT_INVALID', { argument: 'measures' });
  const filters = filtersOf(asked.filters);
  const used = dimensionsOf({ dimensions, filters });
  const registered = used.some((name) => REGISTRATION_DIMENSIONS.some((one) => one === name));
  if (about === 'NATURAL' && registered) {
    throw new GatewayError('ARGUMENT_INVALID', { argument: 'dimensions' });
  }
  // amounts of different items are not added up
  if (measures.some((one) => AMOUNTS.includes(one)) && filters.item?.length !== 1) {
    throw new GatewayError('ARGUMENT_INVALID', { argument: 'filters' });
  }
  if (used.length > policy.mostDimensions) {
    throw new GatewayError('STATISTICS_TOO_DETAILED', { expected: policy.mostDimensions });
  }
  return { about, measures, dimensions, filters, totals };
}

/** Every dimension that a question divides or filters by. */
export function dimensionsOf({
  dimensions,
  filters,
}: Pick<StatisticsQuestion, 'dimensions' | 'filters'>): readonly Dimension[] {
  return DIMENSIONS.filter((name) => dimensions.includes(name) || filters[name] !== undefined);
}

export const asksAmount = ({ measures }: Pick<StatisticsQuestion, 'measures'>): boolean =>
  measures.some((measure) => AMOUNTS.includes(measure));

/** SHA-256 of the question, in hexadecimal. */
export function questionDigest(question: StatisticsQuestion): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('hex');
}

function filtersOf(asked: Asked['filters']): StatisticsQuestion['filters'] {
  const filters: Partial<Record<Dimension, readonly string[]>> = {};
  for (const dimension of DIMENSIONS) {
    const own = asked.filter((filter) => filter.dimension === dimension);
    if (own.length === 0) continue;
    const values = [...new Set(own.flatMap((filter) => filter.values))].sort();
    const isFair = values.length > 0 && values.length <= MOST_VALUES && own.length === 1;
    if (!isFair || values.some((value) => value.length > MOST_LENGTH)) {
      throw new GatewayError('ARGUMENT_INVALID', { argument: 'filters' });
    }
    filters[dimension] = values;
  }
  return filters;
}

function inOrder<T>(known: readonly T[], asked: readonly T[]): readonly T[] {
  return known.filter((one) => asked.includes(one));
}
