import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { REGISTERS } from './definitions/all.ts';
import { run } from './importing/command.ts';
import type { ImportOptions, ImportReport } from './importing/file.ts';
import type { Registers } from './port.ts';

export type { ImportOptions, ImportReport } from './importing/file.ts';
export type { RowFault, RowReason } from './importing/lines.ts';

/** Loads one file of a register (CSV or NDJSON); see {@link Registers.importFile}. */
export function importFile(
  registers: Registers,
  path: string,
  options?: ImportOptions,
): Promise<ImportReport> {
  return registers.importFile(path, options);
}

const EXTENSIONS = new Set(['.csv', '.ndjson', '.jsonl']);

/** Loads the register files of a folder, organisations first; other files are left alone. */
export async function importFolder(
  registers: Registers,
  folder: string,
  options: Omit<ImportOptions, 'register'> = {},
): Promise<readonly ImportReport[]> {
  const present = readdirSync(folder).filter((file) => EXTENSIONS.has(extname(file)));
  const reports: ImportReport[] = [];
  for (const { name } of REGISTERS) {
    for (const file of present.filter((found) => found === `${name}${extname(found)}`).sort()) {
      reports.push(await registers.importFile(join(folder, file), options));
    }
  }
  return reports;
}

if (import.meta.main) {
  process.exitCode = await run(process.argv.slice(2), process.env, (text) => {
    process.stdout.write(text);
  });
}
