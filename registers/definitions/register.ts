import type { Column } from '../columns.ts';
import type { SubjectId } from '../subject.ts';

export type Columns = Readonly<Record<string, Column>>;

/** One register: its fields, and how an entry is told apart from the others. */
export interface Register<C extends Columns = Columns> {
  readonly name: string;
  readonly table: string;
  /** Each entry is of one subject. */
  readonly ofSubject: boolean;
  readonly columns: C;
  /** The identity of an entry that comes without one; never made of a subject's key. */
  identity?(entry: Written<C>, subject: SubjectId | null): string;
  /** The first column whose value contradicts another, or null. */
  contradiction?(entry: Written<C>): (keyof C & string) | null;
  /** What no version of an entry may change: then it would be another entry. */
  readonly fixed?: readonly (keyof C & string)[];
  /** Days of what is told once it has happened; never after today. */
  readonly past?: readonly (keyof C & string)[];
  /** Instants of an end, which a file may bring forward but neither move back nor empty. */
  readonly keptOnImport?: readonly (keyof C & string)[];
}

/** An entry as it is written. */
export type Written<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends Column<infer T, infer _H> ? T : never;
};

/** An entry as it is held: subjects by their identity. */
export type Held<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends Column<infer _T, infer H> ? H : never;
};

export type EntryOf<R> = R extends Register<infer C> ? Written<C> : never;
export type HeldOf<R> = R extends Register<infer C> ? Held<C> : never;

export function defineRegister<C extends Columns>(register: Register<C>): Register<C> {
  return register;
}

const RENAMED: Readonly<Record<string, string>> = {
  from: 'starts_on',
  until: 'ends_on',
  list: 'list_name',
};

/** The name of a field's column in the database; `from` and the like are words of SQL. */
export function columnName(field: string): string {
  return RENAMED[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The first field that tells of something as happened which is still to come, or null. */
export function aheadOf(
  { past = [] }: Pick<Register, 'past'>,
  entry: Readonly<Record<string, unknown>>,
  today: number,
): string | null {
  return past.find((name) => Number(entry[name] ?? today) > today) ?? null;
}
