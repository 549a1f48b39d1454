import './reflect.ts';
import { Directive, Field, ObjectType } from 'type-graphql';
import type {
  IdentityFieldName,
  ItemClassName,
  RestrictedClassName,
} from '../../schema/directives.ts';
import { IdNumberScalar, UsccScalar } from '../../schema/identifiers/scalars.ts';
import { GRAPHQL_TYPE, type RecordClass, sensitiveDirective } from './record.ts';
import type { Column, ColumnKind, SubjectKind, Value } from './tables.ts';

/** What a catalogue item is in law; one item per field. */
export interface Item {
  /** Kebab-case, unique over all departments. */
  readonly id: string;
  readonly class: ItemClassName;
  readonly description: string;
  /** How often the department updates it, as ISO 8601 duration; a day when left out. */
  readonly updateCycle?: string;
  readonly identity?: IdentityFieldName;
  readonly restricted?: RestrictedClassName;
  readonly freeText?: boolean;
}

interface FieldBase {
  readonly name: string;
  readonly item: Item;
  readonly table: string;
}

/** A plain value out of the one row a subject has in `table`. */
export interface FactField extends FieldBase {
  readonly shape: 'fact';
  readonly column: Column;
}

/** An edge to another subject whose key stands in the one row a subject has in `table`. */
export interface EdgeField extends FieldBase {
  readonly shape: 'edge';
  readonly column: Column;
  readonly target: () => RecordClass;
}

/** A list of records; `where` keeps those whose column has exactly that value. */
export interface RecordsField extends FieldBase {
  readonly shape: 'records';
  readonly type: () => RecordClass;
  readonly where?: { readonly column: string; readonly equals: Value };
}

export type EntityField = FactField | EdgeField | RecordsField;

/** One department's face of one kind of subject. */
export interface EntityDescription {
  readonly kind: SubjectKind;
  readonly fields: readonly EntityField[];
}

const ENTITIES = {
  LEGAL: {
    type: 'LegalEntity',
    key: 'uscc',
    scalar: UsccScalar,
    description: 'A legal person or other organisation, by its unified social credit code.',
  },
  NATURAL: {
    type: 'NaturalPerson',
    key: 'idNumber',
    scalar: IdNumberScalar,
    description: 'A natural person, by identity number.',
  },
} as const;

/** Both keys are the market regulator's items in every department, so that they stay one item each. */
const KEY_ITEMS = {
  LEGAL: { id: 'uscc', class: 'BASIC', description: 'Unified social credit code (GB 32100-2015).' },
  NATURAL: {
    id: 'id-number',
    class: 'BASIC',
    identity: 'ID_NUMBER',
    description: 'Identity number (GB 11643-1999).',
  },
} as const satisfies Record<SubjectKind, Item>;
const KEY_PROVIDER = 'market-regulation';

const fieldsOf = new Map<RecordClass, EntityField[]>();
const described = new Map<RecordClass, EntityDescription>();

/** A plain value of the subject's one row in `table`, as a catalogue item. */
export function fact(table: string, kind: ColumnKind, item: Item): PropertyDecorator {
  return declare((name) => {
    const column = { name, kind, required: false };
    return { shape: 'fact', name, item, table, column };
  });
}

/** An edge to the subject whose key (`uscc` or `idNumber`) the subject's row in `table` holds in `from`. */
export function edgeTo(
  table: string,
  from: { readonly column: string; readonly kind: 'uscc' | 'idNumber' },
  target: () => RecordClass,
  item: Item,
): PropertyDecorator {
  return declare((name) => {
    const column = { name: from.column, kind: from.kind, required: false };
    return { shape: 'edge', name, item, table, column, target };
  });
}

/** The subject's records in `table`, as a catalogue item. */
export function records(
  table: string,
  type: () => RecordClass,
  item: Item,
  where?: { readonly column: string; readonly equals: Value },
): PropertyDecorator {
  return declare((name) => ({
    shape: 'records',
    name,
    item,
    table,
    type,
    ...(where === undefined ? {} : { where }),
  }));
}

function declare(make: (name: string) => EntityField): PropertyDecorator {
  return (prototype, property) => {
    const held = fieldsOf.get(prototype.constructor) ?? [];
    held.push(make(String(property)));
    fieldsOf.set(prototype.constructor, held);
  };
}

/** Makes a class the department's entity of that kind: keyed, with its catalogued fields. */
export function subject(kind: SubjectKind, provider: string): ClassDecorator {
  return (target) => {
    const { type, key, scalar, description } = ENTITIES[kind];
    ObjectType(type, { description })(target);
    Directive(`@key(fields: "${key}")`)(target);
    Directive(`@subject(kind: "${kind}", key: "${key}")`)(target);
    catalogue(target.prototype, key, () => scalar, KEY_ITEMS[kind], KEY_PROVIDER);
    Directive('@shareable')(target.prototype, key);
    const fields = fieldsOf.get(target) ?? [];
    for (const field of fields) {
      catalogue(target.prototype, field.name, typeOf(field), field.item, provider);
    }
    described.set(target, { kind, fields });
  };
}

function typeOf(field: EntityField): () => unknown {
  if (field.shape === 'records') return () => [field.type()];
  return field.shape === 'edge' ? field.target : () => GRAPHQL_TYPE[field.column.kind];
}

/** Every catalogued field is nullable: what a caller may not have must be able to be null. */
function catalogue(
  prototype: object,
  name: string,
  type: () => unknown,
  item: Item,
  provider: string,
): void {
  const { description, updateCycle = 'P1D' } = item;
  Field(type as () => ObjectConstructor, { nullable: true, description })(prototype, name);
  Directive(
    `@item(id: "${item.id}", class: "${item.class}", provider: "${provider}", updateCycle: "${updateCycle}")`,
  )(prototype, name);
  const sensitive = sensitiveDirective(item);
  if (sensitive !== undefined) Directive(sensitive)(prototype, name);
}

/** @throws RangeError when the class is not decorated with `subject`. */
export function entityDescription(type: RecordClass): EntityDescription {
  const description = described.get(type);
  if (description === undefined) throw new RangeError(`expected an entity, got \`${type.name}\``);
  return description;
}
