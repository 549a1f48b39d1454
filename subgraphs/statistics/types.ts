import '../shared/reflect.ts';
import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DIMENSIONS, type Dimension } from '../../schema/statistics/question.ts';

type Words = Readonly<Record<string, string>>;
const enumOf = (words: readonly string[]): Words =>
  Object.fromEntries(
    words.map((word) => [word.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), word]),
  );

const StatisticsAbout: Words = { LEGAL: 'LEGAL', NATURAL: 'NATURAL' };
registerEnumType(StatisticsAbout, {
  name: 'StatisticsAbout',
  description: 'Organisations, or persons.',
});
const StatisticsDimension = enumOf(DIMENSIONS);
registerEnumType(StatisticsDimension, {
  name: 'StatisticsDimension',
  description: 'What is counted by. None is an identity field or restricted data.',
});
const StatisticsMeasure = enumOf(['subjects', 'records', 'sum', 'median']);
registerEnumType(StatisticsMeasure, {
  name: 'StatisticsMeasure',
  description: 'Subjects with a record, records, and of one item the amounts in 10,000 CNY.',
});

export { StatisticsAbout, StatisticsDimension, StatisticsMeasure };

@InputType({ description: 'Values that a dimension may have.' })
export class StatisticsFilter {
  @Field(() => StatisticsDimension) dimension!: Dimension;
  @Field(() => [String]) values!: readonly string[];
}

@ObjectType({ description: 'One cell, or one total.' })
export class StatisticsRow {
  @Field(() => [String], {
    description: 'One for each dimension; null is the total over it.',
    nullable: 'items',
  })
  values!: readonly (string | null)[];

  @Field(() => [Float], {
    description:
      'One for each measure; null is not given: suppressed or empty, which look the same.',
    nullable: 'items',
  })
  figures!: readonly (number | null)[];
}

@ObjectType({ description: 'A rule of disclosure control that was applied.' })
export class StatisticsRule {
  @Field(() => String) rule!: string;
  @Field(() => String) value!: string;
  @Field(() => String, { description: 'The practice that it is taken from.' }) source!: string;
}

@ObjectType({ description: 'A table of statistics after disclosure control.' })
export class StatisticsTable {
  @Field(() => String, { description: 'The regulation under which records were counted.' })
  regulation!: string;

  @Field(() => Boolean, { description: 'The regulation is a draft.' }) simulation!: boolean;
  @Field(() => String, { description: 'The day of which the counts are.' }) asOf!: string;
  @Field(() => [StatisticsDimension]) dimensions!: readonly string[];
  @Field(() => [StatisticsMeasure]) measures!: readonly string[];
  @Field(() => [StatisticsRow]) rows!: readonly StatisticsRow[];
  @Field(() => [StatisticsRule]) rules!: readonly StatisticsRule[];

  @Field(() => Int, { description: 'Questions of as many dimensions that are left this year.' })
  remaining!: number;
}
