import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { SHA256_ED25519 } from '../../audit/crypto.ts';
import { parseVerifierKey } from '../../audit/log/note.ts';
import { type SignedManifest, signedManifestSchema, verifyManifest } from '../manifest.ts';
import type { FileName } from '../store/files.ts';

/** A file or manifest that is not what was signed. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError';
}

/**
 * The manifest, if the key of the log signed it; without a known key, the one that it names, which
 * proves that nothing was damaged and not who signed.
 *
 * @throws {VerificationError}
 */
export function openManifest(text: string, logKey: string | null): SignedManifest {
  const parsed = signedManifestSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new VerificationError('expected a signed manifest');
  const suite = SHA256_ED25519;
  try {
    verifyManifest(suite, parsed.data, parseVerifierKey(suite, logKey ?? parsed.data.verifier));
  } catch {
    throw new VerificationError('the signature of the manifest does not verify');
  }
  return parsed.data;
}

/**
 * Compares a downloaded gzip file with the digests of the manifest, part by part.
 *
 * @throws {VerificationError} naming the rows of the first part that differs
 */
export async function verifyFile(
  path: string,
  name: FileName,
  { manifest }: SignedManifest,
): Promise<void> {
  const expected = manifest.files[name];
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size !== expected.bytes) {
      throw new VerificationError(`expected ${expected.bytes} bytes, got ${size}`);
    }
    for (const { bytes, sha256, firstRow, rows } of expected.members) {
      const { buffer } = await file.read({ buffer: Buffer.alloc(bytes) });
      if (createHash('sha256').update(buffer).digest('hex') === sha256) continue;
      throw new VerificationError(`rows ${firstRow} to ${firstRow + rows - 1} were changed`);
    }
  } finally {
    await file.close();
  }
}
