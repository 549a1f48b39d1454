import {
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { EvidenceName } from '../../schema/directives.ts';
import type { Contract, ItemField, Sensitive, SubjectType } from '../../schema/items.ts';
import type { FieldShape, SelectionShape } from '../execution/selection.ts';

/**
 * Which catalogue items an operation asks for. Compiled once for each selection; which subjects they
 * are about is known with the request.
 *
 * INVARIANT own-names: what departments are asked for carries names made here (`f0`, `e0`); a name
 * that a caller chose never reaches a department and cannot meet the evidence.
 */
export interface EntityAsk {
  readonly subject: SubjectType;
  readonly fields: readonly AskedField[];
}

/** One field of a subject that the operation asks for. */
export interface AskedField {
  readonly alias: string;
  readonly shape: FieldShape;
  readonly item: ItemField;
  readonly content: Content;
}

export type Content =
  | { readonly kind: 'value' }
  | { readonly kind: 'object'; readonly list: boolean; readonly record: RecordAsk }
  | { readonly kind: 'edge'; readonly list: boolean; readonly edge: EdgeAsk };

/** What is asked of a record (or of a value with parts). */
export interface RecordAsk {
  readonly type: string;
  readonly fields: readonly PartAsk[];
  /** The evidence that decisions need, fetched beside what was asked; empty for plain values. */
  readonly evidence: readonly EvidenceAsk[];
}

export interface PartAsk {
  readonly alias: string;
  readonly shape: FieldShape;
  readonly sensitive: Sensitive | null;
  readonly content: Content;
}

export interface EvidenceAsk {
  readonly alias: string;
  readonly name: EvidenceName;
  readonly field: string;
}

/** Another subject behind a field: only its key is fetched; what lies behind is asked on its own. */
export interface EdgeAsk {
  readonly subject: SubjectType;
  readonly selection: SelectionShape;
}

export interface AskCompiler {
  /** What a selection on a subject type asks for. */
  entity(selection: SelectionShape, subject: SubjectType): EntityAsk;
}

/** Compiles selections against the contract; each selection is compiled once and kept with it. */
export function createAskCompiler(schema: GraphQLSchema, contract: Contract): AskCompiler {
  const known = new WeakMap<SelectionShape, Map<string, EntityAsk>>();

  const entity: AskCompiler['entity'] = (selection, subject) => {
    let bySubject = known.get(selection);
    if (bySubject === undefined) {
      bySubject = new Map();
      known.set(selection, bySubject);
    }
    const before = bySubject.get(subject.type);
    if (before !== undefined) return before;
    const made = { subject, fields: fieldsOf(selection, subject) };
    bySubject.set(subject.type, made);
    return made;
  };

  const fieldsOf = (selection: SelectionShape, subject: SubjectType): readonly AskedField[] => {
    const type = objectType(schema, subject.type);
    return dataFields(selection, type).map((shape, index) => {
      const name = fieldName(shape);
      const item = contract.items.get(`${type.name}.${name}`);
      if (item === undefined) throw new TypeError(`expected \`@item\` on \`${type.name}.${name}\``);
      return { alias: `f${index}`, shape, item, content: contentOf(shape, type, name) };
    });
  };

  const contentOf = (shape: FieldShape, parent: GraphQLObjectType, name: string): Content => {
    const field = parent.getFields()[name];
    const selection = selectionOf(shape);
    if (field === undefined || selection === null) return { kind: 'value' };
    const named = getNamedType(field.type);
    const list = isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
    const subject = contract.subjects.get(named.name);
    if (subject !== undefined) return { kind: 'edge', list, edge: { subject, selection } };
    return { kind: 'object', list, record: recordOf(selection, objectType(schema, named.name)) };
  };

  const recordOf = (selection: SelectionShape, type: GraphQLObjectType): RecordAsk => {
    const fields = dataFields(selection, type).map((shape, index): PartAsk => {
      const name = fieldName(shape);
      const sensitive = contract.sensitive.get(`${type.name}.${name}`) ?? null;
      return { alias: `f${index}`, shape, sensitive, content: contentOf(shape, type, name) };
    });
    const evidence = Object.entries(contract.evidence.get(type.name) ?? {}).map(
      ([name, field], index) => ({ alias: `e${index}`, name: name as EvidenceName, field }),
    );
    return { type: type.name, fields, evidence };
  };

  return { entity };
}

/** The fields of a selection that departments hold; `__typename` is the gateway's to answer. */
function dataFields(selection: SelectionShape, type: GraphQLObjectType): readonly FieldShape[] {
  return selection.fieldsFor(type).filter(({ kind }) => kind === 'data');
}

function fieldName(shape: FieldShape): string {
  return shape.nodes[0]?.name.value ?? '';
}

function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new TypeError(`expected an object type \`${name}\``);
  return type;
}

/** The selection behind a field, lists and non-null marks aside; null for a leaf. */
export function selectionOf(shape: FieldShape): SelectionShape | null {
  let { type } = shape;
  while (type.kind === 'nonNull' || type.kind === 'list') type = type.of;
  return type.kind === 'object' ? type.selection : null;
}
