import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RegisterError } from '../errors.ts';

import { openRegisters } from '../store.ts';
import type { ImportReport } from './file.ts';

const USAGE = `usage: npm run registers -- import FILE... [--register NAME] [--dry-run] [--actor WHO] [--reason WHY]

The database: DATABASE_URL (postgres://…), else registers.sqlite in STATE_DIR (default: state).
`;

/** Where the server keeps its registers too. */
function databaseOf(env: NodeJS.ProcessEnv): { readonly url: string } | { readonly file: string } {
  const { DATABASE_URL: url, STATE_DIR: folder = 'state' } = env;
  return url ? { url } : { file: join(folder, 'registers.sqlite') };
}

/** Carries out a command line; its text goes to `write`. Returns the exit code. */
export async function run(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  write: (text: string) => void,
): Promise<number> {
  const parsed = parse(argv);
  if (parsed === null) {
    write(USAGE);
    return 2;
  }
  const { files, dryRun, ...rest } = parsed;
  try {
    const registers = await openRegisters({ ...databaseOf(env), clock: Date.now });
    try {
      let refused = 0;
      for (const file of files) {
        const report = await registers.importFile(file, { ...rest, dryRun });
        write(textOf(report, dryRun));
        refused += report.refused;
      }
      return refused === 0 ? 0 : 1;
    } finally {
      await registers.close();
    }
  } catch (error) {
    if (!(error instanceof RegisterError)) throw error;
    write(`${error.code}: ${error.message}\n`);
    return 1;
  }
}

function parse(argv: readonly string[]) {
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        register: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        actor: { type: 'string' },
        reason: { type: 'string' },
      },
    });
    const [command, ...files] = positionals;
    if (command !== 'import' || files.length === 0) return null;
    const { 'dry-run': dryRun, ...rest } = values;
    return { files, dryRun, ...rest };
  } catch {
    return null;
  }
}

function textOf(report: ImportReport, dryRun: boolean): string {
  const { file, register, created, changed, unchanged, refused, faults, known } = report;
  const head = known
    ? `${file}: loaded before, nothing changed`
    : `${file} -> ${register}: ${created} new, ${changed} changed, ${unchanged} unchanged, ${refused} refused`;
  const lines = faults.map(
    ({ line, column, reason }) => `  ${file}:${line} ${column ?? '(row)'} ${reason}`,
  );
  return `${[`${head}${dryRun ? ' (dry run, nothing kept)' : ''}`, ...lines].join('\n')}\n`;
}
