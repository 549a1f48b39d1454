import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEPARTMENT_NAMES, type DepartmentName, departmentDefinition } from '../department.ts';
import { entityDescription } from '../shared/entity.ts';
import type { SubjectKind, Table, Value } from '../shared/tables.ts';

/** Where generated rows go. */
export interface Sink {
  /** One row of a department's record type. Columns left out are empty. */
  row(department: DepartmentName, table: string, key: string, fields: Fields): void;
  /** One entry of a platform register. */
  register(name: RegisterName, entry: Readonly<Record<string, unknown>>): void;
}

export type Fields = Readonly<Record<string, Value>>;

export const REGISTERS = [
  'organisations',
  'lifecycle',
  'lists',
  'repairs',
  'objections',
  'opt-outs',
  'basis-status',
  'authorisations',
  'agreements',
  'duties',
  'query-items',
] as const;
export type RegisterName = (typeof REGISTERS)[number];

/** Record types exchanged as NDJSON; the rest is CSV. */
const AS_NDJSON = new Set([
  'penalty',
  'annual-report',
  'commitment',
  'tax-penalty',
  'major-tax-violation',
  'dishonest-judgment-debtor',
  'person-criminal-judgment',
  'employment',
  'insurance-fraud',
  'person-insurance-fraud',
]);

/** The catalogue item that the rows of a table are served as, by `department/table`. */
export const ITEM_OF: ReadonlyMap<string, { readonly item: string; readonly kind: SubjectKind }> =
  new Map(
    DEPARTMENT_NAMES.flatMap((name) => {
      const { face } = departmentDefinition(name);
      return [face.legalEntity, face.naturalPerson].flatMap((type) => {
        const { kind, fields } = entityDescription(type);
        return fields
          .filter(({ shape }) => shape === 'records')
          .map(({ table, item }) => [`${name}/${table}`, { item: item.id, kind }] as const);
      });
    }).reverse(),
  );

/**
 * Writes drop files under a folder, streaming. Each file is written beside its final name and renamed
 * when complete, so that a watching department never reads a half one.
 */
export class FolderSink implements Sink {
  readonly #root: string;
  readonly #writers = new Map<string, LineWriter>();
  readonly #tables = new Map<string, Table>();
  rows = 0;

  constructor(root: string) {
    this.#root = root;
    for (const name of DEPARTMENT_NAMES) {
      for (const table of departmentDefinition(name).tables.values()) {
        this.#tables.set(`${name}/${table.name}`, table);
        this.#open(name, table);
      }
    }
    for (const name of REGISTERS) this.#writers.set(name, this.#writer(`registers/${name}.ndjson`));
  }

  row(department: DepartmentName, table: string, key: string, fields: Fields): void {
    const path = `${department}/${table}`;
    const described = this.#tables.get(path);
    const writer = this.#writers.get(path);
    if (described === undefined || writer === undefined) {
      throw new RangeError(`expected a record type, got \`${path}\``);
    }
    this.rows++;
    writer.line(
      AS_NDJSON.has(table) ? ndjsonOf(described, key, fields) : csvOf(described, key, fields),
    );
  }

  register(name: RegisterName, entry: Readonly<Record<string, unknown>>): void {
    this.rows++;
    this.#writers.get(name)?.line(JSON.stringify(entry));
  }

  /** Puts all files in place. */
  finish(): void {
    for (const writer of this.#writers.values()) writer.finish();
  }

  /** Removes what was written so far. */
  abandon(): void {
    for (const writer of this.#writers.values()) writer.abandon();
  }

  #open(name: DepartmentName, table: Table): void {
    const format = AS_NDJSON.has(table.name) ? 'ndjson' : 'csv';
    const writer = this.#writer(`${name}/${table.name}.${format}`);
    this.#writers.set(`${name}/${table.name}`, writer);
    if (format === 'csv') {
      writer.line([table.key, ...table.columns.map((column) => column.name)].join(','));
    }
  }

  #writer(path: string): LineWriter {
    return new LineWriter(join(this.#root, path));
  }
}

function ndjsonOf(table: Table, key: string, fields: Fields): string {
  return JSON.stringify({ [table.key]: key, ...fields });
}

function csvOf(table: Table, key: string, fields: Fields): string {
  const cells = table.columns.map(({ name }) => cell(fields[name] ?? null));
  return [key, ...cells].join(',');
}

function cell(value: Value): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const BUFFER_LIMIT = 64 * 1024;

class LineWriter {
  readonly #path: string;
  readonly #part: string;
  readonly #file: number;
  #held: string[] = [];
  #size = 0;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#path = path;
    this.#part = `${path}.part`;
    this.#file = openSync(this.#part, 'w');
  }

  line(text: string): void {
    this.#held.push(text, '\n');
    this.#size += text.length + 1;
    if (this.#size > BUFFER_LIMIT) this.#flush();
  }

  finish(): void {
    this.#flush();
    closeSync(this.#file);
    renameSync(this.#part, this.#path);
  }

  abandon(): void {
    closeSync(this.#file);
    rmSync(this.#part, { force: true });
  }

  #flush(): void {
    writeFileSync(this.#file, this.#held.join(''));
    this.#held = [];
    this.#size = 0;
  }
}
