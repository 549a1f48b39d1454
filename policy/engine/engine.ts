import type { Day } from '../days.ts';
import type { Decision, Obligations } from '../decision.ts';
import type { Pack } from '../pack/pack.ts';
import type { ItemFacts, Question, RecordFacts, RequestFacts, SubjectFacts } from '../question.ts';
import type { Mark, Outcome, SilentReason, WithheldReason } from '../terms.ts';
import { type Access, compileAccess } from './access.ts';
import { compileAdmissibility } from './admissibility.ts';
import { compileAuthorisation } from './authorisation.ts';
import { compileClosedItem, compileRestricted } from './closed.ts';
import { demandItemFacts, demandRecordFacts } from './complete.ts';
import type { Grant } from './grant.ts';
import { compileNature } from './nature.ts';
import { type Reading, type Viewer, viewerOf } from './reading.ts';
import { compileRecord } from './record.ts';
import { type Bar, type Citations, decisionOf, joined, obligationsOf } from './rule.ts';
import type { Reckoning } from './working-days.ts';

/**
 * The decision engine of one pack. Pure, total and synchronous: no I/O, no clock, no GraphQL.
 *
 * INVARIANT fail-closed: whatever throws in here gives the data to nobody and is named in `errors`.
 */
export interface Engine {
  readonly pack: Pack;
  /** The pack as the higher laws in force on the day leave it (rule R02). */
  packOn(day: Day): Pack;
  /** What can be said of an item before any record is known. */
  decideItem(request: RequestFacts, subject: SubjectFacts, item: ItemFacts): ItemDecision;
  /** One whole question. */
  decide(question: Question): Decision;
}

/** Closed: no source is to be asked. Open: the source may be asked, and each record is decided. */
export type ItemDecision = ClosedItemDecision | OpenItemDecision;

export interface ClosedItemDecision {
  readonly open: false;
  readonly decision: Decision;
}

export interface OpenItemDecision {
  readonly open: true;
  /** On a plain value, or on the item as such: disclosed or masked, whatever its records come to. */
  readonly decision: Decision;
  decideRecord(record: RecordFacts): Decision;
}

/** Compiles a pack; where higher laws change it over time, one engine for each state of the law. */
export function compileEngine(pack: Pack, reckoning: Reckoning): Engine {
  if (pack.overrides.length === 0) return compileState(pack, reckoning);
  const states = new Map<string, Engine>();
  const on = (day: Day): Engine => {
    const active = pack.overrides.filter(
      (law) => law.from <= day && !(law.until !== null && law.until < day),
    );
    // by place, since one law may change a thing at one time and undo it at another
    const key = active.map((law) => pack.overrides.indexOf(law)).join();
    const known = states.get(key);
    if (known !== undefined) return known;
    const changes = active.flatMap(({ parameters }) => parameters.map((one) => [one.name, one]));
    const parameters = { ...pack.parameters, ...Object.fromEntries(changes) };
    const state = compileState({ ...pack, parameters, overrides: [] }, reckoning);
    states.set(key, state);
    return state;
  };
  const failed = failClosed(pack);
  return {
    pack,
    packOn: (day) => on(day).pack,
    decideItem(request, subject, item) {
      try {
        return on(request.day).decideItem(request, subject, item);
      } catch (cause) {
        return { open: false, decision: failed(cause) };
      }
    },
    decide(question) {
      try {
        return on(question.request.day).decide(question);
      } catch (cause) {
        return failed(cause);
      }
    },
  };
}

/** What is settled about an item before any record: by which acts it is open, and what that cites. */
interface Stage {
  readonly reached: Access;
  readonly viewer: Viewer;
  /** What the item is in law; cited with whatever is shown of it. */
  readonly nature: Citations;
  readonly owed: Obligations;
  read(record: RecordFacts | null): Reading;
  barOf(record: RecordFacts): Bar<WithheldReason> | null;
}

function compileState(pack: Pack, reckoning: Reckoning): Engine {
  const authorisation = compileAuthorisation(pack);
  const admissible = compileAdmissibility(pack);
  const restricted = compileRestricted(pack, authorisation);
  const closed = compileClosedItem(pack, authorisation, restricted);
  const access = compileAccess(pack, authorisation, restricted);
  const records = compileRecord(pack, reckoning);
  const obligations = obligationsOf(pack);
  const natureOf = compileNature(pack);
  const close = compileClose(pack);
  const answer = compileAnswer(pack, close);
  const failed = failClosed(pack);

  /** A decision that no record can change, or what answers for each record. */
  const stage = (
    request: RequestFacts,
    subject: SubjectFacts,
    item: ItemFacts,
  ): Stage | { readonly final: Decision } => {
    demandItemFacts(request, subject, item);
    const owed = obligations[request.caller.kind];
    const refused = admissible(request, subject, item);
    if (refused !== null) {
      return { final: close('refused', refused, owed) };
    }
    const shut = closed(request, subject, item);
    if (shut !== null) {
      return { final: close('withheld', shut, owed) };
    }
    return {
      reached: access(request, subject, item),
      viewer: viewerOf(request.caller),
      nature: natureOf(subject, item),
      owed,
      read(record) {
        if (record === null) return records.readValue(request, subject, item);
        demandRecordFacts(record);
        return records.read(request, subject, item, record);
      },
      barOf: (record) => records.bars(request, subject, item, record),
    };
  };

  const decideWith = (found: Stage, record: RecordFacts | null): Decision =>
    answer(found, found.read(record), record === null ? null : found.barOf(record));

  /** Records that come to the same get the same decision. */
  const deciderOf = (found: Stage): OpenItemDecision['decideRecord'] => {
    const decided = new Map<Reading, Decision>();
    return (record) => {
      try {
        const reading = found.read(record);
        const bar = found.barOf(record);
        if (bar !== null) return answer(found, reading, bar);
        const known = decided.get(reading);
        if (known !== undefined) return known;
        const decision = answer(found, reading, null);
        decided.set(reading, decision);
        return decision;
      } catch (cause) {
        return failed(cause);
      }
    };
  };

  return {
    pack,
    packOn: () => pack,
    decideItem(request, subject, item) {
      try {
        const found = stage(request, subject, item);
        if ('final' in found) return { open: false, decision: found.final };
        const ended = endedFor(found.reached.grants, found.read(null));
        if (ended !== null) return { open: false, decision: close('silent', ended, found.owed) };
        const decision = decideWith(found, null);
        const { grants, hurdle } = found.reached;
        if (grants.length === 0 || hurdle !== null) return { open: false, decision };
        return { open: true, decision, decideRecord: deciderOf(found) };
      } catch (cause) {
        return { open: false, decision: failed(cause) };
      }
    },
    decide(question) {
      try {
        const { request, subject, item, record } = question;
        if (record === undefined) throw new Error('missing fact `record`');
        const found = stage(request, subject, item);
        return 'final' in found ? found.final : decideWith(found, record);
      } catch (cause) {
        return failed(cause);
      }
    },
  };
}

/**
 * What silences every act that would open an item: the end of the subject. Others see what they would
 * see of a subject that lives and has no such record, and no source is asked.
 */
function endedFor(grants: readonly Grant[], subject: Reading): Bar<SilentReason> | null {
  let ended: Bar<SilentReason> | null = null;
  for (const { audience } of grants) {
    ended = subject.silenceFor(audience);
    if (ended === null) return null;
  }
  return ended;
}

type Close = (
  outcome: Exclude<Outcome, 'disclosed' | 'masked'>,
  bar: Pick<Bar, 'reason' | 'citations'>,
  owed: Obligations,
) => Decision;

/** A draft marks its every answer as a simulation, a closed one too. */
function compileClose(pack: Pack): Close {
  const marks = simulationOf(pack);
  return (outcome, { reason, citations }, owed) =>
    decisionOf(outcome, reason, citations, owed, marks);
}

function simulationOf({ parameters: p }: Pack): readonly Mark[] {
  return p.status.value === 'draft' ? ['SIMULATION'] : [];
}

type Answer = (found: Stage, reading: Reading, bar: Bar<WithheldReason> | null) => Decision;

function compileAnswer(pack: Pack, close: Close): Answer {
  const show = compileShow(pack);
  return (found, reading, bar) => {
    const { reached, owed } = found;
    const kept = reached.hurdle ?? bar;
    for (const grant of reached.grants) {
      if (reading.silenceFor(grant.audience) !== null) continue;
      return kept === null ? show(found, grant, reading) : close('withheld', kept, owed);
    }
    // silent beats withheld for a record that the caller could not have learnt of by its own act
    const own = reading.silenceFor(reached.audience);
    if (own !== null) return close('silent', own, owed);
    const stillPublished = reading.silenceFor('public') === null;
    const closing = (stillPublished ? reached.openBar : null) ?? reached.bar;
    if (closing === null) throw new Error('expected a grant or a bar, got neither');
    return close('withheld', closing, owed);
  };
}

type Show = (found: Stage, grant: Grant, reading: Reading) => Decision;

function compileShow(pack: Pack): Show {
  const simulation = simulationOf(pack);
  return ({ reached, viewer, nature, owed }, grant, reading) => {
    const others = reached.grants.filter((other) => other !== grant);
    const citations = joined([
      grant.citations,
      ...others.map((other) => other.citations),
      reading.citations,
      nature,
    ]);
    const marks = [...reading.marks[viewer], ...simulation];
    return decisionOf(grant.masked ? 'masked' : 'disclosed', null, citations, owed, marks);
  };
}

function failClosed(pack: Pack): (cause: unknown) => Decision {
  const log = [...pack.parameters['log.fields'].value];
  const retention = pack.parameters['log.retention'].value;
  const marks = simulationOf(pack);
  return (cause) => ({
    outcome: 'withheld',
    reason: 'DECISION_ERROR',
    marks,
    citations: [],
    obligations: { log, retention, subjectMayLearn: [] },
    errors: [cause instanceof Error ? cause.message : 'unknown failure'],
  });
}
