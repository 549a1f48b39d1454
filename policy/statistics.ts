import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Period, parsePeriod } from './days.ts';

const source = z.string().min(1);
const count = z.number().int().min(1);
const sourced = <T extends z.ZodType>(value: T) => z.strictObject({ value, source });

const schema = z.strictObject({
  minimumSubjects: sourced(count.min(3)),
  dominance: sourced(z.number().min(1).max(100)),
  roundCountsTo: sourced(count),
  roundAmountsTo: sourced(z.number().positive()),
  mostDimensions: sourced(count.max(5)),
  mostCells: sourced(count),
  yearlyQuestions: sourced(z.array(z.number().int().min(0)).min(1)),
  memory: sourced(z.string()),
});
type File = z.output<typeof schema>;

/** The parameters of disclosure control; each is described in docs/statistics.md. */
export interface StatisticsPolicy {
  /** Fewest subjects of a figure that is given. */
  readonly minimumSubjects: number;
  /** p of the p% rule, in percent. */
  readonly dominance: number;
  readonly roundCountsTo: number;
  /** In 10,000 CNY. */
  readonly roundAmountsTo: number;
  /** Most dimensions of a question, those of its filters counted. */
  readonly mostDimensions: number;
  readonly mostCells: number;
  /** Questions a calendar year, by number of dimensions; the first is for none. */
  readonly yearlyQuestions: readonly number[];
  /** How long earlier answers count. */
  readonly memory: Period;
  /** Where each parameter comes from, by name. */
  readonly sources: ReadonlyMap<string, string>;
}

const FILE = join(import.meta.dirname, 'statistics.yaml');

/** @throws when the file lacks a parameter or its source */
export function loadStatisticsPolicy(file: string = FILE): StatisticsPolicy {
  const found: File = schema.parse(parse(readFileSync(file, 'utf8')));
  const memory = parsePeriod(found.memory.value);
  if (memory === null) throw new TypeError('`memory`: expected an ISO 8601 duration');
  return {
    minimumSubjects: found.minimumSubjects.value,
    dominance: found.dominance.value,
    roundCountsTo: found.roundCountsTo.value,
    roundAmountsTo: found.roundAmountsTo.value,
    mostDimensions: found.mostDimensions.value,
    mostCells: found.mostCells.value,
    yearlyQuestions: found.yearlyQuestions.value,
    memory,
    sources: new Map(Object.entries(found).map(([name, one]) => [name, one.source])),
  };
}
