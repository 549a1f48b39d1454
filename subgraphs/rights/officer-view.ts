import '../shared/reflect.ts';
import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { RegisterError } from '../../registers/errors.ts';
import { dateOf, type RightsContext } from './context.ts';
import { objectionDeadlines } from './deadlines.ts';
import { OpenObjection } from './types.ts';

const LONGEST_PAGE = 100;

/** What waits for the platform's officers. */
@Resolver()
export class OfficerView {
  @Query(() => [OpenObjection], {
    nullable: true,
    description: 'Objections that are not decided, the oldest first, with what is due when.',
  })
  async openObjections(
    @Ctx() context: RightsContext,
    @Arg('after', () => ID, { nullable: true, description: 'The last one of the page before.' })
    after?: string | null,
    @Arg('limit', () => Int, { nullable: true, description: '100 at most.' })
    limit?: number | null,
  ): Promise<readonly OpenObjection[]> {
    await demandDuty(context);
    const most = Math.min(Math.max(limit ?? LONGEST_PAGE, 1), LONGEST_PAGE);
    const found = await context.registers.openObjections({ after: after ?? null, limit: most });
    return found.map(({ subject, entry }) => {
      context.seen(subject);
      return {
        id: entry.id,
        uscc: subject.kind === 'legal' ? subject.key : null,
        idNumber: subject.kind === 'natural' ? subject.key : null,
        item: entry.item,
        record: entry.record,
        receivedOn: String(dateOf(entry.receivedOn)),
        acceptedOn: dateOf(entry.acceptedOn),
        forwardedOn: dateOf(entry.forwardedOn),
        deadlines: objectionDeadlines(context, entry),
      };
    });
  }
}

/**
 * To look through everybody's objections is a duty, which the platform registers for its officers by
 * purpose, as it does for agencies (rule R56).
 *
 * @throws {RegisterError} `OUTSIDE_AUTHORITY`
 */
async function demandDuty({ actor, purpose, registers }: RightsContext): Promise<void> {
  const organisation = actor.kind === 'organisation' ? actor.organisation : null;
  const { caller } = await registers.facts({ subjects: [], grantee: null, organisation, purpose });
  if (organisation !== null && caller.duty.items !== null) return;
  throw new RegisterError('OUTSIDE_AUTHORITY', 'expected a registered duty for this purpose');
}
