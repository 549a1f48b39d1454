import type { DepartmentName } from '../department.ts';
import type { SubjectKind } from '../shared/tables.ts';
import type { Random } from './random.ts';
import { type Fields, ITEM_OF, type Sink } from './sink.ts';

/** A subject being written: its key, its random numbers, and where its rows go. */
export interface Subject {
  readonly sink: Sink;
  readonly random: Random;
  readonly kind: SubjectKind;
  readonly key: string;
  /** Running number; part of its document numbers. */
  readonly n: number;
}

/** Writes one row; the registers can then refer to it by item and record. */
export function write(
  subject: Subject,
  department: DepartmentName,
  table: string,
  fields: Fields,
): void {
  subject.sink.row(department, table, subject.key, fields);
}

/** How a register entry names a subject and one of its records. */
export interface RecordReference {
  readonly subjectKind: SubjectKind;
  readonly subject: string;
  readonly item: string;
  readonly record: string;
}

export function referenceTo(
  subject: Subject,
  department: DepartmentName,
  table: string,
  record: string,
): RecordReference {
  const item = ITEM_OF.get(`${department}/${table}`)?.item;
  if (item === undefined) throw new RangeError(`expected a list of records, got \`${table}\``);
  return { subjectKind: subject.kind, subject: subject.key, item, record };
}

/** A document number such as `云市监罚〔2025〕12-1号`. */
export function documentNumber(subject: Subject, word: string, day: string, at: number): string {
  return `${word}〔${day.slice(0, 4)}〕${subject.kind === 'LEGAL' ? '' : 'P'}${subject.n}-${at}号`;
}
