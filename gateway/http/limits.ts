import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
  validate,
} from 'graphql';
import { type ErrorCode, GatewayError } from '../errors.ts';

export interface OperationLimits {
  readonly maxDepth: number;
  /** Fields counted with their aliases, fragments spread out. */
  readonly maxFields: number;
}

/**
 * Bounds an operation before anything is planned. Fragments count wherever they are spread, so that a
 * small text cannot stand for a huge operation; and all of them together once, spread or not, for they
 * are all validated.
 */
export function limitRule({ maxDepth, maxFields }: OperationLimits): ValidationRule {
  return (context: ValidationContext): ASTVisitor => ({
    Document({ definitions }: DocumentNode) {
      const fields = definitions.reduce(
        (sum, one) => (one.kind === Kind.FRAGMENT_DEFINITION ? sum + own(one.selectionSet) : sum),
        0,
      );
      if (fields > maxFields) refuse(context, 'OPERATION_TOO_WIDE', maxFields);
    },
    OperationDefinition(operation: OperationDefinitionNode) {
      const measure = new Measure(context, maxFields);
      const depth = measure.depth(operation.selectionSet, new Set());
      if (measure.fields > maxFields || measure.isExhausted) {
        refuse(context, 'OPERATION_TOO_WIDE', maxFields);
      } else if (depth > maxDepth) {
        refuse(context, 'OPERATION_TOO_DEEP', maxDepth);
      }
    },
  });
}

/** Fields that stand in a selection itself, without those of the fragments that it spreads. */
function own({ selections }: SelectionSetNode): number {
  return selections.reduce((sum, selection) => {
    const isField = selection.kind === Kind.FIELD ? 1 : 0;
    const inner = selection.kind === Kind.FRAGMENT_SPREAD ? undefined : selection.selectionSet;
    return sum + isField + (inner === undefined ? 0 : own(inner));
  }, 0);
}

/**
 * What a document has beyond the limits, and nothing else. The rules of GraphQL compare fields with each
 * other, so that what they cost grows with the square of the fields: this is asked before them.
 */
export function beyondLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  limits: OperationLimits,
): readonly GraphQLError[] {
  return validate(schema, document, [limitRule(limits)], { maxErrors: 1 }).slice(0, 1);
}

/** Fields and fragments, for each field that is allowed. */
const STEPS_PER_FIELD = 10;

function refuse(context: ValidationContext, limitCode: ErrorCode, limit: number): void {
  const { message } = new GatewayError(limitCode);
  context.reportError(new GraphQLError(message, { extensions: { limitCode, limit } }));
}

class Measure {
  fields = 0;
  readonly #context: ValidationContext;
  readonly #stop: number;
  /** attacker-controlled; fragments without a field cost a walk as well, and may double at each level. */
  #steps: number;

  constructor(context: ValidationContext, stop: number) {
    this.#context = context;
    this.#stop = stop;
    this.#steps = stop * STEPS_PER_FIELD;
  }

  get isExhausted(): boolean {
    return this.#steps < 0;
  }

  /** Stops as soon as there are too many fields: the walk itself must stay small. */
  depth(set: SelectionSetNode, open: ReadonlySet<string>): number {
    let deepest = 0;
    for (const selection of set.selections) {
      if (this.fields > this.#stop || this.isExhausted) return deepest;
      this.#steps -= 1;
      if (selection.kind === Kind.FIELD) {
        this.fields += 1;
        // introspection is deep by nature and holds no data
        const isMeta = selection.name.value.startsWith('__');
        const inner = selection.selectionSet;
        const below = inner === undefined || isMeta ? 0 : this.depth(inner, open);
        deepest = Math.max(deepest, 1 + below);
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        deepest = Math.max(deepest, this.depth(selection.selectionSet, open));
        continue;
      }
      const name = selection.name.value;
      const fragment: FragmentDefinitionNode | null | undefined = this.#context.getFragment(name);
      if (!fragment || open.has(name)) continue;
      deepest = Math.max(deepest, this.depth(fragment.selectionSet, new Set([...open, name])));
    }
    return deepest;
  }
}
