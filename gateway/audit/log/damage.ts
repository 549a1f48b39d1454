import type { CryptoSuite } from '../crypto.ts';
import { AuditError, systemCode } from '../errors.ts';
import type { Fs } from './fs.ts';
import { TILE_WIDTH } from './merkle.ts';
import type { Verifier } from './note.ts';
import { bundlePath, detailPath } from './tiles.ts';

/** What a check is given, and how it names what it finds. */
export interface CheckOptions {
  readonly fs: Fs;
  readonly suite: CryptoSuite;
  /** The log's keys, former ones too, from a trusted place. */
  readonly verifiers: readonly Verifier[];
  readonly witnesses?: readonly Verifier[];
  /** Where bundles were moved to. */
  readonly archives?: readonly Fs[];
  /** Looks into each entry in turn; throws what is wrong with it. */
  readonly inspect?: (index: number, entry: Buffer, detail: Buffer | undefined) => void;
}

/** Looks into an entry, and names it when something is wrong with it. */
export function inspect(
  options: CheckOptions,
  index: number,
  entry: Buffer,
  detail: Buffer | undefined,
  path?: string,
): void {
  try {
    options.inspect?.(index, entry, detail);
  } catch (cause) {
    if (!(cause instanceof AuditError)) throw cause;
    const tile = Math.floor(index / TILE_WIDTH);
    const own = cause.facts.field === 'detail' ? detailPath(tile) : bundlePath(tile, TILE_WIDTH);
    throw damaged(`entry ${index}: ${cause.message}`, { index, path: path ?? own }, cause);
  }
}

/** The bytes of a file, or undefined when there is none. */
export async function readIfThere(fs: Fs, path: string): Promise<Buffer | undefined> {
  return fs.read(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}

export function damaged(
  expected: string,
  facts: { readonly index?: number; readonly path?: string },
  cause?: AuditError,
): AuditError {
  return new AuditError('LOG_DAMAGED', `expected ${expected}`, facts, cause && { cause });
}
