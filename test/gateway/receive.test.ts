import { afterEach, describe, expect, it } from 'vitest';
import type { Identify } from '../../gateway/auth/identify.ts';
import { boundedIdentify } from '../../gateway/auth/known-tokens.ts';
import { GatewayError } from '../../gateway/errors.ts';
import { type LimitSettings, openLimits, openStrikes } from '../../gateway/http/rate-limits.ts';
import type { Refused } from '../../gateway/refusals.ts';
import { FIRM, headersOf, OTHER_FIRM, openTestIdentify, PUBLIC } from '../support/callers.ts';
import { NOON, startGateway, type TestGateway } from '../support/gateway.ts';

const NONE: LimitSettings = {
  RATE_PUBLIC: 0,
  RATE_ORGANISATION: 0,
  RATE_SUBJECT: 0,
  QUOTA_ORGANISATION: 0,
};
const VALID = '{ __typename }';

let gateway: TestGateway;
let verified = 0;
afterEach(() => gateway?.close());

async function start(limits: Partial<LimitSettings>, more: { refused?: Refused[] } = {}) {
  const settings = { ...NONE, ...limits };
  const identify = await openTestIdentify(() => NOON);
  verified = 0;
  const counted: Identify = (...arrival) => {
    verified += 1;
    return identify(...arrival);
  };
  gateway = await startGateway({
    dependencies: {
      admit: openLimits(settings),
      identify: boundedIdentify(counted, openStrikes(settings)),
      refusals: { refused: async (one) => void more.refused?.push(one) },
    },
  });
}

const send = (body: string, headers: Readonly<Record<string, string>> = {}) =>
  gateway.send('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
const tokenOf = async (operator: string) => headersOf({ ...FIRM, operator } as typeof FIRM, NOON);
const codeOf = ({ json }: Awaited<ReturnType<typeof send>>) => json.errors?.[0]?.extensions.code;

describe('a request that is refused', () => {
  const fields = Array.from({ length: 500 }, (_, n) => `a${n}: name`).join(' ');
  const INVALID: readonly (readonly [string, string])[] = [
    ['BAD_REQUEST', 'no JSON'],
    ['GRAPHQL_PARSE_FAILED', JSON.stringify({ query: '{ legalEntity(' })],
    ['GRAPHQL_VALIDATION_FAILED', JSON.stringify({ query: '{ nothing }' })],
    ['OPERATION_TOO_WIDE', JSON.stringify({ query: `{ me { ${fields} } }` })],
    ['BODY_TOO_LARGE', ' '.repeat(300_000)],
  ];

  it('counts for the address of the public, and then nothing is read from there', async () => {
    await start({ RATE_PUBLIC: INVALID.length });
    for (const [code, body] of INVALID) expect(codeOf(await send(body))).toBe(code);
    for (const [, body] of INVALID) {
      const answer = await send(body);
      expect([answer.status, codeOf(answer)]).toEqual([429, 'RATE_LIMITED']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  it('counts for the organisation whose token came with it, and for nobody beside it', async () => {
    const refused: Refused[] = [];
    await start({ RATE_ORGANISATION: 2, RATE_PUBLIC: 1 }, { refused });
    const own = await headersOf(FIRM, NOON);
    for (const code of ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_PARSE_FAILED', 'RATE_LIMITED']) {
      expect(codeOf(await send('{ "query": "{" }', own))).toBe(code);
    }
    expect(refused.map(({ caller }) => caller?.organisation)).toEqual(['F-001', 'F-001', 'F-001']);
    expect((await gateway.ask(OTHER_FIRM, VALID)).status).toBe(200);
    expect((await gateway.ask(PUBLIC, VALID)).status).toBe(200);
  });
});

describe('tokens that do not verify', () => {
  const forged = async () => {
    const { authorization = '' } = await tokenOf('O-9');
    return { authorization: `${authorization.slice(0, -6)}AAAAAA` };
  };
  const ask = (headers: Readonly<Record<string, string>>) =>
    send(JSON.stringify({ query: VALID }), headers);

  it('are verified so many times from one address, and then not at all', async () => {
    const refused: Refused[] = [];
    await start({ RATE_PUBLIC: 2 }, { refused });
    const codes = [];
    for (let sent = 0; sent < 6; sent += 1) codes.push(codeOf(await ask(await forged())));
    const limited = Array.from({ length: 4 }, () => 'RATE_LIMITED');
    expect(codes).toEqual(['TOKEN_SIGNATURE', 'TOKEN_SIGNATURE', ...limited]);
    expect(verified).toBe(3);
    expect(refused.map(({ code }) => code)).toEqual(codes);
  });

  it('shut out nobody behind that address whose token is in use, nor the public', async () => {
    await start({ RATE_PUBLIC: 2 });
    const own = await tokenOf('O-1');
    expect((await ask(own)).status).toBe(200);
    for (let sent = 0; sent < 4; sent += 1) await ask(await forged());
    const together = await Promise.all([ask(own), ask(own), ask(own)]);
    expect(together.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(codeOf(await ask(await tokenOf('O-2')))).toBe('RATE_LIMITED');
    expect((await gateway.ask(PUBLIC, VALID)).status).toBe(200);
  });

  it('have no limit where the public has none', async () => {
    await start({});
    for (let sent = 0; sent < 20; sent += 1) {
      expect(codeOf(await ask(await forged()))).toBe('TOKEN_SIGNATURE');
    }
  });
});

describe('the check of tokens of one address', () => {
  const refusing = (code: 'TOKEN_EXPIRED' | 'KEYS_UNAVAILABLE') => () =>
    Promise.reject(new GatewayError(code));

  it('forgets a token that is no longer valid', async () => {
    const valid = await openTestIdentify(() => NOON);
    let check: Identify = valid;
    const identify = boundedIdentify((...a) => check(...a), openStrikes({ RATE_PUBLIC: 1 }));
    const { authorization } = await headersOf(FIRM, NOON);
    await identify(authorization, 'internet', 'a');
    check = refusing('TOKEN_EXPIRED');
    for (const code of ['TOKEN_EXPIRED', 'RATE_LIMITED', 'RATE_LIMITED']) {
      await expect(identify(authorization, 'internet', 'a')).rejects.toMatchObject({ code });
    }
    check = valid;
    await expect(identify(authorization, 'internet', 'a')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
    expect(await identify(authorization, 'internet', 'b')).toMatchObject({ kind: 'firm' });
  });

  it('does not count that the keys of the issuer cannot be read', async () => {
    const identify = boundedIdentify(refusing('KEYS_UNAVAILABLE'), openStrikes({ RATE_PUBLIC: 1 }));
    for (let sent = 0; sent < 5; sent += 1) {
      await expect(identify('Bearer a.b.c', 'internet', 'a')).rejects.toMatchObject({
        code: 'KEYS_UNAVAILABLE',
      });
    }
  });
});
