import { type Day, lastDayOf } from '../days.ts';
import type { Pack } from '../pack/pack.ts';
import type { RepairTreatment } from '../pack/parameters.ts';
import type { ItemFacts, RecordFacts, RequestFacts, SubjectFacts } from '../question.ts';
import type { CallerKind, Mark, WithheldReason } from '../terms.ts';
import { firstDayAsSubject } from './admissibility.ts';
import { compilePeriod, isContinuing, isMember, type Standing } from './period.ts';
import {
  EVERYBODY,
  type Finding,
  marking,
  NONE,
  Reading,
  silencing,
  THIRD_PARTIES,
} from './reading.ts';
import { type Bar, bar, remembering } from './rule.ts';
import { overdueOn, type Reckoning } from './working-days.ts';

/**
 * What a record's own facts do to it, for a caller reached by one act of the law. Decided after the
 * item, at the door, before the record joins any answer.
 */
export interface RecordRule {
  /** What the facts of the record come to on the day, for all acts. */
  read(request: RequestFacts, subject: SubjectFacts, item: ItemFacts, record: RecordFacts): Reading;
  /** Plain values have no record; only the subject's end can silence them. */
  readValue(request: RequestFacts, subject: SubjectFacts, item: ItemFacts): Reading;
  /** Withheld with a reason, though nothing silences it. */
  bars(
    request: RequestFacts,
    subject: SubjectFacts,
    item: ItemFacts,
    record: RecordFacts,
  ): Bar<WithheldReason> | null;
}

export function compileRecord(pack: Pack, reckoning: Reckoning): RecordRule {
  // in the order of precedence of the silent reasons, then what only marks
  const finders = [
    period(pack),
    validity(pack),
    repaired(pack),
    basisRevoked(pack),
    optedOut(pack),
    notAdverseHere(pack),
    excludedPenalty(pack),
    conductBefore(pack),
    listConditions(pack),
    subjectEnded(pack),
    listed(pack),
    disputed(pack, reckoning),
    selfReported(pack),
  ];
  const ended = subjectEnded(pack);
  const nothing = new Reading();
  return {
    read(request, subject, item, record) {
      const facts = { request, day: request.day, subject, item, record };
      let reading = nothing;
      for (const find of finders) {
        const found = find(facts);
        if (found !== null) reading = reading.with(found);
      }
      return reading;
    },
    readValue(request, subject, item) {
      const found = ended({ day: request.day, subject, item });
      return found === null ? nothing : nothing.with(found);
    },
    bars: compileWithheld(pack),
  };
}

interface Facts {
  readonly request: RequestFacts;
  readonly day: Day;
  readonly subject: SubjectFacts;
  readonly item: ItemFacts;
  readonly record: RecordFacts;
}
type Finder = (facts: Facts) => Finding | null;
type ValueFinder = (facts: Pick<Facts, 'day' | 'subject' | 'item'>) => Finding | null;

/** Death and termination (rule R68, reading X24). */
function subjectEnded({ parameters: p }: Pack): ValueFinder {
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
function basisRevoked({ parameters: p }: Pack): Finder {
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

/** Credit repair: what the decision's effect does to the record (rules R81, R83, reading X28). */
function repaired(pack: Pack): Finder {
  const p = pack.parameters;
  const grounds = [
    p['repair.effects'],
    p['repair.serious'],
    p['repair.whileListed'],
    p['repair.days'],
  ];
  const treats = compileTreatment(pack);
  const findingOf = remembering((treatment: RepairTreatment): Finding => {
    if (treatment.stops.size === 0) return marking(['REPAIRED'], grounds);
    const own: readonly Mark[] = treatment.stops.has('public')
      ? ['REPAIRED', 'NOT_EXPORTABLE']
      : ['REPAIRED'];
    const silences = treatment.deleted ? EVERYBODY : treatment.stops;
    return silencing('REPAIRED', silences, grounds, own, ['REPAIRED']);
  });
  return ({ day, item, record }) => {
    if (item.class !== 'adverse') return null;
    const treatment = treats(record, day);
    return treatment === null ? null : findingOf(treatment);
  };
}

type Treatment = (record: RecordFacts, day: Day) => RepairTreatment | null;

/** What a repair decided by that day does under this text; null = nothing. */
function compileTreatment({ parameters: p }: Pack): Treatment {
  const sparesSerious = p['repair.serious'].value === 'not-repairable';
  const sparesListed = p['repair.whileListed'].value === 'not-repairable';
  return (record, day) => {
    const { repair } = record;
    if (repair === null || repair.decidedOn > day) return null;
    if (sparesSerious && (record.serious || record.listEntry)) return null;
    if (sparesListed && isMember(record.listed, repair.decidedOn)) return null;
    const treatment = p['repair.effects'].value[repair.effect];
    return treatment.nothing ? null : treatment;
  };
}

/** A subject's wish about its own honours and self-reported data (rules R71, R72, reading X25). */
function optedOut({ parameters: p }: Pack): Finder {
  const own: readonly Mark[] = ['OPTED_OUT', 'NOT_EXPORTABLE'];
  const honours: Readonly<Record<(typeof p)['optOut.effect']['value'], Finding | null>> = {
    none: null,
    deletes: silencing('OPTED_OUT', EVERYBODY, [p['optOut.effect']], own),
    shields: silencing('OPTED_OUT', THIRD_PARTIES, [p['optOut.effect']], own),
    'ends-publication': silencing(
      'OPTED_OUT',
      new Set<CallerKind>(['public']),
      [p['optOut.effect']],
      own,
      ['NOT_FOR_PUBLICATION'],
    ),
  };
  const honour = honours[p['optOut.effect'].value];
  const reported =
    p['selfReported.optOut'].value === 'shields'
      ? silencing('OPTED_OUT', THIRD_PARTIES, [p['selfReported.optOut']], own)
      : null;
  return ({ day, item, record }) => {
    if (record.optOutRequestedOn === null || record.optOutRequestedOn > day) return null;
    if (item.class === 'commendation') return honour;
    return record.selfReported || item.class === 'self-reported' ? reported : null;
  };
}

/** Which debts and which awards a text counts at all (rules R16, R17). */
function notAdverseHere({ parameters: p }: Pack): Finder {
  const debts = p['adverse.debts'].value;
  const debt = silencing('NOT_ADVERSE_HERE', THIRD_PARTIES, [p['adverse.debts']]);
  const kept = marking(NONE, [p['adverse.debtsSavedBy'], p['adverse.debts']]);
  const award = silencing('NOT_ADVERSE_HERE', THIRD_PARTIES, [
    p['award.minimumLevel'],
    p.commendations,
  ]);
  const minimum = p['award.minimumLevel'].value;
  const levels = ['county', 'city', 'province', 'national'];
  return ({ request, item, record }) => {
    if (item.class === 'adverse' && record.debt !== null && !debts.has(record.debt)) {
      return saves(p['adverse.debtsSavedBy'].value, request, item) ? kept : debt;
    }
    if (item.class !== 'commendation' || minimum === null || record.awardLevel === null)
      return null;
    return levels.indexOf(record.awardLevel) < levels.indexOf(minimum) ? award : null;
  };
}

/** Summary and slight, corrected penalties (rule R19, reading X29). */
function excludedPenalty({ parameters: p }: Pack): Finder {
  const summary = p['penalty.summaryExcluded'];
  const slight = p['penalty.slightExcluded'];
  const saved = p['penalty.savedBy'];
  const bySummary = silencing('EXCLUDED_PENALTY', THIRD_PARTIES, [summary, saved]);
  const bySlight = silencing('EXCLUDED_PENALTY', THIRD_PARTIES, [slight, saved]);
  const kept = marking(NONE, [saved, summary]);
  return ({ request, subject, item, record }) => {
    if (item.class !== 'adverse') return null;
    const isSummary = record.procedure === 'summary' && summary.value.has(subject.kind);
    const isSlight = record.slightAndCorrected && slight.value.has(subject.kind);
    if (!isSummary && !isSlight) return null;
    if (saves(saved.value, request, item)) return kept;
    return isSummary ? bySummary : bySlight;
  };
}

/** A cited law, or the national catalogue, keeps what the supplementary catalogue leaves out. */
function saves(
  savedBy: ReadonlySet<'law' | 'national-catalogue'>,
  request: RequestFacts,
  item: ItemFacts,
): boolean {
  if (savedBy.has('law') && request.legalBasis !== null) return true;
  return savedBy.has('national-catalogue') && item.catalogueSource === 'national';
}

/** Guangdong 2018 art. 3.1: what a person did before it was a credit subject is no credit conduct. */
function conductBefore(pack: Pack): Finder {
  const p = pack.parameters;
  if (p['subject.conductBefore'].value === 'counted') return () => null;
  const before = silencing('CONDUCT_BEFORE_SUBJECT', THIRD_PARTIES, [
    p['subject.conductBefore'],
    p['subject.minimumAge'],
  ]);
  const firstDay = firstDayAsSubject(pack);
  return ({ day, subject, item, record }) => {
    if (subject.kind === 'legal' || item.class !== 'adverse') return null;
    const conduct = record.endedOn ?? record.recognisedOn;
    if (conduct === null || isContinuing(record, day)) return null;
    const first = firstDay(subject.bornOn);
    return first !== null && conduct < first ? before : null;
  };
}

/** A list is published only with the conditions of removal and the remedies (rule R87). */
function listConditions({ parameters: p }: Pack): Finder {
  const missing = silencing('LIST_WITHOUT_CONDITIONS', p['list.conditionsFor'].value, [
    p['list.conditionsFor'],
  ]);
  return ({ item, record }) =>
    item.class === 'adverse' && record.listEntry && !record.listConditions ? missing : null;
}

function period(pack: Pack): Finder {
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
function validity({ parameters: p }: Pack): Finder {
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

function listed({ parameters: p }: Pack): Finder {
  const member = marking(
    ['LISTED'],
    [p['period.listExtension'], p['publication.lists'], p['list.conditionsFor']],
  );
  return ({ day, item, record }) =>
    item.class === 'adverse' && isMember(record.listed, day) ? member : null;
}

/** An objection marks a record and never hides it (rules R73–R77, reading X26). */
function disputed({ parameters: p }: Pack, reckoning: Reckoning): Finder {
  const grounds = [p['objection.markDays'], p['objection.platformDays'], p['objection.sourceDays']];
  const open = marking(['DISPUTED'], grounds);
  const overdue: readonly Mark[] = ['DISPUTED', 'OVERDUE'];
  const late: Finding = {
    ...open,
    marks: { ...open.marks, subject: overdue, supervisor: overdue },
  };
  const limit = lastLimit(p['objection.platformDays'].value, p['objection.sourceDays'].value);
  return ({ day, record }) => {
    const { objection } = record;
    if (objection === null || objection.receivedOn > day) return null;
    if (objection.decidedOn !== null && objection.decidedOn <= day) return null;
    return limit !== null && overdueOn(objection.receivedOn, limit, day, reckoning) ? late : open;
  };
}

function lastLimit(platform: number | null, source: number | null): number | null {
  if (platform === null) return source;
  return source === null ? platform : Math.max(platform, source);
}

function selfReported({ parameters: p }: Pack): Finder {
  if (!p['selfReported.marked'].value) return () => null;
  const mark = marking(['SELF_REPORTED'], [p['selfReported.marked']]);
  return ({ item, record }) =>
    record.selfReported || item.class === 'self-reported' ? mark : null;
}

function compileWithheld({ parameters: p }: Pack): RecordRule['bars'] {
  const role = bar('LINK_ROLE', p['linkage.roles']);
  const counted = bar('POINTS_NOT_COMPUTED_WITHOUT', p['points.withoutOptOuts']);
  const roles = p['linkage.roles'].value;
  return ({ caller }, subject, item, record) => {
    if (caller.kind === 'subject') return null;
    const linked = subject.kind === 'natural' ? record.responsibleRole : null;
    if (linked !== null && !roles.has(linked)) return role;
    const points = item.class === 'credit-points' && p['points.withoutOptOuts'].value;
    return points && !record.computedWithoutOptOuts ? counted : null;
  };
}
