import type { SubjectRef } from '../../registers/subject.ts';
import type { Access, FoundEntry } from './log-types.ts';

/** A page, newest first; stable while entries are added. */
interface Page<T> {
  readonly nodes: readonly T[];
  readonly next: string | null;
}

interface PageRequest {
  readonly after: string | null;
  readonly limit: number;
}

/** What the gateway's log answers; it knows who may ask. */
export interface LogReader {
  /** The looks at a subject, of those kinds of callers. */
  of(subject: SubjectRef, callers: readonly string[], page: PageRequest): Promise<Page<Access>>;
  find(
    question: {
      readonly subject: SubjectRef | null;
      readonly organisation: string | null;
      readonly operator: string | null;
      readonly purpose: string | null;
      readonly outcome: string | null;
      readonly from: number | null;
      readonly until: number | null;
    },
    page: PageRequest,
  ): Promise<Page<FoundEntry>>;
}
