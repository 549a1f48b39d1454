import { type EntityDescription, type EntityField, entityDescription } from './entity.ts';
import { type RecordClass, recordDescription } from './record.ts';
import { type Column, KEY_COLUMN, type Table } from './tables.ts';

/** A department as its classes describe it. */
export interface DepartmentFace {
  readonly legalEntity: RecordClass;
  readonly naturalPerson: RecordClass;
}

/**
 * The tables that a department's entities are answered from, by name, in order of first use.
 * @throws RangeError when two fields describe one column, or one table, differently.
 */
export function tablesOf(face: DepartmentFace): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  for (const type of [face.legalEntity, face.naturalPerson]) {
    const entity = entityDescription(type);
    for (const field of entity.fields) merge(tables, tableOf(entity, field));
  }
  return tables;
}

function tableOf(entity: EntityDescription, field: EntityField): Table {
  const base = { name: field.table, subject: entity.kind, key: KEY_COLUMN[entity.kind] };
  if (field.shape !== 'records') return { ...base, columns: [field.column] };
  const { record, columns } = recordDescription(field.type());
  return { ...base, record, columns };
}

function merge(tables: Map<string, Table>, table: Table): void {
  const held = tables.get(table.name);
  if (held === undefined) {
    tables.set(table.name, table);
    return;
  }
  if (held.subject !== table.subject || held.record !== table.record) {
    throw new RangeError(`expected one description of table \`${table.name}\`, got two`);
  }
  tables.set(table.name, { ...held, columns: union(held, table.columns) });
}

function union(held: Table, columns: readonly Column[]): readonly Column[] {
  const added = columns.filter((column) => {
    const same = held.columns.find((other) => other.name === column.name);
    if (same !== undefined && (same.kind !== column.kind || same.required !== column.required)) {
      throw new RangeError(`expected one kind of \`${held.name}.${column.name}\`, got two`);
    }
    return same === undefined;
  });
  return [...held.columns, ...added];
}
