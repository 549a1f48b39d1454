import { ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type {
  GatewayInterface,
  GatewaySchemaLoadOrUpdateCallback,
} from '@apollo/server-gateway-interface';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, parse } from 'graphql';
import type { Caller } from '../auth/caller.ts';
import { GatewayError } from '../errors.ts';
import { ExecutionError } from '../execution/errors.ts';
import type { Incoming, Reply } from '../handle.ts';
import type { Arrival } from '../receive.ts';
import { beyondLimits, limitRule, type OperationLimits } from './limits.ts';

/** What the transport knows of a request before its operation is read. */
export type Transport = Pick<Incoming, 'caller' | 'channel' | 'stated' | 'language' | 'signal'>;

/** Lets callers in and answers validated operations; the schema may change under it. */
export interface GraphQLHandler {
  readonly schema: GraphQLSchema;
  /** Asked before anything of a request is read. */
  receive(arrival: Arrival): Promise<Caller>;
  handle(incoming: Incoming): Promise<Reply>;
}

export interface GraphQLEndpoint {
  /** Who comes in. */
  receive(arrival: Arrival): Promise<Caller>;
  /** Answers one HTTP request by GraphQL over HTTP. */
  execute(request: HTTPGraphQLRequest, transport: Transport): Promise<HttpAnswer>;
  /** From now on, operations are answered by another handler; requests under way keep theirs. */
  replace(handler: GraphQLHandler): void;
  stop(): Promise<void>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: string;
  /** Code with which the request was refused before it came to a handler; null when it did. */
  readonly refusal: string | null;
}

export interface EndpointOptions extends OperationLimits {
  readonly introspection: boolean;
  readonly maxTokens: number;
  /** Told of failures that the answer hides. */
  readonly failed: (cause: unknown) => void;
}

/** GraphQL over HTTP by Apollo Server: parsing, validation, CSRF prevention; execution is ours. */
export async function openEndpoint(
  first: GraphQLHandler,
  options: EndpointOptions,
): Promise<GraphQLEndpoint> {
  let announce: GatewaySchemaLoadOrUpdateCallback | null = null;
  let current = first;
  // by the signal, for Apollo Server copies the context
  const reached = new WeakSet<AbortSignal>();
  const gateway: GatewayInterface = {
    load: () => {
      announce?.({ apiSchema: current.schema, coreSupergraphSdl: '' });
      return Promise.resolve({ executor: null });
    },
    onSchemaLoadOrUpdate: (callback) => {
      announce = callback;
      return () => {
        announce = null;
      };
    },
    stop: () => Promise.resolve(),
  };
  const server = new ApolloServer<Transport>({
    gateway: {
      ...gateway,
      load: async (load) => {
        await gateway.load(load);
        return {
          executor: async ({
            document,
            operationName,
            request,
            context,
            overallCachePolicy: _unused,
            ...rest
          }) => {
            void rest;
            const handler = current;
            reached.add((context as Transport).signal);
            try {
              const reply = await handler.handle({
                ...(context as Transport),
                document,
                operationName: operationName ?? null,
                variables: request.variables ?? {},
              });
              return withErrors(reply) as never;
            } catch (cause) {
              return { errors: [toGraphQLError(cause, options)] } as never;
            }
          },
        };
      },
    },
    introspection: options.introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: options.maxTokens },
    validationRules: [limitRule(options)],
    formatError: (formatted) => publicError(formatted),
    plugins: [
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      statusPlugin,
    ],
  });
  await server.start();
  return {
    receive: (arrival) => current.receive(arrival),
    async execute(httpGraphQLRequest, transport) {
      const beyond = oversize(httpGraphQLRequest.body, current.schema, options);
      if (beyond !== null) return tooLarge(beyond);
      const answer = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: () => Promise.resolve(transport),
      });
      const body = answer.body.kind === 'complete' ? answer.body.string : '';
      const refusal = reached.has(transport.signal) ? null : refusalIn(body);
      return { status: answer.status ?? 200, headers: answer.headers, body, refusal };
    },
    replace(handler) {
      current = handler;
      announce?.({ apiSchema: handler.schema, coreSupergraphSdl: '' });
    },
    stop: () => server.stop(),
  };
}

/** Characters that a field takes at least, with what stands between it and the next one. */
const FIELD_CHARACTERS = 2;

/**
 * What an operation has beyond the limits, found before GraphQL compares its fields; null for one within
 * them, for a text too short to be beyond them, and for what is no operation, which is refused as such.
 */
function oversize(
  body: unknown,
  schema: GraphQLSchema,
  { maxTokens, ...limits }: EndpointOptions,
): GraphQLError | null {
  const { query } = (body ?? {}) as { readonly query?: unknown };
  if (typeof query !== 'string' || query.length <= limits.maxFields * FIELD_CHARACTERS) return null;
  try {
    return beyondLimits(schema, parse(query, { maxTokens, noLocation: true }), limits)[0] ?? null;
  } catch {
    return null;
  }
}

function tooLarge(beyond: GraphQLError): HttpAnswer {
  const error = publicError(beyond.toJSON());
  return {
    status: 400,
    headers: [['content-type', 'application/json; charset=utf-8']],
    body: JSON.stringify({ errors: [error] }),
    refusal: String(error.extensions?.code),
  };
}

/** The code of the first error of a body; null for a body without one. */
function refusalIn(body: string): string | null {
  const { errors } = JSON.parse(body) as { readonly errors?: readonly GraphQLFormattedError[] };
  const [first] = errors ?? [];
  return first === undefined ? null : String(first.extensions?.code ?? 'BAD_REQUEST');
}

/** Sets the HTTP status that an error of our catalogue carries. */
const statusPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({
        response,
      }: {
        response: { body: unknown; http: { status?: number } };
      }) => {
        const body = response.body as {
          kind: string;
          singleResult?: { errors?: readonly GraphQLFormattedError[] };
        };
        for (const { extensions } of body.singleResult?.errors ?? []) {
          const http = extensions?.http as { status?: number } | undefined;
          if (http?.status === undefined) continue;
          if (http.status !== 200) response.http.status = http.status;
          delete (extensions as Record<string, unknown>).http;
        }
        return Promise.resolve();
      },
    }),
};

/** Apollo Server takes errors as instances only. */
function withErrors({ errors, ...reply }: Reply) {
  if (errors === undefined) return reply;
  return {
    ...reply,
    errors: errors.map(
      ({ message, path, extensions }) =>
        new GraphQLError(message, {
          ...(path === undefined ? {} : { path }),
          ...(extensions === undefined ? {} : { extensions }),
        }),
    ),
  };
}

/** What a failure is to the caller: a coded error of the catalogue, or the fact that we failed. */
function toGraphQLError(cause: unknown, { failed }: EndpointOptions): GraphQLError {
  if (cause instanceof GatewayError) {
    // attacker-controlled; a token that does not verify is refused on the record, and is no failure of ours
    const isCallers = cause.status >= 400 && cause.status < 500;
    if (cause.cause !== undefined && !isCallers) failed(cause.cause);
    return cause.toGraphQLError();
  }
  failed(cause);
  const isOperation = cause instanceof ExecutionError && cause.code === 'OPERATION_UNKNOWN';
  if (isOperation) {
    return new GraphQLError('expected exactly one operation, or the name of one', {
      extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
    });
  }
  return new GatewayError('INTERNAL_ERROR').toGraphQLError();
}

/** Long runs of digits and capitals: an identifier that a caller put where it does not belong. */
const IDENTIFIER = /[0-9A-Z]{6,}[0-9A-Z]*/g;
const QUOTED = /"(?:[^"\\]|\\.)*"/gs;
/** Names of types, fields and variables as the schema may have them: hardly a digit, nothing foreign. */
const NAME = /^"[$@]?[A-Za-z_[\]!.]*(?:\d[A-Za-z_[\]!.]*){0,3}"$/;

/**
 * Validation texts quote what the caller wrote, which may be an identifier, in digits of any script.
 * Names of types and fields stay readable; everything else that is quoted goes.
 */
export function publicError(error: GraphQLFormattedError): GraphQLFormattedError {
  const message = error.message.replace(QUOTED, (quoted) =>
    NAME.test(quoted) && quoted.length <= 64 ? quoted : '"…"',
  );
  const { limitCode, ...extensions } = error.extensions ?? {};
  // Apollo Server gives every validation error its own code; a limit keeps ours
  const code = typeof limitCode === 'string' ? limitCode : extensions.code;
  return {
    ...error,
    extensions: { ...extensions, code },
    message: message.replace(IDENTIFIER, (run) => (/\d{4,}/.test(run) ? '…' : run)),
  };
}

export { HeaderMap };
