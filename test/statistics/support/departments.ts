import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Counters } from '../../../gateway/statistics/population.ts';
import { RemoteCounter } from '../../../gateway/statistics/remote/counter.ts';
import { DEPARTMENT_NAMES, openDepartment } from '../../../subgraphs/department.ts';
import { generate } from '../../../subgraphs/generate.ts';
import { openSource } from '../../../subgraphs/serve.ts';
import { createDepartmentServer } from '../../../subgraphs/server.ts';
import type { CountingSource } from '../../../subgraphs/sources/source.ts';

export const CREDENTIAL = 'test-credential-of-thirty-two-characters';

/** A request as a department's server received it. */
export interface ReceivedRequest {
  readonly department: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** All departments over generated data, in this process and each behind its own server. */
export interface TwoWays {
  readonly embedded: Counters;
  readonly remote: Counters;
  readonly urls: ReadonlyMap<string, string>;
  readonly received: ReceivedRequest[];
  close(): Promise<void>;
}

export async function openTwoWays(entities: number, persons: number): Promise<TwoWays> {
  const folder = mkdtempSync(join(tmpdir(), 'creditgate-remote-'));
  generate({ seed: 3, entities, persons, out: join(folder, 'data') });
  const received: ReceivedRequest[] = [];
  const sources = new Map<string, CountingSource>();
  const remote = new Map<string, RemoteCounter>();
  const urls = new Map<string, string>();
  const servers: Server[] = [];
  for (const name of DEPARTMENT_NAMES) {
    const directories = { dataDirectory: join(folder, 'data'), stateDirectory: folder };
    const source = await openSource(name, directories);
    const { counter } = source;
    const server = createDepartmentServer(openDepartment(name, source), CREDENTIAL, { counter });
    server.prependListener('request', (request) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { url = '', headers } = request;
        received.push({ department: name, url, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    const url = await listening(server);
    servers.push(server);
    sources.set(name, source);
    urls.set(name, url);
    remote.set(name, remoteCounter(`${url}/graphql`, name));
  }
  return {
    embedded: new Map([...sources].map(([name, { counter }]) => [name, counter])),
    remote,
    urls,
    received,
    async close() {
      for (const counter of remote.values()) await counter.close();
      for (const server of servers) stop(server);
      for (const source of sources.values()) await source.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function remoteCounter(url: string, name = 'tax', timeout = 5_000): RemoteCounter {
  return new RemoteCounter({ name, url, credential: CREDENTIAL, timeout });
}

/** A server that answers as a test says, and the counter that asks it. */
export async function badDepartment(
  answer: RequestListener,
  timeout?: number,
): Promise<{ readonly counter: RemoteCounter; close(): Promise<void> }> {
  const server = createServer(answer);
  const counter = remoteCounter(`${await listening(server)}/graphql`, 'tax', timeout);
  return {
    counter,
    async close() {
      await counter.close();
      stop(server);
    },
  };
}

export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}
