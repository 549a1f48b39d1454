#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npx creditgate …` on whichever Node npm runs on: the command itself runs on the one that the package brings. */
const OLDEST = 24;
const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

function runtime() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST) return process.execPath;
  return join(dirname(require.resolve('node/package.json')), 'bin', 'node');
}

const child = spawn(
  runtime(),
  ['--import', require.resolve('tsx'), join(here, 'main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('error', () => {
  process.stderr.write(`expected Node ${OLDEST} or newer, or the package's own dependencies\n`);
  process.exitCode = 1;
});
child.once('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
