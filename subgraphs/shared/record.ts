import './reflect.ts';
import type { GraphQLScalarType } from 'graphql';
import { Directive, Field, Float, Int, ObjectType } from 'type-graphql';
import {
  EVIDENCE_ARGUMENTS,
  type EvidenceName,
  type IdentityFieldName,
} from '../../schema/directives.ts';
import { IdNumberScalar, UsccScalar } from '../../schema/identifiers/scalars.ts';
import { DateScalar } from './scalars.ts';
import type { Column, ColumnKind } from './tables.ts';

// biome-ignore lint/complexity/noBannedTypes: TypeScript types decorated classes as `Function`
export type RecordClass = Function;

/** A field that leads from a record to another subject; it resolves to that subject's stub only. */
export interface RecordEdge {
  readonly field: string;
  readonly column: string;
  readonly key: 'uscc' | 'idNumber';
}

interface ColumnOptions {
  readonly required?: boolean;
  readonly oneOf?: readonly string[];
  /** The column holds this identity field of a natural person. */
  readonly identity?: IdentityFieldName;
  /** Free text, which may carry names and numbers of anybody. */
  readonly freeText?: boolean;
  /** An amount that statistics may add up. */
  readonly summable?: boolean;
}

export interface RecordDescription {
  /** Name of the GraphQL type. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly edges: readonly RecordEdge[];
  readonly record: string;
  /** Column by evidence. */
  readonly evidence: Evidence;
}

const columnsOf = new Map<RecordClass, Column[]>();
const edgesOf = new Map<RecordClass, RecordEdge[]>();
const described = new Map<RecordClass, RecordDescription>();

export const GRAPHQL_TYPE: Record<
  ColumnKind,
  StringConstructor | GraphQLScalarType | BooleanConstructor
> = {
  text: String,
  date: DateScalar,
  amount: Float,
  integer: Int,
  boolean: Boolean,
  uscc: UsccScalar,
  idNumber: IdNumberScalar,
};

/** The arguments of `@sensitive`, or undefined when there is nothing to say. */
export function sensitiveDirective(facts: {
  readonly identity?: string | undefined;
  readonly restricted?: string | undefined;
  readonly freeText?: boolean | undefined;
}): string | undefined {
  const parts = [
    ...(facts.identity === undefined ? [] : [`identity: "${facts.identity}"`]),
    ...(facts.restricted === undefined ? [] : [`restricted: "${facts.restricted}"`]),
    ...(facts.freeText === true ? ['freeText: true'] : []),
  ];
  return parts.length === 0 ? undefined : `@sensitive(${parts.join(', ')})`;
}

function column(kind: ColumnKind) {
  return (description: string, options: ColumnOptions = {}): PropertyDecorator =>
    (prototype, property) => {
      const name = String(property);
      const { required = false, oneOf, summable = false, ...sensitivity } = options;
      const text = oneOf === undefined ? description : `${description}: ${oneOf.join(', ')}.`;
      Field(() => GRAPHQL_TYPE[kind], { nullable: !required, description: text })(prototype, name);
      const sensitive = sensitiveDirective(sensitivity);
      if (sensitive !== undefined) Directive(sensitive)(prototype, name);
      add(columnsOf, prototype.constructor, {
        name,
        kind,
        required,
        ...(oneOf === undefined ? {} : { oneOf }),
        ...(summable ? { summable } : {}),
        ...sensitivity,
      });
    };
}

/** A text column. */
export const text = column('text');
/** A calendar day. */
export const date = column('date');
/** An amount of money in 10,000 CNY. */
export const amount = column('amount');
export const integer = column('integer');
export const flag = column('boolean');

/** An edge to a person (`idNumber`) or to an organisation (`uscc`), by the key held in `from`. */
export function edge(
  key: 'uscc' | 'idNumber',
  from: string,
  target: () => RecordClass,
  description: string,
): PropertyDecorator {
  return (prototype, property) => {
    const field = String(property);
    Field(() => target() as ObjectConstructor, { nullable: true, description })(prototype, field);
    add(columnsOf, prototype.constructor, { name: from, kind: key, required: false });
    add(edgesOf, prototype.constructor, { field, column: from, key });
  };
}

export type Evidence = { readonly record: string } & {
  readonly [name in EvidenceName]?: string;
};

/**
 * Makes a class a record type: its GraphQL object type and the evidence its fields give.
 * @throws RangeError when the evidence names a field that the class does not have.
 */
export function record(
  name: string,
  options: { readonly description: string; readonly evidence: Evidence },
): ClassDecorator {
  return (target) => {
    const columns = columnsOf.get(target) ?? [];
    for (const field of Object.values(options.evidence)) {
      if (!columns.some((held) => held.name === field)) {
        throw new RangeError(`\`${name}\`: expected evidence to name a field, got \`${field}\``);
      }
    }
    const { description } = options;
    ObjectType(name, { description, simpleResolvers: true })(target);
    Directive(evidenceDirective(options.evidence))(target);
    described.set(target, {
      name,
      columns,
      edges: edgesOf.get(target) ?? [],
      record: options.evidence.record,
      evidence: options.evidence,
    });
  };
}

function evidenceDirective(evidence: Evidence): string {
  const named = EVIDENCE_ARGUMENTS.flatMap((argument) => {
    const field = evidence[argument];
    return field === undefined ? [] : [`${argument}: "${field}"`];
  });
  return `@evidence(${named.join(', ')})`;
}

/** @throws RangeError when the class is not decorated with `record`. */
export function recordDescription(type: RecordClass): RecordDescription {
  const description = described.get(type);
  if (description === undefined)
    throw new RangeError(`expected a record type, got \`${type.name}\``);
  return description;
}

function add<T>(map: Map<RecordClass, T[]>, key: RecordClass, value: T): void {
  const held = map.get(key);
  if (held === undefined) map.set(key, [value]);
  else held.push(value);
}
