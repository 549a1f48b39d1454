import type { Day } from '../../days.ts';
import type { Pack } from '../../pack/pack.ts';
import type { RepairTreatment } from '../../pack/parameters.ts';
import type { RecordFacts } from '../../question.ts';
import type { Mark } from '../../terms.ts';
import { isMember } from '../period.ts';
import { EVERYBODY, type Finding, marking, NONE, silencing } from '../reading.ts';
import { remembering } from '../rule.ts';
import type { Finder } from './finder.ts';

/** Credit repair: what the decision's effect does to the record (rules R81, R83, reading X28). */
export function repaired(pack: Pack): Finder {
  const p = pack.parameters;
  const grounds = [
    p['repair.effects'],
    p['repair.serious'],
    p['repair.whileListed'],
    p['repair.days'],
  ];
  const treats = compileTreatment(pack);
  const without = marking(NONE, grounds);
  const findingOf = remembering((treatment: RepairTreatment): Finding => {
    const own: readonly Mark[] = treatment.stops.has('public')
      ? ['REPAIRED', 'NOT_EXPORTABLE']
      : ['REPAIRED'];
    const silences = treatment.deleted ? EVERYBODY : treatment.stops;
    return silencing('REPAIRED', silences, grounds, own, ['REPAIRED']);
  });
  return ({ day, item, record }) => {
    if (item.class !== 'adverse' || repairBy(day, record) === null) return null;
    const treatment = treats(record, day);
    return treatment === null ? without : findingOf(treatment);
  };
}

/** The repair that was decided by that day. */
function repairBy(day: Day, { repair }: RecordFacts): RecordFacts['repair'] {
  return repair !== null && repair.decidedOn <= day ? repair : null;
}

export type Treatment = (record: RecordFacts, day: Day) => RepairTreatment | null;

/** What a repair decided by that day does under this text; null = nothing. */
export function compileTreatment({ parameters: p }: Pack): Treatment {
  const sparesSerious = p['repair.serious'].value === 'not-repairable';
  const sparesListed = p['repair.whileListed'].value === 'not-repairable';
  return (record, day) => {
    const repair = repairBy(day, record);
    if (repair === null) return null;
    if (sparesSerious && (record.serious || record.listEntry)) return null;
    if (sparesListed && isMember(record.listed, repair.decidedOn)) return null;
    const treatment = p['repair.effects'].value[repair.effect];
    return treatment.nothing ? null : treatment;
  };
}
