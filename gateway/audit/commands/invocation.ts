import type { CryptoSuite } from '../crypto.ts';
import type { SignedCheckpoint } from '../log/checkpoint.ts';
import type { Fs } from '../log/fs.ts';
import type { Verifier } from '../log/note.ts';
import { readCheckpoint } from '../log/open.ts';

/** What a command of `npm run -s audit` works with. */
export interface Invocation {
  readonly suite: CryptoSuite;
  readonly fs: Fs;
  readonly keys: readonly Verifier[];
  readonly witnesses: readonly Verifier[];
  readonly archives: readonly Fs[];
  readonly args: readonly string[];
  /** The registers' database: where `DATABASE_URL` says, else beside the log. */
  readonly database: { readonly url: string } | { readonly file: string };
  readonly rebuild: boolean;
  readonly release: boolean;
  /** Who erases, and on what. */
  readonly by: string | undefined;
  readonly order: string | undefined;
  readonly articles: readonly string[];
  /** Reads the standard input to its end. */
  readonly input: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Written as one line of JSON. */
export interface Result {
  readonly [key: string]: unknown;
}

/** Arguments that are not those of the command. */
export class UsageError extends Error {}

export async function mustReadCheckpoint(
  suite: CryptoSuite,
  fs: Fs,
  keys: readonly Verifier[],
): Promise<SignedCheckpoint> {
  const head = await readCheckpoint(fs, suite, keys);
  if (head === undefined) throw new Error('expected a log, got no checkpoint');
  return head;
}

/** Arguments that are so many whole numbers. @throws {UsageError} */
export function numbers(args: readonly string[], count: number): number[] {
  if (args.length !== count || !args.every((arg) => /^[0-9]{1,15}$/.test(arg))) {
    throw new UsageError(`expected ${count} numbers`);
  }
  return args.map(Number);
}
