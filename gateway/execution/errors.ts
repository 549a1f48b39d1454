import type { GraphQLFormattedError } from 'graphql';

/** Why an operation could not be executed at all; see each thrower for the case it stands for. */
export type ExecutionCode =
  | 'SUPERGRAPH_INVALID'
  | 'OPERATION_UNKNOWN'
  | 'OPERATION_UNSUPPORTED'
  | 'PLAN_FAILED'
  | 'CANCELLED';

/** What an answer may carry in `extensions.code`, beside codes a department gave itself. */
export type AnswerCode =
  /** No usable answer came from a department: network, status, time, size or form. */
  | 'SOURCE_UNAVAILABLE'
  /** The department answered with an error of its own whose text is not passed on, or the door refused its answer. */
  | 'SOURCE_ERROR'
  /** A department gave an error without a code. */
  | 'DOWNSTREAM_SERVICE_ERROR'
  /** A department's value does not fit the schema it is published under. */
  | 'SOURCE_DATA_INVALID'
  /** The caller's variables do not fit the operation. */
  | 'BAD_USER_INPUT';

/** An operation that is not executed. `message` is safe to show to a caller; the cause is not. */
export class ExecutionError extends Error {
  readonly code: ExecutionCode;

  constructor(code: ExecutionCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExecutionError';
    this.code = code;
  }
}

/** Why a department gave no usable answer. For logs and metrics only: never part of an answer. */
export type SourceFailureReason =
  | 'connection'
  | 'timeout'
  | 'status'
  | 'size'
  | 'format'
  | 'busy'
  | 'circuit-open'
  | 'cancelled';

/** Thrown by a department that has no usable answer. */
export class SourceFailure extends Error {
  readonly reason: SourceFailureReason;

  constructor(reason: SourceFailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceFailure';
    this.reason = reason;
  }
}

/** The public form of an {@link ExecutionError}. */
export function formatExecutionError(error: ExecutionError): GraphQLFormattedError {
  return { message: error.message, extensions: { code: error.code } };
}
