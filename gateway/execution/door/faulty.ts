import { type Cut, ROOT } from '../../disclosure/cut.ts';
import type { DepartmentAnswer } from '../department.ts';
import { getOwn, isRecord } from '../records.ts';

/** An answer without the records of which a part could not be told, and how many those were. */
export interface Sound {
  readonly answer: DepartmentAnswer;
  readonly leftOut: number;
}

/**
 * Leaves out every record that the department could not tell whole, together with the errors about
 * it: such an error would say that there is a record, and a fact that failed would be read as a fact
 * that is not there. Errors about anything else stay. What cannot be placed closes the whole answer.
 *
 * attacker-controlled; the answer is not believed in form.
 */
export function withoutFaultyRecords(cut: Cut, answer: DepartmentAnswer): Sound {
  const { errors, data } = answer;
  if (!Array.isArray(errors) || !isRecord(data)) return { answer, leftOut: 0 };
  const kept: unknown[] = [];
  const faulty = new Map<unknown[], Set<number>>();
  for (const error of errors) {
    const path = pathOf(error);
    if (path === null) return { answer: { ...answer, data: null }, leftOut: 0 };
    const found = recordAt(cut, data, path);
    if (found === null) kept.push(error);
    else faulty.set(found.list, (faulty.get(found.list) ?? new Set()).add(found.index));
  }
  let leftOut = 0;
  for (const [list, indexes] of faulty) {
    leftOut += indexes.size;
    for (const index of indexes) list[index] = null;
  }
  const { errors: _all, ...sound } = answer;
  const told = kept.length === 0 ? {} : { errors: kept as NonNullable<DepartmentAnswer['errors']> };
  return { answer: { ...sound, ...told }, leftOut };
}

/** Where an error is; null for one that does not say so. */
function pathOf(error: unknown): readonly unknown[] | null {
  const path = isRecord(error) ? error.path : undefined;
  if (!Array.isArray(path)) return null;
  return path[0] === ROOT || path[0] === '_entities' ? path : null;
}

/** The record that a path is in or at; null when it is in none, or in one whose list is gone. */
function recordAt(
  cut: Cut,
  data: Record<string, unknown>,
  [root, position, alias, index]: readonly unknown[],
): { readonly list: unknown[]; readonly index: number } | null {
  if (typeof position !== 'number' || typeof alias !== 'string') return null;
  if (typeof index !== 'number') return null;
  const field = cut.fields.find((one) => one.alias === alias);
  if (field?.content.kind !== 'object' || field.content.record.evidence.length === 0) return null;
  const stubs = getOwn(data, String(root));
  const stub = Array.isArray(stubs) ? stubs[position] : undefined;
  const list = isRecord(stub) ? getOwn(stub, alias) : undefined;
  return Array.isArray(list) && index < list.length ? { list, index } : null;
}
