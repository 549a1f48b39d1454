import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RequestRegisterFacts } from '../../registers/facts/types.ts';
import type { Registers } from '../../registers/store.ts';
import { type Bench, NOW, onEveryDatabase, openBench } from './support/databases.ts';
import { ask, by, COMPANY, day, GUANGDONG, grantOf, PERSON, SYSTEM } from './support/samples.ts';

onEveryDatabase('what was known', (kind) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(kind);
  });
  afterAll(() => bench.close());

  it('can be asked again, answer by answer, whatever came later', async () => {
    const { registers, time } = bench;
    // the clock of this replica runs ten minutes ahead of the other's
    const ahead = await bench.another({ clock: () => time.now + 600_000 });
    const question = { ...ask([PERSON, COMPANY]), organisation: 'F-001' };
    const answers: { readonly at: number; readonly answer: RequestRegisterFacts }[] = [];
    const listen = async (replica: Registers) => {
      const at = time.now;
      answers.push({ at, answer: await replica.facts({ ...question, at }) });
    };
    await listen(registers);
    const { id } = await ahead.grantAuthorisation(grantOf(PERSON), GUANGDONG, by(PERSON));
    await listen(registers);
    const of = { subject: COMPANY, item: 'penalty', record: 'B-1' } as const;
    const objection = await registers.recordObjection(of, by(COMPANY));
    await listen(ahead);
    await ahead.revokeAuthorisation(id, by(PERSON));
    await listen(registers);
    time.now += 1;
    await registers.acceptObjection(objection.id, by(SYSTEM));
    await ahead.withdrawObjection(objection.id, by(COMPANY));
    await listen(registers);
    await registers.setLifecycle({ subject: PERSON, diedOn: day('2026-11-01') }, by(SYSTEM));
    await listen(ahead);

    const times = answers.map(({ answer }) => answer.knownAt);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    for (const { at, answer } of answers) {
      expect(await registers.facts({ ...question, at, knownAt: answer.knownAt })).toEqual(answer);
    }
  });

  it('tells entries as they were known', async () => {
    const { registers } = bench;
    const { recordedAt, id } = await registers.recordRepair(
      {
        subject: PERSON,
        item: 'i',
        record: 'r',
        decidedOn: day('2026-01-01'),
        effect: 'mark',
        newEnd: null,
        authority: 'a',
      },
      by(SYSTEM),
    );
    await registers.recordRepair(
      {
        id,
        subject: PERSON,
        item: 'i',
        record: 'r',
        decidedOn: day('2026-01-01'),
        effect: 'delete',
        newEnd: null,
        authority: 'a',
      },
      by(SYSTEM),
    );
    const effects = async (knownAt?: number) =>
      (await registers.entries('repairs', PERSON, knownAt === undefined ? {} : { knownAt })).map(
        ({ effect }) => effect,
      );
    expect(await effects(recordedAt - 1)).toEqual([]);
    expect(await effects(recordedAt)).toEqual(['mark']);
    expect(await effects()).toEqual(['delete']);
    expect(recordedAt).toBeGreaterThan(NOW);
  });
});
