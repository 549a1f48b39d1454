import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { PolicyCase } from '../cases/format.ts';
import { readCases } from '../cases/read.ts';
import { regulations } from '../policy.ts';
import { compareCase, explainCase } from './explain.ts';

const USAGE = 'usage: npm run -s policy:explain -- CASE.yaml [--name NAME] [--all]';

/**
 * `policy:explain -- CASE.yaml [--name NAME] [--all]`: a decision step by step, under the case's
 * regulation or, with `--all`, under every one side by side.
 * Exit codes: 0 explained, 1 no such case or a case in error, 2 wrong use.
 */
export function main(
  args: readonly string[],
  print: (line: string) => void,
  complain: (line: string) => void,
): number {
  const asked = readArguments(args);
  if (asked === null) {
    complain(USAGE);
    return 2;
  }
  const cases = readCases([asked.file], regulations()).filter(
    ({ name }) => asked.name === undefined || name === asked.name,
  );
  const faults = cases.flatMap((one) => ('error' in one ? [one.error] : []));
  const found = cases.flatMap((one) => ('found' in one ? [one.found] : []));
  for (const fault of faults) complain(fault);
  if (cases.length === 0) complain(`no case \`${asked.name ?? ''}\` in ${asked.file}`);
  printAll(found, asked.all ? compareCase : explainCase, print);
  return faults.length === 0 && found.length > 0 ? 0 : 1;
}

function printAll(
  cases: readonly PolicyCase[],
  explain: (found: PolicyCase) => readonly string[],
  print: (line: string) => void,
): void {
  for (const [index, found] of cases.entries()) {
    if (index > 0) print('');
    for (const line of explain(found)) print(line);
  }
}

interface Asked {
  readonly file: string;
  readonly name: string | undefined;
  readonly all: boolean;
}

function readArguments(args: readonly string[]): Asked | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { name: { type: 'string' }, all: { type: 'boolean', default: false } },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0 || !existsSync(file)) return null;
    return { file, name: values.name, all: values.all };
  } catch {
    return null;
  }
}

if (process.argv[1] === import.meta.filename) {
  const write = (stream: NodeJS.WriteStream) => (line: string) => stream.write(`${line}\n`);
  process.exitCode = main(process.argv.slice(2), write(process.stdout), write(process.stderr));
}
