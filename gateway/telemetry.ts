import pino from 'pino';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Served } from './http/server.ts';

/** Operational log and metrics. Neither ever holds an identifier, a name, a token or a value. */
export interface Telemetry {
  readonly notice: (event: string, facts?: Readonly<Record<string, unknown>>) => void;
  readonly failed: (cause: unknown) => void;
  readonly served: (request: Served) => void;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

const REDACTED = ['authorization', 'token', 'variables', 'body', '*.authorization', '*.token'];
/** Whatever looks like an identity number, a unified code or a token. */
const IDENTIFIER = /[0-9A-Z]{15,}|eyJ[\w-]+\.[\w.-]+/g;

export function createTelemetry(level: string): Telemetry {
  const log = pino({ level, base: null, redact: { paths: REDACTED, censor: '[redacted]' } });
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'creditgate_http_requests_total',
    help: 'HTTP requests answered',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'creditgate_http_request_seconds',
    help: 'Time to answer an HTTP request',
    labelNames: ['route'],
    registers: [registry],
  });
  return {
    notice: (event, facts = {}) => log.info(facts, event),
    failed: (cause) => log.error(describe(cause), 'request failed'),
    served: ({ route, status, milliseconds }) => {
      requests.inc({ route, status: String(status) });
      duration.observe({ route }, milliseconds / 1000);
      log.debug({ route, status, milliseconds: Math.round(milliseconds) }, 'request served');
    },
    metrics: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}

/** An error for operators: its name, code and place; its text without anything that may identify. */
function describe(cause: unknown): Readonly<Record<string, unknown>> {
  if (!(cause instanceof Error)) return { error: 'unknown' };
  const code = 'code' in cause ? String(cause.code) : undefined;
  const text = (message: string) => message.replace(IDENTIFIER, '…');
  return {
    error: cause.name,
    code,
    message: text(cause.message),
    stack: text((cause.stack ?? '').split('\n').slice(1, 6).join('\n')),
  };
}
