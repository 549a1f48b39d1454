import type { Recorded } from '../../registers/mutations/request.ts';
import type { RegisterChange, RightsContext } from './context.ts';
import type { Change, Deadline } from './types.ts';

/** Tells the log of a change and makes its answer. */
export function changeOf(
  context: RightsContext,
  { id, version, recordedAt }: Recorded,
  made: Omit<RegisterChange, 'id'>,
  deadlines: readonly Deadline[] = [],
): Change {
  context.changed({ ...made, id });
  return { id, version, recordedAt, deadlines };
}
