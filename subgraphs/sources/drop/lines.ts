import type { RefusalReason } from '../source.ts';

/**
 * One line of a drop file as its reader gives it: its fields by column name, or why it cannot be read.
 * Lines count from 1, the header of a CSV file included.
 */
export type DropLine =
  | { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | {
      readonly line: number;
      readonly column: string | null;
      readonly reason: RefusalReason;
      /** The file cannot be used any further. */
      readonly fatal?: true;
      /** Something to know about the file, not a refused row. */
      readonly note?: true;
    };

/** Longest record accepted, in bytes of UTF-8; protects memory from files without line ends. */
export const MAX_RECORD_BYTES = 1 << 20;

/** What a reader must know of the record type. */
export interface Expected {
  readonly columns: ReadonlySet<string>;
  /** Without these a file is refused as a whole. */
  readonly required: readonly string[];
}
