import type { Day } from '../policy/days.ts';
import { hasGuardian } from '../policy/engine/authorisation.ts';
import type { Pack } from '../policy/pack/pack.ts';
import type { Registers } from './port.ts';
import { isSame, type SubjectRef } from './subject.ts';

/** What makes somebody speak for a subject. */
export interface Representation {
  /** The entry in the register of representatives. */
  readonly id: string;
  readonly capacity: 'guardian' | 'unit';
}

/** Of whom it is asked, and when. */
export interface Represented {
  readonly subject: SubjectRef;
  /** As the identity number says, where nothing else is held; null = unknown. */
  readonly bornOn: Day | null;
  readonly day: Day;
}

type Read = Pick<Registers, 'entries' | 'subjectsBehind'>;

/**
 * By which entries somebody speaks for a subject on a day (rules R05, R40): a guardian, as long as that
 * person needs one. None, whether or not anything is held of that subject.
 */
export async function representationsBy(
  registers: Read,
  pack: Pack,
  who: SubjectRef,
  represented: Represented,
): Promise<readonly Representation[]> {
  const { subject, day } = represented;
  const entries = await registers.entries('representatives', subject);
  const inForce = entries.filter(
    ({ from, until }) => (from === null || from <= day) && (until === null || until >= day),
  );
  const behind = await registers.subjectsBehind(inForce.map((entry) => entry.representative));
  const own = inForce.filter((_, at) => isSame(behind[at] ?? null, who));
  const found = own.map(({ id, capacity }): Representation => ({ id, capacity }));
  const isGuardian = found.some(({ capacity }) => capacity === 'guardian');
  if (isGuardian && (await isWard(registers, pack, represented))) return found;
  return found.filter(({ capacity }) => capacity !== 'guardian');
}

/** Whether a guardian still speaks for a person, by what is held of that person's life. */
async function isWard(
  registers: Pick<Registers, 'entries'>,
  pack: Pack,
  { subject, bornOn, day }: Represented,
): Promise<boolean> {
  if (subject.kind !== 'natural') return false;
  const [life] = await registers.entries('lifecycle', subject);
  const { diedOn = null, capacity = 'full' } = life ?? {};
  return hasGuardian(pack, { bornOn: life?.bornOn ?? bornOn, diedOn, capacity }, day);
}
