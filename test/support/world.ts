import { DEPARTMENT_NAMES, departmentDefinition } from '../../subgraphs/department.ts';
import type { DepartmentName } from '../../subgraphs/shared/definition.ts';
import type { Row, Table, Value } from '../../subgraphs/shared/tables.ts';
import { type Source, SourceError } from '../../subgraphs/sources/source.ts';

/** A row as a test writes it; columns left out hold nothing. */
export type Fields = Readonly<Record<string, Value>>;
/** What the departments hold: rows by table, then by the subject's key. */
export type Rows = Readonly<Record<string, Readonly<Record<string, readonly Fields[]>>>>;

/** One question that a department put to its own store. */
export interface Statement {
  readonly table: string;
  readonly keys: number;
}

const TABLES = new Map<string, { readonly department: DepartmentName; readonly table: Table }>(
  DEPARTMENT_NAMES.flatMap((department) =>
    [...departmentDefinition(department).tables.values()].map(
      (table) => [table.name, { department, table }] as const,
    ),
  ),
);

/** The table of that name, whichever department keeps it. */
export function tableNamed(name: string): Table {
  const found = TABLES.get(name);
  if (found === undefined) throw new RangeError(`expected a table, got \`${name}\``);
  return found.table;
}

/** A department's store in memory: it holds exactly the rows that the test says, and counts questions. */
export class MemorySource implements Source {
  readonly statements: Statement[] = [];
  readonly #rows: () => Rows;

  constructor(rows: () => Rows) {
    this.#rows = rows;
  }

  rows(name: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly Row[]>> {
    const table = tableNamed(name);
    this.statements.push({ table: name, keys: keys.length });
    const held = this.#rows()[name] ?? {};
    const found = keys.flatMap((key) => {
      const rows = Object.hasOwn(held, key) ? held[key] : undefined;
      return rows === undefined ? [] : [[key, inOrder(table, rows)] as const];
    });
    return Promise.resolve(new Map(found));
  }

  health(): Promise<{ readonly ok: boolean }> {
    return Promise.resolve({ ok: true });
  }

  report() {
    return { refused: 0, refusedByTable: {}, rows: [] };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A source that fails, with an error that quotes what it was asked: departments are not careful. */
export class BrokenSource extends MemorySource {
  override rows(name: string, keys: readonly string[]): never {
    throw new SourceError('UNAVAILABLE', `no rows of ${name} for ${keys.join()}`);
  }
}

function inOrder(table: Table, rows: readonly Fields[]): readonly Row[] {
  const whole = rows.map((row): Row => {
    for (const name of Object.keys(row)) {
      if (table.columns.some((column) => column.name === name)) continue;
      throw new RangeError(`expected a column of \`${table.name}\`, got \`${name}\``);
    }
    return Object.fromEntries(table.columns.map(({ name }) => [name, row[name] ?? null]));
  });
  const { record } = table;
  if (record === undefined) return whole;
  const numberOf = (row: Row) => String(row[record]);
  return whole.toSorted((a, b) => (numberOf(a) < numberOf(b) ? -1 : 1));
}
