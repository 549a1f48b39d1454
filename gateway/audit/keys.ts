import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CryptoSuite, SigningKey } from './crypto.ts';
import { AuditError, systemCode } from './errors.ts';

/** Bits of a file mode that open it to everybody. */
const OTHERS = 0o007;
const OWNER_ONLY = 0o600;

/**
 * Loads the log's signing key, a PKCS #8 PEM file. With `create`, a missing one is made, mode 0600.
 * @throws AuditError `KEY_INVALID` when it cannot be read or others may read it.
 */
export async function loadSigningKey(
  suite: CryptoSuite,
  path: string,
  options: { readonly create: boolean },
): Promise<SigningKey> {
  const make = () => Buffer.from(suite.generateKey());
  const pem = await loadSecret(path, options.create ? make : undefined);
  return suite.importKey(pem.toString('utf8'));
}

/** Reads a secret file, or makes it once: a file half written is never seen, and never overwritten. */
export async function loadSecret(path: string, make?: () => Buffer): Promise<Buffer> {
  try {
    return await readSecret(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw keyInvalid('a readable key file', path, error);
    if (make === undefined) throw keyInvalid('a key file', path, error);
  }
  await writeSecret(path, make());
  return readSecret(path);
}

async function readSecret(path: string): Promise<Buffer> {
  const { mode } = await stat(path);
  if ((mode & OTHERS) !== 0) {
    throw new AuditError(
      'KEY_INVALID',
      'expected a key file closed to others, got one that is open',
      {
        path,
      },
    );
  }
  return readFile(path);
}

async function writeSecret(path: string, secret: Buffer): Promise<void> {
  const directory = dirname(path);
  const temporary = `${path}.${randomUUID()}`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = await open(temporary, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(secret);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(temporary, OWNER_ONLY);
  // A link fails when the name is taken: of two first starts, one key wins and both use it.
  await link(temporary, path).catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw error;
  });
  await unlink(temporary);
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

function keyInvalid(expected: string, path: string, cause: unknown): AuditError {
  if (cause instanceof AuditError) return cause;
  return new AuditError('KEY_INVALID', `expected ${expected}`, { path }, { cause });
}
