import { before, type Day, type Facts, type Notes, type RecordFacts } from './facts.ts';
import type { Route } from './record.ts';

const PUBLICATION: readonly Route[] = ['publication'];
const OPEN_AND_SHARE: readonly Route[] = ['publication', 'sharing'];
const THIRD_PARTIES: readonly Route[] = ['publication', 'query', 'sharing'];
const EVERYONE: readonly Route[] = ['publication', 'query', 'sharing', 'self'];

/** Null where there is no repair; else the ways it closes, none if it only marks. */
export function readRepair(
  facts: Facts,
  record: RecordFacts,
  notes: Notes,
): readonly Route[] | null {
  if (facts.item.class !== 'adverse' || record.repair === null) return null;
  const { effect } = record.repair;
  if (effect === 'none') return null;
  switch (facts.regulation) {
    // article 41: ordinary conduct only; whatever was decided, the record is taken out and archived
    case 'guangdong-2018':
      notes.say('repair reaches ordinary conduct and removes the record', '41.1', '41.3');
      return record.serious || record.listEntry ? null : THIRD_PARTIES;
    case 'guangdong-2021':
      notes.say('the repair has the effect decided', '47.4');
      return guangdong2021(effect);
    // article 35 withdraws the publication and nothing else
    case 'guizhou-2018':
      notes.say('a repaired record is no longer published', '35');
      return PUBLICATION;
    case 'hangzhou-2020':
      return hangzhou(facts, record, effect, notes);
    // articles 51.3 and 54.3: repaired, hence archived
    case 'heilongjiang':
      notes.say('a repaired record is archived', '51.3', '54.3');
      return effect === 'delete' ? EVERYONE : THIRD_PARTIES;
  }
}

function guangdong2021(effect: string): readonly Route[] {
  switch (effect) {
    case 'stop-open-and-share':
      return OPEN_AND_SHARE;
    case 'end-publication':
      return PUBLICATION;
    case 'shield':
    case 'remove':
      return THIRD_PARTIES;
    case 'delete':
      return EVERYONE;
    // a mark, or a new end, which this text does not know
    default:
      return [];
  }
}

function hangzhou(
  facts: Facts,
  record: RecordFacts,
  effect: string,
  notes: Notes,
): readonly Route[] | null {
  notes.say('repair may shorten the period, once a new end is recorded', '36.2');
  if (!facts.overlay) return [];
  if (isUnrepairable(facts, record)) {
    notes.say('whoever is on the serious list is not repaired', 'zhejiang-2017:32.2');
    return null;
  }
  notes.say('the province deletes or marks', 'zhejiang-2017:32.1');
  return effect === 'delete' ? EVERYONE : [];
}

/** zhejiang-2017 article 32.2: no repair for a subject that was on the list when it was decided. */
export function isUnrepairable(facts: Facts, record: RecordFacts): boolean {
  const decidedOn = record.repair?.decidedOn ?? null;
  return facts.overlay && decidedOn !== null && wasListedOn(record, decidedOn);
}

function wasListedOn(record: RecordFacts, on: Day): boolean {
  const { listedFrom, listedUntil } = record;
  if (listedFrom === null || before(on, listedFrom)) return false;
  return listedUntil === null || before(on, listedUntil);
}
