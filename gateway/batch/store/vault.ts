import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loadSecret } from '../../audit/keys.ts';

/**
 * Encrypts what batches hold at rest: keys of subjects, and answers. What is bound to one place cannot
 * be read at another.
 */
export interface Vault {
  lock(place: string, plain: Uint8Array): Buffer;
  /** @throws when the bytes were changed, moved, or locked with another key */
  unlock(place: string, locked: Uint8Array): Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** With the secret that all processes of a deployment share, else with a key file of this one. */
export async function openVault(
  secret: string | undefined,
  stateDirectory: string,
): Promise<Vault> {
  const file = join(stateDirectory, 'keys', 'batches.key');
  const material = secret ?? (await loadSecret(file, () => randomBytes(KEY_BYTES)));
  const key = Buffer.from(hkdfSync('sha256', material, '', 'creditgate/batches/v1', KEY_BYTES));
  return {
    lock(place, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    unlock(place, locked) {
      const tagEnd = NONCE_BYTES + TAG_BYTES;
      const decipher = createDecipheriv(ALGORITHM, key, locked.subarray(0, NONCE_BYTES));
      decipher.setAAD(Buffer.from(place)).setAuthTag(locked.subarray(NONCE_BYTES, tagEnd));
      return Buffer.concat([decipher.update(locked.subarray(tagEnd)), decipher.final()]);
    },
  };
}
