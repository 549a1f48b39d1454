import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { type ErrorCode, GatewayError } from '../errors.ts';

export interface OperationLimits {
  readonly maxDepth: number;
  /** Fields counted with their aliases, fragments spread out. */
  readonly maxFields: number;
}

/**
 * Bounds an operation before anything is planned. Fragments count wherever they are spread, so that a
 * small text cannot stand for a huge operation.
 */
export function limitRule({ maxDepth, maxFields }: OperationLimits): ValidationRule {
  return (context: ValidationContext): ASTVisitor => ({
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
