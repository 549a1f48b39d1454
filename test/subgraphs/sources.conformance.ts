import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CountingSource,
  type QueryObserver,
  SourceError,
} from '../../subgraphs/sources/source.ts';
import { describeCounting } from './counting.conformance.ts';
import { COMPANY, PERSON, type Rows } from './support.ts';

const [first = '', second = '', third = '', absent = ''] = COMPANY;
const [person = ''] = PERSON;

/** What the store under test holds before the suite begins; market regulation's record types. */
export const CONFORMANCE_ROWS: Rows = {
  registration: [
    {
      uscc: first,
      name: '甲公司',
      registeredCapital: 12.5,
      establishedOn: '2012-02-29',
      entityType: 'limited-company',
      industry: 'F',
    },
    { uscc: second, name: '乙"公司", 有限', legalRepresentativeIdNumber: person },
  ],
  penalty: [
    {
      uscc: first,
      documentNumber: 'B-2',
      decisionDate: '2024-02-29',
      continuing: true,
      fineAmount: 0.1,
    },
    {
      uscc: first,
      documentNumber: 'A-1',
      decisionDate: '2023-12-31',
      continuing: false,
      procedure: 'summary',
    },
    { uscc: second, documentNumber: 'A-1', facts: '一行\n又一行' },
    { uscc: third, documentNumber: 'A-1', procedure: 'general' },
    { uscc: third, documentNumber: 'A-2', procedure: 'no such procedure' },
  ],
  'annual-report': [
    { uscc: first, reportNumber: 'R-1', year: 2025, financialsPublished: true, netProfit: -3.25 },
  ],
  'person-penalty': [{ idNumber: person, documentNumber: 'P-1' }],
};

/** A row of the suite that fits no description, and MUST be refused by each adapter. */
export const REFUSED_IN_CONFORMANCE = { penalty: 1 };

export interface Opened {
  readonly source: CountingSource;
  readonly cleanUp: () => Promise<void>;
}

/** The suite every source adapter MUST pass. `open` gives a source that holds `CONFORMANCE_ROWS`. */
export function describeSource(
  name: string,
  open: (onQuery: QueryObserver) => Promise<Opened>,
  options: { readonly skip?: boolean } = {},
): void {
  describe.skipIf(options.skip === true)(`source: ${name}`, () => {
    const queries: [string, number][] = [];
    let opened: Opened;
    const source = () => opened.source;

    beforeAll(async () => {
      opened = await open((table, keys) => queries.push([table, keys]));
    });
    afterAll(async () => {
      await opened.cleanUp();
    });

    it('answers many keys with one question', async () => {
      queries.length = 0;
      const found = await source().rows('penalty', [first, absent, second]);
      expect(queries).toEqual([['penalty', 3]]);
      expect(found.get(first)).toHaveLength(2);
      expect(found.get(second)).toHaveLength(1);
      expect(found.get(absent) ?? []).toEqual([]);
    });

    it('gives every column its kind, and null for what is not held', async () => {
      const found = await source().rows('penalty', [first]);
      const [one, other] = found.get(first) ?? [];
      expect(one).toMatchObject({ documentNumber: 'A-1', continuing: false, procedure: 'summary' });
      expect(other).toMatchObject({
        decisionDate: '2024-02-29',
        continuing: true,
        fineAmount: 0.1,
      });
      expect(other?.procedure).toBeNull();
      expect(other).not.toHaveProperty('uscc');
    });

    it('orders a subject’s records by their identity', async () => {
      const found = await source().rows('penalty', [first]);
      expect((found.get(first) ?? []).map((row) => row.documentNumber)).toEqual(['A-1', 'B-2']);
    });

    it('keeps text as it is', async () => {
      const names = await source().rows('registration', [second]);
      expect(names.get(second)?.[0]?.name).toBe('乙"公司", 有限');
      const facts = await source().rows('penalty', [second]);
      expect(facts.get(second)?.[0]?.facts).toBe('一行\n又一行');
    });

    it('keeps numbers and days exact', async () => {
      const found = await source().rows('annual-report', [first]);
      expect(found.get(first)?.[0]).toMatchObject({
        year: 2025,
        netProfit: -3.25,
        financialsPublished: true,
      });
      const registration = await source().rows('registration', [first]);
      expect(registration.get(first)?.[0]).toMatchObject({
        registeredCapital: 12.5,
        establishedOn: '2012-02-29',
      });
    });

    it('leaves out a row that does not fit, and counts it', async () => {
      const found = await source().rows('penalty', [third]);
      expect((found.get(third) ?? []).map((row) => row.documentNumber)).toEqual(['A-1']);
      expect(source().report().refusedByTable).toEqual(REFUSED_IN_CONFORMANCE);
    });

    it('never mixes kinds of subjects', async () => {
      const found = await source().rows('penalty', [person]);
      expect([...found.values()].flat()).toEqual([]);
      expect((await source().rows('person-penalty', [person])).get(person)).toHaveLength(1);
    });

    it('takes a key as a value and nothing else', async () => {
      const hostile = ["' or '1'='1", '"; drop table penalty; --', '%', '\\', ''];
      expect([...(await source().rows('penalty', hostile)).values()].flat()).toEqual([]);
      expect((await source().rows('penalty', [first])).get(first)).toHaveLength(2);
    });

    it('answers 5,000 keys', async () => {
      const keys = Array.from({ length: 5_000 }, (_, n) => `key-${n}`);
      const found = await source().rows('penalty', [...keys, first]);
      expect(found.get(first)).toHaveLength(2);
    });

    it('refuses a record type it does not have, naming no key', async () => {
      for (const name of ['no-such-table', 'constructor', '__proto__', 'penalty"; --']) {
        const asking = source().rows(name, [first]);
        await expect(asking).rejects.toThrow(SourceError);
        await expect(asking).rejects.not.toThrow(first);
      }
    });

    describeCounting(source);

    it('is healthy', async () => {
      expect(await source().health()).toEqual({ ok: true });
    });
  });
}
