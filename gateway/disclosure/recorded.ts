import { print } from 'graphql';
import type { Dependencies } from '../dependencies.ts';
import { GatewayError } from '../errors.ts';
import type { Answered } from './answer.ts';
import type { Asked } from './asked.ts';
import type { DecidedSubject } from './decide.ts';
import { countReport, type GivenReport } from './exportable.ts';
import {
  type DisclosureEvent,
  digestOf,
  type LoggedSubject,
  loggedSubject,
  type Receipt,
} from './record.ts';
import type { AnsweredSubject } from './round.ts';

/** An answer whose log entry is durable: only now it may leave. */
export interface Recorded {
  readonly answered: Answered;
  readonly receipt: Receipt;
  /** Null when the answer is no report. */
  readonly given: GivenReport | null;
}

/**
 * Makes the log entry of an answer durable.
 *
 * @throws {GatewayError} `LOG_UNAVAILABLE`, `REGISTER_UNAVAILABLE`: nothing is given out
 */
export async function record(dependencies: Dependencies, answered: Answered): Promise<Recorded> {
  const { data, errors, report } = answered;
  const response = { data, ...(errors.length === 0 ? {} : { errors }), disclosure: report };
  const subjects = answered.subjects.map((subject) => loggedSubject(subject, answered.caller));
  const given = await countReport(dependencies, answered);
  const head = { event: answered.exportable ? 'report' : 'answer', response } as const;
  const event = eventOf(dependencies, answered, subjects, head);
  return { answered, given, receipt: await append(dependencies, event) };
}

/**
 * Records a refusal, then throws it.
 *
 * @throws {GatewayError} the refusal, or `LOG_UNAVAILABLE`
 */
export async function refuse(
  dependencies: Dependencies,
  asked: Incomplete,
  decided: readonly DecidedSubject[],
  refusal: GatewayError,
): Promise<never> {
  const subjects = decided.map((subject) =>
    loggedSubject({ decided: subject, values: null, passages: new Map() }, asked.caller),
  );
  const response = { errors: [{ code: refusal.code }] };
  const head = { event: 'refusal', code: refusal.code, response } as const;
  await append(dependencies, eventOf(dependencies, asked, subjects, head));
  throw refusal;
}

/** As much of a request as its log entry tells. */
type Incomplete = Pick<Asked, 'now' | 'caller' | 'stated' | 'document'>;

/**
 * Records rows of a batch.
 *
 * @throws {GatewayError} `LOG_UNAVAILABLE`: nothing is given out
 */
export function recordRows(
  dependencies: Dependencies,
  asked: Incomplete,
  subjects: readonly AnsweredSubject[],
  { batch, rows, dryRun }: RecordedRows,
): Promise<Receipt> {
  const head = { event: 'batch-row', batch, response: { data: rows } } as const;
  const logged = subjects.map((subject) => loggedSubject(subject, asked.caller));
  const event = eventOf(dependencies, asked, logged, {
    ...head,
    ...(dryRun && { code: 'DRY_RUN' }),
  });
  return append(dependencies, event);
}

export interface RecordedRows {
  readonly batch: { readonly id: string; readonly row: number };
  /** As they are given out, without their receipt. */
  readonly rows: readonly unknown[];
  readonly dryRun: boolean;
}

function eventOf(
  { engine, catalogue }: Dependencies,
  { now, caller, stated, document }: Incomplete,
  subjects: readonly LoggedSubject[],
  head: Pick<DisclosureEvent, 'event' | 'response' | 'batch'> & { readonly code?: string },
): DisclosureEvent {
  return {
    time: now,
    caller,
    stated,
    regulation: engine.pack.regulation,
    packDigest: engine.pack.digest,
    catalogueDigest: catalogue.digest,
    simulation: engine.pack.parameters.status.value === 'draft',
    operation: digestOf(print(document)),
    code: null,
    subjects,
    ...head,
  };
}

async function append(dependencies: Dependencies, event: DisclosureEvent): Promise<Receipt> {
  try {
    return await dependencies.log.append(event);
  } catch (cause) {
    throw new GatewayError('LOG_UNAVAILABLE', {}, cause);
  }
}
