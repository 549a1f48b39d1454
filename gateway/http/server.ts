import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Channel } from '../../policy/terms.ts';
import { ERROR_CATALOGUE, GatewayError } from '../errors.ts';
import { arrivalOf } from '../receive.ts';
import { type RefusalLog, recordingRefusals } from '../refusals.ts';
import { readBody } from './body.ts';
import { readLanguage, readPurpose } from './context.ts';
import { type GraphQLEndpoint, HeaderMap } from './graphql.ts';
import { type Handler, operatorRoutes, type Route, sendJson } from './operator-routes.ts';

export interface HttpOptions {
  /** The network this listener stands on; what comes in here has this channel. */
  readonly channel: Channel;
  readonly maxBodyBytes: number;
  readonly resources?: readonly Resource[];
  /** Whether everything that answers rest on is there. */
  readonly ready: () => Promise<Readonly<Record<string, boolean>>>;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** Told of each answered request; never of what it held. */
  readonly served: (request: Served) => void;
  readonly failed: (cause: unknown) => void;
  readonly refusals?: RefusalLog | undefined;
}

export interface Served {
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** Resources beside the GraphQL endpoint: everything at and under one path. */
export interface Resource {
  /** Such as `/batches`; what names the route in metrics, so that no identifier reaches them. */
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse, at: ResourceRequest): Promise<void>;
  /** Told when the server drains: what would go on for long ends now. */
  drain?(): void;
}

/** What the transport knows of a request for a resource. */
export interface ResourceRequest {
  /** The path below the resource's own, without a leading slash; caller-controlled. */
  readonly below: string;
  readonly channel: Channel;
}

export interface HttpServer {
  readonly server: Server;
  /** No longer ready, lets running requests finish, then closes. */
  drain(): Promise<void>;
}

/** A file of keys may come over a slow line; an operation may not. */
const UPLOAD_TIMEOUT_MS = 1_800_000;
/** A peer that is silent so long is asked by TCP whether it is there, so that what it follows ends. */
const PROBE_AFTER_MS = 30_000;
/** How often a server that drains lets go of connections whose last answer has ended. */
const CLOSE_IDLE_MS = 50;

/** The HTTP face of the gateway. */
export function createHttpServer(endpoint: GraphQLEndpoint, options: HttpOptions): HttpServer {
  let draining = false;
  const routes: Readonly<Record<string, Route>> = {
    '/graphql': { methods: ['POST'], handler: graphql(endpoint, options) },
    ...operatorRoutes(options, () => draining),
  };

  const server = createServer(
    {
      requestTimeout: UPLOAD_TIMEOUT_MS,
      headersTimeout: 10_000,
      keepAlive: true,
      keepAliveInitialDelay: PROBE_AFTER_MS,
    },
    (request, response) => {
      const started = performance.now();
      // caller-controlled; the query string is never looked at, and never logged
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
      const resource = options.resources?.find((one) => isAtOrUnder(path, one.path));
      const name = route === undefined ? (resource?.path ?? 'other') : path;
      response.once('close', () => {
        const milliseconds = performance.now() - started;
        options.served({ route: name, status: response.statusCode, milliseconds });
      });
      const run = async () => {
        if (resource !== undefined) {
          if (draining) throw new GatewayError('DRAINING');
          const below = path.slice(resource.path.length + 1);
          return resource.handle(request, response, { below, channel: options.channel });
        }
        if (route === undefined) throw new GatewayError('NOT_FOUND');
        if (!route.methods.includes(request.method ?? '')) {
          response.setHeader('allow', route.methods.join(', '));
          throw new GatewayError('METHOD_NOT_ALLOWED');
        }
        if (draining && name === '/graphql') throw new GatewayError('DRAINING');
        await route.handler(request, response);
      };
      run().catch((cause: unknown) => fail(response, cause, options));
    },
  );

  return {
    server,
    drain: () => {
      draining = true;
      for (const resource of options.resources ?? []) resource.drain?.();
      return new Promise((resolve) => {
        const closing = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS);
        server.close(() => {
          clearInterval(closing);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

function isAtOrUnder(path: string, resource: string): boolean {
  return path === resource || path.startsWith(`${resource}/`);
}

function graphql(endpoint: GraphQLEndpoint, options: HttpOptions): Handler {
  return async (request, response) => {
    const cancel = new AbortController();
    response.once('close', () => cancel.abort());
    response.setHeader('cache-control', 'no-store');
    const { channel, refusals } = options;
    const caller = await endpoint.receive(arrivalOf(request, channel));
    const [stated, body] = await recordingRefusals(refusals, { caller, channel }, async () => [
      readPurpose(request.headers),
      await readJson(request, options.maxBodyBytes),
    ]);
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    const answer = await endpoint.execute(
      { method: 'POST', headers, body, search: '' },
      {
        caller,
        channel,
        stated,
        language: readLanguage(request.headers),
        signal: cancel.signal,
      },
    );
    const { refusal: code } = answer;
    if (code !== null) await refusals?.refused({ code, caller, channel });
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.writeHead(answer.status).end(answer.body);
  };
}

async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const text = await readBody(request, limit);
  try {
    return text === '' ? '' : JSON.parse(text);
  } catch {
    // Apollo Server refuses a body that is no object with the status that GraphQL over HTTP asks for
    return '';
  }
}

function fail(response: ServerResponse, cause: unknown, options: HttpOptions): void {
  const error = cause instanceof GatewayError ? cause : new GatewayError('INTERNAL_ERROR');
  const isOurs = error.status >= 500 && error.cause !== undefined;
  if (error !== cause || isOurs) options.failed(error.cause ?? cause);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, facts } = error;
  const errors = [{ message: ERROR_CATALOGUE[code][1], extensions: { code, ...facts } }];
  if (facts.retryAfter !== undefined) response.setHeader('retry-after', String(facts.retryAfter));
  response.setHeader('connection', 'close');
  sendJson(response, error.status, { errors });
}
