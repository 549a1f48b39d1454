import assert from 'node:assert/strict';
import { answerOf } from '../../../../policy/cases/run.ts';
import type { Decision } from '../../../../policy/decision.ts';
import { compileEngine, type Engine } from '../../../../policy/engine/engine.ts';
import type { Pack } from '../../../../policy/pack/pack.ts';
import type { Outcome } from '../../../../policy/terms.ts';
import type { Regulation } from '../../../reference/types.ts';
import { RECOGNISED } from '../../listings.ts';
import { brokenAt, lineOf, missing, THROWN, throwing } from '../../support.ts';
import { type Asked, LISTED, packOf, questionsOf, RECKONING } from '../asked.ts';

/** What the engine answers, held against the answers expected. Engines are compiled in each check. */

type EngineFor = (pack: Pack) => Engine;

export function enginesOnce(): EngineFor {
  const compiled = new Map<Pack, Engine>();
  return (pack) => {
    const engine = compiled.get(pack) ?? compileEngine(pack, RECKONING);
    compiled.set(pack, engine);
    return engine;
  };
}

export function answers(asked: readonly Asked[]): void {
  const engineFor = enginesOnce();
  for (const { pack, question, expected, reasonLeftOpen, articles } of asked) {
    const decision = engineFor(pack).decide(question);
    assert.equal(lineOf(reasonLeftOpen ? { ...decision, reason: null } : decision), expected);
    if (articles.length === 0) continue;
    const cited = answerOf(decision, pack.regulation).articles;
    for (const article of articles) assert.ok(cited.some((each) => within(each, article)));
  }
}

function within(cited: string, article: string): boolean {
  return cited === article || cited.startsWith(`${article}.`) || article === `${cited}.1`;
}

const CLOSED: readonly Outcome[] = ['refused', 'withheld', 'silent'];

/** INVARIANT: an item's decision and then the record's are the decision in one. */
export function stages(asked: readonly Asked[]): void {
  const engineFor = enginesOnce();
  for (const { pack, question } of asked) {
    const { request, subject, item, record } = question;
    const engine = engineFor(pack);
    const found = engine.decideItem(request, subject, item);
    const whole = engine.decide(question);
    const draft = pack.regulation !== 'guangdong-2021';
    assert.equal(whole.marks.includes('SIMULATION'), draft);
    assert.equal(found.decision.marks.includes('SIMULATION'), draft);
    assert.equal(new Set(whole.citations).size, whole.citations.length);
    if (request.caller.kind === 'agency') assert.ok(!cites(whole, 'staff.access'));
    assert.equal(found.decision.errors, undefined);
    if (!found.open) {
      assert.ok(CLOSED.includes(found.decision.outcome) && CLOSED.includes(whole.outcome));
      const isSettled = [found.decision.outcome, whole.outcome].includes('refused');
      if (isSettled) assert.deepEqual(whole, found.decision);
      continue;
    }
    assert.ok(isShown(found.decision));
    const decided = record === null ? found.decision : found.decideRecord(record);
    assert.deepEqual(decided, whole);
    if (record !== null) assert.deepEqual(found.decideRecord(record), whole);
  }
}

export function cites({ citations }: Decision, name: string): boolean {
  return citations.some(({ parameter }) => parameter === name);
}

export function isShown({ outcome }: Decision): boolean {
  return outcome === 'disclosed' || outcome === 'masked';
}

const OBLIGATIONS: readonly (readonly [Regulation, log: string, retention: string])[] = [
  ['guangdong-2018', 'contents,operator,purpose,time', 'long-term'],
  ['guangdong-2021', 'caller,contents,time', 'long-term'],
];

/** What the log must hold and the subject may learn follows the pack, and the public is not named. */
export function obligations(): void {
  for (const [regulation, log, retention] of OBLIGATIONS) {
    const engine = compileEngine(packOf(regulation), RECKONING);
    for (const { question } of questionsOf(regulation).slice(0, 200)) {
      const owed = engine.decide(question).obligations;
      const open = question.request.caller.kind === 'public';
      assert.equal(owed.log.join(), open ? 'contents,time' : log);
      assert.equal(owed.retention, retention);
      assert.equal(owed.subjectMayLearn.length > 0, !open);
    }
  }
}

const BROKEN = 40;

/** INVARIANT fail-closed, INVARIANT complete: what is missing or throws opens nothing. */
export function brokenFacts(): void {
  breakFacts(packOf('guangdong-2021'), questionsOf('guangdong-2021').slice(0, BROKEN));
  const overlaid = packOf('hangzhou-2020', ['zhejiang-2017']);
  breakFacts(overlaid, questionsOf('hangzhou-2020').slice(0, BROKEN / 4));
}

function breakFacts(pack: Pack, asked: readonly Asked[]): void {
  const engine = compileEngine(pack, RECKONING);
  for (const { question } of asked) {
    if (question.request.caller.kind === 'subject') continue;
    const shown = isShown(engine.decide(question));
    for (const [path, broken] of brokenAt(question, missing)) {
      const decision = engine.decide(broken);
      if (shown) assertFailed(decision, missed(path), pack);
      else assert.ok(!isShown(decision), path);
      byItem(engine, broken, pack);
    }
    for (const [path, broken] of brokenAt(question, throwing)) {
      const decision = engine.decide(broken);
      if (decision.errors !== undefined) assertFailed(decision, new RegExp(THROWN), pack);
      if (path.includes('.')) byItem(engine, broken, pack);
    }
  }
}

/** The fact by its name, or that what should hold facts is not there. */
function missed(path: string): RegExp {
  return new RegExp(`missing fact \`(?:\\w+\\.)?${path.split('.').at(-1)}\`|undefined`);
}

function assertFailed(decision: Decision, message: RegExp, pack: Pack): void {
  const { parameters: p, overrides } = pack;
  const marks = p.status.value === 'draft' ? ['SIMULATION'] : [];
  assert.equal(decision.reason, 'DECISION_ERROR');
  assert.equal(decision.outcome, 'withheld');
  assert.deepEqual([decision.marks, decision.citations], [marks, []]);
  assert.equal(decision.errors?.length, 1);
  assert.match(decision.errors[0] ?? '', message);
  const { log, retention, subjectMayLearn } = decision.obligations;
  const laid = overrides.flatMap(({ parameters }) => parameters).map(({ value }) => value);
  assert.deepEqual([log, subjectMayLearn], [[...p['log.fields'].value], []]);
  assert.ok(retention === p['log.retention'].value || laid.includes(retention));
}

function byItem(engine: Engine, broken: Asked['question'], pack: Pack): void {
  const { request, subject, item, record } = broken;
  const found = engine.decideItem(request, subject, item);
  if (found.decision.errors !== undefined) {
    assert.equal(found.open, false);
    assertFailed(found.decision, /missing fact|undefined|the register is down/, pack);
  }
  if (!found.open || record === null || record === undefined) return;
  const decision = found.decideRecord(record);
  if (decision.errors !== undefined)
    assertFailed(decision, /missing fact|undefined|the register/, pack);
}

/** Several authorisations: one that holds is enough, and a spoilt one beside it spoils nothing. */
export function severalAuthorisations(asked: readonly Asked[]): void {
  const engineFor = enginesOnce();
  for (const { pack, question } of asked) {
    const { subject, request } = question;
    const [held] = subject.authorisations;
    if (held === undefined) continue;
    const engine = engineFor(pack);
    const alone = engine.decide(question);
    const spoilt = { ...held, revokedAt: request.instant, grantedBy: 'unit' as const };
    const with_ = (authorisations: Asked['question']['subject']['authorisations']) =>
      engine.decide({ ...question, subject: { ...subject, authorisations } });
    assert.equal(lineOf(with_([held, held])), lineOf(alone));
    if (!isShown(alone)) continue;
    assert.equal(with_([spoilt, held]).outcome, alone.outcome);
    assert.equal(with_([held, spoilt]).outcome, alone.outcome);
  }
}

/** Of two consents to restricted data, what the one has does not make up for what the other lacks. */
export function splitConsents(asked: readonly Asked[]): void {
  const engineFor = enginesOnce();
  for (const { pack, question } of asked) {
    const { subject, item } = question;
    const [held] = subject.authorisations;
    if (held === undefined || item.restricted === null) continue;
    const shownWith = (authorisations: typeof subject.authorisations) =>
      isShown(engineFor(pack).decide({ ...question, subject: { ...subject, authorisations } }));
    const lifting = { ...held, purpose: 'another purpose' };
    const plain = { ...held, adverseNotice: false, form: 'click' as const };
    if (shownWith([lifting]) || shownWith([plain])) continue;
    assert.ok(!shownWith([lifting, plain]) && !shownWith([plain, lifting]));
  }
}

/** An adverse record without a document behind it is told to no third party where the text wants one. */
export function undocumented(asked: readonly Asked[]): void {
  const engineFor = enginesOnce();
  for (const { pack, question } of asked) {
    const { record, item, request } = question;
    if (record === null || request.caller.kind === 'subject') continue;
    const alone = engineFor(pack).decide(question);
    if (!isShown(alone)) continue;
    const without = { ...question, record: { ...record, basisDocumented: false } };
    const found = engineFor(pack).decide(without);
    const isWanted = pack.parameters['basis.document'].value === 'required';
    if (isWanted && item.class === 'adverse') assert.equal(found.outcome, 'silent');
    else assert.equal(lineOf(found), lineOf(alone));
  }
}

/** A subject listed more than once: shown to the last day of the last listing that extends. */
export function severalListings(): void {
  const engine = compileEngine(packOf(RECOGNISED.regulation), RECKONING);
  for (const { shown, gone } of LISTED) {
    for (const question of shown) assert.equal(engine.decide(question).outcome, 'disclosed');
    for (const question of gone) assert.equal(engine.decide(question).outcome, 'silent');
  }
}
