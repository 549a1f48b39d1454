import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSupergraph, type ServedSupergraph } from '../../gateway/supergraph.ts';
import { SUPERGRAPH_FILE } from '../../schema/compose.ts';
import type { EvidenceName } from '../../schema/directives.ts';
import type { SubjectKindName } from '../../schema/items.ts';
import { DEPARTMENT_NAMES, departmentDefinition } from '../../subgraphs/department.ts';
import type { DepartmentName } from '../../subgraphs/shared/definition.ts';
import { type EntityField, entityDescription } from '../../subgraphs/shared/entity.ts';
import { type RecordEdge, recordDescription } from '../../subgraphs/shared/record.ts';
import type { Column } from '../../subgraphs/shared/tables.ts';

/** The supergraph as it is checked in, read once a test file. */
export const SERVED = readSupergraph(SUPERGRAPH_FILE);

/** Another supergraph, read as the gateway reads its file. */
export function servedOf(sdl: string): ServedSupergraph {
  const folder = mkdtempSync(join(tmpdir(), 'creditgate-supergraph-'));
  const file = join(folder, 'supergraph.graphql');
  try {
    writeFileSync(file, sdl);
    return readSupergraph(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A catalogued field of a subject, with the table that the department answers it from. */
export interface SubjectField {
  readonly kind: SubjectKindName;
  readonly name: string;
  readonly item: string;
  readonly department: DepartmentName;
  readonly table: string;
  readonly shape: EntityField['shape'];
  /** Column of a plain value or an edge; null for records. */
  readonly column: Column | null;
  readonly where: { readonly column: string; readonly equals: unknown } | null;
  /** Of a list of records; empty for a plain value. */
  readonly columns: readonly Column[];
  readonly edges: readonly RecordEdge[];
  /** Column that identifies a record. */
  readonly record: string | null;
  /** By name of the evidence, its column. */
  readonly evidence: Readonly<Partial<Record<EvidenceName, string>>>;
}

const NO_RECORDS = { where: null, columns: [], edges: [], record: null, evidence: {} } as const;

/** Every field of the two subject types but their keys. */
export const FIELDS: readonly SubjectField[] = DEPARTMENT_NAMES.flatMap((department) => {
  const { face } = departmentDefinition(department);
  return [face.legalEntity, face.naturalPerson].flatMap((type) => {
    const { kind, fields } = entityDescription(type);
    return fields.map((field) => subjectField(department, kind, field));
  });
});

function subjectField(
  department: DepartmentName,
  kind: SubjectKindName,
  field: EntityField,
): SubjectField {
  const { name, table, shape } = field;
  const base = { kind, name, item: field.item.id, department, table, shape };
  if (field.shape !== 'records') {
    return { ...base, ...NO_RECORDS, column: field.column };
  }
  const record = recordDescription(field.type());
  return {
    ...base,
    column: null,
    where: field.where ?? null,
    columns: record.columns,
    edges: record.edges,
    record: record.record,
    evidence: SERVED.contract.evidence.get(record.name) ?? {},
  };
}

/** The field of that kind of subject and that name. */
export function fieldNamed(kind: SubjectKindName, name: string): SubjectField {
  const found = FIELDS.find((field) => field.kind === kind && field.name === name);
  if (found === undefined) throw new RangeError(`expected a field of ${kind}, got \`${name}\``);
  return found;
}

/** How a field is selected with all its plain parts. */
export function selectionOf(field: SubjectField): string {
  if (field.shape === 'fact') return field.name;
  if (field.shape === 'edge') return `${field.name} { ${keyName(field)} }`;
  const keys = new Set(field.edges.map(({ column }) => column));
  const parts = field.columns.map(({ name }) => name).filter((name) => !keys.has(name));
  return `${field.name} { ${parts.join(' ')} }`;
}

function keyName({ column }: SubjectField): string {
  return column?.kind === 'uscc' ? 'uscc' : 'idNumber';
}
