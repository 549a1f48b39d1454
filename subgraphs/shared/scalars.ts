import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isCalendarDay } from '../../schema/identifiers/id-number.ts';

function day(value: unknown): string {
  if (typeof value !== 'string' || !isCalendarDay(value)) {
    throw new GraphQLError('`Date`: expected a calendar day as `YYYY-MM-DD`');
  }
  return value;
}

/** GraphQL scalar `Date`: a calendar day of the Gregorian calendar, `YYYY-MM-DD`, no time zone. */
export const DateScalar = new GraphQLScalarType({
  name: 'Date',
  description: 'Calendar day, YYYY-MM-DD.',
  serialize: day,
  parseValue: day,
  parseLiteral: (node) => day(node.kind === Kind.STRING ? node.value : undefined),
});
