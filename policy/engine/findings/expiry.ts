import type { Day } from '../../days.ts';
import type { Pack } from '../../pack/pack.ts';
import type { RecordFacts } from '../../question.ts';
import type { CallerKind, Mark } from '../../terms.ts';
import { compilePeriod, type Standing } from '../period.ts';
import { type Finding, marking, NONE, silencing, THIRD_PARTIES } from '../reading.ts';
import { remembering } from '../rule.ts';
import type { Finder } from './finder.ts';
import { compileTreatment } from './repair.ts';

/** The end of a disclosure period, or a period that cannot be told (rules R63–R67, R70). */
export function expired(pack: Pack): Finder {
  const p = pack.parameters;
  const rule = compilePeriod(pack);
  const treats = compileTreatment(pack);
  const stops = p['expiry.stops'].value;
  const gone =
    p['expiry.self'].value === 'shown' ? stops : new Set<CallerKind>([...stops, 'subject']);
  const ownEnded: readonly Mark[] = ['PERIOD_ENDED', 'NOT_EXPORTABLE'];
  const ended: readonly Mark[] = ['PERIOD_ENDED'];
  const unknown: readonly Mark[] = ['PERIOD_UNKNOWN'];
  const endedOn = [p['expiry.stops'], p['expiry.self']];
  const unknownOn = [p['period.unknownStops'], p['catalogue.elements']];
  const findingOf = remembering((standing: Standing): Finding => {
    const found = settledFinding(standing);
    if (!standing.continuing) return found;
    const { subject, supervisor, other } = found.marks;
    const goesOn = (marks: readonly Mark[]): readonly Mark[] => ['CONTINUING', ...marks];
    const marks = {
      subject: goesOn(subject),
      supervisor: goesOn(supervisor),
      other: goesOn(other),
    };
    return { ...found, marks };
  });
  const ownEndPassed = silencing(
    'PERIOD_ENDED',
    stops,
    [p['expiry.stops'], p['other.validity']],
    ownEnded,
    ended,
  );
  return ({ day, item, record }) => {
    if (item.class !== 'adverse') return ownEnd(day, record);
    return findingOf(rule(day, item, withRepairedEnd(day, record)));
  };

  function settledFinding({ state, grounds: on }: Standing): Finding {
    switch (state) {
      case 'ended':
        return silencing('PERIOD_ENDED', gone, [...endedOn, ...on], ownEnded, ended);
      case 'unknown':
        return silencing(
          'PERIOD_UNKNOWN',
          p['period.unknownStops'].value,
          [...unknownOn, ...on],
          unknown,
          unknown,
        );
      case 'running':
      case 'unlimited':
        return marking(NONE, on);
    }
  }

  /** A repair that sets an end sets the record's own; the earlier of the two binds. */
  function withRepairedEnd(day: Day, record: RecordFacts): RecordFacts {
    const newEnd = record.repair?.newEnd ?? null;
    if (newEnd === null || treats(record, day)?.setsEnd !== true) return record;
    const earlier = Math.min(record.disclosureUntil ?? newEnd, newEnd) as Day;
    return { ...record, disclosureUntil: earlier };
  }

  /** An end set on a record of another class binds it too. */
  function ownEnd(day: Day, record: RecordFacts): Finding | null {
    return record.disclosureUntil === null || record.disclosureUntil >= day ? null : ownEndPassed;
  }
}

/** Guangdong 2018 art. 24.1.3: other information lasts as long as it is valid, else until cancelled. */
export function validity({ parameters: p }: Pack): Finder {
  if (p['other.validity'].value === 'no-end') return () => null;
  const over = silencing(
    'PERIOD_ENDED',
    THIRD_PARTIES,
    [p['other.validity'], p['expiry.stops']],
    ['PERIOD_ENDED', 'NOT_EXPORTABLE'],
  );
  const running = marking(NONE, [p['other.validity']]);
  return ({ day, item, record }) => {
    if (item.class === 'adverse' || item.class === 'basic') return null;
    const { validUntil, cancelledOn } = record;
    const ended =
      (validUntil !== null && validUntil < day) || (cancelledOn !== null && cancelledOn < day);
    return ended ? over : running;
  };
}
