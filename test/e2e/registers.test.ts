import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureData } from '../../gateway/departments.ts';
import { type OpenFacts, openFacts } from '../../gateway/disclosure/registers.ts';
import { mapKeyOf } from '../../registers/subject.ts';
import { syntheticIdNumber, syntheticUscc } from '../../subgraphs/generate/codes.ts';
import { toDay } from '../support/facts.ts';
import { NOON } from '../support/gateway.ts';

/** The registers as the request handler asks them: SQLite, filled from a drop folder. */
let facts: OpenFacts;
let folder: string;
const PERSON = syntheticIdNumber(31, '1950-02-28');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'creditgate-registers-'));
  const drop = join(folder, 'data', 'registers');
  mkdirSync(drop, { recursive: true });
  const death = {
    subjectKind: 'NATURAL',
    subject: PERSON,
    bornOn: '1950-02-28',
    diedOn: '2023-02-28',
  };
  writeFileSync(
    join(drop, 'lifecycle.ndjson'),
    `${JSON.stringify({ ...death, knownAt: '2023-03-02' })}\n`,
  );
  const places = { STATE_DIR: join(folder, 'state'), DATA_DIR: join(folder, 'data') };
  facts = await openFacts(
    { ...places, DATABASE_URL: undefined },
    () => NOON,
    () => undefined,
  );
});
afterAll(async () => {
  await facts.close();
  rmSync(folder, { recursive: true, force: true });
});

const lookUp = (subjects: Parameters<OpenFacts['lookUp']>[0]['subjects']) =>
  facts.lookUp({ subjects, organisation: 'F-001', purpose: 'loan', at: NOON });

describe('the registers', () => {
  it('keep a person and an organisation of the same number apart, in any order', async () => {
    const natural = { kind: 'natural', key: PERSON } as const;
    const legal = { kind: 'legal', key: PERSON } as const;
    for (const subjects of [
      [natural, legal],
      [legal, natural],
    ]) {
      const { subjects: found } = await lookUp(subjects);
      expect(found.get(mapKeyOf(natural))?.diedOn).toBe(toDay('2023-02-28'));
      expect(found.get(mapKeyOf(legal))?.diedOn).toBeNull();
    }
  });

  it('answer for more subjects than fit into one statement', async () => {
    const companies = Array.from(
      { length: 501 },
      (_, n) => ({ kind: 'legal', key: syntheticUscc(n) }) as const,
    );
    const { subjects } = await lookUp([...companies, { kind: 'natural', key: PERSON }]);
    expect(subjects.size).toBe(502);
    expect(subjects.get(mapKeyOf({ kind: 'natural', key: PERSON }))?.diedOn).not.toBeNull();
  });
});

describe('the data set of a first start', () => {
  it('has no row that the registers refuse', async () => {
    const DATA_DIR = join(folder, 'first-data');
    ensureData(DATA_DIR);
    const places = { STATE_DIR: join(folder, 'first-state'), DATA_DIR, DATABASE_URL: undefined };
    const notices: unknown[] = [];
    const notice = (event: string, told: object) => notices.push({ event, ...told });
    const opened = await openFacts(places, () => NOON, notice);
    await opened.close();
    expect(notices).toEqual([]);
  });
});
