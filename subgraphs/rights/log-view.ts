import '../shared/reflect.ts';
import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { RegisterError } from '../../registers/errors.ts';
import { type Pack, type RightsContext, standingFor, subjectNamed } from './context.ts';
import { SubjectInput } from './inputs.ts';
import { AccessPage, LogFilter, LogPage } from './log-types.ts';

const PAGE = 20;
const LARGEST_PAGE = 100;

/**
 * By which words of a regulation (rule R31) a subject may learn of the looks of each kind of caller.
 * No regulation among ours names the officer who asked, so no officer is told.
 */
const LEARNT_BY: Readonly<Record<string, readonly string[]>> = {
  public: ['opening', 'query', 'disclosure', 'use', 'application'],
  subject: ['opening', 'query', 'disclosure', 'use', 'application'],
  agency: ['sharing', 'disclosure', 'use', 'application'],
  firm: ['query', 'disclosure', 'use', 'application'],
  analyst: ['query', 'disclosure', 'use', 'application'],
};

/** What the provable log says to the subject of its looks, and to an officer who reviews them. */
@Resolver()
export class LogView {
  @Query(() => AccessPage, {
    nullable: true,
    description: 'Who looked at the token’s subject, what for and what they got.',
  })
  async accessHistory(
    @Ctx() context: RightsContext,
    @Arg('onBehalfOf', () => SubjectInput, { nullable: true })
    onBehalfOf: SubjectInput | null | undefined,
    @Arg('first', () => Int, { defaultValue: PAGE, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<AccessPage> {
    const { subject, guardianship } = await standingFor(context, onBehalfOf);
    context.seen(subject, guardianship);
    context.viewed();
    const { pack, language, log } = context;
    const callers = callersToldBy(pack);
    const page = await log.of(subject, callers, { limit: sizeOf(first), after: after ?? null });
    const { citations } = pack.parameters['self.mayLearn'];
    return {
      ...page,
      basis: citations.map(({ article, gist }) => ({ article, gist: gist[language] })),
    };
  }

  @Query(() => LogPage, {
    nullable: true,
    description: 'An officer’s search of the log; it is itself an entry.',
  })
  async searchLog(
    @Ctx() context: RightsContext,
    @Arg('filter', () => LogFilter, { nullable: true }) filter: LogFilter | null | undefined,
    @Arg('first', () => Int, { defaultValue: PAGE, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<LogPage> {
    context.viewed();
    const { subject: named, organisation, operator, purpose, outcome, from, until } = filter ?? {};
    const subject = named == null ? null : subjectNamed(named);
    if (subject !== null) context.seen(subject);
    return context.log.find(
      {
        subject,
        organisation: organisation ?? null,
        operator: operator ?? null,
        purpose: purpose ?? null,
        outcome: outcome ?? null,
        from: from ?? null,
        until: until ?? null,
      },
      { limit: sizeOf(first), after: after ?? null },
    );
  }
}

function callersToldBy(pack: Pack): readonly string[] {
  const words: readonly string[] = pack.parameters['self.mayLearn'].value;
  return Object.entries(LEARNT_BY).flatMap(([caller, by]) =>
    by.some((word) => words.includes(word)) ? [caller] : [],
  );
}

function sizeOf(first: number): number {
  if (first >= 1 && first <= LARGEST_PAGE) return first;
  throw new RegisterError('INVALID_ENTRY', `expected 1 to ${LARGEST_PAGE}`, { field: 'first' });
}
