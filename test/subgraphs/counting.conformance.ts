import { expect, it } from 'vitest';
import type { Condition, Counted } from '../../schema/statistics/question.ts';
import type { CountingSource } from '../../subgraphs/sources/source.ts';
import { COMPANY, PERSON } from './support.ts';

const [first = '', second = ''] = COMPANY;
const EVERYTHING: Condition = { all: [] };
const GENERAL: Condition = {
  any: [
    { evidence: 'procedure', is: 'missing' },
    { evidence: 'procedure', oneOf: ['general'] },
  ],
};

const counted = (more: Partial<Counted> = {}, condition: Condition = EVERYTHING): Counted => ({
  subject: 'LEGAL',
  items: [{ item: 'penalty', class: 'ADVERSE', condition }],
  notes: { records: [], items: [], documents: [] },
  ...more,
});
const ASKED = { dimensions: [], filters: {}, amount: false, most: 100 } as const;

async function all<T>(blocks: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const block of blocks) found.push(...block);
  return found;
}

/** What every source MUST count of `CONFORMANCE_ROWS`; a part of the suite of sources. */
export function describeCounting(source: () => CountingSource): void {
  const cells = (question: Counted, more: object = {}) =>
    source().counter.cells({ ...question, ...ASKED, ...more });

  it('counts subjects and records by dimensions', async () => {
    const found = await cells(counted({}, GENERAL), { dimensions: ['year', 'department'] });
    expect([...found].sort((a, b) => (String(a.values) < String(b.values) ? -1 : 1))).toEqual([
      { values: ['2024', 'market-regulation'], subjects: 1, records: 1, amount: null },
      { values: ['unknown', 'market-regulation'], subjects: 2, records: 2, amount: null },
    ]);
  });

  it('adds up amounts, and tells the two largest and the median', async () => {
    const [cell] = await cells(counted({}, { evidence: 'recognisedOn', is: 'present' }), {
      dimensions: ['item'],
      amount: true,
    });
    expect(cell).toMatchObject({ values: ['penalty'], subjects: 1, records: 2 });
    expect(cell?.amount).toEqual({ sum: 0.1, largest: 0.1, second: 0, median: 0.1 });
  });

  it('counts only what the condition says', async () => {
    const records = async (condition: Condition) =>
      (await cells(counted({}, condition))).map((cell) => cell.records);
    expect(await records({ evidence: 'procedure', oneOf: ['summary'] })).toEqual([1]);
    expect(await records({ evidence: 'recognisedOn', from: '2024-01-01' })).toEqual([1]);
    expect(await records({ evidence: 'recognisedOn', before: '2024-01-01' })).toEqual([1]);
    expect(await records({ evidence: 'continuing', flag: true })).toEqual([1]);
    expect(await records({ any: [] })).toEqual([]);
  });

  it('counts nothing that a note drops', async () => {
    const records = [
      [first, 'penalty', 'B-2', 2, 'none'],
      [first, 'penalty', 'A-1', 0, 'upheld'],
    ] as const;
    const notes = { records, items: [`${second}|penalty`], documents: [] };
    const found = await cells(counted({ notes }, { evidence: 'recognisedOn', is: 'present' }), {
      dimensions: ['objection'],
    });
    expect(found).toEqual([{ values: ['upheld'], subjects: 1, records: 1, amount: null }]);
    const ofSecond = await cells(counted({ notes }), { filters: { region: [second.slice(2, 8)] } });
    expect(ofSecond.reduce((sum, { records: n }) => sum + n, 0)).toBeLessThan(4);
  });

  it('never mixes kinds of subjects', async () => {
    const items = [
      { item: 'person-penalty', class: 'ADVERSE', condition: EVERYTHING },
      { item: 'penalty', class: 'ADVERSE', condition: EVERYTHING },
    ];
    const found = await cells(counted({ subject: 'NATURAL', items }), { dimensions: ['item'] });
    expect(found.map(({ values, subjects }) => [...values, subjects])).toEqual([
      ['person-penalty', 1],
    ]);
  });

  it('takes a value as a value and nothing else', async () => {
    const region = ["' or '1'='1", '"; drop table penalty; --'];
    expect(await cells(counted(), { filters: { region } })).toEqual([]);
    expect(await cells(counted())).toHaveLength(1);
  });

  it('gives pseudonyms that a key makes, and no key of a subject', async () => {
    const profiles = async (key: Buffer) =>
      all(source().counter.profiles(counted({}, GENERAL), key));
    const one = await profiles(Buffer.alloc(32, 1));
    expect(await profiles(Buffer.alloc(32, 1))).toEqual(expect.arrayContaining([...one]));
    const pseudonyms = new Set(one.map(([pseudonym]) => pseudonym));
    for (const pseudonym of pseudonyms) expect(pseudonym).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(one)).not.toMatch(new RegExp([...COMPANY, ...PERSON].join('|')));
    const other = await profiles(Buffer.alloc(32, 2));
    expect(other.some(([pseudonym]) => pseudonyms.has(pseudonym))).toBe(false);
    const attributes = await all(source().counter.attributes(Buffer.alloc(32, 1)));
    expect(attributes.map(([, entityType, industry]) => [entityType, industry])).toContainEqual([
      'limited-company',
      'F',
    ]);
    expect(
      pseudonyms.has(attributes.find(([, type]) => type === 'limited-company')?.[0] ?? ''),
    ).toBe(true);
  });

  it('joins the registration of the organisation', async () => {
    const found = await cells(counted(), { dimensions: ['industry', 'entityType'] });
    expect(found.find(({ values }) => values[0] === 'F')).toMatchObject({
      values: ['F', 'limited-company'],
      subjects: 1,
      records: 2,
    });
  });
}
