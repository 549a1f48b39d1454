import { dayAt } from '../../policy/days.ts';
import type { Pack } from '../../policy/pack/pack.ts';
import { openPolicy } from '../../policy/policy.ts';
import type { Entry } from './entry/schema.ts';
import { AuditError } from './errors.ts';

/** `P10Y`; every other word of a regulation, silence too, is read as without end. */
const YEARS = /^P(?<years>[1-9][0-9]{0,2})Y$/;

/**
 * Demands that an entry need not be kept any longer: by the pack in force, and by the one that it was
 * decided by (rule R58). Where a text says "long-term", or nothing, that day never comes.
 *
 * @param now milliseconds since the epoch
 * @throws AuditError `RETENTION_RUNS`
 */
export function retentionCheck(
  inForce: Pack,
  now: number,
): (entry: Pick<Entry, 'time' | 'regulation'>, index: number) => void {
  const known = new Map<string, string>([[inForce.digest, retentionOf(inForce, now)]]);
  return ({ time, regulation }, index) => {
    const words = [retentionOf(inForce, now)];
    if (regulation !== undefined) words.push(retentionBy(regulation, known, now));
    if (words.every((word) => hasEnded(word, time, now))) return;
    throw new AuditError('RETENTION_RUNS', `entry ${index}: expected the end of its retention`, {
      index,
    });
  };
}

/** A pack of another digest than the one loaded is read as the text without overlays. */
function retentionBy(
  { pack, digest }: NonNullable<Entry['regulation']>,
  known: Map<string, string>,
  now: number,
): string {
  const key = Buffer.from(digest, 'base64').toString('hex');
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = retentionOf(openPolicy({ regulation: pack }).pack, now);
  known.set(key, found);
  return found;
}

/** As an overlay or another higher law that is in force says, else as the regulation itself. */
function retentionOf({ parameters, overrides }: Pack, now: number): string {
  const day = dayAt(now);
  const said = overrides
    .filter(({ from, until }) => from <= day && (until === null || day <= until))
    .flatMap((law) => law.parameters)
    .findLast(({ name }) => name === 'log.retention');
  return String((said ?? parameters['log.retention']).value);
}

function hasEnded(retention: string, time: string, now: number): boolean {
  const years = YEARS.exec(retention)?.groups?.years;
  if (years === undefined) return false;
  const end = new Date(time);
  end.setUTCFullYear(end.getUTCFullYear() + Number(years));
  return end.getTime() <= now;
}
