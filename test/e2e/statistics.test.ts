import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAudit } from '../../gateway/audit/cli.ts';
import { DEMO } from '../../subgraphs/generate.ts';
import { ANALYST, FIRM } from '../support/callers.ts';
import { startWhole, type WholeAnswer, type WholeGateway } from '../support/statistics.ts';

let whole: WholeGateway;
beforeAll(async () => {
  whole = await startWhole(700, 60);
}, 60_000);
afterAll(() => whole.close());

const FOR_STATISTICS = { 'x-purpose': 'statistics' };
const TABLE =
  'regulation simulation asOf remaining rules { rule value source } rows { values figures }';
const statistics = (args: string) => `{ statistics(${args}) { ${TABLE} } }`;

interface Table {
  readonly regulation: string;
  readonly remaining: number;
  readonly rules: readonly { readonly rule: string }[];
  readonly rows: readonly {
    readonly values: readonly (string | null)[];
    readonly figures: readonly (number | null)[];
  }[];
}

const tableOf = ({ data, errors }: WholeAnswer): Table => {
  expect(errors).toBeUndefined();
  return data?.statistics as Table;
};
const ask = async (args: string) =>
  tableOf(await whole.ask(ANALYST, statistics(args), FOR_STATISTICS));

describe('statistics', () => {
  it('answer a question to one department, rounded, with the regulation and the rules', async () => {
    const table = await ask(
      'measures: [SUBJECTS, RECORDS], dimensions: [YEAR], filters: [{ dimension: ITEM, values: ["penalty"] }]',
    );
    expect(table).toMatchObject({
      regulation: 'guangdong-2021',
      simulation: false,
      asOf: '2026-11-20',
    });
    expect(table.rules.map(({ rule }) => rule)).toContain('minimumSubjects');
    expect(table.rows.length).toBeGreaterThan(3);
    for (const { figures } of table.rows) {
      for (const figure of figures) if (figure !== null) expect(figure % 5).toBe(0);
    }
    expect(table.rows.flatMap(({ figures }) => figures).some((figure) => (figure ?? 0) >= 10)).toBe(
      true,
    );
  });

  it('join departments that cannot tell alone', async () => {
    const table = await ask(
      'measures: [SUBJECTS, RECORDS], dimensions: [INDUSTRY, DEPARTMENT], totals: true',
    );
    const departments = new Set(table.rows.map(({ values }) => values[1]));
    expect(departments).toEqual(
      new Set(['court', 'market-regulation', 'social-security', 'tax', null]),
    );
    expect(new Set(table.rows.map(({ values }) => values[0]))).toEqual(
      new Set(['C', 'F', 'G', 'H', 'I', null]),
    );
    expect(
      table.rows.every(({ figures }) => figures.every((figure) => figure === null || figure >= 10)),
    ).toBe(true);
  });

  it('count the same in the department and in the join', async () => {
    const filter = 'filters: [{ dimension: ITEM, values: ["tax-arrears"] }]';
    const alone = await ask(`measures: [RECORDS], dimensions: [YEAR], ${filter}`);
    const joined = await ask(
      'measures: [RECORDS], dimensions: [YEAR, ITEM], filters: [{ dimension: ITEM, values: ["tax-arrears", "contribution-arrears"] }]',
    );
    const figures = joined.rows.flatMap(({ values: [year, item], figures: [figure] }) =>
      item === 'tax-arrears' && figure !== null ? [[year, figure]] : [],
    );
    expect(figures.length).toBeGreaterThan(0);
    for (const [year, figure] of figures) {
      expect(alone.rows.find(({ values }) => values[0] === year)?.figures[0]).toBe(figure);
    }
  });

  it('are refused to everybody but analysts with a registered duty, with the articles', async () => {
    const query = statistics('measures: [SUBJECTS]');
    const firm = { ...FIRM, kind: 'firm' } as const;
    for (const [claims, headers] of [
      [null, FOR_STATISTICS],
      [firm, FOR_STATISTICS],
      [ANALYST, { 'x-purpose': 'curiosity' }],
      [{ ...ANALYST, kind: 'analyst', organisation: 'P-999' } as const, FOR_STATISTICS],
    ] as const) {
      const { data, errors } = await whole.ask(claims, query, headers);
      expect(data ?? null).toBeNull();
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'OUTSIDE_AUTHORITY',
        basis: expect.arrayContaining([expect.objectContaining({ article: '20.1' })]),
      });
    }
    const nameless = { kind: 'analyst', organisation: 'P-001' } as const;
    const { errors } = await whole.ask(nameless, query, FOR_STATISTICS);
    expect(errors?.[0]?.extensions.code).toBe('LOG_INCOMPLETE');
  });

  it('come in operations of their own, and say what is wrong with a question', async () => {
    const company = `legalEntity(uscc: "${DEMO.company}") { name }`;
    const mixed = await whole.ask(
      ANALYST,
      `{ ${company} statistics(measures: [SUBJECTS]) { asOf } }`,
      FOR_STATISTICS,
    );
    expect(mixed.errors?.[0]?.extensions.code).toBe('OPERATION_MIXED');
    const codeOf = async (args: string) =>
      (await whole.ask(ANALYST, statistics(args), FOR_STATISTICS)).errors?.[0]?.extensions.code;
    expect(await codeOf('measures: []')).toBe('ARGUMENT_INVALID');
    expect(await codeOf('measures: [SUM]')).toBe('ARGUMENT_INVALID');
    expect(await codeOf('about: NATURAL, measures: [SUBJECTS], dimensions: [INDUSTRY]')).toBe(
      'ARGUMENT_INVALID',
    );
    expect(await codeOf('measures: [SUBJECTS], dimensions: [REGION, INDUSTRY, YEAR, ITEM]')).toBe(
      'STATISTICS_TOO_DETAILED',
    );
  });

  it('stand in the log by who, what for and digests, and the log verifies', async () => {
    await whole.ask(ANALYST, statistics('measures: [SUBJECTS]'), FOR_STATISTICS);
    const log = join(whole.folder, 'state', 'log');
    let told = '';
    await expect
      .poll(
        async () => {
          told = '';
          return runAudit(['--log', log, 'verify'], {}, (text) => {
            told += text;
          });
        },
        { timeout: 10_000 },
      )
      .toBe(0);
    expect(told).toContain('size');
  });
});

describe('a look at one subject by an officer', () => {
  const query = `query Company($uscc: USCC!) { legalEntity(uscc: $uscc) { penalties { documentNumber } } }`;
  const look = (headers: Readonly<Record<string, string>>, claims = ANALYST) =>
    whole.ask(claims, query, headers, { uscc: DEMO.company });

  it('needs a duty, a case and a name', async () => {
    for (const headers of [
      { 'x-purpose': 'objection-handling' },
      { 'x-case-number': 'C-1' },
      { 'x-purpose': 'statistics', 'x-case-number': 'C-1' },
    ]) {
      const { data, errors } = await look(headers);
      expect(data ?? null).toBeNull();
      expect(errors?.[0]?.extensions.code).toBe('OUTSIDE_AUTHORITY');
    }
  });

  it('is decided like any other question, and logged with the case', async () => {
    const headers = { 'x-purpose': 'objection-handling', 'x-case-number': 'C-1' };
    const { data, extensions } = await look(headers);
    expect(data?.legalEntity).toMatchObject({
      penalties: expect.arrayContaining([{ documentNumber: expect.any(String) }]),
    });
    expect(extensions?.disclosure).toMatchObject({
      purpose: 'objection-handling',
      receipt: expect.any(Object),
    });
  });
});
