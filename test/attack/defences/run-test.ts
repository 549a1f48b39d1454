import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RedTest } from './defence.ts';

/** `broken`: no test of that name ran to its end, so that nothing was shown. */
export type Colour = 'red' | 'green' | 'broken';

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Runs the tests of that name in a tree. */
export async function colourOf(root: string, { file, name }: RedTest): Promise<Colour> {
  const output = join(root, 'vitest-report.json');
  rmSync(output, { force: true });
  await vitest(root, [file, '-t', escapeRegExp(name), '--reporter=json', `--outputFile=${output}`]);
  const results = readReport(output).flatMap(({ assertionResults }) => assertionResults);
  const named = results.filter(({ fullName }) => fullName.includes(name));
  if (named.some(({ status }) => status === 'failed')) return 'red';
  return named.some(({ status }) => status === 'passed') ? 'green' : 'broken';
}

function vitest(root: string, args: readonly string[]): Promise<void> {
  const entry = join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [entry, 'run', ...args, '--maxWorkers=1'], {
    cwd: root,
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // the report says what the exit code says, and why
    child.once('close', () => resolve());
  });
}

function readReport(file: string): Report['testResults'] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Report).testResults;
  } catch {
    return [];
  }
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
