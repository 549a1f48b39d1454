import { type ExecutionResult, execute, type GraphQLFormattedError } from 'graphql';
import { dayAt } from '../../policy/days.ts';
import type { Dependencies } from '../dependencies.ts';
import type { LoggedSubject, Receipt } from '../disclosure/record.ts';
import { GatewayError } from '../errors.ts';
import type { Reply } from '../handle.ts';
import type { RightsAsked } from './asked.ts';
import { barTo } from './authority.ts';
import type { RegisterChange, RightsSubject } from './desk.ts';
import { publicRightsError } from './errors.ts';
import { holds } from './holds.ts';
import { recordRights, refuseRights } from './record.ts';

/** Class of what subjects report themselves, as the schema names it. */
const SELF_REPORTED = 'SELF_REPORTED';

/** Whose rights were looked at: as itself, where its guardian did. */
type SeenSubject = RightsSubject & Pick<LoggedSubject, 'self' | 'guardianship'>;

/** A rights request that was carried out; nothing has left yet. */
export interface Exercised extends RightsAsked {
  readonly data: ExecutionResult['data'];
  readonly errors: readonly GraphQLFormattedError[];
  readonly changes: readonly RegisterChange[];
  readonly subjects: readonly SeenSubject[];
  /** The log was looked at. */
  readonly viewed: boolean;
}

/**
 * The way of a request for rights: authority, then the rights department, then record, reply.
 *
 * @throws {GatewayError} when the caller may not use a field (it has been recorded then);
 *   `LOG_UNAVAILABLE`: what was changed stands, and the same request again records it
 */
export async function exercise(dependencies: Dependencies, asked: RightsAsked): Promise<Reply> {
  await demandAuthority(dependencies, asked);
  const exercised = await carryOut(dependencies, asked);
  const receipts = await recordRights(dependencies, exercised);
  return reply(exercised, receipts);
}

async function demandAuthority(dependencies: Dependencies, asked: RightsAsked): Promise<void> {
  const bar = barTo(asked.fields, asked, dependencies.engine.packOn(dayAt(asked.now)));
  if (bar !== null) await refuseRights(dependencies, asked, bar);
}

/** Root fields of a mutation are executed in series, as GraphQL says. */
async function carryOut(dependencies: Dependencies, asked: RightsAsked): Promise<Exercised> {
  const { rights, notice, contract } = dependencies;
  if (rights === undefined) throw new GatewayError('REGISTER_UNAVAILABLE');
  const { executable, variables, caller, stated, language, now } = asked;
  const changes: RegisterChange[] = [];
  const subjects: SeenSubject[] = [];
  let viewed = false;
  const all = [...contract.items.values()];
  const contextValue = rights.desk.context({
    caller,
    caseNumber: stated.caseNumber,
    purpose: stated.purpose,
    language,
    items: new Set(all.map(({ id }) => id)),
    selfReported: new Set(all.filter((item) => item.class === SELF_REPORTED).map(({ id }) => id)),
    now,
    holds: (subject, item, record) => holds(dependencies, asked, subject, item, record),
    seen: (subject, guardianship) =>
      subjects.push(
        guardianship === undefined ? subject : { ...subject, self: true, guardianship },
      ),
    viewed: () => {
      viewed = true;
    },
    changed: (change) => changes.push(change),
  });
  const { schema } = rights.desk;
  const result = await execute({
    schema,
    document: executable,
    variableValues: variables,
    contextValue,
  });
  const failed = (cause: unknown) =>
    notice('rights failed', { cause: cause instanceof Error ? cause.name : 'unknown' });
  const errors = (result.errors ?? []).map((error) => publicRightsError(error, failed));
  return { ...asked, data: result.data, errors, changes, subjects, viewed };
}

function reply({ data, errors }: Exercised, receipts: readonly Receipt[]): Reply {
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors.length === 0 ? {} : { errors }),
    extensions: { rights: { receipts } },
  };
}
