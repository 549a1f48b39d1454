import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpOptions } from './server.ts';
import { sharedFor } from './shared.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface Route {
  readonly methods: readonly string[];
  readonly handler: Handler;
}

/** Load balancers and collectors ask more seldom; who asks more often has what they had. */
const SHARED_MS = 1_000;
const METHODS = ['GET', 'HEAD'];

/** What those who run a gateway ask it. Nobody is refused: what it costs does not grow with who asks. */
export function operatorRoutes(
  options: Pick<HttpOptions, 'ready' | 'metrics'>,
  isDraining: () => boolean,
): Readonly<Record<string, Route>> {
  const ready = sharedFor(SHARED_MS, options.ready);
  const metrics = sharedFor(SHARED_MS, options.metrics);
  const readiness: Route = {
    methods: METHODS,
    handler: async (_request, response) => {
      const parts = await ready();
      const isReady = !isDraining() && Object.values(parts).every(Boolean);
      sendJson(response, isReady ? 200 : 503, { ready: isReady, ...parts });
    },
  };
  return {
    '/health/live': {
      methods: METHODS,
      handler: async (_request, response) => sendJson(response, 200, { live: true }),
    },
    '/health': readiness,
    '/health/ready': readiness,
    '/metrics': {
      methods: METHODS,
      handler: async (_request, response) => {
        const { type, text } = await metrics();
        response.writeHead(200, { 'content-type': type }).end(text);
      },
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
