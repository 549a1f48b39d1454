import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { instant, Misfit } from '../../registers/columns.ts';

function read(value: unknown): number {
  const found = instant.read(value);
  if (found instanceof Misfit) {
    throw new GraphQLError('`Instant`: expected a date and time with offset');
  }
  return found;
}

/** GraphQL scalar `Instant`: ISO 8601 with offset; milliseconds since the epoch inside. */
export const InstantScalar = new GraphQLScalarType<number, string>({
  name: 'Instant',
  description: 'Date and time with offset, ISO 8601.',
  serialize: (value) => new Date(Number(value)).toISOString(),
  parseValue: read,
  parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
});
