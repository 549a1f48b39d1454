import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Names and seals what is kept outside, so that it tells nothing to who can read it there. */
export interface Seal {
  /** A name that nobody without the secret can trace back. */
  nameOf(text: string): string;
  /** @param name what it is kept under; it opens under no other name */
  close(name: string, text: string): Buffer;
  /** Null when it was sealed with another secret, under another name, or not by us at all. */
  open(name: string, sealed: Buffer): string | null;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM and HMAC-SHA-256 with keys derived from one secret (HKDF, RFC 5869). */
export function createSeal(secret: string, label: string): Seal {
  const derive = (use: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `creditgate ${label} ${use}`, KEY_BYTES));
  const naming = derive('names');
  const sealing = derive('values');
  return {
    nameOf: (text) => createHmac('sha256', naming).update(text).digest('base64url'),
    close(name, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(name));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(name, sealed) {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealing, nonce, {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(name)).setAuthTag(tag);
        const body = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
