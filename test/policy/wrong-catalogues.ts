import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Regulation } from '../reference/types.ts';
import { scratch } from './scratch.ts';

/** The one item that the catalogues here are about. */
export const KNOWN: ReadonlySet<string> = new Set(['penalty']);

/** An entry with all that the text demands of it, and nothing more. */
export const SOUND_ENTRIES: Readonly<Record<Regulation, object>> = {
  'guangdong-2018': { mode: ['publication'], period: 'P3Y', validFrom: '2018-01-01' },
  'guangdong-2021': { openable: true, shareable: false, validFrom: '2018-01-01' },
  'guizhou-2018': { validFrom: '2018-01-01' },
  'hangzhou-2020': { level: 'public', validFrom: '2018-01-01' },
  heilongjiang: {
    ...{ openable: false, shareable: true, period: 'P12M' },
    ...{ conduct: 'any', validFrom: '2018-01-01' },
  },
};

/** A folder with one catalogue, of one regulation and one item. */
export function catalogueOf(regulation: Regulation, entry: object, more: object = {}): string {
  const root = scratch();
  mkdirSync(join(root, regulation));
  const written = JSON.stringify({ regulation, items: { penalty: entry }, ...more });
  writeFileSync(join(root, regulation, 'catalogue.yaml'), written);
  return root;
}

type Change = readonly [
  what: string,
  regulation: Regulation,
  change: object,
  fault: string | RegExp,
];

const OUT_OF_RANGE = 'items.penalty.period: expected a period within the range of the text';
const NO_PERIOD = 'items.penalty.period: expected an ISO 8601 duration or `long-term`';
const NO_DATE = 'expected a date of the calendar, YYYY-MM-DD';
const lacking = (element: string) => `items.penalty: expected the element \`${element}\``;

/** What is wrong with an entry, and the fault that is told: key and message. */
export const WRONG_ENTRIES: readonly Change[] = [
  ['no mode', 'guangdong-2018', { mode: undefined }, lacking('mode')],
  ['no period', 'guangdong-2018', { period: undefined }, lacking('period')],
  ['no word on opening', 'guangdong-2021', { openable: undefined }, lacking('openable')],
  ['no word on sharing', 'guangdong-2021', { shareable: undefined }, lacking('shareable')],
  ['no level', 'hangzhou-2020', { level: undefined }, lacking('level')],
  ['no conduct', 'heilongjiang', { conduct: undefined }, lacking('conduct')],
  ['no sharing attribute', 'heilongjiang', { shareable: undefined }, lacking('share')],
  ['no opening attribute', 'heilongjiang', { openable: undefined }, lacking('open')],
  ['no period of its own', 'heilongjiang', { period: undefined }, lacking('period')],
  ['more than the three years', 'guangdong-2018', { period: 'P3Y1D' }, OUT_OF_RANGE],
  ['more than the five years', 'guangdong-2021', { period: 'P5Y1D' }, OUT_OF_RANGE],
  ['more than three years', 'heilongjiang', { period: 'P36M1D' }, OUT_OF_RANGE],
  ['less than three months', 'heilongjiang', { period: 'P2M27D' }, OUT_OF_RANGE],
  ['a period that is none', 'hangzhou-2020', { period: 'five years' }, NO_PERIOD],
  ['no first day', 'guizhou-2018', { validFrom: undefined }, /^items\.penalty\.validFrom: /],
  [
    'a first day that does not exist',
    'guizhou-2018',
    { validFrom: '2023-02-29' },
    `items.penalty.validFrom: ${NO_DATE}`,
  ],
  [
    'a last day that does not exist',
    'guizhou-2018',
    { validUntil: '2023-04-31' },
    `items.penalty.validUntil: ${NO_DATE}`,
  ],
  ['an unknown key', 'guizhou-2018', { colour: 'red' }, 'items.penalty.colour: unknown key'],
  ['an unknown level', 'hangzhou-2020', { level: 'secret' }, /^items\.penalty\.level: /],
  ['an unknown mode', 'guangdong-2018', { mode: ['shouting'] }, /^items\.penalty\.mode\.0: /],
  ['an unknown kind', 'guizhou-2018', { publicFor: ['robots'] }, /^items\.penalty\.publicFor\.0: /],
  ['an unnamed law', 'guizhou-2018', { publicationOrderedByLaw: '' }, /OrderedByLaw: Too small/],
  ['an unnamed higher law', 'guizhou-2018', { periodBasis: '' }, /periodBasis: Too small/],
  ['no conduct named', 'guizhou-2018', { conduct: '' }, /conduct: Too small/],
  [
    'a basis in one language',
    'guizhou-2018',
    { legalBasis: { zh: '一' } },
    /^items\.penalty\.legalBasis\.en: /,
  ],
  [
    'a basis without words',
    'guizhou-2018',
    { legalBasis: { zh: '', en: 'x' } },
    /^items\.penalty\.legalBasis\.zh: Too small/,
  ],
];

/** Entries at the very edge, or beyond it under a higher law. */
export const EDGE_ENTRIES: readonly (readonly [regulation: Regulation, change: object])[] = [
  ['guangdong-2018', { period: 'P3Y' }],
  ['guangdong-2018', { period: 'long-term' }],
  ['guangdong-2018', { period: 'P4Y', periodBasis: 'a law' }],
  ['guangdong-2021', { period: 'P5Y' }],
  ['guizhou-2018', { period: 'P1D' }],
  ['hangzhou-2020', { period: 'P50Y' }],
  ['heilongjiang', { period: 'P3M' }],
  ['heilongjiang', { period: 'P36M' }],
  ['heilongjiang', { period: 'P1M', periodBasis: 'a law' }],
];
