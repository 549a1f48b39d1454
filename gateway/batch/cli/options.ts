import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const USAGE = `usage: npx creditgate batch run KEYS --query FILE --purpose CODE --out FILE [options]
       npx creditgate batch verify FILE --manifest FILE [--log-key KEY] [--errors]
  KEYS                  .csv (a column \`key\`, \`uscc\` or \`idNumber\`, else the first) or .ndjson
  --query FILE          one query with one root field, whose key is its variable
  --purpose CODE        what the answers are for; --case-number, where there is one
  --out FILE            results, a line for each key; beside it FILE.errors and FILE.manifest.json
  --url URL             of the gateway; else CREDITGATE_URL, else http://127.0.0.1:4000
  --token-file FILE     else the token is in CREDITGATE_TOKEN
  --log-key KEY         verifier key of the log, to verify the manifest with
  --dry-run             decides and fetches nothing: what would be withheld, and why
exit codes: 0 each key was answered, 1 failed, 2 wrong use, 3 some keys were refused or failed`;

/** A command line that cannot be used. */
export class UsageError extends Error {}

export interface RunOptions {
  readonly keys: string;
  readonly operation: string;
  readonly purpose: string | null;
  readonly caseNumber: string | null;
  readonly out: string;
  readonly url: string;
  readonly token: string;
  readonly logKey: string | null;
  readonly dryRun: boolean;
}

const OPTIONS = {
  query: { type: 'string' },
  purpose: { type: 'string' },
  'case-number': { type: 'string' },
  out: { type: 'string' },
  url: { type: 'string' },
  'token-file': { type: 'string' },
  'log-key': { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
} as const;

/** @throws {UsageError} */
export function readRunOptions(args: readonly string[], env: NodeJS.ProcessEnv): RunOptions {
  const { values, positionals } = parse(args, OPTIONS);
  const [keys, ...more] = positionals;
  const { query, out, purpose = null } = values;
  if (keys === undefined || more.length > 0 || query === undefined || out === undefined) {
    throw new UsageError(USAGE);
  }
  const file = values['token-file'];
  // a token on the command line would stand in the list of processes
  const token = file === undefined ? env.CREDITGATE_TOKEN : readFileSync(file, 'utf8').trim();
  if (token === undefined || token === '') {
    throw new UsageError('expected a token in CREDITGATE_TOKEN or --token-file');
  }
  return {
    keys,
    operation: readFileSync(query, 'utf8'),
    purpose,
    caseNumber: values['case-number'] ?? null,
    out,
    url: (values.url ?? env.CREDITGATE_URL ?? 'http://127.0.0.1:4000').replace(/\/$/, ''),
    token,
    logKey: values['log-key'] ?? null,
    dryRun: values['dry-run'],
  };
}

export interface VerifyOptions {
  readonly file: string;
  readonly manifest: string;
  readonly logKey: string | null;
  readonly name: 'results' | 'errors';
}

/** @throws {UsageError} */
export function readVerifyOptions(args: readonly string[]): VerifyOptions {
  const { values, positionals } = parse(args, {
    manifest: { type: 'string' },
    'log-key': { type: 'string' },
    errors: { type: 'boolean', default: false },
  } as const);
  const [file, ...more] = positionals;
  const { manifest, errors } = values;
  if (file === undefined || more.length > 0 || manifest === undefined) throw new UsageError(USAGE);
  const name = errors === true ? 'errors' : 'results';
  return { file, manifest, logKey: values['log-key'] ?? null, name };
}

function parse<O extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message : ''}\n${USAGE}`);
  }
}
