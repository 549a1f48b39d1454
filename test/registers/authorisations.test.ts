import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RegisterCode } from '../../registers/errors.ts';
import type { Grant } from '../../registers/mutations/authorisations.ts';
import type { Recorded } from '../../registers/mutations/request.ts';
import type { Registers } from '../../registers/store.ts';
import type { SubjectRef } from '../../registers/subject.ts';
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
  MINOR,
  organisation,
  PERSON,
  packOf,
  refusal,
  STRANGER,
  SYSTEM,
} from './support/samples.ts';

const DIGEST = 'ab'.repeat(32);
const OF_GUARDIAN = {
  capacity: 'guardian',
  from: null,
  until: null,
  evidenceDigest: null,
} as const;
type Guardian = Parameters<Registers['setRepresentative']>[0];

onEveryDatabase('authorisations', (kind) => {
  let bench: Bench;
  let other: Registers;
  const registers = () => bench.registers;

  beforeAll(async () => {
    bench = await openBench(kind);
    other = await bench.another();
    const life = { subject: MINOR, bornOn: day('2015-09-01'), capacity: 'limited' } as const;
    await registers().setLifecycle(life, by(SYSTEM));
    await registers().setRepresentative(
      {
        subject: MINOR,
        capacity: 'guardian',
        representative: GUARDIAN,
        from: null,
        until: null,
        evidenceDigest: null,
      },
      by(SYSTEM),
    );
    await registers().registerOrganisation(
      { id: 'P-001', name: '中心', kind: 'platform' },
      by(SYSTEM),
    );
  });
  beforeEach(() => {
    bench.time.now = NOW;
  });
  afterAll(() => bench.close());

  const heldBy = async (subject: SubjectRef, from: Registers = other) =>
    (await from.facts(ask([subject]))).subjects[0]?.authorisations ?? [];

  it('keeps what was granted, every field of it', async () => {
    const given: Grant = grantOf(COMPANY, {
      scope: new Set(['tax-grade', 'penalty']),
      evidenceDigest: DIGEST,
      noticeLanguage: 'zh-CN',
      noticeVersion: '3',
      adverseNoticeAt: NOW - 2,
      writtenConsentAt: NOW - 1,
      restrictedPurpose: 'loan',
      from: day('2026-11-01'),
      withdrawalMethod: 'online',
      grantor: GUARDIAN,
    });
    const { id } = await registers().grantAuthorisation(given, GUANGDONG, by(COMPANY));
    const [entry] = await other.entries('authorisations', COMPANY);
    const { subject: _subject, bornOn: _bornOn, grantor: _grantor, ...fields } = given;
    expect(entry).toMatchObject({ ...fields, id, version: 1, revokedAt: null, disputedAt: null });
    const [grantor] = await other.subjectsBehind(entry?.grantor ? [entry.grantor] : []);
    expect(grantor).toEqual(GUARDIAN);
  });

  describe('refuses what the law would never let be used', () => {
    const cases: readonly (readonly [RegisterCode, string, SubjectRef, Partial<Grant>])[] = [
      ['AUTH_LIFETIME', 'guangdong-2021', PERSON, { until: null }],
      ['AUTH_NO_PURPOSE', 'guangdong-2021', PERSON, { purpose: null }],
      ['AUTH_BUNDLED', 'guangdong-2021', PERSON, { bundled: true }],
      ['AUTH_NOT_WRITTEN', 'guangdong-2018', PERSON, { form: 'click' }],
      ['AUTH_NOT_WRITTEN', 'guizhou-2018', PERSON, { form: 'oral-recorded' }],
      [
        'AUTH_EXPIRED',
        'guangdong-2021',
        PERSON,
        { from: day('2026-01-01'), until: day('2026-11-14') },
      ],
      ['AUTH_SCOPE', 'guangdong-2021', PERSON, { scope: new Set<string>() }],
      ['AUTH_GRANTOR', 'guangdong-2021', PERSON, { grantedBy: 'unit' }],
      ['AUTH_GRANTOR', 'guangdong-2021', PERSON, { grantedBy: 'guardian' }],
      ['GUARDIAN_REQUIRED', 'guangdong-2021', MINOR, {}],
      ['GUARDIAN_REQUIRED', 'guangdong-2021', STRANGER, { bornOn: null }],
      [
        'RESTRICTED_NO_NOTICE',
        'guangdong-2021',
        PERSON,
        { writtenConsentAt: NOW, restrictedPurpose: 'loan' },
      ],
      [
        'RESTRICTED_NOT_WRITTEN',
        'guangdong-2021',
        PERSON,
        { adverseNoticeAt: NOW, restrictedPurpose: 'loan' },
      ],
      [
        'RESTRICTED_NO_PURPOSE',
        'guangdong-2021',
        PERSON,
        { adverseNoticeAt: NOW, writtenConsentAt: NOW },
      ],
      ['AUTH_EXPIRED', 'guangdong-2021', PERSON, { from: day('2027-12-01') }],
      ['INVALID_ENTRY', 'guangdong-2021', PERSON, { purpose: '' }],
    ];
    it.each(cases)('%s (%s)', async (code, regulation, subject, changes) => {
      const grant = grantOf(subject, changes);
      await expectRefused(
        registers().grantAuthorisation(grant, packOf(regulation), by(subject)),
        code,
      );
      expect(await heldBy(subject)).toEqual([]);
    });

    it('names the article', async () => {
      const grant = registers().grantAuthorisation(
        grantOf(PERSON, { until: null }),
        GUANGDONG,
        by(PERSON),
      );
      expect((await refusal(grant)).facts).toMatchObject({ article: '42.2' });
    });

    it('lets pass what another text allows', async () => {
      const gone: SubjectRef = { kind: 'natural', key: '990000197001010011' };
      const changes = { until: null, purpose: null, bundled: false, form: 'click' } as const;
      const pack = packOf('hangzhou-2020');
      await registers().grantAuthorisation(grantOf(gone, changes), pack, by(gone));
      expect(await heldBy(gone)).toHaveLength(1);
    });

    it('the authorisation of somebody who died', async () => {
      const dead: SubjectRef = { kind: 'natural', key: '990000195002280034' };
      await registers().setLifecycle({ subject: dead, diedOn: day('2026-11-15') }, by(SYSTEM));
      await expectRefused(
        registers().grantAuthorisation(grantOf(dead), GUANGDONG, by(organisation('P-001'))),
        'AUTH_NO_EVIDENCE',
      );
      const grant = grantOf(dead, { evidenceDigest: DIGEST });
      await expectRefused(
        registers().grantAuthorisation(grant, GUANGDONG, by(organisation('P-001'))),
        'SUBJECT_ENDED',
      );
    });

    it('and tells no firm who died, or who cannot act alone', async () => {
      const [dead, limited, nobody] = ['11', '23', '35'].map(
        (end): SubjectRef => ({ kind: 'natural', key: `9900001960020700${end}` }),
      ) as [SubjectRef, SubjectRef, SubjectRef];
      await registers().setLifecycle({ subject: dead, diedOn: day('2026-11-15') }, by(SYSTEM));
      await registers().setLifecycle({ subject: limited, capacity: 'limited' }, by(SYSTEM));
      const firm = by(organisation('F-001'));
      const empty = { evidenceDigest: DIGEST, scope: new Set<string>() };
      const unfit = { evidenceDigest: DIGEST, noticeVersion: 'x'.repeat(10_000) };
      for (const pack of [GUANGDONG, packOf('heilongjiang')]) {
        for (const wrong of [empty, unfit]) {
          const codes = [dead, limited, nobody].map(async (subject) => {
            const grant = grantOf(subject, wrong);
            return (await refusal(registers().grantAuthorisation(grant, pack, firm))).code;
          });
          expect([...new Set(await Promise.all(codes))]).toHaveLength(1);
        }
      }
    });
  });

  describe('who may', () => {
    it('a registered guardian grants for its ward, and is named', async () => {
      const grant = grantOf(MINOR, { grantedBy: 'guardian', bornOn: null });
      await registers().grantAuthorisation(grant, GUANGDONG, by(GUARDIAN));
      const [entry] = await registers().entries('authorisations', MINOR);
      expect(await registers().subjectsBehind(entry?.grantor ? [entry.grantor] : [])).toEqual([
        GUARDIAN,
      ]);
    });

    it('nobody else does', async () => {
      const grant = grantOf(MINOR, { grantedBy: 'guardian', bornOn: null });
      await expectRefused(
        registers().grantAuthorisation(grant, GUANGDONG, by(STRANGER)),
        'NOT_REPRESENTATIVE',
      );
      const claimed = { ...grant, grantor: STRANGER, evidenceDigest: DIGEST };
      for (const keeper of [organisation('P-001'), SYSTEM]) {
        await expectRefused(
          registers().grantAuthorisation(claimed, GUANGDONG, by(keeper)),
          'NOT_REPRESENTATIVE',
        );
      }
    });

    describe('a guardian that a firm names', () => {
      const ward: SubjectRef = { kind: 'natural', key: '990000201606060061' };
      const registerGuardian = (subject: SubjectRef, more: Partial<Guardian> = {}) =>
        registers().setRepresentative(
          { ...OF_GUARDIAN, subject, representative: GUARDIAN, ...more },
          by(SYSTEM),
        );
      const register = (grantor: SubjectRef | null, changes: Partial<Grant> = {}) =>
        registers().grantAuthorisation(
          grantOf(ward, {
            grantedBy: 'guardian',
            grantor,
            from: day('2026-11-15'),
            evidenceDigest: DIGEST,
            bornOn: null,
            ...changes,
          }),
          GUANGDONG,
          by(organisation('F-001')),
        );
      const used = async () => (await heldBy(ward)).map(({ id }) => id).toSorted();
      let right: Recorded;
      let wrong: Recorded;

      it('is registered whoever it is, so that the firm is not told who is whose', async () => {
        await registerGuardian(ward);
        right = await register(GUARDIAN);
        wrong = await register(STRANGER);
        expect([right.version, wrong.version]).toEqual([1, 1]);
        const shown = (await registers().entries('authorisations', ward)).map(({ id }) => id);
        expect(shown.toSorted()).toEqual([right.id, wrong.id].toSorted());
        await expectRefused(register(null), 'NOT_REPRESENTATIVE');
      });

      it('is refused of an adult in one way, so that nobody learns who has a guardian', async () => {
        const [adult, other] = ['990000196002070099', '990000196002070080'].map(
          (key): SubjectRef => ({ kind: 'natural', key }),
        ) as [SubjectRef, SubjectRef];
        await registers().setLifecycle({ subject: adult, capacity: 'none' }, by(SYSTEM));
        await registerGuardian(adult);
        const told = [GUARDIAN, STRANGER].flatMap((grantor) =>
          [adult, other].map(async (subject) => {
            const born = { bornOn: day('1960-02-07') };
            return (await refusal(register(grantor, { subject, ...born }))).code;
          }),
        );
        expect(new Set(await Promise.all(told))).toEqual(new Set(['AUTH_GRANTOR']));
      });

      it('has granted nothing that is used, unless it is registered as the guardian', async () => {
        expect(await used()).toEqual([right.id]);
        const past = { from: day('2019-01-01'), until: day('2026-10-31') };
        const { id } = await registerGuardian(ward, { representative: STRANGER, ...past });
        expect(await used()).toEqual([right.id]);
        const later = { id, representative: STRANGER, from: day('2026-12-01') };
        await registerGuardian(ward, later);
        expect(await used()).toEqual([right.id]);
        await registerGuardian(ward, { ...later, from: day('2026-11-10') });
        expect(await used()).toEqual([right.id, wrong.id].toSorted());
        await registers().retract('representatives', id, by(SYSTEM));
        expect(await used()).toEqual([right.id]);
      });

      it('has granted nothing after its time, whatever day the firm says', async () => {
        const former: SubjectRef = { kind: 'natural', key: '990000201707070033' };
        const past = { from: day('2019-01-01'), until: day('2026-10-31') };
        await registerGuardian(former, past);
        const begun = { subject: former, from: day('2026-10-01') };
        const told = [GUARDIAN, STRANGER].map((grantor) =>
          register(grantor, begun).then(String, ({ code }) => code),
        );
        const codes = await Promise.all(told);
        expect(await heldBy(former)).toEqual([]);
        expect(codes).toEqual(['INVALID_ENTRY', 'INVALID_ENTRY']);
        const { id } = await register(GUARDIAN, { subject: former, from: day('2026-11-15') });
        const amend = (from: string) =>
          registers().amendAuthorisation(
            id,
            { from: day(from), evidenceDigest: DIGEST },
            GUANGDONG,
            by(organisation('F-001')),
          );
        await expectRefused(amend('2026-10-01'), 'INVALID_ENTRY');
        expect(await heldBy(former)).toEqual([]);
      });

      it('has granted what stays when somebody else is the guardian afterwards', async () => {
        const [held] = await registers().entries('representatives', ward);
        await registerGuardian(ward, { id: held?.id ?? '', until: day('2026-11-15') });
        bench.time.now += 86_400_000;
        expect(await used()).toEqual([right.id]);
      });
    });

    it('a firm registers with evidence, for itself only', async () => {
      const subject: SubjectRef = { kind: 'natural', key: '990000197202020022' };
      const firm = () => by(organisation('F-001'));
      const grant = grantOf(subject);
      await expectRefused(
        registers().grantAuthorisation(grant, GUANGDONG, firm()),
        'AUTH_NO_EVIDENCE',
      );
      const proven = { ...grant, evidenceDigest: DIGEST };
      await expectRefused(
        registers().grantAuthorisation({ ...proven, grantee: 'F-002' }, GUANGDONG, firm()),
        'NOT_ALLOWED',
      );
      await registers().grantAuthorisation(proven, GUANGDONG, firm());
      expect(await heldBy(subject)).toHaveLength(1);
    });

    it("another's authorisation is as unknown as one that is not there", async () => {
      const { id } = await registers().grantAuthorisation(grantOf(PERSON), GUANGDONG, by(PERSON));
      const [theirs, none] = await Promise.all([
        refusal(registers().revokeAuthorisation(id, by(STRANGER))),
        refusal(registers().revokeAuthorisation('no-such', by(STRANGER))),
      ]);
      expect([theirs.code, theirs.message, theirs.facts]).toEqual([
        none.code,
        none.message,
        none.facts,
      ]);
      await expectRefused(
        registers().revokeAuthorisation(id, by(organisation('F-002'))),
        'UNKNOWN_ENTRY',
      );
      expect(await heldBy(PERSON)).toMatchObject([{ revokedAt: null }]);
      await registers().revokeAuthorisation(id, by(organisation('P-001')));
    });
  });

  describe('in the course of time', () => {
    let id: string;
    const subject: SubjectRef = { kind: 'natural', key: '990000197303030033' };
    beforeEach(async () => {
      ({ id } = await registers().grantAuthorisation(grantOf(subject), GUANGDONG, by(subject)));
    });
    const held = async () => (await heldBy(subject)).find((one) => one.id === id);

    it('is revoked at once for every process, again without effect', async () => {
      bench.time.now += 1_000;
      const first = await registers().revokeAuthorisation(id, by(subject));
      expect(await held()).toMatchObject({ version: 2, revokedAt: NOW + 1_000 });
      bench.time.now += 1_000;
      const second = await registers().revokeAuthorisation(id, by(subject));
      expect([first.version, second.version]).toEqual([2, 2]);
      expect(await held()).toMatchObject({ version: 2, revokedAt: NOW + 1_000 });
    });

    it('is revoked for a replica whose clock runs behind', async () => {
      bench.time.now += 3_600_000;
      await registers().revokeAuthorisation(id, by(subject));
      const { subjects } = await other.facts(ask([subject], { at: NOW }));
      expect(subjects[0]?.authorisations.find((one) => one.id === id)?.revokedAt).toBe(NOW);
    });

    it('is amended under its identity, never widened past the law, never after its end', async () => {
      const changes = {
        scope: new Set(['penalty']),
        until: day('2026-12-31'),
        bornOn: day('1985-05-06'),
      };
      const { version } = await registers().amendAuthorisation(id, changes, GUANGDONG, by(subject));
      expect(version).toBe(2);
      expect(await held()).toMatchObject({ scope: new Set(['penalty']), until: day('2026-12-31') });
      await expectRefused(
        registers().amendAuthorisation(id, { ...changes, until: null }, GUANGDONG, by(subject)),
        'AUTH_LIFETIME',
      );
      await registers().revokeAuthorisation(id, by(subject));
      await expectRefused(
        registers().amendAuthorisation(id, changes, GUANGDONG, by(subject)),
        'AUTH_REVOKED',
      );
      const history = await registers().history('authorisations', id);
      expect(history.map(({ version: v, action }) => [v, action])).toEqual([
        [1, 'grant'],
        [2, 'amend'],
        [3, 'revoke'],
      ]);
      expect(history[0]).toMatchObject({ scope: 'all', until: day('2027-11-15') });
      expect(history.map(({ supersededAt }) => supersededAt === null)).toEqual([
        false,
        false,
        true,
      ]);
    });

    it('is not used while the subject disputes it', async () => {
      await registers().disputeAuthorisation(id, by(subject));
      expect(await held()).toMatchObject({ disputed: true, revokedAt: NOW });
      await registers().withdrawDispute(id, by(subject));
      expect(await held()).toMatchObject({ disputed: false, revokedAt: null });
    });
  });

  it('dozens of grants, questions and revocations at once: nobody sees what was revoked', async () => {
    const subjects = Array.from({ length: 8 }, (_, n): SubjectRef => {
      return { kind: 'natural', key: `9900001974040400${10 + n}` };
    });
    let violations = 0;
    const life = async (subject: SubjectRef, replica: Registers, turn: number): Promise<void> => {
      const granted: Recorded = await replica.grantAuthorisation(
        grantOf(subject),
        GUANGDONG,
        by(subject),
      );
      const away = turn % 2 === 0 ? other : registers();
      if ((await heldBy(subject, away)).every(({ revokedAt }) => revokedAt !== null)) violations++;
      await replica.revokeAuthorisation(granted.id, by(subject));
      if ((await heldBy(subject, away)).some(({ revokedAt }) => revokedAt === null)) violations++;
    };
    for (let turn = 0; turn < 6; turn++) {
      await Promise.all(
        subjects.map((subject, n) => life(subject, n % 2 === 0 ? other : registers(), turn)),
      );
    }
    expect(violations).toBe(0);
  });
});
