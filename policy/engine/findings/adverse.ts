import type { Pack } from '../../pack/pack.ts';
import type { ItemFacts, RequestFacts } from '../../question.ts';
import { AWARD_LEVELS } from '../../terms.ts';
import { firstDayAsSubject } from '../admissibility.ts';
import { isContinuing } from '../period.ts';
import { marking, NONE, silencing, THIRD_PARTIES } from '../reading.ts';
import type { Finder } from './finder.ts';

/** Which debts and which awards a text counts at all (rules R16, R17). */
export function notAdverseHere({ parameters: p }: Pack): Finder {
  const debts = p['adverse.debts'].value;
  const debt = silencing('NOT_ADVERSE_HERE', THIRD_PARTIES, [p['adverse.debts']]);
  const counted = marking(NONE, [p['adverse.debts']]);
  const kept = marking(NONE, [p['adverse.debtsSavedBy'], p['adverse.debts']]);
  const award = silencing('NOT_ADVERSE_HERE', THIRD_PARTIES, [
    p['award.minimumLevel'],
    p.commendations,
  ]);
  const minimum = p['award.minimumLevel'].value;
  return ({ request, item, record }) => {
    if (item.class === 'adverse' && record.debt !== null) {
      if (debts.has(record.debt)) return counted;
      return saves(p['adverse.debtsSavedBy'].value, request, item) ? kept : debt;
    }
    if (item.class !== 'commendation' || minimum === null || record.awardLevel === null)
      return null;
    return AWARD_LEVELS.indexOf(record.awardLevel) < AWARD_LEVELS.indexOf(minimum) ? award : null;
  };
}

/** Summary and slight, corrected penalties (rule R19, reading X29). */
export function excludedPenalty({ parameters: p }: Pack): Finder {
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
export function conductBefore(pack: Pack): Finder {
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
export function listConditions({ parameters: p }: Pack): Finder {
  const missing = silencing('LIST_WITHOUT_CONDITIONS', p['list.conditionsFor'].value, [
    p['list.conditionsFor'],
  ]);
  return ({ item, record }) =>
    item.class === 'adverse' && record.listEntry && !record.listConditions ? missing : null;
}
