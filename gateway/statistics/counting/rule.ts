import { type Day, formatDay, plusDays, plusMonths } from '../../../policy/days.ts';
import type { ItemFacts, RecordFacts } from '../../../policy/question.ts';
import {
  AWARD_LEVELS,
  DEBTS,
  PROCEDURES,
  RESPONSIBLE_ROLES,
  type SubjectKind,
} from '../../../policy/terms.ts';
import type { EvidenceName } from '../../../schema/directives.ts';
import type { Evidence } from '../../../schema/items.ts';
import type { Condition } from '../../../schema/statistics/question.ts';
import { ALWAYS, all, any, flag, missing, NEVER, present } from './conditions.ts';
import { periodCondition } from './period.ts';
import type { Counts } from './probe.ts';

const MAJORITY = 18;

/**
 * Which records of an item count, as a condition on their evidence that a department can apply to all
 * of them at once. What the registers say of single records is told by notes.
 *
 * INVARIANT counted-is-shown: the condition lets in no record that the engine withholds from an
 * officer with duty and case; of list entries without a day of listing, and of the time during which
 * another listing prolongs a period, it lets in less.
 */
export function countingCondition(
  counts: Counts,
  item: ItemFacts,
  kind: SubjectKind,
  evidence: Evidence,
  day: Day,
): Condition {
  const has = (name: EvidenceName) => evidence[name] !== undefined;
  if (!counts({ record: {} }) && !counts({ record: { disclosureUntil: plusDays(day, 1) } })) {
    return NEVER;
  }
  // what decides without an own end of its period may need one: the rest is tried with it
  const disclosureUntil = counts() ? null : plusDays(day, 1);
  const still = (record: Partial<RecordFacts>) =>
    counts({ record: { disclosureUntil, ...record } });
  const yesterday = plusDays(day, -1);
  const past = (name: EvidenceName, record: Partial<RecordFacts>) =>
    has(name) && !still(record)
      ? any(missing(name), { evidence: name, from: formatDay(day) })
      : ALWAYS;
  return all(
    periodCondition(counts, item, day),
    ofAge(counts, kind, day),
    past('validUntil', { validUntil: yesterday }),
    past('cancelledOn', { cancelledOn: yesterday }),
    words(has('procedure'), 'procedure', PROCEDURES, (procedure) => still({ procedure })),
    words(has('debt'), 'debt', DEBTS, (debt) => still({ debt })),
    words(has('awardLevel'), 'awardLevel', AWARD_LEVELS, (awardLevel) => still({ awardLevel })),
    words(has('responsibleRole'), 'responsibleRole', RESPONSIBLE_ROLES, (responsibleRole) =>
      still({ responsibleRole }),
    ),
    has('slightAndCorrected') && !still({ slightAndCorrected: true })
      ? flag('slightAndCorrected', false)
      : ALWAYS,
    has('basisDocument') && !still({ basisDocumented: false }) ? present('basisDocument') : ALWAYS,
    has('computedWithoutOptOuts') && !still({ computedWithoutOptOuts: false })
      ? flag('computedWithoutOptOuts', true)
      : ALWAYS,
    listEntry(item, has, still, day),
  );
}

/** Every word that counts, unless all do; a record that says none counts as the plain one. */
function words<T extends string>(
  has: boolean,
  evidence: EvidenceName,
  known: readonly T[],
  counts: (word: T) => boolean,
): Condition {
  if (!has) return ALWAYS;
  const counted = known.filter(counts);
  return counted.length === known.length
    ? ALWAYS
    : any(missing(evidence), { evidence, oneOf: counted });
}

/** Where minors are no subjects, or need a guardian; and where what they did does not count later. */
function ofAge(counts: Counts, kind: SubjectKind, day: Day): Condition {
  const years = 12 * MAJORITY;
  if (kind === 'legal' || counts({ subject: { bornOn: plusMonths(day, 12 - years) } }))
    return ALWAYS;
  const birthday = plusMonths(day, -years);
  const bornOn = [birthday, plusDays(birthday, -1)].find((born) =>
    counts({ subject: { bornOn: born } }),
  );
  if (bornOn === undefined) return NEVER;
  const conduct = { recognisedOn: day, endedOn: plusDays(day, -2) };
  const grown = any({ bornUntil: formatDay(bornOn) });
  return counts({ subject: { bornOn }, record: conduct })
    ? grown
    : all(grown, { conductFromAge: MAJORITY });
}

function listEntry(
  { listing }: ItemFacts,
  has: (name: EvidenceName) => boolean,
  still: (record: Partial<RecordFacts>) => boolean,
  day: Day,
): Condition {
  if (!listing) return ALWAYS;
  const removed = [{ from: plusDays(day, -2), until: plusDays(day, -1) }];
  const conditions =
    has('removalConditions') && has('remedies') && !still({ listConditions: false })
      ? all(present('removalConditions'), present('remedies'))
      : ALWAYS;
  return all(
    present('listedOn'),
    still({ recognisedOn: plusDays(day, -2), listed: removed })
      ? ALWAYS
      : any(missing('removedOn'), { evidence: 'removedOn', from: formatDay(plusDays(day, 1)) }),
    conditions,
  );
}
