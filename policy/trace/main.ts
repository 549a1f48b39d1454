import { printTrace, traceJson } from './print.ts';
import { readRules } from './rules.ts';
import { traceRules, untested } from './trace.ts';

const OPTIONS = ['--json', '--verbose', '--turns'];

/**
 * `policy:rules [-- --json | --verbose] [--turns]`: which parameter carries out which rule under each
 * text, and the cases that show it. `--turns` counts only cases whose decision is another under some
 * other value of the parameter: slower, a look at the cases themselves, and no failure.
 * Exit codes: 0 every rule that a text speaks of has a case, 1 some have none, 2 wrong use.
 */
export function main(
  args: readonly string[],
  print: (line: string) => void,
  complain: (line: string) => void,
): number {
  if (args.some((argument) => !OPTIONS.includes(argument))) {
    complain('usage: npm run -s policy:rules [-- --json | --verbose] [--turns]');
    return 2;
  }
  const turns = args.includes('--turns');
  const traced = traceRules(readRules(), turns);
  if (args.includes('--json')) print(JSON.stringify(traceJson(traced), null, 2));
  else for (const line of printTrace(traced, args.includes('--verbose'))) print(line);
  const missing = untested(traced);
  for (const one of missing) complain(`${turns ? 'nothing turns on' : 'no case'}: ${one}`);
  return missing.length === 0 || turns ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) {
  const write = (stream: NodeJS.WriteStream) => (line: string) => stream.write(`${line}\n`);
  process.exitCode = main(process.argv.slice(2), write(process.stdout), write(process.stderr));
}
