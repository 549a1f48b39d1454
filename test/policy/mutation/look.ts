import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { knownSurvivors, type Survivor } from './survivors.ts';

/**
 * Holds the survivors of a run against those that were looked at: prints each that has no reason yet, and
 * each that has one and was killed. Exit code 1 when there is one.
 */
const REPORT = 'reports/mutation/mutation.json';
const ALIVE: readonly string[] = ['Survived', 'NoCoverage'];

const place = z.object({ line: z.number(), column: z.number() });
const mutant = z.object({
  status: z.string(),
  replacement: z.string().default(''),
  location: z.object({ start: place, end: place }),
});
const report = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutant) })),
});
type File = z.output<typeof report>['files'][string];

function survivorsOf(file: string, { source, mutants }: File): readonly Survivor[] {
  const lines = source.split('\n');
  return mutants
    .filter(({ status }) => ALIVE.includes(status))
    .map(({ location: { start, end }, replacement }) => {
      const line = lines[start.line - 1] ?? '';
      const until = start.line === end.line ? end.column - 1 : undefined;
      return { file, line, change: `${line.slice(start.column - 1, until)} => ${replacement}` };
    });
}

function nameOf({ file, line, change }: Survivor): string {
  return [file, line, change].map((text) => text.replaceAll(/\s+/g, ' ').trim()).join(' | ');
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const { files } = report.parse(JSON.parse(readFileSync(REPORT, 'utf8')));
const alive = Object.entries(files).flatMap(([name, file]) => survivorsOf(name, file));
const found = new Set(alive.map(nameOf));
const known = new Set(
  knownSurvivors()
    .filter(({ file }) => file in files)
    .map(nameOf),
);
const [without, killed] = [found.difference(known), known.difference(found)];
for (const name of without) say(`survived, without a reason: ${name}`);
for (const name of killed) say(`did not survive, and has a reason: ${name}`);
say(`${alive.length} survivors, ${found.size} different, ${without.size} without a reason`);
process.exitCode = without.size + killed.size > 0 ? 1 : 0;
