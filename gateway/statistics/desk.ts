import type { GraphQLSchema } from 'graphql';
import type { StatisticsPolicy } from '../../policy/statistics.ts';
import type { Asked } from './question.ts';
import type { AnsweredTable, StatisticsRoom } from './room.ts';

/** A table with what an analyst has to know of it. */
export interface ToldTable extends AnsweredTable {
  readonly regulation: string;
  readonly simulation: boolean;
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly rules: readonly {
    readonly rule: string;
    readonly value: string;
    readonly source: string;
  }[];
}

/** Where statistics are answered: the schema of the field, and the room that counts. */
export interface StatisticsDesk {
  readonly schema: GraphQLSchema;
  /** The context value of one execution. */
  context(answer: (asked: Asked) => Promise<ToldTable>): unknown;
  readonly room: StatisticsRoom;
  readonly policy: StatisticsPolicy;
}
