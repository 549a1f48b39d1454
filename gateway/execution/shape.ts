import {
  type DocumentNode,
  executeSync,
  type GraphQLFormattedError,
  type GraphQLSchema,
  isObjectType,
  Kind,
} from 'graphql';
import { Coverage } from './faults.ts';
import type { ResponsePath } from './places.ts';
import { getOwn, isRecord, newRecord, type Records } from './records.ts';
import type { RawResult } from './run.ts';
import type { FieldShape, SelectionShape, TypeShape } from './selection.ts';
import { type OperationShape, shapeOf } from './shapes.ts';
import type { LoadedSupergraph } from './supergraph.ts';

/** A GraphQL answer. `data` is absent when nothing was executed. */
export interface ExecutionAnswer {
  readonly data?: Records | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/**
 * Gives merged data the shape that was asked for: the names, order and types of the operation under the
 * API schema. What did not come is null; null where the schema forbids it bubbles up with one error,
 * unless a department's error accounts for it already; a value that does not fit its type becomes null
 * with an error that does not repeat it.
 *
 * @param document what the caller asked, which may be more than what was planned
 * @param variables coerced variables
 */
export function shapeResponse(
  supergraph: LoadedSupergraph,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Records>,
  raw: RawResult,
): ExecutionAnswer {
  const shape = shapeOf(supergraph, document, operationName, variables);
  const shaping = new Shaping(supergraph.apiSchema, shape, variables, raw);
  const data = shaping.object(shape.root, raw.data);
  const errors = [...raw.faults.map(({ error }) => error), ...shaping.errors];
  return errors.length > 0 ? { errors, data } : { data };
}

/**
 * One walk over the data. Methods return `undefined` for "null, where null is forbidden": the parent
 * becomes null in turn. JSON has no `undefined`, so no value is mistaken for it.
 */
class Shaping {
  readonly errors: GraphQLFormattedError[] = [];
  readonly #schema: GraphQLSchema;
  readonly #shape: OperationShape;
  readonly #variables: Readonly<Records>;
  readonly #raw: RawResult;
  readonly #path: ResponsePath = [];
  /** Counts what went wrong so far, told or not: a null that comes with one more needs no error of its own. */
  #wrong = 0;
  #coverage: Coverage | undefined;
  readonly #introspected = new Map<SelectionShape, Records>();

  constructor(
    schema: GraphQLSchema,
    shape: OperationShape,
    variables: Readonly<Records>,
    raw: RawResult,
  ) {
    this.#schema = schema;
    this.#shape = shape;
    this.#variables = variables;
    this.#raw = raw;
  }

  object(selection: SelectionShape, source: Records): Records | null {
    const type = selection.runtimeType(getOwn(source, '__typename'));
    if (!type) {
      this.#fail(`expected a possible type of \`${selection.type.name}\``);
      return null;
    }
    const result = newRecord();
    for (const field of selection.fieldsFor(type)) {
      if (field.kind === 'data') {
        const value = this.#field(field, source);
        if (value === undefined) return null;
        result[field.key] = value;
      } else if (field.kind === 'introspection') {
        result[field.key] = this.#introspection(field, selection);
      } else if (isObjectType(type)) {
        result[field.key] = type.name;
      } else {
        this.#fail(`expected an object type for \`${selection.type.name}\`, got none`, field.key);
        return null;
      }
    }
    return result;
  }

  #field(field: FieldShape, source: Records): unknown {
    this.#path.push(field.key);
    const value = this.#value(field.type, getOwn(source, field.source), field);
    this.#path.pop();
    return value;
  }

  #value(type: TypeShape, value: unknown, field: FieldShape): unknown {
    if (type.kind === 'nonNull') return this.#nonNull(type.of, value, field);
    if (value == null) return null;
    if (type.kind === 'list') return this.#list(type.of, value, field);
    if (type.kind === 'object') {
      if (isRecord(value)) return this.object(type.selection, value);
      this.#fail(`expected an object for \`${field.label}\``);
      return null;
    }
    const leaf = type.read(value);
    if (leaf !== undefined) return leaf;
    this.#fail(`expected a value of type \`${type.name}\` for \`${field.label}\``);
    return null;
  }

  #nonNull(type: TypeShape, value: unknown, field: FieldShape): unknown {
    const before = this.#wrong;
    const result = this.#value(type, value, field);
    if (result !== null) return result;
    if (this.#wrong === before) {
      if (this.#isCovered()) this.#wrong += 1;
      else this.#fail(`expected a value for non-null \`${field.label}\`, got null`);
    }
    return undefined;
  }

  #list(type: TypeShape, value: unknown, field: FieldShape): unknown[] | null {
    if (!Array.isArray(value)) {
      this.#fail(`expected a list for \`${field.label}\``);
      return null;
    }
    const result: unknown[] = new Array(value.length);
    for (let index = 0; index < value.length; index += 1) {
      this.#path.push(index);
      const item = this.#value(type, value[index], field);
      this.#path.pop();
      if (item === undefined) return null;
      result[index] = item;
    }
    return result;
  }

  #fail(message: string, key?: string): void {
    this.#wrong += 1;
    const path = key === undefined ? [...this.#path] : [...this.#path, key];
    this.errors.push({ message, path, extensions: { code: 'SOURCE_DATA_INVALID' } });
  }

  #isCovered(): boolean {
    if (this.#raw.faults.length === 0) return false;
    this.#coverage ??= new Coverage(this.#raw.faults);
    return this.#coverage.has(this.#path);
  }

  /** Introspection is answered from the API schema, for what is inaccessible MUST NOT be seen in it. */
  #introspection(field: FieldShape, selection: SelectionShape): unknown {
    let answers = this.#introspected.get(selection);
    if (!answers) {
      answers = this.#introspect(selection);
      this.#introspected.set(selection, answers);
    }
    return getOwn(answers, field.key) ?? null;
  }

  #introspect(selection: SelectionShape): Records {
    const { operation, document } = this.#shape;
    const selections = selection
      .fieldsFor(selection.type)
      .flatMap((field) => (field.kind === 'introspection' ? field.nodes : []));
    const only = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const;
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    const { data } = executeSync({
      schema: this.#schema,
      document: { kind: Kind.DOCUMENT, definitions: [only, ...fragments] },
      variableValues: this.#variables,
    });
    return data ?? newRecord();
  }
}
