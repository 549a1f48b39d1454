import type { Decision } from '../../policy/decision.ts';
import type { Engine, ItemDecision } from '../../policy/engine/engine.ts';
import type { Dependencies } from '../dependencies.ts';
import { GatewayError } from '../errors.ts';
import type { RightsSubject } from '../rights/desk.ts';
import type { Answered } from './answer.ts';
import type { Asked } from './asked.ts';
import { callerAbout } from './decide.ts';
import { kindOf } from './subjects.ts';

/** The purpose with which a subject asks for a report about itself that it can pass on. */
export const REPORT = 'report';

/** Counts the reports given to subjects (rule R30). */
export interface ReportCounter {
  /**
   * @param by who asked for it: the subject itself, or its guardian
   * @param now milliseconds since the epoch
   * @throws when the registers cannot be written
   */
  count(subject: RightsSubject, by: RightsSubject, now: number): Promise<GivenReport>;
}

export interface GivenReport {
  readonly year: number;
  /** Reports of that calendar year, this one included (reading X37). */
  readonly number: number;
  /** Over the number that the law gives free of charge only this changes: none is ever refused. */
  readonly free: boolean;
}

/**
 * Whether the question is for an exportable report: one of a subject, about nobody but itself.
 *
 * @throws {GatewayError} `OPERATION_MIXED` when it asks about others too
 */
export function isReport({ caller, stated, roots }: Pick<Asked, 'caller' | 'stated' | 'roots'>) {
  if (caller.kind !== 'subject' || stated.purpose !== REPORT) return false;
  const isOwn = roots.every(({ ask, keys }) =>
    keys.every((key) => callerAbout(caller, kindOf(ask.subject.kind), key) === caller),
  );
  if (isOwn) return true;
  throw new GatewayError('OPERATION_MIXED');
}

/**
 * The same law, where what the subject alone may still see stays behind as if it were not there: a
 * report that held it would be asked for by others, and defeat the periods.
 */
export function onlyExportable(engine: Engine): Engine {
  return {
    ...engine,
    decideItem(request, subject, item): ItemDecision {
      const found = engine.decideItem(request, subject, item);
      if (isKeptBack(found.decision)) return { open: false, decision: absent(found.decision) };
      if (!found.open) return found;
      return { ...found, decideRecord: (record) => unlessKeptBack(found.decideRecord(record)) };
    },
  };
}

/**
 * Counts a report that is complete; null for any other answer.
 *
 * @throws {GatewayError} `REGISTER_UNAVAILABLE`: nothing is given out
 */
export async function countReport(
  { reports }: Dependencies,
  { exportable, caller, now, errors, facts }: Answered,
): Promise<GivenReport | null> {
  if (!exportable || caller.subject === null || reports === undefined) return null;
  if (facts === null) throw new GatewayError('REGISTER_UNAVAILABLE');
  if (errors.length > 0) return null;
  try {
    return await reports.count(caller.subject, caller.guardian ?? caller.subject, now);
  } catch (cause) {
    throw new GatewayError('REGISTER_UNAVAILABLE', {}, cause);
  }
}

function isKeptBack({ marks }: Decision): boolean {
  return marks.includes('NOT_EXPORTABLE');
}

function unlessKeptBack(decision: Decision): Decision {
  return isKeptBack(decision) ? absent(decision) : decision;
}

function absent(decision: Decision): Decision {
  return { ...decision, outcome: 'silent', marks: [] };
}
