import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatDay } from '../../policy/days.ts';
import { type Catalogue, type CatalogueEntry, loadCatalogue } from '../../policy/pack/catalogue.ts';
import { openPolicy, PACKS } from '../../policy/policy.ts';
import { SUPERGRAPH_FILE, supergraphSchema } from '../../schema/compose.ts';
import { type ItemField, readContract } from '../../schema/items.ts';
import { readConfig } from '../config.ts';

const COLUMNS = [
  'item',
  'description',
  'about',
  'class',
  'provider',
  'update cycle',
  'openable',
  'shareable',
  'level',
  'public for',
  'ordered by',
  'source',
  'valid from',
] as const;

/** The catalogue in force as rows: what each item is, and what the region's catalogue says of it. */
export function catalogueRows(
  items: Iterable<ItemField>,
  catalogue: Catalogue,
): readonly (readonly string[])[] {
  const byId = new Map<string, ItemField[]>();
  for (const item of items) byId.set(item.id, [...(byId.get(item.id) ?? []), item]);
  return [...catalogue.entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, entry]) => {
      const fields = byId.get(id);
      const [first] = fields ?? [];
      return fields === undefined || first === undefined ? [] : [rowOf(id, first, fields, entry)];
    });
}

function rowOf(
  id: string,
  first: ItemField,
  fields: readonly ItemField[],
  entry: CatalogueEntry,
): readonly string[] {
  return [
    id,
    first.description,
    [...new Set(fields.map(({ type }) => type))].join(' '),
    first.class,
    first.provider,
    first.updateCycle,
    String(entry.openable),
    String(entry.shareable),
    entry.level,
    [...entry.publicFor].join(' '),
    entry.publicationOrderedByLaw ?? '',
    entry.catalogueSource,
    formatDay(entry.validFrom),
  ];
}

export function toMarkdown(title: string, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|${COLUMNS.map(() => '---').join('|')}|`;
  return [`# ${title}`, '', line(COLUMNS), rule, ...rows.map(line), ''].join('\n');
}

/** RFC 4180; a cell that a spreadsheet would take for a formula is quoted as text. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { csv: { type: 'boolean', default: false } } });
  const config = readConfig(process.env);
  const { pack } = openPolicy({ regulation: config.REGULATION, overlays: config.overlays });
  const { items } = readContract(supergraphSchema(readFileSync(SUPERGRAPH_FILE, 'utf8')));
  const known = new Set([...items.values()].map(({ id }) => id));
  const rows = catalogueRows(items.values(), loadCatalogue(PACKS, pack, known));
  process.stdout.write(values.csv ? toCsv(rows) : toMarkdown(`Catalogue: ${pack.title.en}`, rows));
}
