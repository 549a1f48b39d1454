import type { EvidenceName } from '../../../schema/directives.ts';
import type { DepartmentDefinition } from '../../shared/definition.ts';
import type { DepartmentFace } from '../../shared/describe.ts';
import { entityDescription, type RecordsField } from '../../shared/entity.ts';
import { recordDescription } from '../../shared/record.ts';
import type { SubjectKind } from '../../shared/tables.ts';
import { type FactsOf, REGISTRATION } from './facts-sql.ts';

/** A table whose records can be counted, as one item. */
export interface CountableTable {
  readonly item: string;
  readonly subject: SubjectKind;
  readonly table: string;
  readonly record: string;
  /** Column by evidence. */
  readonly evidence: Readonly<Partial<Record<EvidenceName, string>>>;
  /** The column of amounts that may be added up. */
  readonly amount: string | null;
  readonly where: RecordsField['where'];
}

/**
 * What of a department can be counted: lists of records whose item is not restricted. Identity fields
 * and free text are no part of it.
 */
function countableTables(face: DepartmentFace): readonly CountableTable[] {
  return [face.legalEntity, face.naturalPerson].flatMap((type) => {
    const { kind, fields } = entityDescription(type);
    return fields.flatMap((field) =>
      field.shape === 'records' && field.item.restricted === undefined
        ? [countable(kind, field)]
        : [],
    );
  });
}

/** What a department's source is opened with, so that it can count. */
export function countingOf({ name, face, tables }: DepartmentDefinition): FactsOf {
  return {
    department: name,
    tables: countableTables(face),
    hasRegistration: tables.has(REGISTRATION),
  };
}

function countable(
  subject: SubjectKind,
  { item, table, type, where }: RecordsField,
): CountableTable {
  const { record, columns, evidence } = recordDescription(type());
  const amount = columns.find((column) => column.summable === true)?.name ?? null;
  return { item: item.id, subject, table, record, evidence, amount, where };
}
