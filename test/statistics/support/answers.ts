import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { countedOn } from '../../../gateway/statistics/counting/counted.ts';
import { openJoined } from '../../../gateway/statistics/joined.ts';
import { openLedger } from '../../../gateway/statistics/ledger.ts';
import type { Counters, Population } from '../../../gateway/statistics/population.ts';
import { type Asked, checkedQuestion } from '../../../gateway/statistics/question.ts';
import { openRoom } from '../../../gateway/statistics/room.ts';
import { dayAt } from '../../../policy/days.ts';
import { loadStatisticsPolicy } from '../../../policy/statistics.ts';
import { type Counted, NO_NOTES } from '../../../schema/statistics/question.ts';
import { companyUscc } from '../../../subgraphs/generate/company.ts';
import { SERVED } from '../../support/fields.ts';
import { catalogueOf, engineOf } from '../../support/gateway.ts';

const NOW = Date.parse('2026-11-20T12:00:00+08:00');
const policy = loadStatisticsPolicy();
const engine = engineOf('guangdong-2021');
const SCOPE = {
  engine,
  catalogue: catalogueOf(engine),
  contract: SERVED.contract,
  schema: SERVED.supergraph.apiSchema,
};

/** A question that no department can answer alone. */
export const ACROSS: Partial<Asked> = {
  measures: ['subjects', 'records'],
  dimensions: ['industry', 'department', 'year'],
  totals: true,
};

/** One item of the tax department. */
export const COUNTED: Counted = {
  subject: 'LEGAL',
  items: [{ item: 'tax-arrears', class: 'ADVERSE', condition: { all: [] } }],
  notes: NO_NOTES,
};

export const ROW = ['0'.repeat(32), '990100', 'tax-arrears', '2024-05', 'none', 1, 0] as const;

/** What may be counted, with a note on a record of one department. */
export function populationOf(about: 'LEGAL' | 'NATURAL'): Population {
  const counted = countedOn(SCOPE, about === 'LEGAL' ? 'legal' : 'natural', dayAt(NOW), []);
  if (about === 'NATURAL') return counted;
  const records = [[companyUscc(1), 'penalty', 'no-such-record', 2, 'none']] as const;
  const items = [`${companyUscc(2)}|penalty`, `${companyUscc(3)}|tax-arrears`];
  return { ...counted, notes: { records, items, documents: [] } };
}

/** Answers of a room of its own: nothing was given before. Where it fails, nothing is remembered. */
export async function answerOver(counters: Counters, asked: Partial<Asked>) {
  const folder = mkdtempSync(join(tmpdir(), 'creditgate-ledger-'));
  const ledger = await openLedger({ file: join(folder, `${randomUUID()}.sqlite`) });
  const joined = openJoined(counters, () => NOW);
  const population = async (about: Asked['about']) => populationOf(about);
  const room = openRoom({ policy, counters, joined, ledger, population });
  const whole: Asked = {
    ...{ about: 'LEGAL', measures: ['subjects'], dimensions: [], filters: [], totals: false },
    ...asked,
  };
  try {
    const { rows } = await room.answer(checkedQuestion(whole, policy), 'P-001', NOW);
    return { rows, entries: (await ledger.of('P-001')).length };
  } catch (error) {
    expect(await ledger.of('P-001')).toEqual([]);
    throw error;
  } finally {
    joined.close();
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
