import type { Channel } from '../policy/terms.ts';
import type { Caller } from './auth/caller.ts';
import { GatewayError } from './errors.ts';
import { ExecutionError } from './execution/errors.ts';

/** A request that was refused before anything was decided about anybody. */
export interface Refused {
  /** Code of the error that leaves. */
  readonly code: string;
  /** Null where nothing could be known. */
  readonly caller: Caller | null;
  readonly channel: Channel;
}

/** Where such refusals are recorded. */
export interface RefusalLog {
  /**
   * Resolves when the refusal may leave.
   *
   * @throws {GatewayError} `LOG_UNAVAILABLE`, which leaves instead: the same for every request, so
   *   that it tells nothing of a token
   */
  refused(refusal: Refused): Promise<void>;
}

/** Runs a stage before the decisions; what it refuses is recorded, then thrown on. */
export async function recordingRefusals<T>(
  log: RefusalLog | undefined,
  known: Pick<Refused, 'caller' | 'channel'>,
  stage: () => T | Promise<T>,
): Promise<T> {
  try {
    return await stage();
  } catch (cause) {
    const code = refusalCode(cause);
    if (code !== null) await log?.refused({ code, ...known });
    throw cause;
  }
}

/** The code that a failure leaves with; null for a failure of ours. */
function refusalCode(cause: unknown): string | null {
  if (cause instanceof GatewayError) return cause.code;
  const isOperation = cause instanceof ExecutionError && cause.code === 'OPERATION_UNKNOWN';
  return isOperation ? 'OPERATION_RESOLUTION_FAILURE' : null;
}
