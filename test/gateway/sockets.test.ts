import { mkdtempSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { openGateway } from '../../gateway/gateway.ts';
import { generate } from '../../subgraphs/generate.ts';

const folder = mkdtempSync(join(tmpdir(), 'creditgate-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

describe('the embedded default', () => {
  it('opens no connection to anywhere: no vendor telemetry, no schema reporting', async () => {
    const connect = vi.spyOn(Socket.prototype, 'connect');
    const data = join(folder, 'data');
    generate({ seed: 1, entities: 5, persons: 5, out: data });
    const gateway = await openGateway(
      readConfig({
        PORT: '0',
        DATA_DIR: data,
        STATE_DIR: join(folder, 'state'),
        LOG_LEVEL: 'silent',
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    await gateway.close();
    expect(connect).not.toHaveBeenCalled();
  });
});
