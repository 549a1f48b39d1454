import type { Pack } from '../../pack/pack.ts';
import type { Mark } from '../../terms.ts';
import { isMember } from '../period.ts';
import { type Finding, marking, NONE } from '../reading.ts';
import { overdueOn, type Reckoning } from '../working-days.ts';
import type { Finder } from './finder.ts';

/** An adverse record of somebody who is on a list that day is marked. */
export function listed({ parameters: p }: Pack): Finder {
  const member = marking(
    ['LISTED'],
    [p['period.listExtension'], p['publication.lists'], p['list.conditionsFor']],
  );
  return ({ day, item, record }) =>
    item.class === 'adverse' && isMember(record.listed, day) ? member : null;
}

/** A listing reaches the persons behind an organisation that the text names (rule R88). */
export function linked({ parameters: p }: Pack): Finder {
  const named = marking(NONE, [p['linkage.roles']]);
  return ({ subject, record }) =>
    subject.kind === 'natural' && record.responsibleRole !== null ? named : null;
}

/** An objection marks a record and never hides it (rules R73–R77, reading X26). */
export function disputed({ parameters: p }: Pack, reckoning: Reckoning): Finder {
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
  const limits = [platform, source].filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.max(...limits);
}
