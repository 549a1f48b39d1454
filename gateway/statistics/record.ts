import type { Dependencies } from '../dependencies.ts';
import { type DisclosureEvent, digestOf, type Receipt } from '../disclosure/record.ts';
import { GatewayError } from '../errors.ts';
import type { OwnRootsAsked } from '../execution/own-roots.ts';
import type { CountedRequest } from './count.ts';

/**
 * Makes the entry of an answer durable: who asked for what, by the digests of question and table.
 *
 * @throws {GatewayError} `LOG_UNAVAILABLE`
 */
export function recordStatistics(
  dependencies: Dependencies,
  { data, errors, questions, ...asked }: CountedRequest,
): Promise<Receipt> {
  const response = { data, ...(errors.length === 0 ? {} : { errors }) };
  const operation = digestOf(JSON.stringify(questions));
  const code = errors[0]?.extensions?.code;
  return append(dependencies, asked, {
    event: 'statistics',
    operation,
    code: typeof code === 'string' ? code : null,
    response,
  });
}

/**
 * Records a refusal, then throws it.
 *
 * @throws {GatewayError} the refusal, or `LOG_UNAVAILABLE`
 */
export async function refuseStatistics(
  dependencies: Dependencies,
  asked: OwnRootsAsked,
  refusal: GatewayError,
): Promise<never> {
  const { code } = refusal;
  const response = { errors: [{ code }] };
  const operation = digestOf(JSON.stringify([]));
  await append(dependencies, asked, { event: 'refusal', operation, code, response });
  throw refusal;
}

async function append(
  { engine, log }: Dependencies,
  { now, caller, stated }: OwnRootsAsked,
  head: Pick<DisclosureEvent, 'event' | 'operation' | 'code' | 'response'>,
): Promise<Receipt> {
  const { regulation, digest, parameters } = engine.pack;
  const simulation = parameters.status.value === 'draft';
  const about = { regulation, packDigest: digest, simulation, subjects: [] };
  try {
    return await log.append({ time: now, caller, stated, ...about, ...head });
  } catch (cause) {
    throw cause instanceof GatewayError ? cause : new GatewayError('LOG_UNAVAILABLE', {}, cause);
  }
}
