import {
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';
import type { Dependencies } from '../dependencies.ts';
import type { Receipt } from '../disclosure/record.ts';
import { ERROR_CATALOGUE, GatewayError } from '../errors.ts';
import { type OwnRootsAsked, ownRootsAsked } from '../execution/own-roots.ts';
import type { Identified, Reply } from '../handle.ts';
import { barToStatistics } from './authority.ts';
import type { StatisticsDesk, ToldTable } from './desk.ts';
import { checkedQuestion, questionDigest } from './question.ts';
import { recordStatistics, refuseStatistics } from './record.ts';

/** A request for statistics that was answered; nothing has left yet. */
export interface CountedRequest extends OwnRootsAsked {
  readonly data: ExecutionResult['data'];
  readonly errors: readonly GraphQLFormattedError[];
  /** Digests of the questions in it. */
  readonly questions: readonly string[];
}

/**
 * The request as one for statistics; null when it asks for none.
 *
 * @throws {GatewayError} `OPERATION_MIXED`, `ARGUMENT_INVALID`
 */
export function statisticsAsked(
  dependencies: Dependencies,
  identified: Identified,
): OwnRootsAsked | null {
  return ownRootsAsked(dependencies, identified, dependencies.contract.statistics);
}

/**
 * The way of a request for statistics: authority, then count and control, then record, reply.
 *
 * @throws {GatewayError} when the caller may not ask (it has been recorded then); `LOG_UNAVAILABLE`
 */
export async function count(dependencies: Dependencies, asked: OwnRootsAsked): Promise<Reply> {
  const bar = await barToStatistics(dependencies, asked);
  if (bar !== null) await refuseStatistics(dependencies, asked, bar);
  const counted = await carryOut(dependencies, asked);
  const receipt = await recordStatistics(dependencies, counted);
  return reply(counted, receipt);
}

async function carryOut(dependencies: Dependencies, asked: OwnRootsAsked): Promise<CountedRequest> {
  const { statistics, notice } = dependencies;
  if (statistics === undefined) throw new GatewayError('SOURCE_UNAVAILABLE');
  const questions: string[] = [];
  const contextValue = statistics.context(async (given) => {
    const question = checkedQuestion(given, statistics.policy);
    questions.push(questionDigest(question));
    const organisation = asked.caller.organisation ?? '';
    const table = await statistics.room.answer(question, organisation, asked.now);
    const { dimensions, measures } = question;
    return { ...told(dependencies, statistics), ...table, dimensions, measures };
  });
  const result = await execute({
    schema: statistics.schema,
    document: asked.executable,
    variableValues: asked.variables,
    contextValue,
  });
  const failed = (cause: unknown) =>
    notice('statistics failed', { cause: cause instanceof Error ? cause.name : 'unknown' });
  const errors = (result.errors ?? []).map((error) => publicError(error, failed));
  return { ...asked, data: result.data ?? null, errors, questions };
}

function told(
  { engine: { pack } }: Dependencies,
  { policy }: StatisticsDesk,
): Pick<ToldTable, 'regulation' | 'simulation' | 'rules'> {
  const { memory: _memory, sources, ...values } = policy;
  return {
    regulation: pack.regulation,
    simulation: pack.parameters.status.value === 'draft',
    rules: Object.entries(values).map(([rule, value]) => ({
      rule,
      value: String(value),
      source: sources.get(rule) ?? '',
    })),
  };
}

/** What GraphQL says of an argument quotes it, and is dropped. */
function publicError(
  { originalError, path }: GraphQLError,
  failed: (cause: unknown) => void,
): GraphQLFormattedError {
  const own = originalError instanceof GatewayError ? originalError : null;
  if (own === null && originalError !== undefined) failed(originalError);
  const code = own?.code ?? (originalError === undefined ? 'ARGUMENT_INVALID' : 'INTERNAL_ERROR');
  return {
    message: ERROR_CATALOGUE[code][1],
    ...(path === undefined ? {} : { path }),
    extensions: { code, ...own?.facts },
  };
}

function reply({ data, errors }: CountedRequest, receipt: Receipt): Reply {
  return {
    data: data ?? null,
    ...(errors.length === 0 ? {} : { errors }),
    extensions: { statistics: { receipt } },
  };
}
