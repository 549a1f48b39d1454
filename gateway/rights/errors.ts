import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { RegisterError } from '../../registers/errors.ts';
import { ERROR_CATALOGUE, type ErrorCode, GatewayError } from '../errors.ts';

/** Facts of the registers' errors that say what to do better; never a driver's own. */
const PUBLIC_FACTS: readonly string[] = ['field', 'article', 'parameter'];

/**
 * An error of the rights department as the caller may see it: the register's code with the public
 * text of the catalogue. What GraphQL says of an argument quotes it, and is dropped.
 *
 * @param failed told of what is neither the register's word nor the caller's mistake
 */
export function publicRightsError(
  error: GraphQLError,
  failed: (cause: unknown) => void,
): GraphQLFormattedError {
  const { originalError } = error;
  if (originalError instanceof RegisterError) return ofRegister(originalError, error);
  if (originalError instanceof GatewayError) return ofGateway(originalError, error, failed);
  const isArgument = originalError === undefined || originalError instanceof GraphQLError;
  if (!isArgument) failed(originalError);
  return formatted(isArgument ? 'ARGUMENT_INVALID' : 'INTERNAL_ERROR', error);
}

function ofGateway(
  { code, facts, cause }: GatewayError,
  error: GraphQLError,
  failed: (cause: unknown) => void,
): GraphQLFormattedError {
  if (cause !== undefined) failed(cause);
  return formatted(code, error, facts);
}

function ofRegister({ code, facts }: RegisterError, error: GraphQLError): GraphQLFormattedError {
  const known = code === 'REGISTER_CLOSED' ? 'REGISTER_UNAVAILABLE' : code;
  const told = Object.entries(facts).filter(([name]) => PUBLIC_FACTS.includes(name));
  const isPublic = (name: string): name is ErrorCode => Object.hasOwn(ERROR_CATALOGUE, name);
  return formatted(isPublic(known) ? known : 'INTERNAL_ERROR', error, Object.fromEntries(told));
}

function formatted(
  code: ErrorCode,
  { path }: GraphQLError,
  facts: Readonly<Record<string, unknown>> = {},
): GraphQLFormattedError {
  return {
    message: ERROR_CATALOGUE[code][1],
    ...(path === undefined ? {} : { path }),
    extensions: { code, ...facts },
  };
}
