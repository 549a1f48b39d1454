import type { SubjectKindName } from '../../schema/items.ts';
import type { Chance } from '../reference/chance.ts';
import { FIELDS, type SubjectField } from './fields.ts';
import { keysOf } from './random-world.ts';

/** An operation as a tree, for those who print it and those who answer it. */
export interface Operation {
  readonly roots: readonly RootPart[];
}
export interface RootPart {
  readonly key: string;
  readonly kind: 'LEGAL' | 'NATURAL';
  readonly list: boolean;
  readonly keys: readonly string[];
  readonly fields: readonly FieldPart[];
}
export interface FieldPart {
  readonly key: string;
  readonly field: SubjectField;
  /** Of a record: plain columns and edges, by the names they are asked by. */
  readonly parts: readonly RecordPart[];
  /** Of an edge: what is asked behind it. */
  readonly behind: readonly FieldPart[];
}
export interface RecordPart {
  readonly key: string;
  readonly column: string;
  /** The field of an edge, and what is asked behind it. */
  readonly edge: string | null;
  readonly behind: readonly FieldPart[];
}

export function randomOperation(chance: Chance): Operation {
  const roots = Array.from({ length: chance.one([1, 1, 2]) }, (_, n) => randomRoot(chance, n));
  return { roots };
}

function randomRoot(chance: Chance, n: number): RootPart {
  const kind = chance.one<SubjectKindName>(['LEGAL', 'LEGAL', 'NATURAL']);
  const list = chance.often(0.6);
  const all = keysOf({ kind });
  const keys = list
    ? Array.from({ length: chance.one([1, 2, 3, 4]) }, () =>
        chance.one([...all] as [string, ...string[]]),
      )
    : [chance.one([...all] as [string, ...string[]])];
  return { key: `r${n}`, kind, list, keys, fields: randomFields(chance, kind, 2) };
}

function randomFields(chance: Chance, kind: 'LEGAL' | 'NATURAL', depth: number): FieldPart[] {
  const own = FIELDS.filter(
    (field) => field.kind === kind && (depth > 0 || field.shape !== 'edge'),
  );
  const many = chance.one([1, 2, 3, 4]);
  return Array.from({ length: many }, (_, n): FieldPart => {
    const field = chance.one(own as [SubjectField, ...SubjectField[]]);
    return {
      key: chance.often(0.3) ? field.name : `${field.name}${n}`,
      field,
      parts: field.shape === 'records' ? randomParts(chance, field, depth) : [],
      behind: field.shape === 'edge' ? randomFields(chance, 'NATURAL', depth - 1) : [],
    };
  }).filter((part, at, all) => all.findIndex(({ key }) => key === part.key) === at);
}

function randomParts(chance: Chance, field: SubjectField, depth: number): RecordPart[] {
  const columns = field.columns.filter(
    ({ name }) => !field.edges.some(({ column }) => column === name),
  );
  const plain = columns
    .filter(() => chance.often(0.25))
    .map(({ name }, n) => ({ key: chance.often(0.5) ? name : `p${n}`, column: name }));
  const number = field.record ?? '';
  const parts = [{ key: 'number', column: number }, ...plain].map((part) => ({
    ...part,
    edge: null,
    behind: [],
  }));
  if (depth === 0 || !chance.often(0.5)) return unique(parts);
  const edges = field.edges.map((edge) => ({
    key: edge.field,
    column: edge.column,
    edge: edge.field,
    behind: randomFields(chance, edge.key === 'uscc' ? 'LEGAL' : 'NATURAL', depth - 1),
  }));
  return unique([...parts, ...edges]);
}

function unique(parts: readonly RecordPart[]): RecordPart[] {
  return parts.filter((part, at) => parts.findIndex(({ key }) => key === part.key) === at);
}

/** Every field that an operation can reach, with all that is answered from the same tables. */
export function fieldsOf({ roots }: Operation): readonly SubjectField[] {
  const tables = new Set<string>();
  const collect = (parts: readonly FieldPart[]): void => {
    for (const { field, parts: inner, behind } of parts) {
      tables.add(field.table);
      collect(behind);
      for (const part of inner) collect(part.behind);
    }
  };
  for (const { fields } of roots) collect(fields);
  return FIELDS.filter(({ table }) => tables.has(table));
}

/** The operation as GraphQL, with its keys as variables. */
export function printOperation({ roots }: Operation): {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
} {
  const declared = roots.map(({ kind, list }, n) => {
    const scalar = kind === 'LEGAL' ? 'USCC!' : 'IDNumber!';
    return `$k${n}: ${list ? `[${scalar}]!` : scalar}`;
  });
  const asked = roots.map(({ key, kind, list, fields }, n) => {
    const [one, many] = kind === 'LEGAL' ? ['legalEntity', 'uscc'] : ['naturalPerson', 'idNumber'];
    const name = list ? (kind === 'LEGAL' ? 'legalEntities' : 'naturalPersons') : one;
    return `${key}: ${name}(${many}${list ? 's' : ''}: $k${n}) { ${printFields(fields)} }`;
  });
  const variables = roots.map(({ list, keys }, n) => [`k${n}`, list ? keys : keys[0]]);
  return {
    query: `query(${declared.join(', ')}) { ${asked.join(' ')} }`,
    variables: Object.fromEntries(variables),
  };
}

function printFields(fields: readonly FieldPart[]): string {
  return fields
    .map(({ key, field, parts, behind }) => {
      const head = key === field.name ? key : `${key}: ${field.name}`;
      if (field.shape === 'fact') return head;
      return `${head} { ${field.shape === 'edge' ? printFields(behind) : printParts(parts)} }`;
    })
    .join(' ');
}

function printParts(parts: readonly RecordPart[]): string {
  return parts
    .map(({ key, column, edge, behind }) => {
      const name = edge ?? column;
      const head = key === name ? key : `${key}: ${name}`;
      return edge === null ? head : `${head} { ${printFields(behind)} }`;
    })
    .join(' ');
}
