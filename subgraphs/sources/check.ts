import { checkIdNumber, isCalendarDay } from '../../schema/identifiers/id-number.ts';
import { checkUscc } from '../../schema/identifiers/uscc.ts';
import { type Column, KEY_COLUMN, type Table, type Value } from '../shared/tables.ts';
import type { RefusalReason } from './source.ts';

/** Longest text kept, in UTF-16 units; a longer one is refused, never cut. */
export const MAX_TEXT = 20_000;

const MAX_INT = 2 ** 31 - 1;
const REPLACEMENT_CHARACTER = '\uFFFD';

/** A value that does not fit its column. */
export interface Misfit {
  readonly column: string;
  readonly reason: RefusalReason;
}

/** The subject's key as a column like the others. */
export function keyColumn(table: Table): Column {
  return { name: table.key, kind: KEY_COLUMN[table.subject], required: true };
}

/** Why a value may not stand in a column, or undefined when it may. */
export function misfit(column: Column, value: Value): RefusalReason | undefined {
  if (value === null) return column.required ? 'MISSING' : undefined;
  switch (column.kind) {
    case 'text':
      return textMisfit(column, value);
    case 'date':
      return typeof value === 'string' && isCalendarDay(value) ? undefined : 'DATE';
    case 'amount':
      return Number.isFinite(value) ? undefined : 'NUMBER';
    case 'integer':
      return Number.isInteger(value) && Math.abs(value as number) <= MAX_INT
        ? undefined
        : 'INTEGER';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'BOOLEAN';
    case 'uscc':
      return typeof value === 'string' && isOrganisationCode(value) ? undefined : 'USCC';
    case 'idNumber':
      return typeof value === 'string' && checkIdNumber(value).ok ? undefined : 'ID_NUMBER';
  }
}

/**
 * A code may fail its check, for some in force do; but then it MUST NOT be a valid identity number: a
 * person's row in a table of companies would be served as a company's.
 */
function isOrganisationCode(text: string): boolean {
  const check = checkUscc(text);
  if (!check.ok) return false;
  return check.warnings.length === 0 || !checkIdNumber(text).ok;
}

function textMisfit(column: Column, value: Value): RefusalReason | undefined {
  if (typeof value !== 'string') return 'TEXT';
  if (value.length > MAX_TEXT) return 'TOO_LONG';
  if (value.includes(REPLACEMENT_CHARACTER)) return 'ENCODING';
  if (column.oneOf !== undefined && !column.oneOf.includes(value)) return 'NOT_IN_VOCABULARY';
  return undefined;
}
