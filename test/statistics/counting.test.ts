import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordFacts } from '../../gateway/execution/door/evidence.ts';
import { countedOn } from '../../gateway/statistics/counting/counted.ts';
import { unpublished } from '../../gateway/statistics/counting/probe.ts';
import { dayAt, parseDay } from '../../policy/days.ts';
import type { SubjectKind } from '../../policy/terms.ts';
import type { RegisterSubjectFacts } from '../../registers/facts/types.ts';
import { importFolder } from '../../registers/import.ts';
import { openRegisters, type Registers } from '../../registers/store.ts';
import type { EvidenceName } from '../../schema/directives.ts';
import { birthDateOf, type IdNumber } from '../../schema/identifiers/id-number.ts';
import { DEPARTMENT_NAMES, departmentDefinition } from '../../subgraphs/department.ts';
import { companyUscc } from '../../subgraphs/generate/company.ts';
import { personIdNumber } from '../../subgraphs/generate/person.ts';
import { DEMO, generate } from '../../subgraphs/generate.ts';
import { openSource } from '../../subgraphs/serve.ts';
import { countingOf } from '../../subgraphs/sources/counting/tables.ts';
import type { CountingSource } from '../../subgraphs/sources/source.ts';
import { SERVED } from '../support/fields.ts';
import { catalogueOf, engineOf } from '../support/gateway.ts';

const NOW = Date.parse('2026-11-20T12:00:00+08:00');
const DAY = dayAt(NOW);
const SUBJECTS = 250;
const SEED = 7;

const keys: Readonly<Record<SubjectKind, readonly string[]>> = {
  legal: [
    ...Array.from({ length: SUBJECTS }, (_, n) => companyUscc(n)),
    ...Object.values(DEMO).filter((key) => key.startsWith('91')),
  ],
  natural: [
    ...Array.from({ length: SUBJECTS }, (_, n) => personIdNumber(SEED, n)),
    ...Object.values(DEMO).filter((key) => !key.startsWith('91')),
  ],
};

/** What is left out of the count, see docs/statistics.md: prolonged periods, and minors on their own labour. */
const UNDERCOUNTS = new Set([
  'guangdong-2018 legal',
  'guangdong-2018 natural',
  'hangzhou-2020 natural',
]);

const folder = mkdtempSync(join(tmpdir(), 'creditgate-count-'));
const sources = new Map<string, CountingSource>();
let registers: Registers;
const facts = new Map<string, RegisterSubjectFacts>();

beforeAll(async () => {
  generate({ seed: SEED, entities: SUBJECTS, persons: SUBJECTS, out: join(folder, 'data') });
  for (const name of DEPARTMENT_NAMES) {
    const directories = { dataDirectory: join(folder, 'data'), stateDirectory: folder };
    sources.set(name, await openSource(name, directories));
  }
  registers = await openRegisters({ file: join(folder, 'registers.sqlite'), clock: () => NOW });
  await importFolder(registers, join(folder, 'data', 'registers'));
  for (const [kind, all] of Object.entries(keys) as [SubjectKind, readonly string[]][]) {
    const subjects = all.map((key) => ({ kind, key }));
    const found = await registers.facts({
      subjects,
      grantee: null,
      organisation: null,
      purpose: null,
    });
    subjects.forEach((subject, at) => {
      const held = found.subjects[at];
      if (held !== undefined) facts.set(`${kind} ${subject.key}`, held);
    });
  }
});
afterAll(async () => {
  for (const source of sources.values()) await source.close();
  await registers.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each([
  'guangdong-2021',
  'guangdong-2018',
  'guizhou-2018',
  'hangzhou-2020',
  'heilongjiang',
])('what departments count under %s', (regulation) => {
  it.each(['legal', 'natural'] as const)(
    'is what an officer with duty and case would be shown, about %s subjects',
    async (kind) => {
      const engine = engineOf(regulation);
      const scope = {
        engine,
        catalogue: catalogueOf(engine),
        contract: SERVED.contract,
        schema: SERVED.supergraph.apiSchema,
      };
      const known = new Set(
        (await registers.notedSubjects()).map((subject) => `${subject.kind} ${subject.key}`),
      );
      const noted = keys[kind].flatMap((key) => {
        const held = facts.get(`${kind} ${key}`);
        return held !== undefined && known.has(`${kind} ${key}`) ? [{ key, facts: held }] : [];
      });
      const counted = countedOn(scope, kind, DAY, noted);
      let compared = 0;
      for (const [department, source] of sources) {
        const tables = countingOf(departmentDefinition(department as 'tax')).tables;
        for (const table of tables.filter(({ subject }) => subject.toLowerCase() === kind)) {
          const item = [...SERVED.contract.items.values()].find(
            ({ id, type }) =>
              id === table.item && SERVED.contract.subjects.get(type)?.kind.toLowerCase() === kind,
          );
          if (item === undefined) continue;
          const itemFacts = unpublished(scope.catalogue.factsOf(item, kind, DAY));
          const rows = await source.rows(table.table, keys[kind]);
          let shown = 0;
          for (const [key, records] of rows) {
            const held = facts.get(`${kind} ${key}`);
            if (held === undefined) continue;
            for (const row of records) {
              if (table.where !== undefined && row[table.where.column] !== table.where.equals)
                continue;
              const asked = Object.entries(table.evidence).map(([name, column]) => ({
                name: name as EvidenceName,
                alias: column,
              }));
              const record = recordFacts(table.item, itemFacts.listing, asked as never, row, held);
              const { outcome } = engine.decide({
                request: OFFICER,
                subject: {
                  kind,
                  bornOn: kind === 'natural' ? parseDay(birthDateOf(key as IdNumber)) : null,
                  diedOn: held.diedOn,
                  capacity: held.capacity,
                  identifiedBy: kind === 'natural' ? 'resident-id' : 'uscc',
                  hasResidentId: true,
                  terminatedOn: held.terminatedOn,
                  authorisations: [],
                },
                item: itemFacts,
                record,
              });
              if (outcome === 'disclosed' || outcome === 'masked') shown++;
            }
          }
          const cells = await source.counter.profiles(
            { ...counted, items: counted.items.filter(({ item: id }) => id === table.item) },
            Buffer.alloc(32, 1),
          );
          let count = 0;
          for await (const block of cells) {
            for (const [, , , , , records] of block) count += records;
          }
          compared += shown;
          const what = `${department} ${table.table}`;
          if (UNDERCOUNTS.has(`${regulation} ${kind}`)) {
            expect(count, what).toBeLessThanOrEqual(shown);
            expect(count, what).toBeGreaterThanOrEqual(Math.floor(shown * 0.7) - 2);
          } else expect(`${what} ${count}`).toBe(`${what} ${shown}`);
        }
      }
      expect(compared).toBeGreaterThan(100);
    },
  );
});

const OFFICER = {
  day: DAY,
  instant: NOW,
  purpose: 'check',
  use: null,
  legalBasis: null,
  batch: false,
  agreement: null,
  caller: {
    kind: 'analyst',
    organisationKind: 'platform',
    operatorNamed: true,
    channel: 'egov',
    offshoreRecipient: false,
    offshoreBasis: null,
    duty: { registered: true, publishedOn: parseDay('2021-06-01'), caseNumberGiven: true },
  },
} as const;
