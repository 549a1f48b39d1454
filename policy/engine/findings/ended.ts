import { lastDayOf } from '../../days.ts';
import type { Pack } from '../../pack/pack.ts';
import { silencing, THIRD_PARTIES } from '../reading.ts';
import type { Finder, ValueFinder } from './finder.ts';

/** Death and termination (rule R68, reading X24). */
export function subjectEnded({ parameters: p }: Pack): ValueFinder {
  const dead = silencing('SUBJECT_ENDED', p['death.stops'].value, [
    p['basic.untilDeath'],
    p['death.stops'],
  ]);
  const terminated = silencing(
    'SUBJECT_ENDED',
    THIRD_PARTIES,
    [p['basic.afterTermination']],
    ['PERIOD_ENDED', 'NOT_EXPORTABLE'],
  );
  const after = p['basic.afterTermination'].value;
  return ({ day, subject, item }) => {
    if (subject.kind === 'natural') {
      return subject.diedOn !== null && subject.diedOn <= day ? dead : null;
    }
    if (after === null || subject.terminatedOn === null || item.class !== 'basic') return null;
    return lastDayOf(subject.terminatedOn, after) < day ? terminated : null;
  };
}

/** A decision whose basis has gone is no longer told to others (rule R80, reading X27). */
export function basisRevoked({ parameters: p }: Pack): Finder {
  const stops = p['basis.stops'].value;
  const grounds = [p['basis.stops'], p['basis.document'], p['correction.sourceDays']];
  const gone = silencing(
    'BASIS_REVOKED',
    stops,
    grounds,
    ['BASIS_REVOKED', 'NOT_EXPORTABLE'],
    ['BASIS_REVOKED'],
  );
  const required = p['basis.document'].value === 'required';
  return ({ day, item, record }) => {
    if (required && item.class === 'adverse' && !record.basisDocumented) return gone;
    if (record.basis === 'effective') return null;
    return record.basisChangedOn === null || record.basisChangedOn <= day ? gone : null;
  };
}
