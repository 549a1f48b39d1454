import { GraphQLError } from 'graphql';
import type { REFUSAL_REASONS } from '../policy/terms.ts';
import type { RegisterCode } from '../registers/errors.ts';

/** Every code with which the gateway refuses or reports, its HTTP status and its public meaning. */
export const ERROR_CATALOGUE = {
  TOKEN_MALFORMED: [401, 'the token is not a signed JWT of an accepted algorithm'],
  TOKEN_SIGNATURE: [401, 'the signature of the token does not verify with any key of the issuer'],
  TOKEN_EXPIRED: [401, 'the token has expired'],
  TOKEN_NOT_YET_VALID: [401, 'the token is not valid yet'],
  TOKEN_ISSUER: [401, 'the token was issued by somebody else'],
  TOKEN_AUDIENCE: [401, 'the token was issued for another audience'],
  TOKEN_CLAIMS: [401, 'the claims of the token do not describe a caller'],
  KEYS_UNAVAILABLE: [503, 'the keys of the issuer cannot be read, so no token can be checked'],
  HEADER_INVALID: [400, 'a request header does not have the form expected'],
  BODY_TOO_LARGE: [413, 'the request body is larger than the limit'],
  OPERATION_TOO_DEEP: [400, 'the operation is deeper than the limit'],
  OPERATION_TOO_WIDE: [400, 'the operation has more aliases or fields than the limit'],
  OPERATION_TOO_LONG: [400, 'the operation has more tokens than the limit'],
  KEY_INVALID: [400, 'an identifier does not have the form of its standard; the position is named'],
  KEY_CHECK_FAILED: [400, 'the check character of an identifier is wrong; the position is named'],
  TOO_MANY_KEYS: [400, 'a list names more subjects than the limit'],
  NO_SUBJECT: [401, '`me` needs the token of a subject'],
  SOURCE_UNAVAILABLE: [200, 'a department did not answer; its fields are null'],
  SOURCE_ERROR: [200, 'a department answered with an error; its fields are null'],
  REGISTER_UNAVAILABLE: [503, 'the registers cannot be read; what rests on them is withheld'],
  LOG_UNAVAILABLE: [503, 'the log cannot be written, so nothing is given out'],
  DRAINING: [503, 'the gateway is shutting down'],
  NOT_FOUND: [404, 'there is nothing at this address'],
  METHOD_NOT_ALLOWED: [405, 'the address does not take this method'],
  INTERNAL_ERROR: [500, 'the gateway failed; nothing was given out'],
  OPERATION_MIXED: [400, 'rights and questions about subjects come in operations of their own'],
  ARGUMENT_INVALID: [400, 'an argument does not have the form expected'],
  NOT_ALLOWED: [403, 'the token may not do this'],
  NOT_REPRESENTATIVE: [200, 'the token is neither the subject nor registered to represent it'],
  UNKNOWN_ENTRY: [200, 'the subject has no such entry'],
  INVALID_ENTRY: [200, 'a field does not fit the register; the field is named'],
  WRONG_STATE: [200, 'the entry is not in the state that this step needs'],
  IDEMPOTENCY_CONFLICT: [200, 'the client key came with other content before'],
  AUTH_NO_EVIDENCE: [200, 'the digest of a document that proves the authorisation is missing'],
  AUTH_GRANTOR: [200, 'somebody else must grant for this subject'],
  AUTH_NOT_WRITTEN: [200, 'the regulation demands an authorisation in writing'],
  AUTH_NO_PURPOSE: [200, 'the regulation demands an agreed purpose'],
  AUTH_SCOPE: [200, 'an authorisation names the items that it is for, or that it is for all'],
  AUTH_EXPIRED: [200, 'the authorisation would have ended already'],
  AUTH_LIFETIME: [200, 'the regulation forbids an authorisation for a lifetime'],
  AUTH_BUNDLED: [200, 'the regulation forbids consent that is tied to another service'],
  AUTH_REVOKED: [200, 'the authorisation was revoked'],
  AUTH_REFUSED: [200, 'the regulation would not let the authorisation be used'],
  GUARDIAN_REQUIRED: [200, 'a guardian must grant for this person'],
  RESTRICTED_NO_NOTICE: [200, 'consent to restricted data needs a notice of its consequences'],
  RESTRICTED_NOT_WRITTEN: [200, 'consent to restricted data needs the written form'],
  RESTRICTED_NO_PURPOSE: [200, 'consent to restricted data needs a purpose'],
  SUBJECT_ENDED: [200, 'the person has died, or the organisation is terminated'],
  CALENDAR_NOT_PUBLISHED: [
    200,
    'the official calendar of working days of that year is not published; no date is guessed',
  ],
  NOT_INTEGRATED: [
    409,
    'the entry is durable and not in the tree yet; `retry-after` says when to come back',
  ],
  RATE_LIMITED: [429, 'too many requests in a short time; `retry-after` says when to come back'],
  QUOTA_EXCEEDED: [429, 'the organisation has used up its requests for today'],
  STATISTICS_TOO_DETAILED: [
    200,
    'the table has more dimensions or cells than can be given, or than can be checked',
  ],
  STATISTICS_BUDGET: [
    200,
    'the organisation has used up its questions of that many dimensions for this year',
  ],
  PACK_NOT_IN_FORCE: [403, 'the regulation is not in force on that day'],
  WRONG_CHANNEL: [403, 'shared lookups come over the e-government network'],
  LOG_INCOMPLETE: [403, 'the operator or the purpose that the log must hold is missing'],
  OUTSIDE_DUTY: [403, 'the purpose is no duty of this organisation, or it is no party to sharing'],
  OUTSIDE_AUTHORITY: [403, 'an officer needs a registered duty and a case'],
  NO_BATCH_AGREEMENT: [403, 'a batch needs an agreement with the platform'],
  BATCH_OPERATION: [
    400,
    'a batch has one query with one root field about one subject, whose key is its variable',
  ],
  BATCH_STATE: [409, 'the batch is in a state in which this cannot be done'],
  BATCH_KEY_REUSED: [422, 'the idempotency key came with another batch before'],
  BATCH_TOO_LARGE: [413, 'the batch has more rows than the limit'],
  BATCH_STREAMS: [
    429,
    'the organisation follows as many batches at a time as it may; `retry-after` says when to come back',
  ],
  MEDIA_TYPE: [415, 'the body is of a type that is not taken here'],
  BODY_INVALID: [400, 'the body does not have the form expected'],
  RANGE_INVALID: [416, 'the file does not have the range that was asked for'],
  BATCH_CALLER: [403, 'a batch is for organisations'],
  KEY_NOT_ALLOWED: [403, 'the subject may not be identified by this kind of number'],
  NOT_A_CREDIT_SUBJECT: [403, 'the person is no credit subject under this regulation'],
  POINTS_USE_BARRED: [403, 'points may not limit rights or basic services'],
} as const satisfies Readonly<Record<string, readonly [status: number, meaning: string]>> &
  Readonly<Record<(typeof REFUSAL_REASONS)[number], readonly [number, string]>> &
  Readonly<Record<Exclude<RegisterCode, InternalRegisterCode>, readonly [number, string]>>;

/** What the registers say to those who run them, and never to a caller. */
type InternalRegisterCode =
  | 'REGISTER_VERSION'
  | 'REGISTER_CLOSED'
  | 'TOO_MANY_SUBJECTS'
  | 'UNKNOWN_REGISTER'
  | 'UNREADABLE_FILE';

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** An error with a code of the catalogue. Its message is public; its cause never is. */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  /** Public facts beside the code, such as a position in a list; never a value of the caller's. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, facts: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(ERROR_CATALOGUE[code][1], { cause });
    this.name = 'GatewayError';
    this.code = code;
    this.facts = facts;
  }

  /** HTTP status, by GraphQL over HTTP. */
  get status(): number {
    return ERROR_CATALOGUE[this.code][0];
  }

  toGraphQLError(): GraphQLError {
    const { retryAfter } = this.facts;
    const headers = new Map(
      retryAfter === undefined ? [] : [['retry-after', String(retryAfter)] as const],
    );
    return new GraphQLError(this.message, {
      extensions: { code: this.code, ...this.facts, http: { status: this.status, headers } },
    });
  }
}

/** The reference page of all error codes, as Markdown. */
export function describeErrors(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, [status, meaning]]) => `| \`${code}\` | ${status} | ${meaning} |`,
  );
  return [
    '# Errors',
    '',
    'Every code that stands in `errors[].extensions.code`. This page is made by `npm run docs` from',
    'gateway/errors.ts. Status 200 means that the rest of the answer is there.',
    '',
    '| code | HTTP status | meaning |',
    '|---|---|---|',
    ...rows,
    '',
    'GraphQL itself adds `GRAPHQL_PARSE_FAILED`, `GRAPHQL_VALIDATION_FAILED`, `BAD_REQUEST` and',
    '`OPERATION_RESOLUTION_FAILURE` for texts that are no valid operation (status 400).',
    '',
  ].join('\n');
}
