import type { CountedCell, Dimension } from '../../schema/statistics/question.ts';

/** Dimensions of which a subject has one value, so that its parts over them do not overlap. */
const OF_THE_SUBJECT: readonly Dimension[] = ['region', 'industry', 'entityType'];

export interface RolledLevel {
  readonly dimensions: readonly Dimension[];
  readonly cells: readonly CountedCell[];
}

type Count = (dimensions: readonly Dimension[]) => Promise<readonly CountedCell[]>;

/**
 * Counts levels, each as often as needed: totals over dimensions of the subject are added up from the
 * finer level, for each subject is in one of its cells. Over dimensions of records it may be in
 * several, so that these are counted; and so are medians, which do not add up.
 *
 * @param levels finer ones before coarser ones
 */
export async function countLevels(
  levels: readonly (readonly Dimension[])[],
  amount: boolean,
  count: Count,
): Promise<readonly RolledLevel[]> {
  const done: RolledLevel[] = [];
  for (const dimensions of levels) {
    const finer = amount ? undefined : done.find((level) => isFiner(level, dimensions));
    const cells = finer === undefined ? await count(dimensions) : addUp(finer, dimensions);
    done.push({ dimensions, cells });
  }
  return done;
}

function isFiner({ dimensions }: RolledLevel, coarser: readonly Dimension[]): boolean {
  const over = dimensions.filter((name) => !coarser.includes(name));
  const within = coarser.every((name) => dimensions.includes(name));
  return within && over.every((name) => OF_THE_SUBJECT.includes(name));
}

function addUp(
  { dimensions, cells }: RolledLevel,
  coarser: readonly Dimension[],
): readonly CountedCell[] {
  const places = coarser.map((name) => dimensions.indexOf(name));
  const sums = new Map<string, CountedCell>();
  for (const cell of cells) {
    const values = places.map((at) => cell.values[at] ?? '');
    const key = JSON.stringify(values);
    const held = sums.get(key);
    sums.set(key, {
      values,
      subjects: (held?.subjects ?? 0) + cell.subjects,
      records: (held?.records ?? 0) + cell.records,
      amount: null,
    });
  }
  return [...sums.values()];
}
