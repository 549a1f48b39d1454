import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayAt } from '../../policy/days.ts';
import type { RegisterSubjectFacts } from '../../registers/facts/types.ts';
import type { SubjectRef } from '../../registers/subject.ts';
import { type Bench, NOW, onEveryDatabase, openBench } from './support/databases.ts';
import { modelOf, type Row } from './support/model.ts';
import { ask } from './support/samples.ts';

const DAYS = ['2025-01-31', '2026-02-28', '2026-11-14', '2026-11-15', '2026-11-16', '2027-03-01'];
const dates = fc.constantFrom(...DAYS);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const ITEM = fc.constantFrom('penalty', 'award');
const RECORD = fc.constantFrom('B-1', 'B-2');
const NUMBER = fc.integer({ min: 1, max: 4 });
const CAPACITY = fc.constantFrom('full', 'limited', 'none', 'proven-full');

/** Rows of files, in the few forms that can collide. Entries with one id are of one subject. */
const row: fc.Arbitrary<Row> = fc.oneof(
  fc
    .record({
      id: NUMBER,
      purpose: maybe(fc.constantFrom('loan', 'rental')),
      until: maybe(dates),
      revokedAt: maybe(dates),
      bundled: fc.boolean(),
    })
    .map(({ id, revokedAt, ...rest }) => ({
      register: 'authorisations' as const,
      fields: {
        ...rest,
        id: `A-${id}`,
        revokedAt: revokedAt && `${revokedAt}T09:00:00+08:00`,
        grantee: id % 2 ? 'F-001' : 'F-002',
        grantedBy: 'subject',
        form: 'written',
        scope: 'all',
        from: null,
      },
    })),
  fc
    .record({
      bornOn: maybe(fc.constant('1985-05-06')),
      diedOn: maybe(dates),
      capacity: CAPACITY,
      hasResidentId: fc.boolean(),
    })
    .map((fields) => ({ register: 'lifecycle' as const, fields })),
  fc
    .record({
      item: ITEM,
      record: RECORD,
      removedOn: maybe(fc.constantFrom('2026-11-15', '2027-03-01')),
    })
    .map((fields) => ({
      register: 'lists' as const,
      fields: { ...fields, list: 'l', authority: 'a', listedOn: '2025-01-31' },
    })),
  fc
    .record({
      documentId: fc.constantFrom('D-1', 'D-2'),
      item: ITEM,
      record: RECORD,
      changedOn: dates,
      status: fc.constantFrom('revoked', 'changed'),
    })
    // one status a day and record: which of two would count, no rule says
    .map(({ documentId, ...fields }) => ({
      register: 'basis-status' as const,
      fields: { ...fields, documentId: `${documentId}${fields.changedOn}`.replace(/^D-2/, 'D-1') },
    })),
  fc
    .record({
      id: NUMBER,
      item: ITEM,
      record: RECORD,
      receivedOn: fc.constantFrom('2025-01-31', '2026-02-28'),
      decidedOn: maybe(fc.constantFrom('2026-11-14', '2026-11-16')),
    })
    .map(({ id, ...fields }) => ({
      register: 'objections' as const,
      fields: { ...fields, id: `O-${id}`, outcome: fields.decidedOn && 'upheld' },
    })),
  fc
    .record({
      item: ITEM,
      record: RECORD,
      decidedOn: dates,
      effect: fc.constantFrom('mark', 'delete'),
    })
    .map((fields) => ({
      register: 'repairs' as const,
      fields: {
        ...fields,
        id: `R-${fields.item}${fields.record}${fields.decidedOn}`,
        authority: 'a',
      },
    })),
  fc
    .record({ id: NUMBER, item: ITEM, record: maybe(RECORD), requestedOn: dates })
    .map(({ id, ...fields }) => ({
      register: 'opt-outs' as const,
      fields: { ...fields, id: `X-${id}`, kind: 'award' },
    })),
);

onEveryDatabase('facts of random contents', (kind) => {
  let bench: Bench;
  const folder = mkdtempSync(join(tmpdir(), 'register-model-'));
  beforeAll(async () => {
    bench = await openBench(kind);
  });
  afterAll(async () => {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are those of the plain model', async () => {
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(row, fc.nat(2)), { maxLength: 25 }), async (given) => {
        turn++;
        const subjects = [0, 1, 2].map((n): SubjectRef => {
          return { kind: 'natural', key: `9900${String(turn * 10 + n).padStart(14, '0')}` };
        });
        const rows = given.map(([{ register, fields }, n]) => {
          const id = 'id' in fields ? { id: `${turn}-${n}-${fields.id}` } : {};
          return {
            register,
            fields: { ...fields, ...id, subjectKind: 'natural', subject: subjects[n]?.key ?? '' },
          };
        });
        await load(rows, turn);
        const answer = await bench.registers.facts(ask(subjects, { at: NOW }));
        for (const [n, subject] of subjects.entries()) {
          const expected = modelOf(rows, subject.key, 'F-001', NOW, dayAt(NOW));
          expect(told(answer.subjects[n])).toEqual(expected);
        }
      }),
      { numRuns: kind.name === 'SQLite' ? 40 : 15 },
    );
  });

  async function load(rows: readonly Row[], turn: number): Promise<void> {
    for (const [register, found] of Map.groupBy(rows, (entry) => entry.register)) {
      const path = join(folder, `${turn}.ndjson`);
      writeFileSync(path, found.map(({ fields }) => `${JSON.stringify(fields)}\n`).join(''));
      const report = await bench.registers.importFile(path, { register });
      expect(report.faults).toEqual([]);
    }
  }
});

/** An answer in the model's words. */
function told(facts: RegisterSubjectFacts | undefined) {
  if (facts === undefined) return undefined;
  const { bornOn, diedOn, terminatedOn, capacity, hasResidentId } = facts;
  const text = (day: number | null) =>
    day === null ? 'null' : new Date(day * 86_400_000).toISOString().slice(0, 10);
  return {
    bornOn,
    diedOn,
    terminatedOn,
    capacity,
    hasResidentId,
    authorisations: facts.authorisations.map(
      ({ id, purpose, form, grantedBy, bundled, until, revokedAt }) => {
        return { id, purpose, form, grantedBy, bundled, until, revokedAt };
      },
    ),
    listed: facts.listed
      .map(({ from, until, record }) => `${text(from)}..${text(until)} ${record}`)
      .sort(),
    records: Object.fromEntries(
      [...facts.records].map(
        ([key, { basis, basisChangedOn, repair, objection, optOutRequestedOn }]) => {
          const open =
            objection !== null &&
            (objection.decidedOn === null || objection.decidedOn > dayAt(NOW));
          return [
            key,
            {
              basis,
              basisChangedOn,
              repair: repair?.effect ?? null,
              openSince: open ? objection.receivedOn : null,
              optOutRequestedOn,
            },
          ];
        },
      ),
    ),
    optOuts: Object.fromEntries(facts.optOuts),
  };
}
