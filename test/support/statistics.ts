import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Claims } from '../../gateway/auth/caller.ts';
import { openDevelopmentIssuer } from '../../gateway/auth/keys.ts';
import { readConfig } from '../../gateway/config.ts';
import { type Gateway, openGateway } from '../../gateway/gateway.ts';
import { generate } from '../../subgraphs/generate.ts';

export const CLOCK = '2026-11-20T12:00:00+08:00';

/** A whole gateway over generated data: listener, departments, registers, log. */
export interface WholeGateway {
  readonly folder: string;
  readonly gateway: Gateway;
  ask(
    claims: Claims | null,
    query: string,
    headers?: Readonly<Record<string, string>>,
    variables?: object,
  ): Promise<WholeAnswer>;
  close(): Promise<void>;
}

export interface WholeAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export async function startWhole(entities: number, persons: number): Promise<WholeGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'creditgate-whole-'));
  const DATA_DIR = join(folder, 'data');
  const STATE_DIR = join(folder, 'state');
  generate({ seed: 5, entities, persons, out: DATA_DIR });
  const config = readConfig({
    ...{ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' },
    ...{ DATA_DIR, STATE_DIR, CLOCK },
  });
  const gateway = await openGateway(config);
  const issuer = await openDevelopmentIssuer(STATE_DIR);
  const tokenOf = (claims: Claims) =>
    issuer.issue(claims, {
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
      issuedAt: Math.floor(Date.parse(CLOCK) / 1000),
      lifetimeSeconds: 3600,
    });
  return {
    folder,
    gateway,
    async ask(claims, query, headers = {}, variables = {}) {
      const token = claims === null ? {} : { authorization: `Bearer ${await tokenOf(claims)}` };
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...token, ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as WholeAnswer;
    },
    async close() {
      await gateway.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
