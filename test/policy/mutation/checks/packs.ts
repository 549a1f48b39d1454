import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Day, parseDay, parsePeriod } from '../../../../policy/days.ts';
import { compileEngine } from '../../../../policy/engine/engine.ts';
import { type RegisteredLaw, underLaws } from '../../../../policy/engine/laws.ts';
import { loadPack, packNames } from '../../../../policy/pack/load.ts';
import { PackError } from '../../../../policy/pack/yaml.ts';
import { PACKS, regulations } from '../../../../policy/policy.ts';
import { REGULATIONS } from '../../../reference/types.ts';
import { LAWS, PENALTY } from '../../laws.ts';
import { entry, GUIZHOU, lineOf, WRONG } from '../../wrong-packs.ts';
import { type Asked, CASES, FIXTURES, ON_EACH_DAY, packOf, RECKONING } from '../asked.ts';
import { PACKS_TO_SPOIL as root } from '../files.ts';

/** What the loader makes of packs, sound and spoilt. */

const dayOf = (text: string): Day => {
  const day = parseDay(text);
  if (day === null) throw new RangeError('expected a date');
  return day;
};
/** The day before a law, its first and its last day, and the day after. */
const THE_DAYS = [
  dayOf('2023-02-28'),
  dayOf('2023-03-01'),
  dayOf('2023-03-31'),
  dayOf('2023-04-01'),
] as const;

const sound = (file: string): string => readFileSync(join(PACKS, file), 'utf8');

function withFile<T>(file: string, text: string, run: () => T): T {
  writeFileSync(join(root, file), text);
  try {
    return run();
  } finally {
    cpSync(join(PACKS, file), join(root, file));
  }
}

export function wrongPacks(): void {
  for (const { what, edit, file = GUIZHOU, request, fault } of WRONG) {
    const text = edit === undefined ? sound(file) : edit(sound(file));
    const [inFile, marked, key, message] = fault;
    const refused = (cause: unknown) => {
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
    };
    const load = () => loadPack({ root, regulation: 'guizhou-2018', ...request });
    withFile(file, text, () => assert.throws(load, refused));
  }
}

const SPOILT = ['guardian.lawLifts', 'key.natural'] as const;

/** Whatever is wrong with the parameters of a pack is told at once. */
export function severalFaults(): void {
  const spoil = (text: string, name: string) => entry(name, '{ silent: 7 }')(text);
  const text = SPOILT.reduce(spoil, sound(GUIZHOU));
  const refused = (cause: unknown) => {
    assert.ok(cause instanceof PackError);
    const keys = cause.faults.map(({ key }) => key);
    assert.deepEqual(
      keys,
      SPOILT.map((name) => `parameters.${name}.silent`),
    );
    return true;
  };
  const load = () => loadPack({ root, regulation: 'guizhou-2018' });
  withFile(GUIZHOU, text, () => assert.throws(load, refused));
}

/** A pack read anew is the pack whose decisions are held against the reference. */
export function readAnew(): void {
  for (const { pack } of CASES.filter(isFirstOfItsPack)) {
    const { regulation, overlays } = pack;
    const own = REGULATIONS.some((name) => name === regulation);
    assert.deepEqual(loadPack({ root: own ? PACKS : FIXTURES, regulation, overlays }), pack);
  }
}

function isFirstOfItsPack({ pack }: Asked, at: number, all: readonly Asked[]): boolean {
  return all.findIndex((one) => one.pack === pack) === at;
}

/** The readings of one regulation, each chosen anew; those of the others are chosen as data. */
export function readingsChosen(): void {
  const regulation = 'guizhou-2018';
  const plain = packOf(regulation);
  const digests = new Set([plain.digest]);
  for (const { id, alternatives, question, reason, choice: asRead } of plain.readings) {
    assert.ok(question.length > 0 && reason.length > 0);
    assert.equal(alternatives[0], asRead);
    for (const choice of alternatives.slice(1)) {
      const readings = { [id]: choice };
      const pack = loadPack({ root: PACKS, regulation, readings });
      assert.deepEqual(pack, packOf(regulation, [], readings));
      assert.equal(pack.readings.find((reading) => reading.id === id)?.choice, choice);
      assert.ok(Object.values(pack.parameters).some(({ reading }) => reading === id));
      assert.ok(!digests.has(pack.digest));
      digests.add(pack.digest);
    }
  }
  const readings = Object.fromEntries(plain.readings.map(({ id, choice }) => [id, choice]));
  assert.deepEqual(loadPack({ root: PACKS, regulation, readings }), plain);
  for (const digest of digests) assert.match(digest, /^[0-9a-f]{64}$/);
}

export function names(): void {
  assert.deepEqual([...regulations()], [...REGULATIONS].sort());
  assert.deepEqual(packNames(FIXTURES), ['loushan-2024']);
}

/** Higher laws between their dates, their first and last days included. */
export function overrides(): void {
  const { regulation } = PENALTY;
  const file = `${regulation}/pack.yaml`;
  const pack = withFile(file, sound(file) + LAWS, () => loadPack({ root, regulation }));
  const engine = compileEngine(pack, RECKONING);
  for (const { question, outcome, laws } of [...ON_EACH_DAY, ...ON_EACH_DAY]) {
    const decision = engine.decide(question);
    assert.equal(decision.outcome, outcome);
    const cited = new Set(decision.citations.map((citation) => citation.regulation));
    assert.deepEqual([...cited].sort(), [...laws].sort());
    const { request, subject, item, record } = question;
    assert.deepEqual(engine.packOn(request.day).overrides, []);
    const byStage = engine.decideItem(request, subject, item);
    assert.ok(byStage.open && record !== null);
    assert.deepEqual(byStage.decideRecord(record), decision);
  }
  const [law] = pack.overrides[0]?.parameters ?? [];
  const gist = { zh: '五百日为限', en: 'five hundred days at most' };
  const citation = { regulation: 'a law on five hundred days', article: '-', gist };
  assert.deepEqual(law?.citations, [{ ...citation, parameter: 'period.length' }]);
}

/** Higher laws that are registered: of this regulation, between their days, and of a value it can have. */
export function registeredLaws(): void {
  const pack = packOf(PENALTY.regulation);
  const value = JSON.stringify({ kind: 'fixed', length: 'P30D' });
  const citation = 'a law on thirty days';
  const [before, from, until, after] = THE_DAYS;
  const law: RegisteredLaw = {
    parameter: 'period.length',
    jurisdiction: pack.regulation,
    citation,
    value,
    from,
    until,
  };
  const elsewhere = { ...law, jurisdiction: 'guizhou-2018' };
  assert.equal(underLaws(pack, []), pack);
  assert.equal(underLaws(pack, [elsewhere]), pack);
  assert.throws(() => underLaws(pack, [{ ...law, value: '"soon"' }]));
  const under = underLaws(pack, [elsewhere, law]);
  assert.equal(under.overrides.length, pack.overrides.length + 1);
  const engine = compileEngine(under, RECKONING);
  const lengthOn = (day: Day) => engine.packOn(day).parameters['period.length'];
  for (const day of [before, after]) assert.equal(lengthOn(day), pack.parameters['period.length']);
  for (const day of [from, until]) {
    const { value: length, citations, silent, reading } = lengthOn(day);
    assert.deepEqual(length, { kind: 'fixed', length: parsePeriod('P30D') });
    const gist = { zh: citation, en: citation };
    assert.deepEqual(citations, [
      { regulation: citation, article: '-', parameter: 'period.length', gist },
    ]);
    assert.deepEqual([silent, reading], [false, null]);
  }
  assert.equal(compileEngine(pack, RECKONING).packOn(from), pack);
}
