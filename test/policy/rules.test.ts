import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePeriod } from '../../policy/days.ts';
import { loadPack } from '../../policy/pack/load.ts';
import type { Parameter } from '../../policy/pack/pack.ts';
import { PACKS } from '../../policy/policy.ts';
import { main } from '../../policy/trace/main.ts';
import { RULES_FILE, type Rule, readRules } from '../../policy/trace/rules.ts';
import { type TracedText, traceRules, untested } from '../../policy/trace/trace.ts';
import { alternativesTo } from '../../policy/trace/turn.ts';
import { shortValue } from '../../policy/trace/value.ts';

const traced = traceRules();

function textOf(id: string, text: string): TracedText {
  const found = traced.find(({ rule }) => rule.id === id)?.texts.find((one) => one.text === text);
  if (found === undefined) throw new RangeError(`expected ${id} under ${text}`);
  return found;
}

/** The rules with one change to the text of the file. */
function rulesWith(from: string, to: string): string {
  const text = readFileSync(RULES_FILE, 'utf8');
  expect(text).toContain(from);
  const file = join(mkdtempSync(join(tmpdir(), 'rules-')), 'rules.yaml');
  writeFileSync(file, text.replace(from, to));
  return file;
}

describe('the rules', () => {
  it('are ninety-one, and each parameter is listed under the rules it names', () => {
    expect(readRules()).toHaveLength(91);
  });

  it('say why whatever is outside is outside', () => {
    for (const rule of readRules()) {
      expect(rule.outside === null, rule.id).toBe(!rule.class.includes('O'));
    }
  });

  it.each([
    ['an unknown parameter', 'subject.minimumAge', 'subject.leastAge', /rules\.yaml:\d+: `R04/],
    ['a parameter left out', '[optOut.effect, points', '[points', /rules\.yaml:\d+: `R28`/],
    ['a missing rule', 'R63:', 'R92:', /`R63`: expected the rule/],
    ['an unknown key', 'class: O', 'clas: O', /unknown key/],
    ['a carrier that does not exist', 'territory: loader', 'territory: nobody', /`R03/],
  ])('are refused with %s', (_what, from, to, message) => {
    const text = readFileSync(RULES_FILE, 'utf8');
    const source = text.includes(from) ? from : 'points.withoutOptOuts]';
    const target = text.includes(from) ? to : ']';
    expect(() => readRules(rulesWith(source, target))).toThrow(message);
  });
});

describe('the trace', () => {
  it('finds a case for each rule of which a text speaks', () => {
    expect(untested(traced)).toEqual([]);
  });

  it('shows the value with its article and its cases', () => {
    const cap = textOf('R63', 'guangdong-2021');
    const length = cap.parameters.find(({ name }) => name === 'period.length');
    expect(length && shortValue(length)).toBe('{kind: cap, length: P5Y}');
    expect(length?.citations.map(({ article }) => article)).toEqual(['43']);
    expect(cap.cases).toContain('The day after five years a record is gone for the public');
    expect(cap.shownBy).toBe('citation');
  });

  it('calls a rule silent where the text says nothing', () => {
    expect(textOf('R45', 'guangdong-2021').standing).toBe('silent');
    expect(textOf('R45', 'guangdong-2018').standing).toBe('tested');
  });

  it('counts what a decision owes, and what turns it, where nothing cites the rule', () => {
    expect(textOf('R58', 'guangdong-2021').shownBy).toBe('obligation');
    expect(textOf('R01', 'guizhou-2018').shownBy).toBe('turning');
  });

  it('says of a parameter that reaches no decision who carries it out', () => {
    expect(textOf('R78', 'guangdong-2021').standing).toBe('carried-out-elsewhere');
  });

  it('traces an overlay by what it changes', () => {
    expect(textOf('R63', 'zhejiang-2017').cases.length).toBeGreaterThan(0);
    expect(textOf('R87', 'zhejiang-2017').standing).toBe('silent');
  });

  it('fails on a rule that no case shows', () => {
    const rule: Rule = {
      id: 'R62',
      title: 'a rule that nothing shows',
      class: 'Q',
      parameters: ['correction.passedOnDays'],
      carriedOutBy: {},
      outside: null,
    };
    expect(untested(traceRules([rule]))).toEqual(['R62 guangdong-2021']);
  });
});

describe('alternatives to a value', () => {
  const { parameters } = loadPack({ root: PACKS, regulation: 'guangdong-2021' });

  it.each<[keyof typeof parameters, readonly unknown[]]>([
    ['guardian.lawLifts', [false]],
    ['status', ['draft']],
    ['self.freeReports', [3]],
    ['expiry.stops', [new Set()]],
    ['catalogue.elements', [['shareable'], ['openable']]],
  ])('of %s', (name, expected) => {
    expect(alternativesTo(parameters[name])).toEqual(expected);
  });
});

describe('a value on one line', () => {
  const shown = (value: unknown, name = 'territory') => shortValue({ name, value } as Parameter);

  it.each<[unknown, string]>([
    [parsePeriod('P18M'), 'P18M'],
    [parsePeriod('P3Y2D'), 'P3Y2D'],
    [parsePeriod('P9D'), 'P9D'],
    [new Set(['a', 'b']), 'a b'],
    [[], 'none'],
    [null, 'none'],
    [true, 'true'],
  ])('%j', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('cuts what is long', () => {
    expect(shown('x'.repeat(100))).toHaveLength(72);
  });

  it('writes the date of entry into force as a date', () => {
    const { inForceFrom } = loadPack({ root: PACKS, regulation: 'guangdong-2021' }).parameters;
    expect(shortValue(inForceFrom)).toBe('2021-06-01');
  });
});

describe('policy:rules', () => {
  it('refuses an unknown option', () => {
    const said: string[] = [];
    expect(
      main(
        ['--all'],
        () => undefined,
        (line) => said.push(line),
      ),
    ).toBe(2);
    expect(said[0]).toMatch(/^usage: /);
  });

  it('prints every rule, as text and as JSON', () => {
    const lines: string[] = [];
    expect(
      main(
        [],
        (line) => lines.push(line),
        (line) => lines.push(line),
      ),
    ).toBe(0);
    expect(lines.filter((line) => /^R\d\d /.test(line))).toHaveLength(91);
    expect(lines).toContain('    authorisation.purpose: required, art. 40.2');
    const json: string[] = [];
    main(
      ['--json'],
      (line) => json.push(line),
      (line) => json.push(line),
    );
    expect(JSON.parse(json.join(''))).toHaveLength(91);
  });
});
