import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { REGULATIONS, type Regulation } from '../../reference/types.ts';
import { scratch } from '../scratch.ts';
import { SOUND, WRONG_CASES } from '../wrong-cases.ts';
import { catalogueOf, EDGE_ENTRIES, SOUND_ENTRIES, WRONG_ENTRIES } from '../wrong-catalogues.ts';
import { copyOfPacks } from '../wrong-packs.ts';

/** Files that the checks read, sound and spoilt: written once for a process, whatever is loaded anew. */

export const PACKS_TO_SPOIL = copyOfPacks();

const wrongCases = scratch();
export const WRONG_CASE_FILES = WRONG_CASES.map(([, change, key], at) => {
  const file = join(wrongCases, `${at}.yaml`);
  const wrong: { readonly name?: string } = { ...SOUND, ...change };
  writeFileSync(file, stringify(wrong, { aliasDuplicateObjects: false }));
  return { file, name: wrong.name ?? 'case 1', key };
});

const CASES_OF = (name: string) =>
  stringify([
    { ...SOUND, name },
    { ...SOUND, name: 'second' },
  ]);
const FOLDER: readonly (readonly [file: string, text: string])[] = [
  ['b.yaml', CASES_OF('of b')],
  ['a.yml', CASES_OF('second')],
  ['below/c.yaml', CASES_OF('of c')],
  ['broken.yaml', 'name: {'],
  ['wrong.yaml', stringify({ ...SOUND, caller: { kind: 'bank' }, colour: 'red' })],
  ['text.yaml', '- text\n'],
  ['notes.txt', 'no case'],
  ['b.yaml.old', 'no case'],
];
/** Cases in files that are sound, wrong, broken or none. */
export const CASE_FOLDER = scratch();
for (const [file, text] of FOLDER) {
  mkdirSync(dirname(join(CASE_FOLDER, file)), { recursive: true });
  writeFileSync(join(CASE_FOLDER, file), text);
}
/** A folder that is named like a file of cases. */
export const UNREADABLE = scratch();
mkdirSync(join(UNREADABLE, 'a.yaml'));

/** What a catalogue's file holds, in a folder for each. */
const entryFile = (regulation: Regulation, change: object, more: object = {}) => {
  const root = catalogueOf(regulation, { ...SOUND_ENTRIES[regulation], ...change }, more);
  return { regulation, root };
};
export const WRONG_CATALOGUES = [
  ...WRONG_ENTRIES.map(([, regulation, change, fault]) => ({
    ...entryFile(regulation, change),
    fault,
  })),
  {
    ...entryFile('guizhou-2018', {}, { regulation: 'guizhou-2019' }),
    fault: 'regulation: expected `guizhou-2018`',
  },
  {
    ...entryFile('guizhou-2018', {}, { items: { award: SOUND_ENTRIES['guizhou-2018'] } }),
    fault: 'items.award: the schema has no such item',
  },
];
export const SOUND_CATALOGUES = [
  ...REGULATIONS.map((regulation) => entryFile(regulation, {})),
  ...EDGE_ENTRIES.map(([regulation, change]) => entryFile(regulation, change)),
];
export const FULL = entryFile('guangdong-2021', {
  ...{ publicFor: ['legal'], openable: true, shareable: true, level: 'authorised', listing: true },
  ...{ publicationOrderedByLaw: 'a law', period: 'P9Y', periodBasis: 'another law' },
  ...{ catalogueSource: 'national', legalBasis: { zh: '一', en: 'one' } },
  ...{ mode: ['publication', 'authorised-query', 'sharing'] },
  ...{ validFrom: '1970-01-02', validUntil: '1970-01-11' },
});
export const BARE = entryFile('guizhou-2018', {});

const STATISTICS = join(import.meta.dirname, '../../../policy/statistics.yaml');
const statistics = scratch();
type Stated = Readonly<Record<string, { readonly value: unknown; readonly source: string }>>;
export const STATED_STATISTICS: Stated = parse(readFileSync(STATISTICS, 'utf8'));
const source = 'a source';
export const SPOILT_STATISTICS = [
  { minimumSubjects: { value: 2, source } },
  { minimumSubjects: { value: 10, source: '' } },
  { minimumSubjects: { value: 10 } },
  { dominance: { value: 0.5, source } },
  { dominance: { value: 101, source } },
  { roundCountsTo: { value: 0, source } },
  { roundCountsTo: { value: 1.5, source } },
  { roundAmountsTo: { value: 0, source } },
  { mostDimensions: { value: 6, source } },
  { mostCells: { value: 0, source } },
  { yearlyQuestions: { value: [], source } },
  { yearlyQuestions: { value: [-1], source } },
  { yearlyQuestions: { value: [0.5], source } },
  { memory: { value: 'a year', source } },
  { memory: undefined },
  { more: { value: 1, source } },
].map((change, at) => {
  const file = join(statistics, `${at}.yaml`);
  writeFileSync(file, stringify({ ...STATED_STATISTICS, ...change }));
  return file;
});
export const EDGE_STATISTICS = join(statistics, 'edge.yaml');
writeFileSync(
  EDGE_STATISTICS,
  stringify({
    ...STATED_STATISTICS,
    minimumSubjects: { value: 3, source },
    dominance: { value: 100, source },
    mostDimensions: { value: 5, source },
    yearlyQuestions: { value: [0], source },
  }),
);
