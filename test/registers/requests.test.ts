import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayAt } from '../../policy/days.ts';
import { type Bench, NOW, onEveryDatabase, openBench } from './support/databases.ts';
import {
  ask,
  by,
  COMPANY,
  day,
  expectRefused,
  GUANGDONG,
  GUARDIAN,
  grantOf,
  organisation,
  PERSON,
  STRANGER,
  SYSTEM,
} from './support/samples.ts';

const OF = { subject: COMPANY, item: 'penalty', record: 'B-1' } as const;

onEveryDatabase('requests that change', (kind) => {
  let bench: Bench;
  const registers = () => bench.registers;
  beforeAll(async () => {
    bench = await openBench(kind);
  });
  afterAll(() => bench.close());

  it('have their first answer again under the same key, also at another replica', async () => {
    const other = await bench.another();
    const first = await registers().grantAuthorisation(
      grantOf(PERSON),
      GUANGDONG,
      by(PERSON, 'k-1'),
    );
    bench.time.now += 5_000;
    const again = await Promise.all(
      [registers(), other, other].map((one) =>
        one.grantAuthorisation(grantOf(PERSON), GUANGDONG, by(PERSON, 'k-1')),
      ),
    );
    for (const answer of again) expect(answer).toEqual(first);
    expect(await registers().entries('authorisations', PERSON)).toHaveLength(1);
  });

  it('are refused under a key that came with other content, and change nothing', async () => {
    const widened = grantOf(PERSON, { purpose: 'rental' });
    await expectRefused(
      registers().grantAuthorisation(widened, GUANGDONG, by(PERSON, 'k-1')),
      'IDEMPOTENCY_CONFLICT',
    );
    await expectRefused(registers().recordObjection(OF, by(PERSON, 'k-1')), 'IDEMPOTENCY_CONFLICT');
    expect(await registers().entries('authorisations', PERSON)).toHaveLength(1);
  });

  it('have keys of their own for each actor', async () => {
    await registers().grantAuthorisation(grantOf(STRANGER), GUANGDONG, by(STRANGER, 'k-1'));
    expect(await registers().entries('authorisations', STRANGER)).toHaveLength(1);
  });

  it('may be tried again under their key after a refusal', async () => {
    const request = by(COMPANY, 'k-2');
    await expectRefused(
      registers().grantAuthorisation(grantOf(COMPANY, { purpose: null }), GUANGDONG, request),
      'AUTH_NO_PURPOSE',
    );
    await registers().grantAuthorisation(grantOf(COMPANY), GUANGDONG, request);
  });

  it.each([
    ['requestKey', { requestKey: '' }],
    ['requestKey', { requestKey: 'x'.repeat(201) }],
    ['reason', { reason: '' }],
    ['reason', { reason: `about ${PERSON.key}` }],
    ['actor', { actor: organisation(PERSON.key) }],
  ])('are refused without a sound `%s`', async (_field, wrong) => {
    await expectRefused(
      registers().recordObjection(OF, { ...by(SYSTEM), ...wrong }),
      'INVALID_ENTRY',
    );
  });

  it('lead an objection through its course, step by step', async () => {
    const { id } = await registers().recordObjection(OF, by(COMPANY));
    const marked = async () =>
      (await registers().facts(ask([COMPANY]))).subjects[0]?.records.values().toArray()[0]
        ?.objection;
    expect(await marked()).toEqual({ receivedOn: dayAt(NOW), decidedOn: null, outcome: null });
    await expectRefused(registers().forwardObjection(id, by(SYSTEM)), 'WRONG_STATE');
    await expectRefused(
      registers().decideObjection(id, { outcome: 'upheld' }, by(SYSTEM)),
      'WRONG_STATE',
    );
    await registers().acceptObjection(id, by(SYSTEM));
    await registers().forwardObjection(id, by(SYSTEM));
    await registers().decideObjection(id, { outcome: 'rejected', excludedDays: 4 }, by(SYSTEM));
    expect(await marked()).toMatchObject({ decidedOn: dayAt(NOW), outcome: 'rejected' });
    const today = dayAt(NOW);
    const [entry] = await registers().entries('objections', COMPANY);
    expect(entry).toMatchObject({
      acceptedOn: today,
      forwardedOn: today,
      excludedDays: 4,
      version: 4,
    });
    await expectRefused(registers().acceptObjection(id, by(SYSTEM)), 'WRONG_STATE');
    await expectRefused(registers().withdrawObjection(id, by(COMPANY)), 'WRONG_STATE');
  });

  it('an objection that is withdrawn marks nothing and stays in the history', async () => {
    const { id } = await registers().recordObjection({ ...OF, record: 'B-2' }, by(COMPANY));
    await expectRefused(registers().withdrawObjection(id, by(STRANGER)), 'NOT_REPRESENTATIVE');
    await registers().withdrawObjection(id, by(COMPANY));
    const [facts] = (await registers().facts(ask([COMPANY]))).subjects;
    expect(facts?.records.get('penalty\0B-2')).toBeUndefined();
    const history = await registers().history('objections', id);
    expect(history.map(({ action }) => action)).toEqual(['object', 'withdraw-objection']);
    await expectRefused(registers().acceptObjection(id, by(SYSTEM)), 'UNKNOWN_ENTRY');
  });

  it('take a wish back', async () => {
    const wish = { subject: PERSON, item: 'award', record: 'W-1', kind: 'award' } as const;
    await expectRefused(registers().recordOptOut(wish, by(STRANGER)), 'NOT_REPRESENTATIVE');
    const { id } = await registers().recordOptOut(wish, by(PERSON));
    const wished = async () =>
      (await registers().facts(ask([PERSON]))).subjects[0]?.records.get('award\0W-1');
    expect(await wished()).toMatchObject({ optOutRequestedOn: dayAt(NOW) });
    await registers().withdrawOptOut(id, by(PERSON));
    expect(await wished()).toBeUndefined();
  });

  it('write a next version of a membership, and take an entry back that should never have been', async () => {
    const entry = {
      subject: COMPANY,
      item: 'serious-listing',
      record: 'L-1',
      list: '名单',
      authority: '局',
      legalBasis: '法',
      listedOn: day('2025-01-01'),
      termEndsOn: null,
      removedOn: null,
      conditions: '条件',
      remedies: '救济',
      basisRecords: ['D-1'],
      responsiblePersons: [{ role: 'principal', person: PERSON }],
    } as const;
    const first = await registers().setMembership(entry, by(SYSTEM));
    const same = await registers().setMembership(entry, by(SYSTEM));
    expect(same).toMatchObject({ id: first.id, version: 1 });
    const removed = await registers().setMembership(
      { ...entry, removedOn: day('2026-11-01') },
      by(SYSTEM),
    );
    expect(removed).toMatchObject({ id: first.id, version: 2 });
    const listed = async () => (await registers().facts(ask([COMPANY]))).subjects[0]?.listed;
    expect(await listed()).toMatchObject([
      { from: day('2025-01-01'), until: day('2026-11-01'), conditions: true },
    ]);
    await registers().retract('lists', first.id, by(SYSTEM));
    expect(await listed()).toEqual([]);
    expect(await registers().setMembership(entry, by(SYSTEM))).toMatchObject({ version: 3 });
    const moved = { ...entry, subject: PERSON, id: first.id };
    await expectRefused(registers().setMembership(moved, by(SYSTEM)), 'UNKNOWN_ENTRY');
  });

  it('keep what of a life is not spoken of', async () => {
    await registers().setLifecycle({ subject: PERSON, bornOn: day('1985-05-06') }, by(SYSTEM));
    await registers().setLifecycle(
      { subject: PERSON, capacity: 'limited', capacitySince: day('2026-11-15') },
      by(SYSTEM),
    );
    const [facts] = (await registers().facts(ask([PERSON]))).subjects;
    expect(facts).toMatchObject({
      bornOn: day('1985-05-06'),
      capacity: 'limited',
      hasResidentId: true,
    });
    const early = { subject: PERSON, capacity: 'full', capacitySince: day('2026-11-16') } as const;
    await expectRefused(registers().setLifecycle(early, by(SYSTEM)), 'INVALID_ENTRY');
    await expectRefused(
      registers().setLifecycle({ subject: PERSON, diedOn: day('1985-05-05') }, by(SYSTEM)),
      'INVALID_ENTRY',
    );
  });

  it('take an override only with a value that a pack could state', async () => {
    const law = {
      parameter: 'objection.markDays',
      jurisdiction: 'guangdong',
      citation: '某法第1条',
      from: day('2026-01-01'),
      until: null,
    } as const;
    await expectRefused(
      registers().registerOverride({ ...law, value: '"soon"' }, by(SYSTEM)),
      'INVALID_ENTRY',
    );
    await expectRefused(
      registers().registerOverride({ ...law, value: 'soon' }, by(SYSTEM)),
      'INVALID_ENTRY',
    );
    await registers().registerOverride({ ...law, value: '2' }, by(SYSTEM));
    expect(await registers().organisationEntries('overrides')).toMatchObject([
      { value: '2', from: day('2026-01-01') },
    ]);
  });

  it('let a person have two guardians, each until its own end', async () => {
    const entry = {
      subject: STRANGER,
      capacity: 'guardian',
      from: null,
      until: null,
      evidenceDigest: null,
    } as const;
    await registers().setRepresentative({ ...entry, representative: PERSON }, by(SYSTEM));
    const { id } = await registers().setRepresentative(
      { ...entry, representative: GUARDIAN },
      by(SYSTEM),
    );
    const wish = (record: string) => ({ subject: STRANGER, item: 'award', record, kind: 'award' });
    await registers().recordOptOut(wish('1'), by(PERSON));
    await registers().recordOptOut(wish('2'), by(GUARDIAN));
    const ended = { ...entry, id, representative: GUARDIAN, until: day('2026-11-14') };
    await registers().setRepresentative(ended, by(SYSTEM));
    await registers().recordOptOut(wish('3'), by(PERSON));
    await expectRefused(registers().recordOptOut(wish('4'), by(GUARDIAN)), 'NOT_REPRESENTATIVE');
  });

  it('find no entry under an identity that no database can hold', async () => {
    await expectRefused(registers().revokeAuthorisation('A\0', by(PERSON)), 'UNKNOWN_ENTRY');
    expect(await registers().history('lists', 'L\0')).toEqual([]);
    const { subjects } = await registers().facts(
      ask([{ kind: 'natural', key: '\0' }], { itemIds: ['\0'] }),
    );
    expect(subjects).toHaveLength(1);
  });

  it('count reports by subject, body and calendar year', async () => {
    const report = { subject: PERSON, body: 'F-001' };
    const counts = await Promise.all(
      [1, 2, 3].map(() => registers().countReport(report, by(PERSON))),
    );
    expect(counts.map(({ reports }) => reports).sort()).toEqual([1, 2, 3]);
    bench.time.now = Date.parse('2027-01-01T00:00:00+08:00');
    expect(await registers().countReport(report, by(PERSON))).toMatchObject({
      year: 2027,
      reports: 1,
    });
    bench.time.now = NOW;
    expect(await registers().countReport({ ...report, body: 'F-002' }, by(PERSON))).toMatchObject({
      reports: 1,
    });
  });
});
