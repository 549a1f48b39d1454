import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Defence } from './defence.ts';
import { DEFENCES } from './defences.ts';
import { remove, stalePatches } from './remove.ts';
import { colourOf } from './run-test.ts';

const USAGE = `usage: npm run -s defences -- [id or channel ...]
Takes each defence out of a copy of this tree and expects its test to fail. Exit codes: 0 every one
did, 1 one did not, or its source text is gone, 2 wrong use.
`;

const ROOT = join(import.meta.dirname, '../../..');
/** The tests need neither what is built nor what is kept beside the source. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.git', 'node_modules', 'data', 'state']);

async function main(wanted: readonly string[]): Promise<number> {
  const chosen = DEFENCES.filter(
    ({ id, channel }) => wanted.length === 0 || wanted.includes(id) || wanted.includes(channel),
  );
  if (chosen.length === 0) {
    process.stderr.write(USAGE);
    return 2;
  }
  const copy = mkdtempSync(join(tmpdir(), 'creditgate-defences-'));
  try {
    copyTree(copy);
    let failures = 0;
    for (const defence of chosen) {
      const colour = await colourWithout(copy, defence);
      if (colour !== 'red') failures += 1;
      process.stdout.write(`${colour.padEnd(7)} ${defence.id.padEnd(34)} ${defence.channel}\n`);
    }
    process.stdout.write(
      `${chosen.length - failures} of ${chosen.length} red without the defence\n`,
    );
    return failures === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function colourWithout(copy: string, defence: Defence) {
  if (stalePatches(copy, defence).length > 0) return 'stale';
  const putBack = remove(copy, defence);
  try {
    return await colourOf(copy, defence.red);
  } finally {
    putBack();
  }
}

function copyTree(copy: string): void {
  const filter = (source: string) => !LEFT_OUT.has(relative(ROOT, source));
  cpSync(ROOT, copy, { recursive: true, filter });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
}

process.exitCode = await main(process.argv.slice(2));
