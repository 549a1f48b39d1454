import type { Column, Table, Value } from '../../shared/tables.ts';
import { keyColumn, type Misfit, misfit } from '../check.ts';

/** A checked row: its key and its values in the order of the table's columns. */
export interface CheckedRow {
  readonly key: string;
  readonly record: string;
  readonly values: readonly Value[];
}

/** Number as a department writes it: no grouping, point as decimal separator. */
const NUMBER = /^-?[0-9]{1,15}(\.[0-9]{1,10})?$/;

/** Checks the fields of one line against the table; gives the row, or the first misfit. */
export function checkRow(
  table: Table,
  fields: Readonly<Record<string, unknown>>,
): CheckedRow | Misfit {
  const key = checkedValue(keyColumn(table), fields);
  if (isMisfit(key)) return key;
  const values: Value[] = [];
  let record = '';
  for (const column of table.columns) {
    const value = checkedValue(column, fields);
    if (isMisfit(value)) return value;
    if (column.name === table.record) record = String(value);
    values.push(value);
  }
  return { key: String(key), record, values };
}

export function isMisfit(value: Value | Misfit | CheckedRow): value is Misfit {
  return typeof value === 'object' && value !== null && 'reason' in value;
}

function checkedValue(column: Column, fields: Readonly<Record<string, unknown>>): Value | Misfit {
  const given = Object.hasOwn(fields, column.name) ? fields[column.name] : null;
  const value = canonical(column, given);
  const reason = value === undefined ? 'SYNTAX' : misfit(column, value);
  if (reason !== undefined) return { column: column.name, reason };
  return value ?? null;
}

/**
 * Reads text as its column's kind; what cannot be read stays as it is, for `misfit` to refuse.
 * Undefined when the value is no plain value at all.
 */
function canonical(column: Column, given: unknown): Value | undefined {
  if (given === null || given === undefined) return null;
  if (typeof given === 'number' || typeof given === 'boolean') return given;
  if (typeof given !== 'string') return undefined;
  if (column.kind === 'boolean') return given === 'true' || (given === 'false' ? false : given);
  const isNumeric = column.kind === 'amount' || column.kind === 'integer';
  return isNumeric && NUMBER.test(given) ? Number(given) : given;
}
