import type { Bind } from '../../../schema/statistics/cells-sql.ts';
import type { Notes } from '../../../schema/statistics/question.ts';

/**
 * What differs between the databases that departments count in. Every method gives SQL text; values
 * travel beside the statement.
 */
export interface CountingDialect {
  /** The table of a record type. */
  table(record: string): string;
  /** The subject's key as text; the table stands under the alias `t`, or another. */
  key(record: string, alias?: string): string;
  column(record: string, column: string, alias?: string): string;
  /** The expression as trimmed text, null when empty. */
  text(expression: string): string;
  /** The expression as `YYYY-MM-DD`. */
  day(expression: string): string;
  flag(expression: string): string;
  amount(expression: string): string;
  /** A relation `(k, i, r, d, o)` of record notes. */
  recordNotes(notes: Notes, bind: Bind): string;
  /** A relation of one column with these texts. */
  texts(texts: readonly string[], bind: Bind): string;
  /** HMAC-SHA-256 of a text, 32 hexadecimal digits of it. */
  pseudonym(expression: string, key: Buffer, bind: Bind): string;
}
