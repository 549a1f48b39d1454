import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DepartmentName, departmentDefinition } from '../../subgraphs/department.ts';
import { syntheticIdNumber, syntheticUscc } from '../../subgraphs/generate/codes.ts';
import type { Row, Value } from '../../subgraphs/shared/tables.ts';
import { countingOf } from '../../subgraphs/sources/counting/tables.ts';
import type { DropOptions } from '../../subgraphs/sources/drop/source.ts';
import type { Source } from '../../subgraphs/sources/source.ts';

export const COMPANY = [0, 1, 2, 3].map(syntheticUscc);
export const PERSON = [0, 1, 2].map((n) => syntheticIdNumber(n, '1990-01-01'));

export type Fields = Readonly<Record<string, Value>>;
/** Rows by record type; each has its key column. */
export type Rows = Readonly<Record<string, readonly Fields[]>>;

/** A temporary folder, removed by the returned function. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'creditgate-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function writeDrop(directory: string, name: string, lines: readonly unknown[]): void {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  writeFileSync(join(directory, name), `${text.join('\n')}\n`);
}

/** Writes each record type as one NDJSON file. */
export function writeRows(directory: string, rows: Rows): void {
  for (const [table, fields] of Object.entries(rows)) {
    writeDrop(directory, `${table}.ndjson`, fields);
  }
}

export function dropOptions(
  name: DepartmentName,
  directory: string,
  stateDirectory: string,
): DropOptions {
  const definition = departmentDefinition(name);
  const counting = countingOf(definition);
  return { name, tables: definition.tables, directory, stateDirectory, counting };
}

export interface FakeSource extends Source {
  readonly asked: [table: string, keys: readonly string[]][];
}

/** A source that answers from memory and remembers what it was asked. */
export function fakeSource(rows: Rows = {}, key = 'uscc'): FakeSource {
  const asked: FakeSource['asked'] = [];
  return {
    asked,
    rows: async (table, keys) => {
      asked.push([table, keys]);
      const found = new Map<string, Row[]>();
      for (const row of rows[table] ?? []) {
        const of = String(row[key] ?? row.idNumber);
        if (keys.includes(of)) found.set(of, [...(found.get(of) ?? []), row]);
      }
      return found;
    },
    health: async () => ({ ok: true }),
    report: () => ({ refused: 0, refusedByTable: {}, rows: [] }),
    close: async () => undefined,
  };
}
