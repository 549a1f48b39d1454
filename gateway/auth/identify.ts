import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Channel } from '../../policy/terms.ts';
import { canBeLogged } from '../audit/entry/caller.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import { type Caller, CLAIMS, callerOf, publicCaller } from './caller.ts';

export interface IdentifySettings {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
  readonly clockTolerance: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The development issuer may state the channel in a claim; no other may. */
  readonly channelFromToken: boolean;
}

export type Identify = (
  authorization: string | undefined,
  channel: Channel,
  /** Of the peer of the connection; for limits only. */
  address?: string,
) => Promise<Caller>;

/** Signature algorithms accepted; `none` and the symmetric ones are not among them. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'];
/** attacker-controlled; a longer token is not worth a parse. */
const MAX_TOKEN_LENGTH = 8192;
/** What the issuer answered was late, or no set of keys: no token is to blame. */
const KEYS_FAILED: ReadonlySet<string> = new Set([
  errors.JOSEError.code,
  errors.JWKSTimeout.code,
  errors.JWKSInvalid.code,
]);

/**
 * Makes the check of `Authorization: Bearer <JWT>`. No header: the public.
 *
 * @throws {GatewayError} `TOKEN_*` with status 401, or `KEYS_UNAVAILABLE`; never with the token.
 */
export function createIdentify(settings: IdentifySettings): Identify {
  return async (authorization, channel) => {
    if (authorization === undefined) return publicCaller(channel);
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/.exec(authorization)?.[1];
    if (token === undefined || token.length > MAX_TOKEN_LENGTH) {
      throw new GatewayError('TOKEN_MALFORMED');
    }
    const payload = await verify(token, settings);
    const claims = CLAIMS.safeParse(payload);
    if (!claims.success) throw new GatewayError('TOKEN_CLAIMS');
    const stated = settings.channelFromToken ? claims.data.channel : undefined;
    const caller = callerOf(claims.data, stated ?? channel);
    if (caller === null || !canBeLogged(caller)) throw new GatewayError('TOKEN_CLAIMS');
    return caller;
  };
}

async function verify(token: string, settings: IdentifySettings): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, settings.keys, {
      algorithms: ALGORITHMS,
      issuer: settings.issuer,
      audience: settings.audience,
      clockTolerance: settings.clockTolerance,
      currentDate: new Date(settings.now()),
      requiredClaims: ['exp', 'iat'],
    });
    return payload;
  } catch (cause) {
    throw new GatewayError(codeOf(cause), {}, cause);
  }
}

function codeOf(cause: unknown): ErrorCode {
  if (cause instanceof errors.JWTExpired) return 'TOKEN_EXPIRED';
  if (cause instanceof errors.JWTClaimValidationFailed) return claimCode(cause.claim);
  if (cause instanceof errors.JWSSignatureVerificationFailed) return 'TOKEN_SIGNATURE';
  if (cause instanceof errors.JWKSNoMatchingKey) return 'TOKEN_SIGNATURE';
  return cause instanceof errors.JOSEError && !KEYS_FAILED.has(cause.code)
    ? 'TOKEN_MALFORMED'
    : 'KEYS_UNAVAILABLE';
}

function claimCode(claim: string): ErrorCode {
  if (claim === 'iss') return 'TOKEN_ISSUER';
  if (claim === 'aud') return 'TOKEN_AUDIENCE';
  return claim === 'nbf' ? 'TOKEN_NOT_YET_VALID' : 'TOKEN_CLAIMS';
}
