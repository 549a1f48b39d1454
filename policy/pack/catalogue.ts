import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Day, isNoLonger, type Period, parseDay, parsePeriod } from '../days.ts';
import { CATALOGUE_SOURCES, LEVELS, SUBJECT_KINDS, type SubjectKind } from '../terms.ts';
import type { Pack } from './pack.ts';
import { type Fault, PackError, parseYaml, validate, type YamlFile } from './yaml.ts';

/** What a region's published catalogue says of an item; what the item *is* stands in the schema. */
export interface CatalogueEntry {
  /** Kinds of subject about whom publication is meant; others are treated as not openable. */
  readonly publicFor: ReadonlySet<SubjectKind>;
  readonly openable: boolean;
  readonly shareable: boolean;
  readonly level: (typeof LEVELS)[number];
  readonly publicationOrderedByLaw: string | null;
  readonly period: Period | null;
  readonly periodBasis: string | null;
  readonly catalogueSource: (typeof CATALOGUE_SOURCES)[number];
  /** The item is a list of seriously dishonest subjects. */
  readonly listing: boolean;
  readonly legalBasis: { readonly zh: string; readonly en: string } | null;
  readonly validFrom: Day;
  /** Last day, included; null = no end. */
  readonly validUntil: Day | null;
}

export interface Catalogue {
  readonly regulation: string;
  readonly digest: string;
  readonly entries: ReadonlyMap<string, CatalogueEntry>;
}

const LONG_TERM = 'long-term';
const day = z.string().transform((text, context): Day => {
  const value = parseDay(text);
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: 'expected a date of the calendar, YYYY-MM-DD' });
  return z.NEVER;
});
const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

const entrySchema = z.strictObject({
  publicFor: z.array(z.enum(SUBJECT_KINDS)).default([...SUBJECT_KINDS]),
  openable: z.boolean().optional(),
  shareable: z.boolean().optional(),
  level: z.enum(LEVELS).optional(),
  publicationOrderedByLaw: z.string().min(1).optional(),
  period: z
    .string()
    .refine((value) => value === LONG_TERM || parsePeriod(value) !== null, {
      message: 'expected an ISO 8601 duration or `long-term`',
    })
    .optional(),
  periodBasis: z.string().min(1).optional(),
  catalogueSource: z.enum(CATALOGUE_SOURCES).default('supplementary'),
  listing: z.boolean().default(false),
  mode: z.array(z.enum(['publication', 'authorised-query', 'sharing'])).optional(),
  conduct: z.string().min(1).optional(),
  legalBasis: text.optional(),
  validFrom: day,
  validUntil: day.optional(),
});
type EntryFile = z.output<typeof entrySchema>;
const catalogueSchema = z.strictObject({
  regulation: z.string(),
  items: z.record(z.string(), entrySchema),
});

/** Elements that the schema itself carries for every item (id, class, provider, format, update cycle). */
const IN_SCHEMA = new Set([
  'item',
  'type',
  'format',
  'source',
  'provider',
  'class',
  'nature',
  'frequency',
  'refresh',
]);
/** Elements under the name that a regulation gives them, and the key that holds them here. */
const KEYS: Readonly<Record<string, keyof EntryFile>> = {
  openable: 'openable',
  shareable: 'shareable',
  share: 'shareable',
  open: 'openable',
  level: 'level',
  period: 'period',
  mode: 'mode',
  conduct: 'conduct',
};

/**
 * Loads the catalogue that goes with a pack.
 *
 * @param known the ids of the items that the schema offers
 * @throws {PackError} for an entry that lacks an element the regulation demands (rule R10), names an
 *   unknown item, or gives a period outside the range of the text
 */
export function loadCatalogue(root: string, pack: Pack, known: ReadonlySet<string>): Catalogue {
  const file = join(pack.regulation, 'catalogue.yaml');
  const source = readFileSync(join(root, file), 'utf8');
  const yaml = parseYaml(file, source);
  const found = validate(yaml, catalogueSchema);
  const faults = [
    ...(found.regulation === pack.regulation
      ? []
      : [yaml.fault(['regulation'], `expected \`${pack.regulation}\``)]),
    ...Object.entries(found.items).flatMap(([id, entry]) => faultsOf(yaml, pack, known, id, entry)),
  ];
  if (faults.length > 0) throw new PackError(faults);
  return {
    regulation: pack.regulation,
    digest: createHash('sha256').update(source).digest('hex'),
    entries: new Map(Object.entries(found.items).map(([id, entry]) => [id, toEntry(entry)])),
  };
}

function faultsOf(
  yaml: YamlFile,
  pack: Pack,
  known: ReadonlySet<string>,
  id: string,
  entry: EntryFile,
): readonly Fault[] {
  const faults: Fault[] = [];
  const path = ['items', id];
  if (!known.has(id)) faults.push(yaml.fault(path, 'the schema has no such item'));
  for (const element of pack.parameters['catalogue.elements'].value) {
    if (IN_SCHEMA.has(element)) continue;
    const key = KEYS[element];
    if (key === undefined || entry[key] === undefined) {
      faults.push(yaml.fault(path, `expected the element \`${element}\``));
    }
  }
  if (entry.period !== undefined && entry.periodBasis === undefined) {
    const period = parsePeriod(entry.period);
    if (period !== null && !isWithinText(pack, period)) {
      faults.push(
        yaml.fault([...path, 'period'], 'expected a period within the range of the text'),
      );
    }
  }
  return faults;
}

/** No longer than the text allows, nor shorter than its shortest; a text without a period has neither. */
function isWithinText({ parameters: p }: Pack, period: Period): boolean {
  const rule = p['period.length'].value;
  if (rule.kind === 'external') return true;
  if (rule.kind !== 'catalogue') return isNoLonger(period, rule.length);
  return isNoLonger(rule.ordinary.from, period) && isNoLonger(period, rule.serious.to);
}

function toEntry(entry: EntryFile): CatalogueEntry {
  return {
    publicFor: new Set(entry.publicFor),
    openable: entry.openable ?? false,
    shareable: entry.shareable ?? false,
    level: entry.level ?? 'internal',
    publicationOrderedByLaw: entry.publicationOrderedByLaw ?? null,
    period: entry.period === undefined ? null : parsePeriod(entry.period),
    periodBasis: entry.periodBasis ?? null,
    catalogueSource: entry.catalogueSource,
    listing: entry.listing,
    legalBasis: entry.legalBasis ?? null,
    validFrom: entry.validFrom,
    validUntil: entry.validUntil ?? null,
  };
}
