import type { Table } from '../shared/tables.ts';

/** Where a department's own database keeps a record type. */
export interface TableMapping {
  /** Table or view, optionally with its schema: `credit.xzcf`. */
  readonly table: string;
  /** The column that holds the subject's key. */
  readonly key: string;
  /** Own column name by catalogue name; those left out are the catalogue name in snake_case. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** Record types left out are a table of the catalogue's name in snake_case. */
export type DepartmentMapping = Readonly<Record<string, TableMapping>>;

/** A mapping with every default filled in. */
export interface ResolvedMapping {
  readonly table: string;
  readonly key: string;
  /** Own column name by catalogue name, for every column of the table. */
  readonly columns: ReadonlyMap<string, string>;
}

/** `documentNumber` and `person-penalty` become `document_number` and `person_penalty`. */
export function snakeCase(name: string): string {
  return name.replaceAll('-', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Fills in a table's mapping.
 * @throws RangeError when it names a column that the table does not have.
 */
export function resolveMapping(table: Table, mapping: DepartmentMapping): ResolvedMapping {
  const own = mapping[table.name];
  const known = new Set(table.columns.map(({ name }) => name));
  for (const name of Object.keys(own?.columns ?? {})) {
    if (!known.has(name)) {
      throw new RangeError(`expected a column of \`${table.name}\`, got \`${name}\``);
    }
  }
  return {
    table: own?.table ?? snakeCase(table.name),
    key: own?.key ?? snakeCase(table.key),
    columns: new Map(
      table.columns.map(({ name }) => [name, own?.columns?.[name] ?? snakeCase(name)]),
    ),
  };
}
