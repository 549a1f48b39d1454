import type { DocumentNode, GraphQLFormattedError } from 'graphql';

/** One question to one department. */
export interface DepartmentRequest {
  readonly service: string;
  readonly query: string;
  /** The same object for every request of one compiled fetch: a department may cache by it. */
  readonly document: DocumentNode;
  readonly operationName?: string;
  /** Only those the document uses. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly kind: 'query' | 'mutation';
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** The JSON body up to and with `"variables":`, encoded once per plan. MUST be dropped by whoever changes `query`. */
  readonly head?: string;
}

/** What a department sent, decoded and not yet believed. */
export interface DepartmentAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * The port to a department. `ask` MUST reject when there is no usable answer (`SourceFailure`),
 * MUST stop when the signal aborts, and MUST NOT ask twice for a mutation.
 */
export interface Department {
  ask(request: DepartmentRequest): Promise<DepartmentAnswer>;
}
