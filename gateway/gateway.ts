import type { AddressInfo } from 'node:net';
import type { Channel } from '../policy/terms.ts';
import type { Config } from './config.ts';
import type { Profile } from './enforcing.ts';
import { openEndpoint } from './http/graphql.ts';
import { createHttpServer, type HttpServer } from './http/server.ts';
import { OPEN_LIMITS, openProfile } from './open.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';

/** A running gateway. */
export interface Gateway {
  /** Where the internet listener answers. */
  readonly url: string;
  /** Where the listener of the e-government network answers; null without one. */
  readonly egovUrl: string | null;
  /** Finishes what runs, then closes everything; asking twice closes once. */
  close(): Promise<void>;
}

/**
 * The composition root: opens everything by the configuration and joins it.
 *
 * @throws {ConfigError} for settings that contradict each other
 */
export async function openGateway(config: Config): Promise<Gateway> {
  const telemetry = createTelemetry(config.LOG_LEVEL);
  const open = config.POLICY === 'open';
  const profile = open ? openProfile(config) : await enforcing(config, telemetry);
  const limits = open
    ? OPEN_LIMITS
    : { maxTokens: config.MAX_TOKENS, maxDepth: config.MAX_DEPTH, maxFields: config.MAX_FIELDS };
  const endpoint = await openEndpoint(profile.handler, {
    ...limits,
    introspection: !config.production,
    failed: telemetry.failed,
  });
  const unwatch = profile.watch((handler) => endpoint.replace(handler));

  const listenOn = async (channel: Channel, port: number, host: string): Promise<Listener> => {
    const http = createHttpServer(endpoint, {
      channel,
      maxBodyBytes: config.MAX_BODY_BYTES,
      resources: profile.resources ?? [],
      refusals: profile.refusals,
      ready: () => profile.ready(),
      metrics: telemetry.metrics,
      served: telemetry.served,
      failed: telemetry.failed,
    });
    await new Promise<void>((resolve, reject) => {
      http.server.once('error', reject).listen(port, host, () => resolve());
    });
    const address = http.server.address() as AddressInfo;
    return { http, url: `http://${host}:${address.port}` };
  };
  const internet = await listenOn('internet', config.PORT, config.HOST);
  const egov =
    config.EGOV_PORT === undefined
      ? null
      : await listenOn('egov', config.EGOV_PORT, config.EGOV_HOST);
  telemetry.notice('listening', { url: internet.url, regulation: config.REGULATION });

  const close = async () => {
    unwatch();
    await Promise.all([internet, egov].map((listener) => listener?.http.drain()));
    await endpoint.stop();
    await profile.close();
  };
  let closing: Promise<void> | undefined;
  return {
    url: internet.url,
    egovUrl: egov?.url ?? null,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Loads what enforcement rests on, databases among it, only where there is enforcement. */
async function enforcing(config: Config, telemetry: Telemetry): Promise<Profile> {
  const { openEnforcing } = await import('./enforcing.ts');
  return openEnforcing(config, telemetry);
}

interface Listener {
  readonly http: HttpServer;
  readonly url: string;
}
