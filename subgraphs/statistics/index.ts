import '../shared/reflect.ts';
import type { GraphQLSchema } from 'graphql';
import { Arg, buildSchemaSync, Ctx, Query, Resolver } from 'type-graphql';
import type { Dimension } from '../../schema/statistics/question.ts';
import { printDepartment } from '../shared/sdl.ts';
import {
  StatisticsAbout,
  StatisticsDimension,
  StatisticsFilter,
  StatisticsMeasure,
  StatisticsTable,
} from './types.ts';

/** A question as it was asked. */
export interface AskedStatistics {
  readonly about: string;
  readonly measures: readonly string[];
  readonly dimensions: readonly Dimension[];
  readonly filters: readonly StatisticsFilter[];
  readonly totals: boolean;
}

/** Answers for the caller that the gateway has verified. */
export interface StatisticsContext {
  statistics(asked: AskedStatistics): Promise<StatisticsTable>;
}

@Resolver()
class Statistics {
  @Query(() => StatisticsTable, {
    description: 'Counts of subjects and records that tell of nobody; for analysts.',
  })
  statistics(
    @Arg('about', () => StatisticsAbout, { defaultValue: 'LEGAL' }) about: string,
    @Arg('measures', () => [StatisticsMeasure]) measures: string[],
    @Arg('dimensions', () => [StatisticsDimension], { defaultValue: [] }) dimensions: Dimension[],
    @Arg('filters', () => [StatisticsFilter], { defaultValue: [] }) filters: StatisticsFilter[],
    @Arg('totals', () => Boolean, { defaultValue: false }) totals: boolean,
    @Ctx() context: StatisticsContext,
  ): Promise<StatisticsTable> {
    return context.statistics({ about, measures, dimensions, filters, totals });
  }
}

let resolving: GraphQLSchema | undefined;

/**
 * The schema with its resolver, which takes a {@link StatisticsContext}. It is executed in the
 * gateway's own process only, and leads to no subject.
 */
export function statisticsResolvers(): GraphQLSchema {
  resolving ??= buildSchemaSync({ resolvers: [Statistics], validate: false, skipCheck: true });
  return resolving;
}

/** The subgraph SDL, as checked in under schema/departments/. */
export function statisticsSdl(): string {
  return printDepartment(statisticsResolvers());
}
