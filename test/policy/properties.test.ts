import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJudge } from '../../policy/cases/run.ts';
import { type Day, noonOf, parseDay, plusDays } from '../../policy/days.ts';
import type { Decision } from '../../policy/decision.ts';
import { openPolicy } from '../../policy/policy.ts';
import type {
  AuthorisationFacts,
  CallerFacts,
  Question,
  RecordFacts,
} from '../../policy/question.ts';
import { AUTHORISATION_FORMS, GRANTORS } from '../../policy/terms.ts';
import { crossedCase } from '../reference/questions.ts';
import { REGULATIONS, type ReferenceCase, type Regulation } from '../reference/types.ts';
import { SEED } from '../support/seed.ts';
import { brokenAt, caseOf, missing, questionFrom, seeded, THROWN, throwing } from './support.ts';

const RUNS = { numRuns: Number(process.env.POLICY_RUNS ?? 400) };

interface Text {
  readonly regulation: Regulation;
  readonly overlays: readonly string[];
}
const TEXTS: readonly Text[] = [
  ...REGULATIONS.map((regulation) => ({ regulation, overlays: [] })),
  { regulation: 'hangzhou-2020', overlays: ['zhejiang-2017'] },
];

describe.each(TEXTS)('$regulation $overlays', ({ regulation, overlays }) => {
  const engine = openPolicy({ regulation, overlays });
  const draft = engine.pack.parameters.status.value === 'draft';
  const cases = casesOf(regulation);
  const questions = cases.map(questionFrom);

  const holds = (name: string, check: (question: Question) => void) =>
    it(name, () => fc.assert(fc.property(questions, check), RUNS));
  const rank = (question: Question) => openness(engine.decide(question));

  it('an added authorisation hides nothing: consent only opens (R34; GD21 40.2, HLJ 25.2)', () => {
    const asked = questions.chain((question) => fc.tuple(fc.constant(question), granted(question)));
    fc.assert(
      fc.property(asked, fc.boolean(), ([question, one], first) => {
        const held = question.subject.authorisations;
        const authorisations = first ? [one, ...held] : [...held, one];
        expect(rank(holding(question, authorisations))).toBeGreaterThanOrEqual(rank(question));
      }),
      RUNS,
    );
  });

  it('revoking shows nothing, and takes effect at once (X21)', () => {
    const asked = questions.chain((question) =>
      fc.tuple(fc.constant(question), fc.array(granted(question), { minLength: 1, maxLength: 3 })),
    );
    fc.assert(
      fc.property(asked, fc.nat(2), ([question, held], which) => {
        const revoked = held.map((one, at) =>
          at === which % held.length ? { ...one, revokedAt: question.request.instant } : one,
        );
        const before = rank(holding(question, held));
        expect(rank(holding(question, revoked))).toBeLessThanOrEqual(before);
        const without = held.filter((_one, at) => at !== which % held.length);
        expect(rank(holding(question, revoked))).toBe(rank(holding(question, without)));
      }),
      RUNS,
    );
  });

  it('a later day never re-shows an adverse record (GD18 24.2, GD21 43, GZ 33.2, HLJ 51.3)', () => {
    fc.assert(
      fc.property(questions, fc.integer({ min: 1, max: 2500 }), (question, days) => {
        fc.pre(question.item.class === 'adverse');
        const settled = withoutEventsToCome(question);
        if (rank(settled) > 0) return;
        expect(rank(onDay(settled, plusDays(settled.request.day, days)))).toBe(0);
      }),
      RUNS,
    );
  });

  // the same request but for the caller; a firm's log wants its officer and purpose (GD18 22.3)
  holds('the public sees no more than an authorised firm: what is open to all is open', (asked) => {
    const question = { ...asked, request: { ...asked.request, batch: false, purpose: 'loan' } };
    const firm = calledBy(question, { kind: 'firm', organisationKind: 'credit-service-firm' });
    const people = calledBy(question, { kind: 'public', organisationKind: null });
    const authorised = holding(firm, completeGrants(question));
    expect(rank(holding(people, []))).toBeLessThanOrEqual(rank(authorised));
    expect(rank(holding(people, completeGrants(question)))).toBeLessThanOrEqual(rank(authorised));
  });

  // alone, not in a batch: a person cannot ask for a batch (HZ 40.2)
  holds(
    'a third party sees no more than the subject (R29; the limits protect the subject)',
    (q) => {
      fc.pre(q.request.caller.kind !== 'subject');
      const question = { ...q, request: { ...q.request, batch: false, purpose: 'loan' } };
      const self = calledBy(question, { kind: 'subject', organisationKind: null });
      expect(rank(question)).toBeLessThanOrEqual(rank(self));
    },
  );

  holds('an objection changes marks only: no text lets it hide anything (R73, X26)', (question) => {
    const { record } = question;
    fc.pre(record !== null);
    const { day } = question.request;
    const with_ = (objection: RecordFacts['objection']) =>
      engine.decide({ ...question, record: record && { ...record, objection } });
    const none = with_(null);
    const kept = (decision: Decision) => ({
      outcome: decision.outcome,
      reason: decision.reason,
      marks: decision.marks.filter((mark) => mark !== 'DISPUTED' && mark !== 'OVERDUE'),
    });
    for (const age of [-1, 0, 1, 30]) {
      const receivedOn = plusDays(day, -age);
      const open = with_({ receivedOn, decidedOn: null, outcome: null });
      expect(kept(open)).toEqual(kept(none));
      const decided = with_({ receivedOn, decidedOn: day, outcome: 'upheld' });
      expect(kept(decided)).toEqual(kept(none));
    }
  });

  holds('a draft marks its every answer as a simulation, an enacted text none (X01)', (q) => {
    expect(engine.decide(q).marks.includes('SIMULATION')).toBe(draft);
  });

  it('a decision does not depend on the order of keys in the case', () => {
    const judge = createJudge();
    fc.assert(
      fc.property(cases, fc.integer(), (asked, seed) => {
        const turned = reordered(asked, seeded(seed)) as ReferenceCase;
        expect(judge(caseOf(turned))).toEqual(judge(caseOf(asked)));
      }),
      RUNS,
    );
  });

  holds('decide is decideItem and then decideRecord, wherever the item is open', (question) => {
    const { request, subject, item, record } = question;
    const found = engine.decideItem(request, subject, item);
    fc.pre(found.open);
    if (!found.open) return;
    expect(openness(found.decision)).toBeGreaterThan(0);
    expect(engine.decide(question)).toEqual(
      record === null ? found.decision : found.decideRecord(record),
    );
  });

  it('what a closed item answers does not depend on any record: the source is never asked', () => {
    fc.assert(
      fc.property(questions, questions, (question, { record }) => {
        const { request, subject, item } = question;
        const found = engine.decideItem(request, subject, item);
        fc.pre(!found.open);
        expect(openness(found.decision)).toBe(0);
        for (const any of [question.record, record]) {
          const whole = engine.decide({ ...question, record: any });
          expect(openness(whole)).toBe(0);
          if (found.decision.outcome === 'refused') expect(whole).toEqual(found.decision);
        }
      }),
      RUNS,
    );
  });

  holds('INVARIANT fail-closed: a fact that throws opens nothing and is named in `errors`', (q) => {
    const usual = engine.decide(q);
    for (const [path, broken] of brokenAt(q, throwing)) {
      expectClosed(engine.decide(broken), usual, path);
      if (path.includes('.')) expectItemClosed(broken, path);
    }
  });

  holds('INVARIANT fail-closed: a fact that is missing opens nothing to third parties', (q) => {
    fc.pre(q.request.caller.kind !== 'subject');
    const usual = rank(q);
    for (const [path, broken] of brokenAt(q, missing)) {
      const decision = engine.decide(broken);
      expect(openness(decision), path).toBe(0);
      if (usual > 0) expect(decision.errors, path).toHaveLength(1);
    }
  });

  /** Unread, the fact changes nothing; read, it closes the answer. */
  function expectClosed(decision: Decision, usual: Decision, path: string) {
    if (decision.errors === undefined) {
      expect(decision, path).toEqual(usual);
      return;
    }
    expect(openness(decision), path).toBe(0);
    expect(decision.reason, path).toBe('DECISION_ERROR');
    expect(decision.errors, path).toEqual([THROWN]);
  }

  function expectItemClosed(broken: Question, path: string) {
    const { request, subject, item } = broken;
    const found = engine.decideItem(request, subject, item);
    if (found.decision.errors !== undefined) expect(found.open, path).toBe(false);
    if (!found.open || broken.record === null) return;
    const decision = found.decideRecord(broken.record);
    if (decision.errors !== undefined) expect(openness(decision), path).toBe(0);
  }
});

describe('a decision does not depend on the machine', () => {
  const places = [
    { TZ: 'UTC', LC_ALL: 'C' },
    { TZ: 'Asia/Shanghai', LC_ALL: 'zh_CN.UTF-8' },
    { TZ: 'America/Los_Angeles', LC_ALL: 'en_US.UTF-8' },
    { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' },
    { TZ: 'Asia/Kathmandu', LC_ALL: 'ar_EG.UTF-8' },
  ];

  it('its time zone or its locale: days are those of Asia/Shanghai (E, X02)', async () => {
    const run = promisify(execFile);
    const script = join(import.meta.dirname, 'fixtures', 'digest.ts');
    const digests: string[] = [];
    for (const place of places) {
      const env = { ...process.env, ...place };
      const { stdout } = await run(process.execPath, [script, String(SEED), '300'], { env });
      digests.push(stdout);
    }
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(digests), `seed ${SEED}`).toHaveLength(1);
  });
});

/** 2: as held, 1: de-identified, 0: not shown. */
function openness({ outcome }: Decision): number {
  if (outcome === 'disclosed') return 2;
  return outcome === 'masked' ? 1 : 0;
}

function casesOf(regulation: Regulation): fc.Arbitrary<ReferenceCase> {
  return fc.noShrink(
    fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seed) => {
      const asked = crossedCase(regulation, seeded(seed));
      return { ...asked, overlays: [] };
    }),
  );
}

function holding(question: Question, authorisations: readonly AuthorisationFacts[]): Question {
  return { ...question, subject: { ...question.subject, authorisations } };
}

function calledBy(question: Question, caller: Partial<CallerFacts>): Question {
  const standing = { operatorNamed: true, offshoreRecipient: false, ...caller };
  const { request } = question;
  return { ...question, request: { ...request, caller: { ...request.caller, ...standing } } };
}

/** Any authorisation, valid ones often. */
function granted({ request, item }: Question): fc.Arbitrary<AuthorisationFacts> {
  const near = fc.integer({ min: -2, max: 400 }).map((days) => plusDays(request.day, days));
  return fc.record({
    form: fc.constantFrom(...AUTHORISATION_FORMS),
    grantedBy: fc.constantFrom(...GRANTORS),
    purpose: fc.constantFrom(request.purpose, request.purpose, 'marketing', null),
    scope: fc.constantFrom<AuthorisationFacts['scope']>(
      'all',
      new Set([item.id]),
      new Set(['another-item']),
    ),
    from: fc.option(near.map((day) => plusDays(day, -300))),
    until: fc.option(near),
    revokedAt: fc.option(fc.constantFrom(request.instant - 1, request.instant + 1), { freq: 9 }),
    bundled: fc.constantFrom(false, false, true),
    adverseNotice: fc.boolean(),
  });
}

/** Complete under every text, by the subject or, for those who cannot consent, by a guardian. */
function completeGrants({ request, subject }: Question): readonly AuthorisationFacts[] {
  const by = (grantedBy: AuthorisationFacts['grantedBy']): AuthorisationFacts => ({
    form: 'written',
    grantedBy,
    purpose: request.purpose,
    scope: 'all',
    from: request.day,
    until: request.day,
    revokedAt: null,
    bundled: false,
    adverseNotice: true,
  });
  return subject.kind === 'legal' ? [by('unit')] : [by('subject'), by('guardian')];
}

function onDay(question: Question, day: Day): Question {
  return { ...question, request: { ...question.request, day, instant: noonOf(day) } };
}

const LONG_AGO = parseDay('1970-01-01') as Day;
const FIRST_DAY = parseDay('2021-06-01') as Day;

/**
 * Nothing begins after the day of the question: every decision, listing and grant is already made,
 * the text is in force, and the person of age. What may still come is an end.
 */
function withoutEventsToCome(question: Question): Question {
  const day = Math.max(question.request.day, FIRST_DAY) as Day;
  const past = (when: Day | null) => when && (Math.min(when, day) as Day);
  const { subject, record, request } = question;
  const { caller } = request;
  const duty = { ...caller.duty, publishedOn: past(caller.duty.publishedOn) };
  return {
    ...onDay(question, day),
    request: { ...request, day, instant: noonOf(day), caller: { ...caller, duty } },
    subject: {
      ...subject,
      bornOn: subject.bornOn && LONG_AGO,
      authorisations: subject.authorisations.map((one) => ({ ...one, from: past(one.from) })),
    },
    record: record && {
      ...record,
      recognisedOn: past(record.recognisedOn),
      listed: record.listed.map((one) => ({ ...one, from: past(one.from) ?? one.from })),
      basisChangedOn: past(record.basisChangedOn),
      optOutRequestedOn: past(record.optOutRequestedOn),
      repair: record.repair && {
        ...record.repair,
        decidedOn: past(record.repair.decidedOn) ?? record.repair.decidedOn,
      },
    },
  };
}

/** The same value with the keys of every object in another order. */
function reordered(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((each) => reordered(each, random));
  if (typeof value !== 'object' || value === null) return value;
  const keyed = Object.entries(value).map((entry) => ({ entry, at: random() }));
  keyed.sort((a, b) => a.at - b.at);
  return Object.fromEntries(keyed.map(({ entry: [key, each] }) => [key, reordered(each, random)]));
}
