import { type ServerResponse, STATUS_CODES } from 'node:http';
import { ERROR_CATALOGUE, GatewayError } from '../../errors.ts';

/** Answers with a problem (RFC 9457) of the catalogue; what failed inside is not told. */
export function sendProblem(response: ServerResponse, cause: unknown): void {
  const error = publicError(cause);
  const { code, facts, status } = error;
  const { retryAfter } = facts;
  const problem = {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: ERROR_CATALOGUE[code][1],
    code,
    ...facts,
  };
  if (typeof retryAfter === 'number') response.setHeader('retry-after', String(retryAfter));
  response.writeHead(status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    // what is left of a body is not read
    connection: 'close',
  });
  response.end(JSON.stringify(problem));
}

/** Codes that stand for a part of an answer elsewhere, and for the whole of it here. */
const HERE: Readonly<Record<string, GatewayError>> = {
  REGISTER_UNAVAILABLE: new GatewayError('REGISTER_UNAVAILABLE'),
};

function publicError(cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return HERE[code] ?? new GatewayError('INTERNAL_ERROR');
}

/** Whether a failure is one of ours, to be told to operators. */
export function isOurs(cause: unknown): boolean {
  return !(cause instanceof GatewayError) || cause.status >= 500;
}
