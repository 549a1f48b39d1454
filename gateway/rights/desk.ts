import type { GraphQLSchema } from 'graphql';
import type { SubjectKind } from '../../policy/terms.ts';
import type { Caller } from '../auth/caller.ts';
import type { Language } from '../disclosure/report.ts';

/** A subject by its kind and its own key. */
export interface RightsSubject {
  readonly kind: SubjectKind;
  readonly key: string;
}

/** What was changed in a register. */
export interface RegisterChange {
  readonly register: string;
  readonly action: string;
  readonly id: string;
  /** Null in registers of organisations. */
  readonly subject: RightsSubject | null;
}

/** One request to the desk, of a caller who may make it. */
export interface RightsRequest {
  readonly caller: Caller;
  readonly caseNumber: string | null;
  readonly purpose: string | null;
  readonly language: Language;
  /** What the schema has items for. */
  readonly items: ReadonlySet<string>;
  /** Those of them that subjects report themselves. */
  readonly selfReported: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /**
   * Whether a subject of this kind can have the item and, unless it is null, this one has the record.
   *
   * @throws when the department that knows cannot be asked
   */
  holds(subject: RightsSubject, item: string, record: string | null): Promise<boolean>;
  /** Told whose rights were looked at, and by which entry its guardian did. */
  seen(subject: RightsSubject, guardianship?: string): void;
  /** Told that the log was looked at. */
  viewed(): void;
  /** Told of each change, before the answer is made. */
  changed(change: RegisterChange): void;
}

/** The rights department. It stands in this process only, and takes the caller that was verified. */
export interface RightsDesk {
  readonly schema: GraphQLSchema;
  /** The context value of one execution. */
  context(request: RightsRequest): unknown;
}
