import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { checkIdNumber, type IdNumberRefusal } from './id-number.ts';
import { checkUscc, type UsccRefusal } from './uscc.ts';

/*
 * Both scalars refuse only what is structurally wrong and let a wrong check character pass: a
 * registered code may fail its check, and the error for the rest must name a position in a list,
 * which only the gateway knows.
 *
 * No message repeats the value: it may be a person's number. For variables GraphQL.js puts the value
 * itself before our message; whoever coerces variables MUST drop that text.
 */

const USCC_MESSAGES: Record<UsccRefusal, string> = {
  LENGTH: 'expected 18 characters',
  ALPHABET: 'expected digits and capital letters without `I`, `O`, `S`, `V` and `Z`',
  CATEGORY: 'expected a digit from 1 to 9 as second character',
  DIVISION: 'expected digits as third to eighth character',
};

const ID_NUMBER_MESSAGES: Record<Exclude<IdNumberRefusal, 'CHECK_CHARACTER'>, string> = {
  LENGTH: 'expected 18 characters',
  LEGACY_15_DIGITS: 'expected 18 characters, got a 15-digit number of the first generation',
  ALPHABET: 'expected digits, with at most a capital `X` at the end',
  DIVISION: 'expected an administrative division, a residence permit or a foreigner’s card',
  BIRTH_DATE: 'expected a possible date of birth as seventh to fourteenth digit',
};

function usccProblem(text: string): string | undefined {
  const check = checkUscc(text);
  return check.ok ? undefined : USCC_MESSAGES[check.reason];
}

function idNumberProblem(text: string): string | undefined {
  const check = checkIdNumber(text);
  if (check.ok || check.reason === 'CHECK_CHARACTER') return undefined;
  return ID_NUMBER_MESSAGES[check.reason];
}

/** Builds a string scalar whose errors never contain the value. */
function identifierScalar(
  name: string,
  description: string,
  problemOf: (text: string) => string | undefined,
): GraphQLScalarType<string, string> {
  const coerce = (value: unknown): string => {
    const problem = typeof value === 'string' ? problemOf(value) : 'expected a string';
    if (problem !== undefined) throw new GraphQLError(`\`${name}\`: ${problem}`);
    return value as string;
  };
  const parseLiteral = (node: ValueNode): string =>
    coerce(node.kind === Kind.STRING ? node.value : undefined);
  return new GraphQLScalarType({
    name,
    description,
    serialize: coerce,
    parseValue: coerce,
    parseLiteral,
  });
}

/** GraphQL scalar `USCC`; errors are `GraphQLError`s that do not name the code. */
export const UsccScalar = identifierScalar(
  'USCC',
  'Unified social credit code (GB 32100-2015): 18 digits and capital letters without I, O, S, V and Z.',
  usccProblem,
);

/** GraphQL scalar `IDNumber`; errors are `GraphQLError`s that do not name the number. */
export const IdNumberScalar = identifierScalar(
  'IDNumber',
  'Identity number of a natural person (GB 11643-1999): 17 digits and a check character, a digit or a capital X.',
  idNumberProblem,
);
