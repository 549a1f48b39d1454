import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GraphQLEndpoint } from '../../gateway/http/graphql.ts';
import { createHttpServer } from '../../gateway/http/server.ts';
import { sharedFor } from '../../gateway/http/shared.ts';

afterEach(() => vi.useRealTimers());

describe('what is shared', () => {
  it('is asked once, until its time after it came is over', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const ask = sharedFor(1000, async () => ++asked);
    expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(999);
    expect(await ask()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await ask()).toBe(2);
  });

  it('is shared when it failed, and asked again afterwards', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const ask = sharedFor(1000, () => {
      asked += 1;
      return asked === 1 ? Promise.reject(new Error('away')) : Promise.resolve(asked);
    });
    await expect(ask()).rejects.toThrow('away');
    await expect(ask()).rejects.toThrow('away');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await ask()).toBe(2);
  });

  it('does not wait for ever for what never came', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const ask = sharedFor(1000, () => {
      asked += 1;
      return asked === 1 ? new Promise<number>(() => undefined) : Promise.resolve(asked);
    });
    void ask();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await Promise.race([ask(), vi.advanceTimersByTimeAsync(1)])).toBe(2);
    expect(await ask()).toBe(2);
  });
});

describe('health and metrics', () => {
  it('answer everybody, and do not ask the registers and departments for each', async () => {
    const asked = { ready: 0, metrics: 0 };
    const { server } = createHttpServer({} as GraphQLEndpoint, {
      channel: 'internet',
      maxBodyBytes: 1000,
      ready: async () => ({ registers: ++asked.ready > 0 }),
      metrics: async () => ({ type: 'text/plain', text: String(++asked.metrics) }),
      served: () => undefined,
      failed: () => undefined,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const paths = Array.from({ length: 50 }, () => ['/health', '/health/ready', '/metrics']).flat();
    const answers = await Promise.all(
      paths.map((path) => fetch(`http://127.0.0.1:${port}${path}`)),
    );
    server.closeAllConnections();
    server.close();
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(asked.ready).toBeLessThan(10);
    expect(asked.metrics).toBeLessThan(10);
  });
});
