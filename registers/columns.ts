import { type Day, formatDay, parseDay, parseInstant } from '../policy/days.ts';
import type { Scope } from '../policy/question.ts';
import { RESPONSIBLE_ROLES, type ResponsibleRole } from '../policy/terms.ts';
import { type SubjectId, type SubjectRef, subjectRef } from './subject.ts';

/** What both databases hold alike. */
export type Stored = string | number | null;

/** Why a field of a file does not fit. */
export type MisfitReason =
  | 'MISSING'
  | 'TEXT'
  | 'TOO_LONG'
  | 'DATE'
  | 'INSTANT'
  | 'BOOLEAN'
  | 'INTEGER'
  | 'LIST'
  | 'SUBJECT'
  | 'SUBJECT_KIND'
  | 'IDENTITY_NUMBER'
  | 'ORDER'
  | 'NOT_IN_VOCABULARY';

export class Misfit {
  readonly reason: MisfitReason;
  constructor(reason: MisfitReason) {
    this.reason = reason;
  }
}

/** Gives the identity of a subject; every subject of an entry is resolved before it is stored. */
export type Identities = (subject: SubjectRef) => SubjectId;

/**
 * One field of a register. `T` is the value as it is written, `H` as it is held: they differ where a
 * subject's key comes in and its random identity is kept.
 */
export interface Column<T = unknown, H = T> {
  /** Reads a field of a file: JSON, or the text of a CSV cell. MUST NOT keep a value in a misfit. */
  read(raw: unknown): T | Misfit;
  /** A value that comes from our own code may still be too long or empty. */
  fits(value: T): boolean;
  store(value: T, identities: Identities): Stored;
  load(stored: Stored): H;
  /** The subjects that a value names. */
  subjects(value: T): readonly SubjectRef[];
}

const LONGEST_TEXT = 4_000;
const LONGEST_LIST = 2_000;
const none = (): readonly SubjectRef[] => [];

function isAbsent(raw: unknown): boolean {
  return raw === undefined || raw === null || raw === '';
}

/** Neither empty nor longer than allowed, and nothing that one of the databases could not hold. */
function readText(raw: unknown): string | Misfit {
  if (isAbsent(raw)) return new Misfit('MISSING');
  if (typeof raw !== 'string' || !raw.isWellFormed() || /[\0\uFFFD]/.test(raw)) {
    return new Misfit('TEXT');
  }
  return raw.length > LONGEST_TEXT ? new Misfit('TOO_LONG') : raw;
}

function isText(value: unknown): boolean {
  return !(readText(value) instanceof Misfit);
}

export const text: Column<string> = {
  read: readText,
  fits: isText,
  store: (value) => value,
  load: String,
  subjects: none,
};

/** One word of a closed list. */
export function word<const W extends string>(words: readonly W[]): Column<W> {
  return {
    read(raw) {
      if (isAbsent(raw)) return new Misfit('MISSING');
      return words.find((candidate) => candidate === raw) ?? new Misfit('NOT_IN_VOCABULARY');
    },
    fits: (value) => words.includes(value),
    store: (value) => value,
    load: (stored) => stored as W,
    subjects: none,
  };
}

export const day: Column<Day> = {
  read(raw) {
    if (isAbsent(raw)) return new Misfit('MISSING');
    return (typeof raw === 'string' ? parseDay(raw) : null) ?? new Misfit('DATE');
  },
  fits: Number.isSafeInteger,
  store: formatDay,
  load: (stored) => parseDay(String(stored)) as Day,
  subjects: none,
};

/** Milliseconds since the epoch. */
export const instant: Column<number> = {
  read(raw) {
    if (isAbsent(raw)) return new Misfit('MISSING');
    return (typeof raw === 'string' ? parseInstant(raw) : null) ?? new Misfit('INSTANT');
  },
  fits: Number.isSafeInteger,
  store: (value) => value,
  load: Number,
  subjects: none,
};

export const flag: Column<boolean> = {
  read(raw) {
    if (isAbsent(raw)) return new Misfit('MISSING');
    if (raw === true || raw === 'true') return true;
    return raw === false || raw === 'false' ? false : new Misfit('BOOLEAN');
  },
  fits: (value) => typeof value === 'boolean',
  store: Number,
  load: (stored) => stored === 1,
  subjects: none,
};

export const count: Column<number> = {
  read(raw) {
    if (isAbsent(raw)) return new Misfit('MISSING');
    const value = typeof raw === 'string' && /^\d{1,9}$/.test(raw) ? Number(raw) : raw;
    const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    return fits ? value : new Misfit('INTEGER');
  },
  fits: Number.isSafeInteger,
  store: (value) => value,
  load: Number,
  subjects: none,
};

/** A list of words; in CSV separated by `|`. */
export const words: Column<readonly string[]> = {
  read(raw) {
    if (isAbsent(raw)) return new Misfit('MISSING');
    const list: unknown = typeof raw === 'string' ? raw.split('|') : raw;
    if (!Array.isArray(list) || list.length > LONGEST_LIST) return new Misfit('LIST');
    return list.every(isText) ? (list as readonly string[]) : new Misfit('LIST');
  },
  fits: (value) => value.length <= LONGEST_LIST && value.every(isText),
  store: (value) => JSON.stringify(value),
  load: (stored) => JSON.parse(String(stored)) as readonly string[],
  subjects: none,
};

/** Items by their identity, or all of them. */
export const scope: Column<Scope> = {
  read(raw) {
    if (raw === 'all') return 'all';
    const list = words.read(raw);
    return list instanceof Misfit ? list : new Set(list);
  },
  fits: (value) => value === 'all' || words.fits([...value]),
  store: (value) => (value === 'all' ? value : JSON.stringify([...value].sort())),
  load: (stored) => (stored === 'all' ? stored : new Set(JSON.parse(String(stored)) as string[])),
  subjects: none,
};

/** A natural person, by its key in files and by its identity in the database. */
export const person: Column<SubjectRef, SubjectId> = {
  read(raw) {
    if (isAbsent(raw)) return new Misfit('MISSING');
    return (typeof raw === 'string' ? subjectRef('natural', raw) : null) ?? new Misfit('SUBJECT');
  },
  fits: ({ kind, key }) => kind === 'natural' && subjectRef(kind, key) !== null,
  store: (value, identities) => identities(value),
  load: (stored) => stored as SubjectId,
  subjects: (value) => [value],
};

interface Responsible<S> {
  readonly role: ResponsibleRole;
  readonly person: S;
}

/** Persons responsible for a listed subject's conduct: `[{role, idNumber}]`; CSV has no form for it. */
export const responsiblePersons: Column<
  readonly Responsible<SubjectRef>[],
  readonly Responsible<SubjectId>[]
> = {
  read(raw) {
    if (isAbsent(raw)) return [];
    if (!Array.isArray(raw) || raw.length > LONGEST_LIST) return new Misfit('LIST');
    const found: Responsible<SubjectRef>[] = [];
    for (const entry of raw as readonly unknown[]) {
      const { role: given, idNumber } = (entry ?? {}) as Record<string, unknown>;
      const role = RESPONSIBLE_ROLES.find((candidate) => candidate === given);
      const who = person.read(idNumber);
      if (role === undefined) return new Misfit('NOT_IN_VOCABULARY');
      if (who instanceof Misfit) return who;
      found.push({ role, person: who });
    }
    return found;
  },
  fits: (value) => value.length <= LONGEST_LIST && value.every((one) => person.fits(one.person)),
  store: (value, identities) =>
    JSON.stringify(value.map((entry) => [entry.role, identities(entry.person)])),
  load: (stored) =>
    (JSON.parse(String(stored)) as [ResponsibleRole, SubjectId][]).map(([role, id]) => ({
      role,
      person: id,
    })),
  subjects: (value) => value.map((entry) => entry.person),
};

/** A field that may be empty. */
export function optional<T, H>(column: Column<T, H>): Column<T | null, H | null> {
  return {
    read: (raw) => (isAbsent(raw) ? null : column.read(raw)),
    fits: (value) => value === null || column.fits(value),
    store: (value, identities) => (value === null ? null : column.store(value, identities)),
    load: (stored) => (stored === null ? null : column.load(stored)),
    subjects: (value) => (value === null ? [] : column.subjects(value)),
  };
}

/** A field that a file may leave out. */
export function withDefault<T, H>(column: Column<T, H>, value: T): Column<T, H> {
  return { ...column, read: (raw) => (isAbsent(raw) ? value : column.read(raw)) };
}
