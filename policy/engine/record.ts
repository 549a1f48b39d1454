import type { Pack } from '../pack/pack.ts';
import type { ItemFacts, RecordFacts, RequestFacts, SubjectFacts } from '../question.ts';
import type { WithheldReason } from '../terms.ts';
import {
  conductBefore,
  excludedPenalty,
  listConditions,
  notAdverseHere,
} from './findings/adverse.ts';
import { basisRevoked, subjectEnded } from './findings/ended.ts';
import { expired, validity } from './findings/expiry.ts';
import { disputed, linked, listed } from './findings/marks.ts';
import { repaired } from './findings/repair.ts';
import { optedOut, selfReported } from './findings/wishes.ts';
import { Reading } from './reading.ts';
import { type Bar, bar } from './rule.ts';
import type { Reckoning } from './working-days.ts';

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
    expired(pack),
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
    linked(pack),
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
