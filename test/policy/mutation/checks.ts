import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { loadReckoning } from '../../../policy/calendar/calendar.ts';
import { questionOf } from '../../../policy/cases/question.ts';
import { readCases } from '../../../policy/cases/read.ts';
import { answerOf } from '../../../policy/cases/run.ts';
import {
  type Day,
  formatDay,
  lastDayOf,
  parseDay,
  parseInstant,
  parsePeriod,
  plusMonths,
} from '../../../policy/days.ts';
import type { Decision } from '../../../policy/decision.ts';
import { compileEngine, type Engine } from '../../../policy/engine/engine.ts';
import { workingDaysAfter } from '../../../policy/engine/working-days.ts';
import { loadPack, type PackRequest } from '../../../policy/pack/load.ts';
import type { Pack } from '../../../policy/pack/pack.ts';
import { PackError } from '../../../policy/pack/yaml.ts';
import { PACKS, regulations } from '../../../policy/policy.ts';
import type { Question } from '../../../policy/question.ts';
import { caseFolders } from '../../../policy/trace/texts.ts';
import { evaluate } from '../../reference/evaluate.ts';
import { afterWorkingDays } from '../../reference/objection.ts';
import { crossedCase, gridCases } from '../../reference/questions.ts';
import { REGULATIONS, type ReferenceCase, type Regulation } from '../../reference/types.ts';
import { brokenAt, caseOf, missing, seeded, throwing } from '../support.ts';
import { copyOfPacks, GUIZHOU, lineOf, WRONG } from '../wrong-packs.ts';

/**
 * What each mutant of the policy is run against: the comparisons of the other test files, few of each
 * and the same every time. Questions and expectations are made when this file is loaded, before any
 * mutant is active; packs are compiled, and for mutants of the loader read, within the checks.
 */
export interface Check {
  readonly name: string;
  run(): void;
}

const SEED = 11;
const CROSSED = 3000;
const GRID_STEP = 17;

const reckoning = loadReckoning();
const loaded = new Map<string, Pack>();

function packOf(regulation: string, more: Omit<PackRequest, 'root' | 'regulation'> = {}): Pack {
  const key = JSON.stringify([regulation, more]);
  const pack = loaded.get(key) ?? loadPack({ root: PACKS, regulation, ...more });
  loaded.set(key, pack);
  return pack;
}

/** Engines compiled anew at each check. */
function engines(): (asked: Pick<Asked, 'regulation' | 'overlays'>) => Engine {
  const compiled = new Map<string, Engine>();
  return ({ regulation, overlays }) => {
    const key = [regulation, ...overlays].join('+');
    const engine = compiled.get(key) ?? compileEngine(packOf(regulation, { overlays }), reckoning);
    compiled.set(key, engine);
    return engine;
  };
}

interface Asked {
  readonly regulation: string;
  readonly overlays: readonly string[];
  readonly question: Question;
  readonly expected: string;
  readonly articles: readonly string[];
  readonly reasonAsked: boolean;
}

function askedOf(asked: ReferenceCase): Asked {
  const overlays = asked.overlays ?? [];
  packOf(asked.regulation, { overlays });
  return {
    regulation: asked.regulation,
    overlays,
    question: questionOf(caseOf(asked)),
    expected: line(evaluate(asked)),
    articles: [],
    reasonAsked: true,
  };
}

interface Line {
  readonly outcome: string;
  readonly reason: string | null;
  readonly marks: readonly string[];
}

function line({ outcome, reason, marks }: Line, reasonAsked = true): string {
  const sorted = marks.filter((mark) => mark !== 'SIMULATION').sort();
  return `${outcome} ${reasonAsked ? reason : ''} ${sorted.join()}`;
}

function crossed(regulation: Regulation): readonly Asked[] {
  const random = seeded(SEED);
  return Array.from({ length: CROSSED }, () => askedOf(crossedCase(regulation, random)));
}

function grid(regulation: Regulation): readonly Asked[] {
  return [...gridCases(regulation).filter((_each, at) => at % GRID_STEP === 0)].map(askedOf);
}

const QUESTIONS = new Map(
  REGULATIONS.map((regulation) => [regulation, [...crossed(regulation), ...grid(regulation)]]),
);

const CASES: readonly Asked[] = readCases(caseFolders(), regulations()).map((read) => {
  if ('error' in read) throw new Error(read.error);
  const { regulation, overlays, expect } = read.found;
  packOf(regulation, { overlays });
  return {
    regulation,
    overlays,
    question: questionOf(read.found),
    expected: line(expect, expect.reason !== null),
    articles: expect.articles,
    reasonAsked: expect.reason !== null,
  };
});

function answers(asked: readonly Asked[], engineFor: ReturnType<typeof engines>): void {
  for (const one of asked) {
    const decision = engineFor(one).decide(one.question);
    assert.equal(line(decision, one.reasonAsked), one.expected);
    if (one.articles.length === 0) continue;
    const cited = answerOf(decision, one.regulation).articles;
    for (const article of one.articles) assert.ok(cited.some((each) => within(each, article)));
  }
}

function within(cited: string, article: string): boolean {
  return cited === article || cited.startsWith(`${article}.`);
}

function byRegulation(name: string, run: (asked: readonly Asked[]) => void): readonly Check[] {
  return REGULATIONS.map((regulation) => ({
    name: `${regulation}: ${name}`,
    run: () => run(QUESTIONS.get(regulation) ?? []),
  }));
}

/** INVARIANT: an item's decision and then the record's are the decision in one. */
function stages(asked: readonly Asked[]): void {
  const engineFor = engines();
  for (const one of asked) {
    const { request, subject, item, record } = one.question;
    const engine = engineFor(one);
    const found = engine.decideItem(request, subject, item);
    const whole = engine.decide(one.question);
    assert.equal(whole.marks.includes('SIMULATION'), one.regulation !== 'guangdong-2021');
    assert.equal(found.decision.marks.includes('SIMULATION'), one.regulation !== 'guangdong-2021');
    if (!found.open) {
      assert.ok(!isShown(found.decision) && !isShown(whole));
      if (found.decision.outcome === 'refused') assert.deepEqual(whole, found.decision);
      continue;
    }
    const decided = record === null ? found.decision : found.decideRecord(record);
    assert.deepEqual(decided, whole);
    if (record !== null) assert.deepEqual(found.decideRecord(record), whole);
    assert.equal(new Set(whole.citations).size, whole.citations.length);
  }
}

function isShown({ outcome }: Decision): boolean {
  return outcome === 'disclosed' || outcome === 'masked';
}

const OBLIGATIONS = {
  'guangdong-2018': ['contents,operator,purpose,time', 'long-term'],
  'guangdong-2021': ['caller,contents,time', 'long-term'],
} as const;

/** What the log must hold and the subject may learn follows the pack, and the public is not named. */
function obligations(): void {
  for (const [regulation, [log, retention]] of Object.entries(OBLIGATIONS)) {
    for (const { question } of (QUESTIONS.get(regulation as Regulation) ?? []).slice(0, 200)) {
      const engine = compileEngine(packOf(regulation, { overlays: [] }), reckoning);
      const owed = engine.decide(question).obligations;
      const open = question.request.caller.kind === 'public';
      assert.equal(owed.log.join(), open ? 'contents,time' : log);
      assert.equal(owed.retention, retention);
      assert.equal(owed.subjectMayLearn.length > 0, !open);
    }
  }
}

/** INVARIANT fail-closed, INVARIANT complete. */
function brokenFacts(): void {
  const engineFor = engines();
  for (const one of (QUESTIONS.get('guangdong-2021') ?? []).slice(0, 120)) {
    const { question } = one;
    if (question.request.caller.kind === 'subject') continue;
    const engine = engineFor(one);
    const shown = isShown(engine.decide(question));
    for (const [path, broken] of brokenAt(question, missing)) {
      const decision = engine.decide(broken);
      if (shown) {
        assert.equal(decision.reason, 'DECISION_ERROR', path);
        assert.equal(decision.errors?.length, 1);
        assert.deepEqual([decision.marks, decision.citations], [[], []]);
      } else assert.ok(!isShown(decision), path);
      byItem(engine, broken);
    }
    for (const [path, broken] of brokenAt(question, throwing)) {
      const { reason, errors } = engine.decide(broken);
      if (errors !== undefined) assert.equal(reason, 'DECISION_ERROR', path);
      if (path.includes('.')) byItem(engine, broken);
    }
  }
}

function byItem(engine: Engine, { request, subject, item, record }: Question): void {
  const found = engine.decideItem(request, subject, item);
  if (found.decision.errors !== undefined) assert.equal(found.open, false);
  if (!found.open || record === null || record === undefined) return;
  const decision = found.decideRecord(record);
  if (decision.errors !== undefined) assert.equal(decision.reason, 'DECISION_ERROR');
}

/** Several authorisations: the nearest explains a no; what is restricted needs all of one. */
function severalAuthorisations(): void {
  const engineFor = engines();
  for (const regulation of REGULATIONS) {
    for (const one of QUESTIONS.get(regulation) ?? []) {
      const { subject, request } = one.question;
      const [held] = subject.authorisations;
      if (held === undefined) continue;
      const engine = engineFor(one);
      const alone = engine.decide(one.question);
      const spoilt = { ...held, revokedAt: request.instant, grantedBy: 'unit' as const };
      for (const authorisations of [
        [held, held],
        [spoilt, held],
        [held, spoilt],
      ]) {
        const several = engine.decide({ ...one.question, subject: { ...subject, authorisations } });
        if (isShown(alone)) assert.equal(several.outcome, alone.outcome);
        const both = authorisations[0] === authorisations[1];
        if (both) assert.equal(line(several), line(alone));
      }
    }
  }
}

const LAW = `
overrides:
  - { law: first, gist: { zh: 一, en: one }, from: "2023-03-01", until: "2023-03-31", set: { expiry.stops: [public, firm] } }
  - { law: second, gist: { zh: 二, en: two }, from: "2023-06-01", until: null, set: { expiry.stops: [public, firm, agency, analyst] } }
  - { law: first, gist: { zh: 三, en: three }, from: "2023-08-01", until: "2023-08-01", set: { period.length: { kind: fixed, length: P1D } } }
`;
const root = copyOfPacks();
const texts = new Map<string, string>();
const sound = (file: string): string => {
  const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
  texts.set(file, text);
  return text;
};

function withFile<T>(file: string, text: string, run: () => T): T {
  const before = sound(file);
  writeFileSync(join(root, file), text);
  try {
    return run();
  } finally {
    writeFileSync(join(root, file), before);
  }
}

const EXPIRED = questionOf(
  caseOf({
    name: 'expired in February 2023',
    regulation: 'guangdong-2021',
    asOf: '2023-02-28',
    caller: { kind: 'agency' },
    subject: { kind: 'legal' },
    item: { id: 'penalty', class: 'adverse' },
    record: { recognisedOn: '2018-01-10' },
  }),
);
const DATES: readonly (readonly [string, string, readonly string[]])[] = [
  ['2023-02-28', 'disclosed', []],
  ['2023-03-01', 'disclosed', ['first']],
  ['2023-03-31', 'disclosed', ['first']],
  ['2023-04-01', 'disclosed', []],
  ['2023-05-31', 'disclosed', []],
  ['2023-06-01', 'silent', ['second']],
  ['2023-08-01', 'silent', ['first', 'second']],
  ['2023-08-02', 'silent', ['second']],
  ['2030-01-01', 'silent', ['second']],
];
const DAYS = new Map(DATES.map(([date]) => [date, parseDay(date) as Day]));

function overrides(): void {
  const file = 'guangdong-2021/pack.yaml';
  const pack = withFile(file, sound(file) + LAW, () =>
    loadPack({ root, regulation: 'guangdong-2021' }),
  );
  const engine = compileEngine(pack, reckoning);
  for (const [date, outcome, laws] of DATES) {
    const day = DAYS.get(date) as Day;
    const decision = engine.decide({ ...EXPIRED, request: { ...EXPIRED.request, day } });
    assert.equal(decision.outcome, outcome, date);
    const cited = new Set(decision.citations.map(({ regulation }) => regulation));
    assert.deepEqual([...cited].filter((law) => law !== 'guangdong-2021').sort(), laws, date);
    const { subject, item } = EXPIRED;
    const byStage = engine.decideItem({ ...EXPIRED.request, day }, subject, item);
    assert.ok(byStage.open && EXPIRED.record !== null);
    assert.deepEqual(byStage.decideRecord(EXPIRED.record), decision);
  }
  const law = pack.overrides[0]?.parameters[0];
  assert.deepEqual(law?.citations, [
    { regulation: 'first', article: '-', parameter: 'expiry.stops', gist: { zh: '一', en: 'one' } },
  ]);
}

function wrongPacks(): void {
  for (const { what, edit, file = GUIZHOU, request, fault } of WRONG) {
    const text = edit === undefined ? sound(file) : edit(sound(file));
    const [inFile, marked, key, message] = fault;
    withFile(file, text, () =>
      assert.throws(
        () => loadPack({ root, regulation: 'guizhou-2018', ...request }),
        (cause: unknown) => {
          assert.ok(cause instanceof PackError, what);
          const [found] = cause.faults;
          assert.deepEqual([found?.file, found?.key], [inFile, key], what);
          if (message instanceof RegExp) assert.match(found?.message ?? '', message);
          else assert.equal(found?.message, message);
          if (marked !== '') assert.equal(found?.line, lineOf(text, marked), what);
          const told = `${inFile}:${found?.line}: \`${key}\`: ${found?.message}`;
          assert.ok(cause.message.startsWith(told));
          assert.deepEqual([cause.code, cause.name], ['PACK_INVALID', 'PackError']);
          return true;
        },
      ),
    );
  }
}

/** Packs read anew decide as the cases and the reference say. */
function readAnew(): void {
  const compiled = new Map<string, Engine>();
  const engineFor = ({ regulation, overlays }: Pick<Asked, 'regulation' | 'overlays'>): Engine => {
    const key = [regulation, ...overlays].join('+');
    const engine =
      compiled.get(key) ??
      compileEngine(loadPack({ root: PACKS, regulation, overlays }), reckoning);
    compiled.set(key, engine);
    return engine;
  };
  answers(CASES, engineFor);
  for (const regulation of REGULATIONS) {
    answers((QUESTIONS.get(regulation) ?? []).slice(0, 400), engineFor);
  }
}

/** Each alternative is offered and, if chosen, is in force; the digest tells them all apart. */
function readingsChosen(): void {
  const digests = new Set<string>();
  let count = 0;
  for (const regulation of REGULATIONS) {
    const { readings, digest } = packOf(regulation, { overlays: [] });
    digests.add(digest);
    count += 1;
    for (const { id, alternatives, question, reason } of readings) {
      assert.ok(question.length > 0 && reason.length > 0);
      for (const choice of alternatives.slice(1)) {
        const pack = loadPack({ root: PACKS, regulation, readings: { [id]: choice } });
        digests.add(pack.digest);
        count += 1;
        const chosen = pack.readings.filter((reading) => reading.choice === choice);
        assert.ok(chosen.some((reading) => reading.id === id));
        const changed = Object.values(pack.parameters).filter(({ reading }) => reading === id);
        assert.ok(changed.length > 0);
      }
      const pack = loadPack({ root: PACKS, regulation, readings: { [id]: alternatives[0] ?? '' } });
      assert.deepEqual(pack.readings, readings);
    }
  }
  assert.equal(digests.size, count);
  for (const digest of digests) assert.match(digest, /^[0-9a-f]{64}$/);
  assert.deepEqual([...regulations()], [...REGULATIONS].sort());
}

const SPANS = Array.from({ length: 600 }, (_none, at) => {
  const random = seeded(at);
  const pick = (most: number) => Math.floor(random() * most);
  const date = Temporal.PlainDate.from({ year: 1896 + pick(520), month: 1 + pick(12), day: 31 });
  const start = at % 3 === 0 ? date : date.subtract({ days: pick(60) });
  const period = `P${pick(9)}Y${pick(30)}M${pick(90)}D`;
  const months = pick(1500) - 300;
  return {
    start: start.toString(),
    since: Temporal.PlainDate.from('1970-01-01').until(start).days,
    period,
    last: start.add(period).toString(),
    months,
    moved: start.add({ months }).toString(),
  };
});
const NO_DATES = [
  ...['2023-02-29', '2100-02-29', '2024-02-30', '2024-04-31', '2024-13-01', '2024-00-10', ''],
  ...[
    '2024-01-00',
    '2024-01-32',
    '0999-12-31',
    '24-01-01',
    '2024-1-1',
    ' 2024-01-01',
    '2024-01-011',
  ],
];
const NO_INSTANTS = [
  ...['2024-01-01', '2024-01-01T10:00:00', '2024-02-30T10:00:00Z', '2024-01-01T25:00:00Z'],
  ...['2024-01-01T10Z', '2024-01-01T10:00+8', 'x2024-01-01T10:00Z', '2024-01-01T10:00:00Zx'],
];
const NO_PERIODS = ['', 'P', '3Y', 'P3', 'P-3Y', 'P3W', 'PT3H', 'P1D1M', 'xP3Y', 'P3Yx', 'P1.5Y'];

function days(): void {
  for (const { start, since, period, last, months, moved } of SPANS) {
    const day = parseDay(start);
    const length = parsePeriod(period);
    assert.ok(day !== null && length !== null);
    assert.equal(day, since);
    assert.equal(formatDay(day), start);
    assert.equal(formatDay(lastDayOf(day, length)), last);
    assert.equal(formatDay(plusMonths(day, months)), moved);
  }
  for (const text of NO_DATES) assert.equal(parseDay(text), null, text);
  assert.equal(parseDay('1000-01-01'), -354_285);
  for (const text of NO_INSTANTS) assert.equal(parseInstant(text), null, text);
  assert.equal(parseInstant('1970-01-01T08:00+08:00'), 0);
  assert.equal(parseInstant('1970-01-01T00:00:01.5Z'), 1500);
  for (const text of NO_PERIODS) assert.equal(parsePeriod(text), null, text);
  assert.deepEqual(parsePeriod('P2Y3M4D'), { months: 27, days: 4 });
}

const RECEIVED = [
  '2018-02-01',
  '2020-01-20',
  '2024-02-08',
  '2024-09-27',
  '2026-12-01',
  '2026-12-28',
];
const DUE = RECEIVED.flatMap((start) =>
  [0, 1, 4, 7].map((count) => {
    const due = afterWorkingDays(Temporal.PlainDate.from(start), count);
    return { start: parseDay(start) as Day, count, due: due?.toString() ?? null };
  }),
);

function workingDays(): void {
  for (const { start, count, due } of DUE) {
    const found = workingDaysAfter(start, count, reckoning);
    assert.equal(found === null ? null : formatDay(found), due);
  }
}

const QUICK = byRegulation('as the reference says', (asked) => answers(asked, engines()));

export const CHECKS: readonly Check[] = [
  { name: 'days, as Temporal reckons them', run: days },
  { name: 'working days, as the reference reckons them', run: workingDays },
  ...QUICK,
  { name: 'the cases beside the packs, articles and all', run: () => answers(CASES, engines()) },
  { name: 'obligations', run: obligations },
  ...byRegulation('by stages as in one', stages),
  { name: 'several authorisations', run: severalAuthorisations },
  { name: 'higher laws between their dates', run: overrides },
  { name: 'facts that are missing or throw', run: brokenFacts },
  { name: 'packs read anew', run: readAnew },
  { name: 'readings chosen', run: readingsChosen },
  { name: 'wrong packs', run: wrongPacks },
];
