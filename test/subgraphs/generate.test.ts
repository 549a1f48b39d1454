import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkIdNumber } from '../../schema/identifiers/id-number.ts';
import { checkUscc } from '../../schema/identifiers/uscc.ts';
import {
  DEPARTMENT_NAMES,
  type Department,
  type DepartmentName,
  departmentDefinition,
  openDepartment,
} from '../../subgraphs/department.ts';
import { AUTHORISATION_STATES } from '../../subgraphs/generate/authorisations.ts';
import { TODAY } from '../../subgraphs/generate/calendar.ts';
import { REGISTERS } from '../../subgraphs/generate/sink.ts';
import { DEMO, DEMO_NAMES, DEMO_PENALTIES, generate } from '../../subgraphs/generate.ts';
import {
  AWARD_LEVELS,
  DEBTS,
  FIELDS_OF_LAW,
  PROCEDURES,
  RESPONSIBLE_ROLES,
  SANCTIONS,
} from '../../subgraphs/shared/vocabulary.ts';
import { type DropSource, openDropSource } from '../../subgraphs/sources/drop/source.ts';
import { dropOptions, temporaryFolder } from './support.ts';

const SIZE = { entities: 800, persons: 800 };
const folder = temporaryFolder();
const data = join(folder.path, 'data');
const sources = new Map<DepartmentName, DropSource>();
const departments = new Map<DepartmentName, Department>();

beforeAll(async () => {
  generate({ seed: 1, ...SIZE, out: data });
  for (const name of DEPARTMENT_NAMES) {
    const source = await openDropSource(dropOptions(name, join(data, name), folder.path));
    sources.set(name, source);
    departments.set(name, openDepartment(name, source));
  }
});
afterAll(async () => {
  for (const source of sources.values()) await source.close();
  folder.remove();
});

function digestOf(root: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

type Entry = Readonly<Record<string, unknown>>;

function register(name: string): readonly Entry[] {
  const lines = readFileSync(join(data, 'registers', `${name}.ndjson`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Entry);
}

/** Every row of a record type, whichever format it was written in. */
async function rowsOf(department: DepartmentName, table: string): Promise<readonly Entry[]> {
  const described = departmentDefinition(department).tables.get(table);
  const keys = new Set<string>();
  for (const ending of ['csv', 'ndjson']) {
    const path = join(data, department, `${table}.${ending}`);
    if (!existsSync(path)) continue;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const key = ending === 'csv' ? line.split(',')[0] : /^\{"\w+":"(\w+)"/.exec(line)?.[1];
      if (key !== undefined && key !== '') keys.add(key);
    }
  }
  expect(described).toBeDefined();
  const found = await sources.get(department)?.rows(table, [...keys]);
  return [...(found?.values() ?? [])].flat();
}

const valuesOf = (rows: readonly Entry[], column: string) =>
  new Set(rows.map((row) => row[column]));

describe('generated data', () => {
  it('is the same for the same seed, byte by byte, and another for another', () => {
    const again = join(folder.path, 'again');
    const other = join(folder.path, 'other');
    generate({ seed: 1, ...SIZE, out: again });
    generate({ seed: 2, ...SIZE, out: other });
    expect(digestOf(again)).toBe(digestOf(data));
    expect(digestOf(other)).not.toBe(digestOf(data));
  });

  it('fits the departments’ descriptions: no row is refused', () => {
    for (const source of sources.values()) {
      expect(source.report()).toEqual({ refused: 0, refusedByTable: {}, rows: [] });
    }
  });

  it('has rows of every record type', async () => {
    for (const name of DEPARTMENT_NAMES) {
      for (const table of departmentDefinition(name).tables.keys()) {
        expect((await rowsOf(name, table)).length, `${name}/${table}`).toBeGreaterThan(0);
      }
    }
  });

  it('covers every kind of adverse record', async () => {
    const penalties = [
      ...(await rowsOf('market-regulation', 'penalty')),
      ...(await rowsOf('market-regulation', 'person-penalty')),
    ];
    for (const procedure of PROCEDURES)
      expect(valuesOf(penalties, 'procedure')).toContain(procedure);
    for (const field of FIELDS_OF_LAW) expect(valuesOf(penalties, 'fieldOfLaw')).toContain(field);
    for (const sanction of SANCTIONS.slice(1))
      expect(valuesOf(penalties, 'sanction')).toContain(sanction);
    for (const state of [true, false]) {
      for (const column of ['continuing', 'serious', 'slightAndCorrected']) {
        expect(valuesOf(penalties, column)).toContain(state);
      }
    }
    const has = (state: (row: Entry) => boolean) => expect(penalties.some(state)).toBe(true);
    has((row) => row.basisDocument === null);
    has((row) => row.conductEndedOn === null && row.continuing === false);
    has(
      (row) => String(row.conductEndedOn) > String(row.decisionDate) && row.conductEndedOn !== null,
    );
    has((row) => String(row.decisionDate).endsWith('-02-29'));
    has((row) => /-(11-30|08-31|12-31)$/.test(String(row.decisionDate)));
    has((row) => String(row.decisionDate) < '2021-11-15');
    has((row) => String(row.decisionDate) > '2026-08-15');
    const debts = await rowsOf('tax', 'tax-arrears');
    for (const debt of DEBTS) expect(valuesOf(debts, 'debt')).toContain(debt);
  });

  it('covers lists, honours and roles', async () => {
    const listings = await rowsOf('market-regulation', 'serious-listing');
    expect(valuesOf(listings, 'removedOn').size).toBeGreaterThan(1);
    expect(valuesOf(listings, 'removedOn')).toContain(null);
    expect(valuesOf(listings, 'removalConditions')).toContain(null);
    const levels = valuesOf(await rowsOf('market-regulation', 'award'), 'level');
    for (const level of AWARD_LEVELS) expect(levels).toContain(level);
    const roles = valuesOf(await rowsOf('market-regulation', 'linked-listing'), 'role');
    for (const role of RESPONSIBLE_ROLES) expect(roles).toContain(role);
    const points = valuesOf(
      await rowsOf('market-regulation', 'integrity-score'),
      'computedWithoutOptOuts',
    );
    expect(points).toEqual(new Set([true, false]));
  });

  it('covers the lives of companies and persons', async () => {
    const companies = await rowsOf('market-regulation', 'registration');
    const ended = [...valuesOf(companies, 'terminatedOn')]
      .filter((day) => day !== null)
      .map(String);
    expect(ended.some((day) => day > '2023-11-15')).toBe(true);
    expect(ended.some((day) => day < '2023-11-15')).toBe(true);
    const births = [...valuesOf(await rowsOf('market-regulation', 'person'), 'birthDate')].map(
      String,
    );
    expect(births.some((day) => day > '2012-01-01')).toBe(true);
    expect(births.some((day) => day.endsWith('02-29'))).toBe(true);
    expect(births).toContain('2008-11-15');
    const life = register('lifecycle');
    expect(life.some((entry) => typeof entry.diedOn === 'string')).toBe(true);
    expect(life.some((entry) => typeof entry.terminatedOn === 'string')).toBe(true);
    const capacities = valuesOf(life, 'capacity');
    for (const capacity of ['full', 'limited', 'none', 'proven-full'])
      expect(capacities).toContain(capacity);
  });

  it('fills every register, with references to records that exist', async () => {
    for (const name of REGISTERS) expect(register(name).length, name).toBeGreaterThan(0);
    const numbers = new Set<unknown>();
    for (const table of ['penalty', 'person-penalty']) {
      for (const row of await rowsOf('market-regulation', table)) numbers.add(row.documentNumber);
    }
    for (const name of ['repairs', 'objections', 'basis-status']) {
      const about = register(name).filter(
        (entry) => String(entry.item).endsWith('penalty') && !String(entry.item).startsWith('tax'),
      );
      expect(about.length).toBeGreaterThan(0);
      for (const entry of about) expect(numbers).toContain(entry.record);
    }
    expect(valuesOf(register('basis-status'), 'status').size).toBe(4);
    expect(valuesOf(register('objections'), 'outcome')).toEqual(
      new Set([null, 'upheld', 'rejected']),
    );
    const effects = valuesOf(register('repairs'), 'effect');
    for (const effect of ['remove', 'mark', 'new-end', 'none']) expect(effects).toContain(effect);
  });

  it('has authorisations of every kind', () => {
    const entries = register('authorisations');
    const has = (state: (entry: Entry) => boolean) => expect(entries.some(state)).toBe(true);
    expect(AUTHORISATION_STATES).toHaveLength(10);
    has((entry) => entry.until === null);
    has((entry) => entry.revokedAt !== null);
    has((entry) => entry.purpose === null);
    has((entry) => entry.bundled === true);
    has((entry) => Array.isArray(entry.scope));
    has((entry) => entry.grantedBy === 'guardian');
    has((entry) => entry.writtenConsentAt !== null);
    has((entry) => String(entry.from) > TODAY);
    has((entry) => entry.until !== null && String(entry.until) < TODAY);
  });

  it('knows nobody who exists: all codes lie in divisions that are given to no place', async () => {
    const codes = [...Object.values(DEMO)];
    for (const entry of register('authorisations')) codes.push(String(entry.subject) as never);
    for (const code of codes) expect(code.startsWith('9199') || code.startsWith('99')).toBe(true);
  });

  it('gives valid codes, but for those meant to fail', () => {
    for (const [name, code] of Object.entries(DEMO)) {
      if (name.endsWith('ompany')) {
        const warnings = name === 'oldCodeCompany' ? ['CHECK_CHARACTER'] : [];
        expect(checkUscc(code)).toMatchObject({ ok: true, warnings });
      } else {
        expect(checkIdNumber(code)).toMatchObject({ ok: true });
      }
    }
  });

  it('refuses sizes it cannot make', () => {
    for (const wrong of [
      { entities: -1 },
      { persons: 1.5 },
      { seed: Number.NaN },
      { entities: 1e9 },
    ]) {
      const options = {
        seed: 1,
        entities: 1,
        persons: 1,
        out: join(folder.path, 'wrong'),
        ...wrong,
      };
      expect(() => generate(options)).toThrow(RangeError);
    }
  });
});

describe('demo subjects', () => {
  const ask = async (name: DepartmentName, source: string) => {
    const department = departments.get(name);
    if (department === undefined) throw new Error(`no department ${name}`);
    const { schema } = department;
    const result = await graphql({ schema, source, contextValue: department.context() });
    expect(result.errors).toBeUndefined();
    return result.data as Record<string, Entry>;
  };

  it('have rich data in every department', async () => {
    const company = `legalEntity(uscc: "${DEMO.company}")`;
    const market = await ask(
      'market-regulation',
      `{ ${company} { name legalRepresentative { idNumber name } penalties { documentNumber } awards { level } publishedFinancials { year } } }`,
    );
    expect(market.legalEntity).toMatchObject({
      name: DEMO_NAMES.company,
      legalRepresentative: { idNumber: DEMO.person, name: DEMO_NAMES.person },
      publishedFinancials: [{ year: 2024 }],
    });
    const penalties = market.legalEntity?.penalties as readonly Entry[];
    expect(valuesOf(penalties, 'documentNumber')).toEqual(new Set(Object.values(DEMO_PENALTIES)));
    const tax = await ask('tax', `{ ${company} { taxGrades { grade } taxArrears { debt } } }`);
    expect(tax.legalEntity).toMatchObject({ taxArrears: [{ debt: 'dunned' }] });
    const court = await ask('court', `{ ${company} { unperformedJudgments { continuing } } }`);
    expect(court.legalEntity).toEqual({ unperformedJudgments: [{ continuing: true }] });
    const social = await ask(
      'social-security',
      `{ ${company} { insuredHeadcount contributionArrears { debt } } }`,
    );
    expect(social.legalEntity).toEqual({
      insuredHeadcount: 86,
      contributionArrears: [{ debt: 'refused' }],
    });
  });

  it('include a person with restricted data', async () => {
    const person = `naturalPerson(idNumber: "${DEMO.person}")`;
    const tax = await ask(
      'tax',
      `{ ${person} { annualTaxPaid { taxPaid } declaredIncome { income } } }`,
    );
    expect(tax.naturalPerson).toEqual({
      annualTaxPaid: [{ taxPaid: 3.2 }],
      declaredIncome: [{ income: 36.5 }],
    });
    const court = await ask(
      'court',
      `{ ${person} { depositSearches { foundAmount } realEstateSearches { foundAmount } } }`,
    );
    expect(court.naturalPerson).toEqual({
      depositSearches: [{ foundAmount: 2.1 }],
      realEstateSearches: [{ foundAmount: 150 }],
    });
  });
});
