import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { Column, Row, Table, Value } from '../../shared/tables.ts';
import type { Statement } from '../counting/counter.ts';
import { type RefusedRow, SourceError, type SourceReport } from '../source.ts';
import { pseudonym } from './pseudonym.ts';
import type { CheckedRow } from './row.ts';

/** What the store remembers of a loaded file. */
export interface LoadedFile {
  readonly name: string;
  readonly table: string;
  readonly size: bigint;
  readonly modified: bigint;
  readonly digest: string;
  readonly refused: number;
}

/** The file holds everybody's records: nobody but its owner may read it. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** Refused rows kept in full per file; the rest is counted only. */
export const REFUSED_KEPT = 1_000;

/**
 * Embedded SQLite with one table per record type. One connection writes, in one transaction per
 * reload; another reads, so that a query sees the old rows or the new ones and never a mixture.
 * Everything here can be rebuilt from the drop files, so nothing needs to be durable.
 */
export class DropStore {
  readonly #path: string;
  readonly #writer: DatabaseSync;
  readonly #reader: DatabaseSync;
  readonly #selects = new Map<string, StatementSync>();
  readonly #inserts = new Map<string, StatementSync>();

  constructor(path: string, tables: ReadonlyMap<string, Table>) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
    closeSync(openSync(path, 'a', OWNER_ONLY));
    this.#writer = new DatabaseSync(path, { timeout: 10_000 });
    this.#writer.exec('pragma journal_mode = wal; pragma synchronous = off');
    createSchema(this.#writer, tables);
    this.#reader = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  }

  /** The rows of the given subjects: one statement. */
  select(table: Table, keys: readonly string[]): ReadonlyMap<string, readonly Row[]> {
    const found = new Map<string, Row[]>();
    for (const values of this.#select(table).iterate(JSON.stringify(keys))) {
      const [key, ...rest] = values as unknown as readonly SQLOutputValue[];
      const row = rowOf(table.columns, rest);
      const held = found.get(String(key));
      if (held === undefined) found.set(String(key), [row]);
      else held.push(row);
    }
    return found;
  }

  /**
   * The rows of the counter's statements, one by one, all of one state of the store: on a connection of
   * their own, so that queries in between see what is new.
   */
  *count(statements: readonly Statement[]): Generator<readonly SQLOutputValue[]> {
    if (!this.#reader.isOpen) throw new SourceError('CLOSED', 'source is closed');
    const counting = new DatabaseSync(this.#path, { readOnly: true, timeout: 10_000 });
    try {
      counting.function('pseudonym', { deterministic: true }, pseudonym);
      counting.exec('begin');
      for (const { text, values } of statements) {
        const statement = counting.prepare(text);
        statement.setReturnArrays(true);
        for (const row of statement.iterate(...values)) yield row as unknown as SQLOutputValue[];
      }
    } finally {
      counting.close();
    }
  }

  /** Runs a reload; everything it wrote is undone when it fails. */
  async transaction(work: () => Promise<void>): Promise<void> {
    this.#writer.exec('begin immediate');
    try {
      await work();
      this.#writer.exec('commit');
    } catch (error) {
      this.#writer.exec('rollback');
      throw error;
    }
  }

  loadedFiles(): readonly LoadedFile[] {
    const rows = this.#writer
      .prepare('select name, tbl, size, modified, digest, refused from drop_file')
      .all();
    return rows.map(({ name, tbl, size, modified, digest, refused }) => ({
      name: String(name),
      table: String(tbl),
      size: BigInt(String(size)),
      modified: BigInt(String(modified)),
      digest: String(digest),
      refused: Number(refused),
    }));
  }

  /** Forgets a record type's rows, its files and what was refused of them. */
  clear(table: string): void {
    this.#writer.exec(`delete from ${quoted(table)}`);
    this.#writer.prepare('delete from drop_file where tbl = ?').run(table);
    this.#writer.prepare('delete from refused where tbl = ?').run(table);
  }

  /** Returns false when the subject has a record of that identity already. */
  insert(table: Table, row: CheckedRow): boolean {
    const values = row.values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
    return this.#insert(table).run(row.key, row.record, ...values).changes === 1;
  }

  refuse(table: string, { file, line, column, reason }: RefusedRow): void {
    this.#writer
      .prepare('insert into refused (tbl, file, line, col, reason) values (?, ?, ?, ?, ?)')
      .run(table, file, line, column, reason);
  }

  remember(file: LoadedFile): void {
    this.#writer
      .prepare('insert or replace into drop_file values (?, ?, ?, ?, ?, ?)')
      .run(file.name, file.table, `${file.size}`, `${file.modified}`, file.digest, file.refused);
  }

  report(): SourceReport {
    const counts = this.#reader
      .prepare(
        'select tbl, sum(refused) as n from drop_file group by tbl having n > 0 order by tbl',
      )
      .all();
    const rows = this.#reader
      .prepare('select file, line, col, reason from refused order by file, line limit ?')
      .all(REFUSED_KEPT);
    return {
      refused: counts.reduce((sum, { n }) => sum + Number(n), 0),
      refusedByTable: Object.fromEntries(counts.map(({ tbl, n }) => [String(tbl), Number(n)])),
      rows: rows.map(
        ({ file, line, col, reason }) =>
          ({ file, line: Number(line), column: col, reason }) as unknown as RefusedRow,
      ),
    };
  }

  close(): void {
    this.#reader.close();
    this.#writer.close();
  }

  #select(table: Table): StatementSync {
    const held = this.#selects.get(table.name);
    if (held !== undefined) return held;
    const columns = table.columns.map(({ name }) => quoted(name)).join(', ');
    const statement = this.#reader.prepare(
      `select subject_key, ${columns} from ${quoted(table.name)}
       where subject_key in (select value from json_each(?)) order by subject_key, record_key`,
    );
    statement.setReturnArrays(true);
    this.#selects.set(table.name, statement);
    return statement;
  }

  #insert(table: Table): StatementSync {
    const held = this.#inserts.get(table.name);
    if (held !== undefined) return held;
    const places = table.columns.map(() => ', ?').join('');
    const statement = this.#writer.prepare(
      `insert or ignore into ${quoted(table.name)} values (?, ?${places})`,
    );
    this.#inserts.set(table.name, statement);
    return statement;
  }
}

function rowOf(columns: readonly Column[], values: readonly SQLOutputValue[]): Row {
  const row: Record<string, Value> = {};
  columns.forEach(({ name, kind }, at) => {
    const value = (values[at] ?? null) as Value;
    row[name] = kind === 'boolean' && value !== null ? value === 1 : value;
  });
  return row;
}

/** A store made for another description of the tables is emptied and made anew. */
function createSchema(database: DatabaseSync, tables: ReadonlyMap<string, Table>): void {
  const statements = [...tables.values()].map(createTable);
  const version = createHash('sha256').update(statements.join('\n')).digest('hex');
  database.exec('create table if not exists schema_version (version text primary key)');
  const held = database.prepare('select version from schema_version').get();
  if (held?.version === version) return;
  database.exec('begin immediate');
  dropTables(database);
  for (const statement of statements) database.exec(statement);
  database.exec(`
    create table drop_file (name text primary key, tbl text not null, size text not null,
      modified text not null, digest text not null, refused integer not null);
    create table refused (tbl text not null, file text not null, line integer not null, col text,
      reason text not null);
  `);
  database.prepare('delete from schema_version').run();
  database.prepare('insert into schema_version values (?)').run(version);
  database.exec('commit');
}

function dropTables(database: DatabaseSync): void {
  const names = database
    .prepare("select name from sqlite_master where type = 'table' and name <> 'schema_version'")
    .all();
  for (const { name } of names) database.exec(`drop table ${quoted(String(name))}`);
}

function createTable(table: Table): string {
  const columns = table.columns.map(({ name, kind }) => `${quoted(name)} ${SQL_TYPE[kind]}`);
  return `create table ${quoted(table.name)} (subject_key text not null, record_key text not null,
    ${columns.join(', ')}, primary key (subject_key, record_key)) without rowid`;
}

const SQL_TYPE: Record<Column['kind'], string> = {
  text: 'text',
  date: 'text',
  amount: 'real',
  integer: 'integer',
  boolean: 'integer',
  uscc: 'text',
  idNumber: 'text',
};

/** Names come from our own description of the tables, never from a file. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
