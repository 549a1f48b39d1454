import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import type { Channel } from '../policy/terms.ts';
import type { Caller } from './auth/caller.ts';
import type { Dependencies } from './dependencies.ts';
import { type Answered, answer } from './disclosure/answer.ts';
import { type Asked, ask } from './disclosure/asked.ts';
import type { Purpose } from './disclosure/decide.ts';
import type { GivenReport } from './disclosure/exportable.ts';
import type { Receipt } from './disclosure/record.ts';
import { type Recorded, record } from './disclosure/recorded.ts';
import type { DisclosureReport, Language } from './disclosure/report.ts';
import { recordingRefusals } from './refusals.ts';
import { rightsAsked } from './rights/asked.ts';
import { exercise } from './rights/exercise.ts';
import { count, statisticsAsked } from './statistics/count.ts';

/** A request whose caller was received and whose operation was parsed and validated; no more is known. */
export interface Incoming {
  readonly caller: Caller;
  /** From the listener, never from a header. */
  readonly channel: Channel;
  readonly stated: Purpose;
  readonly language: Language;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

export interface Identified extends Incoming {
  /** Milliseconds since the epoch: one moment for the whole request. */
  readonly now: number;
}

export interface Reply {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?:
    | {
        readonly disclosure: DisclosureReport & { readonly receipt: Receipt };
        readonly report?: GivenReport;
      }
    | { readonly rights: { readonly receipts: readonly Receipt[] } }
    | { readonly statistics: { readonly receipt: Receipt } };
}

/**
 * The way of a query, whose caller was identified by `receive`: ask; then, for each round of subjects,
 * look up, decide, plan and fetch; then record, reply. What asks for rights or for statistics goes its
 * own way. Each verb opens one folder; the types carry the stage.
 *
 * @throws {GatewayError} for what makes the request inadmissible; it has been recorded then.
 */
export async function handle(dependencies: Dependencies, incoming: Incoming): Promise<Reply> {
  const identified: Identified = { ...incoming, now: dependencies.now() };
  const read = reading(dependencies, identified);
  const rights = await read(() => rightsAsked(dependencies, identified));
  if (rights !== null) return exercise(dependencies, rights);
  const statistics = await read(() => statisticsAsked(dependencies, identified));
  if (statistics !== null) return count(dependencies, statistics);
  const asked: Asked = await read(() => ask(dependencies, identified));
  const answered: Answered = await answer(dependencies, asked);
  const recorded: Recorded = await record(dependencies, answered);
  return reply(recorded);
}

/** Runs what may refuse a caller before anything is decided. */
function reading({ refusals }: Dependencies, { caller, channel }: Identified) {
  return <T>(stage: () => T | Promise<T>): Promise<T> =>
    recordingRefusals(refusals, { caller, channel }, stage);
}

function reply({ answered: { data, errors, report }, receipt, given }: Recorded): Reply {
  return {
    data,
    ...(errors.length === 0 ? {} : { errors }),
    extensions: { disclosure: { ...report, receipt }, ...(given && { report: given }) },
  };
}
