import {
  type DocumentNode,
  type FieldNode,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { RootField, SubjectType } from '../../schema/items.ts';
import type { AskedField, Content, EntityAsk, RecordAsk } from './ask.ts';

/**
 * The operation that is really planned and sent: of what was asked, what may be asked about a group
 * of subjects, with the evidence that decisions need. Everything a caller wrote is gone from it.
 */
export interface Cut {
  readonly subject: SubjectType;
  readonly document: DocumentNode;
  readonly fields: readonly AskedField[];
}

/** Alias of the root field, of the subject's key, and of an edge's key in every cut operation. */
export const ROOT = 's';
export const KEY = 'k';
const KEYS_VARIABLE = 'keys';

/** Cuts an ask down to the fields allowed; null when nothing is left to ask. */
export function cutOperation(
  ask: EntityAsk,
  root: RootField,
  keyType: string,
  allowed: (field: AskedField) => boolean,
): Cut | null {
  const fields = ask.fields.filter(allowed);
  if (fields.length === 0) return null;
  const selections = [
    fieldNode(ask.subject.key, KEY),
    ...fields.map(({ shape, alias, content }) => contentNode(nameOf(shape), alias, content)),
  ];
  const call: FieldNode = {
    ...fieldNode(root.field, ROOT, selectionSet(selections)),
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: root.argument },
        value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: KEYS_VARIABLE } },
      },
    ],
  };
  return { subject: ask.subject, fields, document: operation(call, keyType) };
}

/** The variables of a cut operation. */
export function keysVariable(keys: readonly string[]): Readonly<Record<string, unknown>> {
  return { [KEYS_VARIABLE]: keys };
}

function operation(call: FieldNode, keyType: string): DocumentNode {
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions: [
          {
            kind: Kind.VARIABLE_DEFINITION,
            variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: KEYS_VARIABLE } },
            type: {
              kind: Kind.NON_NULL_TYPE,
              type: {
                kind: Kind.LIST_TYPE,
                type: {
                  kind: Kind.NON_NULL_TYPE,
                  type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: keyType } },
                },
              },
            },
          },
        ],
        selectionSet: selectionSet([call]),
      },
    ],
  };
}

function contentNode(name: string, alias: string, content: Content): FieldNode {
  switch (content.kind) {
    case 'value':
      return fieldNode(name, alias);
    case 'edge':
      return fieldNode(name, alias, selectionSet([fieldNode(content.edge.subject.key, KEY)]));
    case 'object':
      return fieldNode(name, alias, recordSelection(content.record));
  }
}

function recordSelection(record: RecordAsk): SelectionSetNode {
  const selections: SelectionNode[] = [
    ...record.fields.map(({ shape, alias, content }) => contentNode(nameOf(shape), alias, content)),
    ...record.evidence.map(({ field, alias }) => fieldNode(field, alias)),
  ];
  // a value of which only `__typename` was asked still has to exist or not
  return selectionSet(selections.length > 0 ? selections : [fieldNode('__typename', KEY)]);
}

function nameOf(shape: AskedField['shape']): string {
  return shape.nodes[0]?.name.value ?? '';
}

function fieldNode(name: string, alias: string, selection?: SelectionSetNode): FieldNode {
  return {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: name },
    ...(name === alias ? {} : { alias: { kind: Kind.NAME, value: alias } }),
    ...(selection === undefined ? {} : { selectionSet: selection }),
  };
}

function selectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}
