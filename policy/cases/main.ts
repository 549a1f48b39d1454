import { regulations } from '../policy.ts';
import { type ReadCase, readCases } from './read.ts';
import { type Answer, createJudge, type Judge } from './run.ts';

/**
 * `policy:cases -- [--json] FOLDER...`: runs policy cases.
 * Exit codes: 0 all passed, 1 some failed or were no cases, 2 wrong use.
 */
export function main(
  args: readonly string[],
  print: (line: string) => void,
  complain: (line: string) => void,
): number {
  const json = args.includes('--json');
  const places = args.filter((argument) => argument !== '--json');
  if (places.length === 0 || places.some((place) => place.startsWith('-'))) {
    complain('usage: npm run -s policy:cases -- [--json] FOLDER...');
    return 2;
  }
  const judge = createJudge();
  let passed = 0;
  let failed = 0;
  for (const read of readCases(places, regulations())) {
    const line = lineOf(read, judge);
    if (line.pass) passed += 1;
    else failed += 1;
    if (json) print(JSON.stringify(line));
    else if (!line.pass) print(describe(line));
  }
  if (!json) print(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

interface Line {
  readonly file: string;
  readonly name: string;
  readonly expected: unknown;
  readonly actual: Answer | null;
  readonly pass: boolean;
  readonly error?: string;
}

function lineOf(read: ReadCase, judge: Judge): Line {
  const { file, name } = read;
  if ('error' in read) {
    return { file, name, expected: null, actual: null, pass: false, error: read.error };
  }
  try {
    const { answer, pass } = judge(read.found);
    return { file, name, expected: read.found.expect, actual: answer, pass };
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause);
    return { file, name, expected: read.found.expect, actual: null, pass: false, error };
  }
}

function describe({ file, name, expected, actual, error }: Line): string {
  if (error !== undefined) return `FAILED ${file}: ${name}: ${error}`;
  return `FAILED ${file}: ${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

if (process.argv[1] === import.meta.filename) {
  const write = (stream: NodeJS.WriteStream) => (line: string) => stream.write(`${line}\n`);
  process.exitCode = main(process.argv.slice(2), write(process.stdout), write(process.stderr));
}
