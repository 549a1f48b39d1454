import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogueRows, toCsv, toMarkdown } from '../../gateway/disclosure/print-catalogue.ts';
import { RIGHTS_FIELDS } from '../../gateway/rights/authority.ts';
import { loadCatalogue } from '../../policy/pack/catalogue.ts';
import { openPolicy, PACKS, regulations } from '../../policy/policy.ts';
import { compose, readSubgraphs, SUPERGRAPH_FILE, supergraphSchema } from '../../schema/compose.ts';
import { readContract } from '../../schema/items.ts';
import { DEPARTMENT_NAMES, sdlOf } from '../../subgraphs/department.ts';
import { rightsSdl } from '../../subgraphs/rights/index.ts';
import { statisticsSdl } from '../../subgraphs/statistics/index.ts';

const supergraph = readFileSync(SUPERGRAPH_FILE, 'utf8');
const contract = readContract(supergraphSchema(supergraph));
const known = new Set([...contract.items.values()].map(({ id }) => id));

describe('what is generated and checked in', () => {
  it.each(DEPARTMENT_NAMES)('the SDL of %s is that of its classes', (name) => {
    const kept = readSubgraphs().find((subgraph) => subgraph.name === name);
    expect(kept?.sdl).toBe(sdlOf(name));
  });

  it('the SDL of the rights is that of its classes', () => {
    expect(readSubgraphs().find(({ name }) => name === 'rights')?.sdl).toBe(rightsSdl());
  });

  it('the SDL of statistics is that of its classes', () => {
    expect(readSubgraphs().find(({ name }) => name === 'statistics')?.sdl).toBe(statisticsSdl());
  });

  it('every rights field has its authority, and every authority its field', () => {
    const fields = [...contract.rights].map((field) => field.split('.')[1]);
    expect(fields.sort()).toEqual([...RIGHTS_FIELDS.keys()].sort());
  });

  it('the supergraph is that of the departments', () => {
    expect(compose(readSubgraphs())).toBe(supergraph);
  });
});

describe('the catalogue', () => {
  it.each(regulations())('of %s holds what the regulation demands of an item', (regulation) => {
    const { pack } = openPolicy({ regulation });
    expect(loadCatalogue(PACKS, pack, known).entries.size).toBeGreaterThan(50);
  });

  it('refuses an item that no department offers', () => {
    const { pack } = openPolicy({ regulation: 'guangdong-2021' });
    const without = new Set([...known].filter((id) => id !== 'penalty'));
    expect(() => loadCatalogue(PACKS, pack, without)).toThrow(
      /catalogue\.yaml:\d+: `items\.penalty`: the schema has no such item/,
    );
  });

  it('prints as Markdown and as CSV with one line an item', () => {
    const { pack } = openPolicy({ regulation: 'guangdong-2021' });
    const catalogue = loadCatalogue(PACKS, pack, known);
    const rows = catalogueRows(contract.items.values(), catalogue);
    expect(rows).toHaveLength(catalogue.entries.size);
    expect(toMarkdown('Catalogue', rows)).toContain('| penalty | Administrative penalties. |');
    expect(toCsv(rows).split('\r\n')).toHaveLength(rows.length + 2);
  });
});
