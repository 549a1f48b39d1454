import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Identities } from '../columns.ts';
import { columnName, type Register } from '../definitions/register.ts';
import type { SubjectId, SubjectRef } from '../subject.ts';
import {
  type Draft,
  fieldsOf,
  type Latest,
  latestOf,
  otherEntryBy,
  putAll,
  type Reason,
  sameFields,
} from '../write/entries.ts';
import { identify } from '../write/subjects.ts';
import type { Write } from '../write/write.ts';
import type { RowEntry } from './rows.ts';

export interface BatchRow {
  readonly line: number;
  readonly entries: readonly RowEntry[];
}

export interface BatchOutcome {
  created: number;
  changed: number;
  unchanged: number;
  /** Lines whose identity is that of another entry, with the column that tells. */
  readonly other: { readonly line: number; readonly column: string }[];
}

interface Placed extends Draft {
  readonly line: number;
}

/** Writes the rows of a batch, in their order. A row that was loaded before changes nothing. */
export async function writeBatch(
  write: Write,
  rows: readonly BatchRow[],
  why: Reason,
): Promise<BatchOutcome> {
  const identities = await identify(write, rows.flatMap(subjectsOf));
  const placed = Map.groupBy(
    rows.flatMap(({ line, entries }) => entries.map((entry) => ({ line, entry }))),
    ({ entry }) => entry.register,
  );
  const outcome: BatchOutcome = { created: 0, changed: 0, unchanged: 0, other: [] };
  for (const [register, found] of placed) {
    const drafts = found.map(({ line, entry }) => ({ ...draftOf(entry, identities), line }));
    for (const wave of wavesOf(drafts)) await writeWave(write, register, wave, why, outcome);
  }
  return outcome;
}

function subjectsOf({ entries }: BatchRow): readonly SubjectRef[] {
  return entries.flatMap(({ register, subject, entry }) => [
    ...(subject === null ? [] : [subject]),
    ...Object.entries(register.columns).flatMap(([name, column]) => column.subjects(entry[name])),
  ]);
}

function draftOf({ register, id, subject, entry }: RowEntry, identities: Identities): Draft {
  const subjectId = subject === null ? null : identities(subject);
  const fields = fieldsOf(register, entry as never, identities);
  const ownId = typeof id === 'function' ? id(subjectId as SubjectId, identities) : id;
  const content = JSON.stringify([subjectId, fields]);
  return {
    id: ownId ?? register.identity?.(entry as never, subjectId) ?? '',
    subject: subjectId,
    fields,
    rowDigest: createHash('sha256').update(content).digest('hex'),
  };
}

/** An entry that comes twice in a batch is written twice, one after the other. */
function wavesOf(drafts: readonly Placed[]): readonly (readonly Placed[])[] {
  const waves: Placed[][] = [];
  const times = new Map<string, number>();
  for (const draft of drafts) {
    const at = times.get(draft.id) ?? 0;
    times.set(draft.id, at + 1);
    const wave = waves[at] ?? [];
    wave.push(draft);
    waves[at] = wave;
  }
  return waves;
}

async function writeWave(
  write: Write,
  register: Register,
  drafts: readonly Placed[],
  why: Reason,
  outcome: BatchOutcome,
): Promise<void> {
  const ids = drafts.map(({ id }) => id);
  const latest = await latestOf(write, register, ids);
  const loaded = latest.size === 0 ? new Set() : await loadedBefore(write, register, ids);
  const next: Draft[] = [];
  for (const draft of drafts) {
    const held = latest.get(draft.id);
    const fields = keeping(register, draft, held);
    const column = held === undefined ? null : otherEntryBy(register, draft, held);
    if (column !== null) {
      outcome.other.push({ line: draft.line, column });
    } else if (loaded.has(`${draft.id}\0${draft.rowDigest}`) || isHeld(fields, held)) {
      outcome.unchanged++;
    } else {
      next.push({ ...draft, fields });
      if (held === undefined) outcome.created++;
      else outcome.changed++;
    }
  }
  await putAll(write, register, next, latest, why);
}

function isHeld(fields: Draft['fields'], held: Latest | undefined): boolean {
  return held !== undefined && !held.retracted && sameFields(fields, held.fields);
}

/** A file MUST NOT take back a revocation that came after it was written: the earliest end stands. */
function keeping(register: Register, { fields }: Draft, held: Latest | undefined): Draft['fields'] {
  const ends = (register.keptOnImport ?? []).map(columnName).map((name) => {
    const known = [fields[name], held?.fields[name]].filter((end) => typeof end === 'number');
    return [name, known.length === 0 ? null : Math.min(...known)] as const;
  });
  return { ...fields, ...Object.fromEntries(ends) };
}

async function loadedBefore(
  { dialect, connection }: Write,
  register: Register,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string; row_digest: string }>`select t.id, t.row_digest
    from ${sql.table(register.table)} t
    where ${dialect.among(sql`t.id`, ids)} and t.row_digest is not null`.execute(connection);
  return new Set(rows.map(({ id, row_digest }) => `${id}\0${row_digest}`));
}
