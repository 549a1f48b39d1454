import { type Column, type Identities, Misfit } from '../columns.ts';
import { aheadOf, type Register } from '../definitions/register.ts';
import { lifecycle, representatives } from '../definitions/subjects.ts';
import {
  holdsIdentityNumber,
  readSubjectKind,
  type SubjectId,
  type SubjectRef,
  subjectRef,
} from '../subject.ts';
import type { Fields, RowReason } from './lines.ts';

/** An entry as a row of a file gives it. */
export interface RowEntry {
  readonly register: Register;
  /** Null: its identity is made of its content. */
  readonly id: string | null | ((subject: SubjectId, identities: Identities) => string);
  readonly subject: SubjectRef | null;
  readonly entry: Readonly<Record<string, unknown>>;
}

export interface FieldFault {
  readonly column: string | null;
  readonly reason: RowReason;
}

type Reading = readonly RowEntry[] | { readonly faults: readonly FieldFault[] };

const SUBJECT_FIELDS = ['subjectKind', 'subject'] as const;
/** A guardian comes with the life-cycle of its ward. */
const GUARDIAN = 'guardian';
const LONGEST_ID = 200;

/** Reads one row; every fault of it is told. A column that no register has is a fault: it may be an end date, misspelt. */
export function readRow(register: Register, fields: Fields, today: number): Reading {
  const isLifecycle = register.name === lifecycle.name;
  const known = new Set(['id', ...Object.keys(register.columns)]);
  if (register.ofSubject) for (const name of SUBJECT_FIELDS) known.add(name);
  if (isLifecycle) known.add(GUARDIAN);
  const faults: FieldFault[] = Object.keys(fields)
    .map((name, at) => (known.has(name) ? null : `#${at + 1}`))
    .filter((column) => column !== null)
    .map((column) => ({ column, reason: 'UNKNOWN_COLUMN' }));

  const take = <T, H>(name: string, column: Column<T, H>): T | null => {
    const value = column.read(fields[name]);
    if (!(value instanceof Misfit)) return value;
    faults.push({ column: name, reason: value.reason });
    return null;
  };
  const entry = Object.fromEntries(
    Object.entries(register.columns).map(([name, column]) => [name, take(name, column)]),
  );
  const subject = register.ofSubject ? readSubject(fields, faults) : null;
  const id = readId(register, fields.id, faults);
  const guardian = isLifecycle ? take(GUARDIAN, GUARDIAN_COLUMN) : null;
  if (faults.length === 0) {
    const wrong = register.contradiction?.(entry as never) ?? null;
    if (wrong !== null) faults.push({ column: wrong, reason: 'ORDER' });
    const early = aheadOf(register, entry, today);
    if (early !== null) faults.push({ column: early, reason: 'IN_FUTURE' });
  }
  if (faults.length > 0) return { faults };
  const own: RowEntry = { register, id, subject, entry };
  return guardian === null ? [own] : [own, guardianEntry(subject, guardian)];
}

const GUARDIAN_COLUMN: Column<SubjectRef | null> = {
  read: (raw) =>
    raw === undefined || raw === null || raw === ''
      ? null
      : representatives.columns.representative.read(raw),
  fits: () => true,
  store: () => null,
  load: () => null,
  subjects: () => [],
};

function guardianEntry(subject: SubjectRef | null, representative: SubjectRef): RowEntry {
  return {
    register: representatives as unknown as Register,
    // a ward may have two guardians: another row with another one does not end the first
    id: (ward, identities) => `${ward}/guardian/${identities(representative)}`,
    subject,
    entry: {
      capacity: 'guardian',
      representative,
      from: null,
      until: null,
      evidenceDigest: null,
    },
  };
}

function readSubject(fields: Fields, faults: FieldFault[]): SubjectRef | null {
  const kind = readSubjectKind(fields.subjectKind);
  if (kind === null) {
    faults.push({ column: 'subjectKind', reason: 'SUBJECT_KIND' });
    return null;
  }
  const { subject: key } = fields;
  const subject = typeof key === 'string' ? subjectRef(kind, key) : null;
  if (subject === null) faults.push({ column: 'subject', reason: 'SUBJECT' });
  return subject;
}

function readId(register: Register, raw: unknown, faults: FieldFault[]): string | null {
  if (raw === undefined || raw === null || raw === '') {
    if (register.identity === undefined) faults.push({ column: 'id', reason: 'MISSING' });
    return null;
  }
  if (typeof raw !== 'string' || raw.length > LONGEST_ID) {
    faults.push({ column: 'id', reason: 'TEXT' });
    return null;
  }
  if (holdsIdentityNumber(raw)) faults.push({ column: 'id', reason: 'IDENTITY_NUMBER' });
  return raw;
}
