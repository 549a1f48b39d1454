import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose';
import type { Claims } from './caller.ts';

/** The issuer's keys, from its published URL or from a file. */
export async function openKeys(place: string): Promise<JWTVerifyGetKey> {
  if (/^https?:\/\//.test(place)) return createRemoteJWKSet(new URL(place));
  return createLocalJWKSet(JSON.parse(await readFile(place, 'utf8')) as JSONWebKeySet);
}

/** Issues tokens for the embedded default. Never used in production. */
export interface DevelopmentIssuer {
  readonly keys: JWTVerifyGetKey;
  issue(claims: Claims, settings: TokenSettings): Promise<string>;
}

export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly lifetimeSeconds: number;
}

const ALGORITHM = 'EdDSA';
const KEY_FILE = 'development-issuer.jwk';

/** Opens the development issuer, whose key is made at first use and readable by its owner only. */
export async function openDevelopmentIssuer(stateDirectory: string): Promise<DevelopmentIssuer> {
  const key = readKey(stateDirectory) ?? (await makeKey(stateDirectory));
  const { d: _secret, ...open } = key;
  const signing = await importJWK(key, ALGORITHM);
  return {
    keys: createLocalJWKSet({ keys: [{ ...open, alg: ALGORITHM, use: 'sig' }] }),
    issue: (claims, settings) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuer(settings.issuer)
        .setAudience(settings.audience)
        .setIssuedAt(settings.issuedAt)
        .setExpirationTime(settings.issuedAt + settings.lifetimeSeconds)
        .sign(signing),
  };
}

function readKey(stateDirectory: string): JWK | null {
  try {
    return JSON.parse(readFileSync(join(stateDirectory, KEY_FILE), 'utf8')) as JWK;
  } catch {
    return null;
  }
}

async function makeKey(stateDirectory: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key = await exportJWK(privateKey);
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  writeFileSync(join(stateDirectory, KEY_FILE), JSON.stringify(key), { mode: 0o600, flag: 'wx' });
  return key;
}
