import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { writeCompany } from './generate/company.ts';
import { writeDemoCompanies } from './generate/demo-company.ts';
import { writeDemoPersons } from './generate/demo-person.ts';
import { writeOrganisations } from './generate/organisations.ts';
import { writePerson } from './generate/person.ts';
import { FolderSink } from './generate/sink.ts';

export { DEMO, DEMO_NAMES } from './generate/demo.ts';
export { DEMO_PENALTIES } from './generate/demo-company.ts';

export interface GenerateOptions {
  /** The same seed gives the same files, byte by byte. */
  readonly seed: number;
  /** Companies, beside the demo companies. At most 8,000,000. */
  readonly entities: number;
  /** Persons, beside the demo persons. At most 4,000,000. */
  readonly persons: number;
  /** Folder that gets `<department>/<record type>.csv|.ndjson` and `registers/*.ndjson`. */
  readonly out: string;
}

const MOST_ENTITIES = 8_000_000;
const MOST_PERSONS = 4_000_000;

/**
 * Writes a synthetic data set: the drop files of all departments and the platform's registers. Nobody
 * in it exists. Files are put in place when all are complete. Returns the number of rows.
 * @throws RangeError when a number is out of range.
 */
export function generate(options: GenerateOptions): number {
  requireCount('entities', options.entities, MOST_ENTITIES);
  requireCount('persons', options.persons, MOST_PERSONS);
  requireCount('seed', options.seed, 2 ** 31);
  const sink = new FolderSink(options.out);
  try {
    writeAll(sink, options);
  } catch (error) {
    sink.abandon();
    throw error;
  }
  sink.finish();
  return sink.rows;
}

function writeAll(sink: FolderSink, { seed, entities, persons }: GenerateOptions): void {
  writeOrganisations(sink);
  writeDemoCompanies(sink);
  writeDemoPersons(sink);
  for (let n = 0; n < entities; n++) writeCompany(sink, n, { seed, persons });
  for (let n = 0; n < persons; n++) writePerson(sink, n, seed);
}

function requireCount(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new RangeError(`\`${name}\`: expected a whole number from 0 to ${most}`);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      entities: { type: 'string', default: '5000' },
      persons: { type: 'string', default: '5000' },
      out: { type: 'string', default: 'data' },
    },
  });
  const rows = generate({
    seed: Number(values.seed),
    entities: Number(values.entities),
    persons: Number(values.persons),
    out: values.out,
  });
  process.stdout.write(`${rows} rows written to ${values.out}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
