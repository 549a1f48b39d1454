import type { MisfitReason } from '../columns.ts';

/** Why a row, or a file, is refused. */
export type RowReason =
  | MisfitReason
  | 'SYNTAX'
  | 'COLUMN_COUNT'
  | 'MISSING_COLUMN'
  | 'UNKNOWN_COLUMN'
  | 'OTHER_ENTRY'
  | 'IN_FUTURE';

/** Where and why a row was refused; never the value. Lines count from 1, the header included. */
export interface RowFault {
  readonly file: string;
  readonly line: number;
  /** Null: the row as a whole is at fault. */
  readonly column: string | null;
  readonly reason: RowReason;
}

export type Fields = Readonly<Record<string, unknown>>;

/** One line of a file: its fields, or why it cannot be read. */
export type Line =
  | { readonly line: number; readonly fields: Fields }
  | {
      readonly line: number;
      readonly column: string | null;
      readonly reason: RowReason;
      /** Nothing of the file can be used. */
      readonly fatal?: true;
    };

/** Longest record, in bytes of UTF-8; a file without line ends must not fill the memory. */
export const MAX_RECORD_BYTES = 1 << 20;
