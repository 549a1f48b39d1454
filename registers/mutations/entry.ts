import { randomUUID } from 'node:crypto';
import { dayAt } from '../../policy/days.ts';
import {
  aheadOf,
  type Columns,
  columnName,
  type Register,
  type Written,
} from '../definitions/register.ts';
import { RegisterError } from '../errors.ts';
import { holdsIdentityNumber, type SubjectId, type SubjectRef } from '../subject.ts';
import {
  type Change,
  fieldsOf,
  type Latest,
  latestOf,
  otherEntryBy,
  putAll,
  retract,
  type StoredFields,
  sameFields,
} from '../write/entries.ts';
import { identify } from '../write/subjects.ts';
import { canonicalSubject, type Mutation, type Recorded } from './request.ts';

/** An entry to record: a new one, or the next version of the one with this identity. */
export interface Entry<C extends Columns> {
  readonly id?: string;
  /** Null for registers of organisations. */
  readonly subject: SubjectRef | null;
  readonly fields: Written<C>;
}

const LONGEST_ID = 200;

/** Records an entry; the same content again makes no new version. */
export async function record<C extends Columns>(
  mutation: Mutation,
  register: Register<C>,
  { id, subject, fields }: Entry<C>,
): Promise<Recorded> {
  checkFields(mutation, register, fields);
  const owner = subject === null ? null : canonicalSubject(subject);
  const identities = await identify(mutation, [
    ...(owner === null ? [] : [owner]),
    ...subjectsIn(register, fields),
  ]);
  const subjectId = owner === null ? null : identities(owner);
  const own = checkedId(id ?? register.identity?.(fields, subjectId) ?? randomUUID());
  const latest = await latestEntry(mutation, register, own);
  const stored = fieldsOf(register, fields, identities);
  if (latest !== null) demandSameEntry(register, { subject: subjectId, fields: stored }, latest);
  return put(mutation, register, own, subjectId, stored, latest);
}

/** Changes some fields of an entry that is in force. */
export async function patch<C extends Columns>(
  mutation: Mutation,
  register: Register<C>,
  latest: Latest,
  changes: Partial<Written<C>>,
): Promise<Recorded> {
  const given = changes as Readonly<Record<string, unknown>>;
  const names = Object.keys(changes);
  const merged = { ...loaded(register, latest.fields), ...changes } as Written<C>;
  checkFields(mutation, register, merged, names);
  const identities = await identify(
    mutation,
    names.flatMap((name) => register.columns[name]?.subjects(given[name]) ?? []),
  );
  const stored = Object.fromEntries(
    names.map((name) => [
      columnName(name),
      register.columns[name]?.store(given[name], identities) ?? null,
    ]),
  );
  const fields = { ...latest.fields, ...stored };
  return put(mutation, register, latest.id, latest.subject, fields, latest);
}

/** The entry in force; the same refusal when there is none and when it is another subject's. */
export async function entryInForce<C extends Columns>(
  mutation: Mutation,
  register: Register<C>,
  id: string,
): Promise<Latest> {
  const latest = await latestEntry(mutation, register, id);
  if (latest === null || latest.retracted) throw unknownEntry();
  return latest;
}

export async function takeBack<C extends Columns>(
  mutation: Mutation,
  register: Register<C>,
  id: string,
): Promise<Recorded> {
  const latest = await latestEntry(mutation, register, id);
  if (latest === null) throw unknownEntry();
  if (latest.retracted) return recorded(mutation, latest);
  const generic = register as unknown as Register;
  return recorded(mutation, await retract(mutation, generic, latest, mutation.why));
}

/** The values of an entry, subjects by their identity. */
export function loaded<C extends Columns>(
  register: Register<C>,
  fields: StoredFields,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(register.columns).map(([name, column]) => [
      name,
      column.load(fields[columnName(name)] ?? null),
    ]),
  );
}

export function unknownEntry(): RegisterError {
  return new RegisterError('UNKNOWN_ENTRY', 'there is no such entry');
}

export function recorded({ recordedAt }: Mutation, { id, version }: Change | Latest): Recorded {
  return { id, version, recordedAt };
}

async function latestEntry<C extends Columns>(
  mutation: Mutation,
  register: Register<C>,
  id: string,
): Promise<Latest | null> {
  const found = await latestOf(mutation, register as unknown as Register, [id]);
  return found.get(id) ?? null;
}

async function put<C extends Columns>(
  mutation: Mutation,
  register: Register<C>,
  id: string,
  subject: SubjectId | null,
  fields: StoredFields,
  latest: Latest | null,
): Promise<Recorded> {
  if (latest !== null && !latest.retracted && sameFields(fields, latest.fields)) {
    return recorded(mutation, latest);
  }
  const draft = { id, subject, fields, rowDigest: null };
  const before = new Map(latest === null ? [] : [[id, latest]]);
  const generic = register as unknown as Register;
  const [change] = await putAll(mutation, generic, [draft], before, mutation.why);
  return recorded(mutation, change ?? { id, subject, version: 0 });
}

function subjectsIn<C extends Columns>(register: Register<C>, fields: Written<C>) {
  const given = fields as Readonly<Record<string, unknown>>;
  return Object.entries(register.columns).flatMap(([name, column]) => column.subjects(given[name]));
}

/** @throws {RegisterError} `INVALID_ENTRY` naming the field, never its value */
function checkFields<C extends Columns>(
  { now }: Mutation,
  register: Register<C>,
  fields: Written<C>,
  names: readonly string[] = Object.keys(register.columns),
): void {
  const given = fields as Readonly<Record<string, unknown>>;
  const misfit = names.find((name) => register.columns[name]?.fits(given[name]) !== true);
  if (misfit !== undefined) {
    throw new RegisterError('INVALID_ENTRY', `field \`${misfit}\` does not fit`, { field: misfit });
  }
  const generic = register as unknown as Register;
  const wrong = register.contradiction?.(fields) ?? aheadOf(generic, given, dayAt(now));
  if (wrong === null) return;
  throw new RegisterError('INVALID_ENTRY', `field \`${wrong}\` contradicts another`, {
    field: wrong,
  });
}

/** @throws {RegisterError} `UNKNOWN_ENTRY` when it is another subject's; `INVALID_ENTRY` */
function demandSameEntry<C extends Columns>(
  register: Register<C>,
  draft: { readonly subject: SubjectId | null; readonly fields: StoredFields },
  latest: Latest,
): void {
  const field = otherEntryBy(register as unknown as Register, draft, latest);
  if (field === null) return;
  if (field === 'subject') throw unknownEntry();
  throw new RegisterError('INVALID_ENTRY', `field \`${field}\` of an entry never changes`, {
    field,
  });
}

function checkedId(id: string): string {
  if (id.length > 0 && id.length <= LONGEST_ID && !holdsIdentityNumber(id)) return id;
  throw new RegisterError(
    'INVALID_ENTRY',
    `expected an identity of 1 to ${LONGEST_ID} characters without an identity number`,
    { field: 'id' },
  );
}
