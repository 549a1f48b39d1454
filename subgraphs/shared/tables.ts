import type { IdentityFieldName } from '../../schema/directives.ts';

/**
 * What a department keeps, described once: the description drives the drop files' validation, the SQL
 * of the sources and, through the decorators beside it, the GraphQL types.
 */

/** The kinds of values. Amounts are in 10,000 CNY; dates are `YYYY-MM-DD`. */
export type ColumnKind = 'text' | 'date' | 'amount' | 'integer' | 'boolean' | 'uscc' | 'idNumber';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** A row without it is refused. Only what identifies a record or its other party is required. */
  readonly required: boolean;
  /** The closed vocabulary of a text column. */
  readonly oneOf?: readonly string[];
  readonly identity?: IdentityFieldName;
  readonly freeText?: boolean;
  /** An amount that statistics may add up. */
  readonly summable?: boolean;
}

export type SubjectKind = 'LEGAL' | 'NATURAL';

/** The column of every table that holds the subject's key, by kind of subject. */
export const KEY_COLUMN = { LEGAL: 'uscc', NATURAL: 'idNumber' } as const;

/** One record type of one department: one table of a database, or one file of a drop. */
export interface Table {
  /** The record type's name, kebab-case; also the drop file's name without its ending. */
  readonly name: string;
  readonly subject: SubjectKind;
  readonly key: 'uscc' | 'idNumber';
  /** The column that identifies a record of a subject; absent when a subject has one row at most. */
  readonly record?: string;
  /** Without the key column, in the order of their description. */
  readonly columns: readonly Column[];
}

export type Value = string | number | boolean | null;

/** One row as a source answers it: every column of its table, `null` where nothing is held. */
export type Row = Readonly<Record<string, Value>>;
