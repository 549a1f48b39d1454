import { describe, expect, it } from 'vitest';
import { parseDay } from '../../policy/days.ts';
import { loadCatalogue } from '../../policy/pack/catalogue.ts';
import { loadPack } from '../../policy/pack/load.ts';
import { PackError } from '../../policy/pack/yaml.ts';
import { PACKS } from '../../policy/policy.ts';
import { REGULATIONS, type Regulation } from '../reference/types.ts';
import {
  catalogueOf,
  EDGE_ENTRIES,
  KNOWN,
  SOUND_ENTRIES,
  WRONG_ENTRIES,
} from './wrong-catalogues.ts';

const packs = new Map(
  REGULATIONS.map((regulation) => [regulation, loadPack({ root: PACKS, regulation })]),
);

const load = (regulation: Regulation, change: object, more: object = {}, known = KNOWN) => {
  const root = catalogueOf(regulation, { ...SOUND_ENTRIES[regulation], ...change }, more);
  const pack = packs.get(regulation);
  if (pack === undefined) throw new RangeError('expected a regulation');
  return loadCatalogue(root, pack, known);
};

function faultsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (cause) {
    if (!(cause instanceof PackError)) throw cause;
    return cause.faults.map(({ file, line, key, message }) => {
      expect([file.endsWith('/catalogue.yaml'), line]).toEqual([true, 1]);
      return `${key}: ${message}`;
    });
  }
  return [];
}

describe('an entry of the catalogue (R10)', () => {
  it.each(REGULATIONS)('with all that %s demands is sound', (regulation) => {
    expect(load(regulation, {}).entries.size).toBe(1);
  });

  it.each(WRONG_ENTRIES)('is refused with %s (%s)', (_what, regulation, change, fault) => {
    const [found, ...more] = faultsOf(() => load(regulation, change));
    if (fault instanceof RegExp) expect(found).toMatch(fault);
    else expect(found).toBe(fault);
    expect(more).toEqual([]);
  });

  it.each(EDGE_ENTRIES)(
    'of %s may be %j: the range holds its ends, and a law may pass them',
    (regulation, change) => {
      expect(faultsOf(() => load(regulation, change))).toEqual([]);
    },
  );

  it('is refused for an item that the schema does not have, and under another name', () => {
    const unknown = () => load('guizhou-2018', {}, {}, new Set(['award']));
    expect(faultsOf(unknown)).toEqual(['items.penalty: the schema has no such item']);
    const renamed = () => load('guizhou-2018', {}, { regulation: 'guizhou-2019' });
    expect(faultsOf(renamed)).toEqual(['regulation: expected `guizhou-2018`']);
  });

  it('gives what it says, and the most closed where it says nothing', () => {
    expect(load('guizhou-2018', {}).entries.get('penalty')).toEqual({
      publicFor: new Set(['natural', 'legal']),
      openable: false,
      shareable: false,
      level: 'internal',
      publicationOrderedByLaw: null,
      period: null,
      periodBasis: null,
      catalogueSource: 'supplementary',
      listing: false,
      legalBasis: null,
      validFrom: parseDay('2018-01-01'),
      validUntil: null,
    });
  });
});
