import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dutyFactsOf, recordFactsOf, recordKey } from '../../registers/facts/types.ts';
import type { SubjectRef } from '../../registers/subject.ts';
import { type Bench, NOW, onEveryDatabase, openBench } from './support/databases.ts';
import {
  ask,
  by,
  COMPANY,
  day,
  expectRefused,
  GUANGDONG,
  grantOf,
  PERSON,
  SYSTEM,
} from './support/samples.ts';

const RECORD = { item: 'penalty', record: 'B-1' } as const;

onEveryDatabase('facts', (kind) => {
  let bench: Bench;
  const registers = () => bench.registers;
  beforeAll(async () => {
    bench = await openBench(kind);
    await registers().grantAuthorisation(grantOf(PERSON), GUANGDONG, by(PERSON));
  });
  afterAll(() => bench.close());

  it('answers for 500 subjects with one statement', async () => {
    const crowd = Array.from({ length: 499 }, (_, n): SubjectRef => {
      return { kind: 'natural', key: `99000019700101${String(n).padStart(4, '0')}` };
    });
    bench.statements.length = 0;
    const { subjects } = await registers().facts(ask([...crowd, PERSON]));
    expect(bench.statements).toHaveLength(1);
    expect(subjects).toHaveLength(500);
    expect(subjects[499]?.authorisations).toHaveLength(1);
  });

  it('refuses more than 500 subjects before it asks', async () => {
    bench.statements.length = 0;
    const subjects = Array.from({ length: 501 }, () => PERSON);
    await expectRefused(registers().facts(ask(subjects)), 'TOO_MANY_SUBJECTS');
    expect(bench.statements).toEqual([]);
  });

  it('keeps order and duplicates, and tells kinds apart that share a key', async () => {
    const twin: SubjectRef = { kind: 'legal', key: PERSON.key };
    const { subjects } = await registers().facts(ask([twin, PERSON, COMPANY, PERSON]));
    expect(subjects.map(({ authorisations }) => authorisations.length)).toEqual([0, 1, 0, 1]);
  });

  it('finds a subject whichever way the letters of its key are written', async () => {
    const written: SubjectRef = { kind: 'natural', key: '99000019850506001x' };
    await registers().grantAuthorisation(grantOf(written), GUANGDONG, by(written));
    const { subjects } = await registers().facts(ask([{ ...written, key: '99000019850506001X' }]));
    expect(subjects[0]?.authorisations).toHaveLength(1);
  });

  it('tells every subject it knows, a page at a time', async () => {
    await registers().grantAuthorisation(grantOf(COMPANY), GUANGDONG, by(COMPANY));
    const all = await registers().knownSubjects({ after: null, limit: 500 });
    const told = all.map(({ kind: subjectKind, key }) => ({ kind: subjectKind, key }));
    expect(told).toEqual(expect.arrayContaining([PERSON, COMPANY]));
    const first = await registers().knownSubjects({ after: null, limit: 1 });
    const rest = await registers().knownSubjects({ after: first[0]?.id ?? null, limit: 500 });
    expect([...first, ...rest]).toEqual(all);
  });

  it('gives an unknown subject and a known one without entries the same answer', async () => {
    const known: SubjectRef = { kind: 'natural', key: '990000198707070077' };
    await registers().identify([known]);
    const { subjects } = await registers().facts(
      ask([
        known,
        { kind: 'natural', key: '990000198808080088' },
        { kind: 'natural', key: "' or 1=1" },
      ]),
    );
    expect(subjects[1]).toEqual(subjects[0]);
    expect(subjects[2]).toEqual(subjects[0]);
    expect(subjects[0]).toMatchObject({ bornOn: null, capacity: 'full', hasResidentId: true });
  });

  it('gives authorisations to their grantee only, and to nobody when nobody is named', async () => {
    for (const grantee of ['F-002', null]) {
      const { subjects } = await registers().facts(ask([PERSON], { grantee }));
      expect(subjects[0]?.authorisations).toEqual([]);
    }
  });

  it('tells of records: objection, repair, wish and basis', async () => {
    const of = { subject: COMPANY, ...RECORD };
    const officer = by(SYSTEM);
    await registers().recordObjection({ ...of, receivedOn: day('2026-11-10') }, officer);
    await registers().recordRepair(
      { ...of, decidedOn: day('2026-10-01'), effect: 'mark', newEnd: null, authority: 'office' },
      by(SYSTEM),
    );
    await registers().recordOptOut(
      { subject: COMPANY, item: 'award', record: null, kind: 'award' },
      by(COMPANY),
    );
    const status = { ...of, documentId: 'D-1', changedOn: day('2026-11-01'), knownAt: null };
    await registers().recordBasisStatus({ ...status, status: 'revoked' }, by(SYSTEM));
    const [facts] = (await registers().facts(ask([COMPANY]))).subjects;
    if (facts === undefined) throw new Error('no facts');
    expect(facts.records.get(recordKey('penalty', 'B-1'))).toEqual({
      basis: 'revoked',
      basisChangedOn: day('2026-11-01'),
      objection: { receivedOn: day('2026-11-10'), decidedOn: null, outcome: null },
      repair: { decidedOn: day('2026-10-01'), effect: 'mark', newEnd: null },
      optOutRequestedOn: null,
    });
    const today = day('2026-11-15');
    expect(recordFactsOf(facts, 'award', 'any').optOutRequestedOn).toBe(today);
    expect(recordFactsOf(facts, 'penalty', 'B-9').basis).toBe('effective');
    expect(recordFactsOf(facts, 'penalty', 'B-9', 'D-1').basis).toBe('revoked');
  });

  it('leaves out records of items that were not asked for', async () => {
    const question = ask([COMPANY], { itemIds: ['tax-penalty'] });
    const [facts] = (await registers().facts(question)).subjects;
    expect(facts?.records.size).toBe(0);
    expect(facts?.optOuts.size).toBe(0);
  });

  it('a status that comes later does not hide the one that holds now', async () => {
    const of = { subject: PERSON, ...RECORD, documentId: 'D-2', knownAt: null };
    await registers().recordBasisStatus(
      { ...of, status: 'void', changedOn: day('2026-11-01') },
      by(SYSTEM),
    );
    await registers().recordBasisStatus(
      { ...of, status: 'effective', changedOn: day('2026-12-01') },
      by(SYSTEM),
    );
    const now = (await registers().facts(ask([PERSON]))).subjects[0];
    expect(now && recordFactsOf(now, 'penalty', 'B-1').basis).toBe('void');
    const later = ask([PERSON], { at: NOW + 30 * 86_400_000 });
    const then = (await registers().facts(later)).subjects[0];
    expect(then && recordFactsOf(then, 'penalty', 'B-1').basis).toBe('effective');
  });

  describe('the caller', () => {
    beforeAll(async () => {
      const common = { organisation: 'G-001', organisationKind: 'administrative-organ' } as const;
      await registers().registerOrganisation(
        { id: 'G-001', name: '局', kind: common.organisationKind },
        by(SYSTEM),
      );
      const duty = { ...common, duty: '审批', from: day('2021-06-01'), until: null };
      await registers().registerDuty(
        { ...duty, purposes: ['licensing'], items: new Set(['penalty']) },
        by(SYSTEM),
      );
      await registers().registerDuty(
        { ...duty, purposes: ['ended'], items: 'all', until: day('2026-11-14') },
        by(SYSTEM),
      );
      await registers().publishQueryItems(
        { ...common, purpose: 'licensing', items: 'all', publishedOn: day('2022-01-01') },
        by(SYSTEM),
      );
      const agreement = {
        firm: 'F-001',
        applicantCheckedOn: null,
        method: 'batch',
        purposes: ['loan'],
        from: day('2026-01-01'),
      };
      await registers().registerAgreement(
        { ...agreement, scope: new Set(['a']), confidentiality: true, until: day('2027-01-01') },
        by(SYSTEM),
      );
      await registers().registerAgreement(
        { ...agreement, scope: new Set(['b']), confidentiality: true, until: day('2026-12-01') },
        by(SYSTEM),
      );
      await registers().registerAgreement(
        { ...agreement, scope: 'all', confidentiality: false, until: day('2027-01-01') },
        by(SYSTEM),
      );
      await registers().registerAgreement(
        { ...agreement, scope: 'all', confidentiality: true, until: day('2026-11-14') },
        by(SYSTEM),
      );
    });

    const callerFor = async (purpose: string | null) =>
      (await registers().facts(ask([], { organisation: 'G-001', purpose }))).caller;

    it('has a duty for its purpose, its items and its time', async () => {
      const { duty, organisationKind } = await callerFor('licensing');
      expect(organisationKind).toBe('administrative-organ');
      const publishedOn = day('2022-01-01');
      expect(dutyFactsOf(duty, 'penalty', true)).toEqual({
        registered: true,
        publishedOn,
        caseNumberGiven: true,
      });
      expect(dutyFactsOf(duty, 'tax-grade', false)).toMatchObject({
        registered: false,
        caseNumberGiven: false,
      });
    });

    it.each(['ended', 'other', null])('has no duty for the purpose %s', async (purpose) => {
      const { duty } = await callerFor(purpose);
      expect(dutyFactsOf(duty, 'penalty', true)).toMatchObject({
        registered: false,
        publishedOn: null,
      });
    });

    it('has what its running agreements for the purpose give together', async () => {
      expect((await callerFor('loan')).agreement).toEqual({
        confidentiality: true,
        scope: new Set(['a', 'b']),
        purpose: 'loan',
        until: day('2026-12-01'),
      });
      expect((await callerFor('rental')).agreement).toBeNull();
    });
  });
});
