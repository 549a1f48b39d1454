import type { Day } from '../../days.ts';
import type { ItemFacts, RecordFacts, RequestFacts, SubjectFacts } from '../../question.ts';
import type { Finding } from '../reading.ts';

/** What a record is decided on, after the item. */
export interface Facts {
  readonly request: RequestFacts;
  readonly day: Day;
  readonly subject: SubjectFacts;
  readonly item: ItemFacts;
  readonly record: RecordFacts;
}
/** What one rule of law finds in the facts of a record; null = nothing. */
export type Finder = (facts: Facts) => Finding | null;
/** The same of a plain value, which has no record. */
export type ValueFinder = (facts: Pick<Facts, 'day' | 'subject' | 'item'>) => Finding | null;
