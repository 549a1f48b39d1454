import { type Day, formatDay, parseDay, plusDays } from '../../../policy/days.ts';
import type { ItemFacts, RecordFacts } from '../../../policy/question.ts';
import { FIELDS_OF_LAW, SANCTIONS } from '../../../policy/terms.ts';
import type { EvidenceName } from '../../../schema/directives.ts';
import type { Condition } from '../../../schema/statistics/question.ts';
import { ALWAYS, all, any, flag, missing, NEVER, when } from './conditions.ts';
import type { Counts } from './probe.ts';

const LONG_AGO = parseDay('1950-01-01') as Day;

type Timing = Pick<RecordFacts, 'recognisedOn' | 'endedOn' | 'continuing'>;

/**
 * When a record's disclosure period has not ended, as days to compare its evidence with. Each case is
 * found by asking the engine about a plain record, since periods end in the order in which they begin.
 */
export function periodCondition(counts: Counts, item: ItemFacts, day: Day): Condition {
  const own = (disclosureUntil: Day | null) =>
    any(
      ...[false, true].map((serious) =>
        all(flag('serious', serious), timing(counts, item, day, { serious, disclosureUntil })),
      ),
    );
  const [none, running, passed] = [own(null), own(plusDays(day, 1)), own(plusDays(day, -1))];
  const same = [running, passed].every((one) => JSON.stringify(one) === JSON.stringify(none));
  const byOwnEnd = same
    ? none
    : any(
        all(missing('disclosureUntil'), none),
        all(from('disclosureUntil', day), running),
        all(before('disclosureUntil', day), passed),
      );
  return any(byOwnEnd, longTerm(counts, item));
}

function timing(
  counts: Counts,
  item: ItemFacts,
  day: Day,
  fixed: Pick<RecordFacts, 'serious' | 'disclosureUntil'>,
): Condition {
  const holds = (times: Timing) =>
    counts({ record: { ...fixed, ...times, ...listedFrom(item, times) } });
  const since = (evidence: EvidenceName, at: (from: Day) => Timing): Condition =>
    sinceCutoff(evidence, day, (start) => holds(at(start)));
  const goesOn = any(
    all(flag('continuing', true), missing('endedOn')),
    from('endedOn', plusDays(day, 1)),
  );
  const unknown = all(flag('continuing', false), missing('endedOn'));
  const ended = before('endedOn', plusDays(day, 1));
  const undated = any(missing('recognisedOn'), from('recognisedOn', plusDays(day, 1)));
  const dated = before('recognisedOn', plusDays(day, 1));
  const open = (continuing: boolean) =>
    any(
      all(undated, when(holds({ recognisedOn: null, endedOn: null, continuing }))),
      all(
        dated,
        since('recognisedOn', (recognisedOn) => ({ recognisedOn, endedOn: null, continuing })),
      ),
    );
  const closed = { continuing: false };
  const over = any(
    all(
      undated,
      since('endedOn', (endedOn) => ({ ...closed, recognisedOn: null, endedOn })),
    ),
    all(
      dated,
      any(
        since('recognisedOn', (recognisedOn) => ({ ...closed, recognisedOn, endedOn: LONG_AGO })),
        since('endedOn', (endedOn) => ({ ...closed, recognisedOn: LONG_AGO, endedOn })),
      ),
    ),
  );
  const [going, left] = [open(true), open(false)];
  // a class of information whose period says nothing
  if (
    [going, left, over].every((one) => JSON.stringify(one) === JSON.stringify(any(undated, dated)))
  ) {
    return ALWAYS;
  }
  return any(all(goesOn, going), all(unknown, left), all(ended, over));
}

/** An entry of a list begins its membership on the day that it is recognised. */
function listedFrom({ listing }: ItemFacts, { recognisedOn }: Timing): Partial<RecordFacts> {
  if (!listing || recognisedOn === null) return { listed: [] };
  return { listed: [{ from: recognisedOn, until: null }] };
}

/** `evidence >= cutoff`, where what began on the cutoff still counts and the day before not. */
function sinceCutoff(evidence: EvidenceName, day: Day, holds: (start: Day) => boolean): Condition {
  if (holds(LONG_AGO)) return ALWAYS;
  if (!holds(day)) return NEVER;
  let [no, yes] = [LONG_AGO, day];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2) as Day;
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return from(evidence, yes);
}

/** Sanctions in fields of law whose records are published long-term (rule R67). */
function longTerm(counts: Counts, item: ItemFacts): Condition {
  const old: Timing = { recognisedOn: LONG_AGO, endedOn: LONG_AGO, continuing: false };
  const record = { ...old, ...listedFrom(item, old) };
  if (counts({ record })) return NEVER;
  return any(
    ...SANCTIONS.map((sanction) => {
      const fields = FIELDS_OF_LAW.filter((field) =>
        counts({ record: { ...record, sanction, field } }),
      );
      if (fields.length === 0) return NEVER;
      return all(
        { evidence: 'sanction', oneOf: [sanction] },
        { evidence: 'fieldOfLaw', oneOf: fields },
      );
    }),
  );
}

const from = (evidence: EvidenceName, day: Day): Condition => ({ evidence, from: formatDay(day) });
const before = (evidence: EvidenceName, day: Day): Condition => ({
  evidence,
  before: formatDay(day),
});
