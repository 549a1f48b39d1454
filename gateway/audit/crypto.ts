import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign as nodeSign,
  verify as nodeVerify,
  hash as oneShot,
} from 'node:crypto';
import { AuditError } from './errors.ts';

/** A private key of a suite: a key in memory, or a handle in an HSM. */
export interface SigningKey {
  /** The public key as the suite writes it into verifier keys. */
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/**
 * The algorithms the log is built on, so that an SM suite or an HSM can be put in.
 *
 * Implementers MUST give 32-byte hashes and MUST NOT change what a name stands for: entries name
 * their suite. A tree hashed with anything but SHA-256 is not readable by C2SP tools.
 */
export interface CryptoSuite {
  readonly name: string;
  /** Signature type identifier bytes of C2SP signed-note; `0xff` and a longer name for suites without one. */
  readonly noteType: Uint8Array;
  hash(bytes: Uint8Array): Uint8Array;
  /** A keyed digest (MAC) of `bytes`. */
  keyed(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  sign(key: SigningKey, message: Uint8Array): Promise<Uint8Array>;
  /** False for anything that does not verify, malformed keys and signatures included. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** A new private key as PKCS #8 PEM. */
  generateKey(): string;
  importKey(pem: string): SigningKey;
}

export const HASH_BYTES = 32;

/** SHA-256, Ed25519 (RFC 8032) and HMAC-SHA-256 (RFC 2104): the suite of C2SP logs. */
export const SHA256_ED25519: CryptoSuite = {
  name: 'sha256-ed25519',
  noteType: Uint8Array.of(0x01),
  hash: (bytes) => oneShot('sha256', bytes, 'buffer'),
  keyed: (key, bytes) => createHmac('sha256', createSecretKey(key)).update(bytes).digest(),
  sign: (key, message) => key.sign(message),
  verify: verifyEd25519,
  generateKey: () =>
    generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  importKey: importEd25519,
};

function importEd25519(pem: string): SigningKey {
  const key = readPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new AuditError('KEY_INVALID', 'expected an Ed25519 private key, got another algorithm');
  }
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return {
    publicKey: Buffer.from(x ?? '', 'base64url'),
    sign: async (message) => nodeSign(null, message, key),
  };
}

function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new AuditError('KEY_INVALID', 'expected a private key in PKCS #8 PEM', {}, { cause });
  }
}

function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  try {
    const x = Buffer.from(key).toString('base64url');
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return nodeVerify(null, message, publicKey, signature);
  } catch {
    return false;
  }
}
