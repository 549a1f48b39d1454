import { print } from 'graphql';
import type { Caller } from '../auth/caller.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Purpose } from '../disclosure/decide.ts';
import {
  type DisclosureEvent,
  digestOf,
  type LoggedResponse,
  type Receipt,
} from '../disclosure/record.ts';
import { GatewayError } from '../errors.ts';
import type { RightsAsked } from './asked.ts';
import type { RegisterChange } from './desk.ts';
import type { Exercised } from './exercise.ts';

/** What the log is told of a change to a register: who, why, which entry of whom. No values. */
export interface ChangeEvent {
  readonly caller: Caller;
  readonly stated: Purpose;
  readonly change: RegisterChange;
  readonly response: LoggedResponse;
}

/** The provable log. An answer MUST NOT leave before its changes stand there. */
export interface ChangeLog {
  /** @throws when the entry cannot be made durable */
  recordChange(event: ChangeEvent): Promise<Receipt>;
}

/**
 * Makes the entries of a request durable: one for each change, else one for what was shown or refused.
 *
 * @throws {GatewayError} `LOG_UNAVAILABLE`
 */
export async function recordRights(
  dependencies: Dependencies,
  exercised: Exercised,
): Promise<readonly Receipt[]> {
  const { changes, data, errors, caller, stated } = exercised;
  const response = { data, ...(errors.length === 0 ? {} : { errors }) };
  const receipts: Receipt[] = [];
  for (const change of changes) {
    const event = { caller, stated, change, response };
    receipts.push(await durable(() => logOf(dependencies).recordChange(event)));
  }
  if (changes.length > 0) return receipts;
  const code = errors[0]?.extensions?.code;
  const isRefused = exercised.operation === 'mutation' && typeof code === 'string';
  const event = exercised.viewed ? 'history-view' : 'answer';
  const head = isRefused ? ({ event: 'refusal', code } as const) : ({ event } as const);
  return [await append(dependencies, exercised, { ...head, response }, exercised.subjects)];
}

/**
 * Records a refusal, then throws it.
 *
 * @throws {GatewayError} the refusal, or `LOG_UNAVAILABLE`
 */
export async function refuseRights(
  dependencies: Dependencies,
  asked: RightsAsked,
  refusal: GatewayError,
): Promise<never> {
  const { code } = refusal;
  const response = { errors: [{ code }] };
  await append(dependencies, asked, { event: 'refusal', code, response }, []);
  throw refusal;
}

function append(
  { engine, log }: Dependencies,
  { now, caller, stated, document }: RightsAsked,
  head: Pick<DisclosureEvent, 'event' | 'response'> & { readonly code?: string },
  subjects: Exercised['subjects'],
): Promise<Receipt> {
  const { regulation, digest, parameters } = engine.pack;
  const nothing = { items: [], authorisations: [] };
  const event: DisclosureEvent = {
    time: now,
    caller,
    stated,
    regulation,
    packDigest: digest,
    simulation: parameters.status.value === 'draft',
    operation: digestOf(print(document)),
    code: null,
    subjects: subjects.map((subject) => ({ ...subject, ...nothing })),
    ...head,
  };
  return durable(() => log.append(event));
}

function logOf({ rights }: Dependencies): ChangeLog {
  if (rights === undefined) throw new GatewayError('LOG_UNAVAILABLE');
  return rights.changes;
}

async function durable(write: () => Promise<Receipt>): Promise<Receipt> {
  try {
    return await write();
  } catch (cause) {
    throw cause instanceof GatewayError ? cause : new GatewayError('LOG_UNAVAILABLE', {}, cause);
  }
}
