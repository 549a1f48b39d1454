import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentify, type Identify } from '../../gateway/auth/identify.ts';
import {
  type DevelopmentIssuer,
  openDevelopmentIssuer,
  openKeys,
} from '../../gateway/auth/keys.ts';
import { GatewayError } from '../../gateway/errors.ts';

const NOW = Date.parse('2026-11-20T12:00:00+08:00');
const SECONDS = NOW / 1000;
const settings = { issuer: 'test', audience: 'creditgate', issuedAt: SECONDS, lifetimeSeconds: 60 };
const firm = { kind: 'firm', organisation: 'F-001', operator: 'Officer' } as const;

let folder: string;
let issuer: DevelopmentIssuer;
let identify: Identify;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-'));
  issuer = await openDevelopmentIssuer(folder);
  identify = createIdentify({
    keys: issuer.keys,
    issuer: 'test',
    audience: 'creditgate',
    clockTolerance: 5,
    now: () => NOW,
    channelFromToken: false,
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function codeOf(token: string | undefined): Promise<string> {
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  try {
    await identify(authorization, 'internet');
  } catch (cause) {
    if (cause instanceof GatewayError) {
      expect(cause.status).toBe(401);
      if (token !== undefined && token.length > 20) expect(cause.message).not.toContain(token);
      return cause.code;
    }
    throw cause;
  }
  return 'accepted';
}

describe('who asks', () => {
  it('is the public without a token', async () => {
    expect(await identify(undefined, 'internet')).toMatchObject({ kind: 'public', subject: null });
  });

  it('is whom a valid token names', async () => {
    const caller = await identify(`Bearer ${await issuer.issue(firm, settings)}`, 'internet');
    expect(caller).toMatchObject({
      kind: 'firm',
      organisation: 'F-001',
      organisationKind: 'credit-service-firm',
      operator: 'Officer',
    });
  });

  it('is one subject however the issuer writes its letters', async () => {
    const claims = {
      kind: 'subject',
      subject_kind: 'legal',
      subject_key: '91990109ma08lglh55',
    } as const;
    const caller = await identify(`Bearer ${await issuer.issue(claims, settings)}`, 'internet');
    expect(caller.subject).toEqual({ kind: 'legal', key: '91990109MA08LGLH55' });
  });

  it('stands on the network of the listener, whatever the token says', async () => {
    const token = await issuer.issue({ ...firm, channel: 'egov' }, settings);
    expect((await identify(`Bearer ${token}`, 'internet')).channel).toBe('internet');
  });

  it('keeps its key over a restart', async () => {
    const again = await openDevelopmentIssuer(folder);
    expect(await codeOf(await again.issue(firm, settings))).toBe('accepted');
  });
});

describe('a token is refused', () => {
  it('when it has expired, beyond the tolerance', async () => {
    const at = (age: number) => issuer.issue(firm, { ...settings, issuedAt: SECONDS - 60 - age });
    expect(await codeOf(await at(4))).toBe('accepted');
    expect(await codeOf(await at(6))).toBe('TOKEN_EXPIRED');
  });

  it('when it is for somebody else, or from somebody else', async () => {
    const audience = await issuer.issue(firm, { ...settings, audience: 'other' });
    expect(await codeOf(audience)).toBe('TOKEN_AUDIENCE');
    expect(await codeOf(await issuer.issue(firm, { ...settings, issuer: 'other' }))).toBe(
      'TOKEN_ISSUER',
    );
  });

  it('when it is not signed, or signed by a stranger', async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { ...firm, iss: 'test', aud: 'creditgate', iat: SECONDS, exp: SECONDS + 60 };
    expect(await codeOf(`${encode({ alg: 'none' })}.${encode(claims)}.`)).toBe('TOKEN_MALFORMED');
    const stranger = await generateKeyPair('EdDSA', { extractable: true });
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(stranger.privateKey);
    expect(await codeOf(forged)).toBe('TOKEN_SIGNATURE');
  });

  it('when its secret is the public key (algorithm confusion)', async () => {
    const { publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(publicKey);
    createLocalJWKSet({ keys: [jwk] });
    const secret = new TextEncoder().encode(JSON.stringify(jwk));
    const forged = await new SignJWT({ ...firm, iss: 'test', aud: 'creditgate' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt(SECONDS)
      .setExpirationTime(SECONDS + 60)
      .sign(secret);
    expect(await codeOf(forged)).toBe('TOKEN_MALFORMED');
  });

  it('when its claims describe no caller', async () => {
    const issue = (claims: object) => issuer.issue(claims as typeof firm, settings);
    expect(await codeOf(await issue({ kind: 'admin', organisation: 'X' }))).toBe('TOKEN_CLAIMS');
    expect(await codeOf(await issue({ kind: 'firm' }))).toBe('TOKEN_CLAIMS');
    expect(await codeOf(await issue({ kind: 'subject' }))).toBe('TOKEN_CLAIMS');
    const none = { subject_kind: 'legal', subject_key: '<no key at all>' };
    expect(await codeOf(await issue({ kind: 'subject', ...none }))).toBe('TOKEN_CLAIMS');
    expect(await codeOf(await issue({ ...firm, ...none }))).toBe('TOKEN_CLAIMS');
    expect(
      await codeOf(await issue({ ...firm, subject_kind: 'legal', subject_key: '9'.repeat(18) })),
    ).toBe('TOKEN_CLAIMS');
  });

  it('when it is a subject and an organisation at once', async () => {
    const own = { kind: 'subject', subject_kind: 'legal', subject_key: '9'.repeat(18) } as const;
    expect(await codeOf(await issuer.issue(own, settings))).toBe('accepted');
    const both = await issuer.issue({ ...own, organisation: 'F-001' }, settings);
    expect(await codeOf(both)).toBe('TOKEN_CLAIMS');
  });

  it.each(['a', 'x', 'Bearer', 'a.b', 'a.b.c', `${'a'.repeat(9000)}.b.c`])(
    'when it is no token at all (%#)',
    async (token) => {
      expect(await codeOf(token)).toBe('TOKEN_MALFORMED');
    },
  );
});

describe('keys of the issuer that cannot be read', () => {
  it.each<[string, RequestListener]>([
    ['an answer of another status', (_, response) => response.writeHead(503).end()],
    ['an answer that is no JSON', (_, response) => response.end('<html>')],
    ['no set of keys', (_, response) => response.end('{"keys":7}')],
    ['nobody who answers', (request) => request.socket.destroy()],
  ])('are no fault of a token: %s', async (_what, listener) => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const keys = await openKeys(`http://127.0.0.1:${port}/keys`);
    const check = createIdentify({
      ...{ keys, issuer: 'test', audience: 'creditgate', clockTolerance: 5 },
      ...{ now: () => NOW, channelFromToken: false },
    });
    const token = `Bearer ${await issuer.issue(firm, settings)}`;
    const refused = check(token, 'internet');
    await expect(refused).rejects.toMatchObject({ code: 'KEYS_UNAVAILABLE', status: 503 });
    server.closeAllConnections();
    server.close();
  });
});
