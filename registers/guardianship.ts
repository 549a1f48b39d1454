import type { Day } from '../policy/days.ts';
import { hasGuardian } from '../policy/engine/authorisation.ts';
import type { Pack } from '../policy/pack/pack.ts';
import type { Registers } from './port.ts';
import type { SubjectRef } from './subject.ts';

/**
 * Whether a registered guardian still speaks for a person, by what is held of that person's life.
 *
 * @param bornOn as the identity number says, where nothing else is held; null = unknown
 */
export async function isWard(
  registers: Pick<Registers, 'entries'>,
  pack: Pack,
  subject: SubjectRef,
  bornOn: Day | null,
  day: Day,
): Promise<boolean> {
  if (subject.kind !== 'natural') return false;
  const [life] = await registers.entries('lifecycle', subject);
  const { diedOn = null, capacity = 'full' } = life ?? {};
  return hasGuardian(pack, { bornOn: life?.bornOn ?? bornOn, diedOn, capacity }, day);
}
