import assert from 'node:assert/strict';
import { z } from 'zod';
import { readReckoning } from '../../../../policy/calendar/calendar.ts';
import { parsePeriod } from '../../../../policy/days.ts';
import { PARAMETERS } from '../../../../policy/pack/parameters.ts';
import { covers, readStructure } from '../../../../policy/pack/structure.ts';
import { PackError, parseYaml, validate } from '../../../../policy/pack/yaml.ts';
import { loadStatisticsPolicy } from '../../../../policy/statistics.ts';
import { EDGE_STATISTICS, SPOILT_STATISTICS, STATED_STATISTICS } from '../files.ts';

/** Texts in YAML: where a fault is said to be, and how far a value may go. */

const FILE = 'law.yaml';
const LAW = `list:
  - from: a
    until: b
  - c
plain: 1
`;
const PLACES: readonly (readonly [path: readonly PropertyKey[], line: number, key: string])[] = [
  [[], 1, '-'],
  [['none'], 1, 'none'],
  [['list'], 1, 'list'],
  [['list', 0, 'until'], 3, 'list.0.until'],
  [['list', 0, 'set'], 2, 'list.0.set'],
  [['list', 1], 4, 'list.1'],
  [['list', 1, 'set'], 4, 'list.1.set'],
  [['plain', 'more'], 5, 'plain.more'],
];
const UNIQUE = 'Map keys must be unique';
const BROKEN: readonly (readonly [text: string, ...told: readonly string[]])[] = [
  ['"a.b": 1\n"a.b": 2\n', `${FILE}:2: \`a.b\`: ${UNIQUE}`],
  ['一: 1\n一: 2\n', `${FILE}:2: \`-\`: ${UNIQUE}`],
  ['a: 1\na: 2\nb: 1\nb: 2\n', `${FILE}:2: \`a\`: ${UNIQUE}`, `${FILE}:4: \`b\`: ${UNIQUE}`],
  ['a: 1\nb\n', `${FILE}:2: \`-\`: Implicit map keys need to be followed by map values`],
];
const ALIASES = 999;
const aliased = (count: number) => `a: &a 1\nlist: [${Array(count).fill('*a').join()}]\n`;

export function placesOfFaults(): void {
  const yaml = parseYaml(FILE, LAW);
  for (const [path, line, key] of PLACES) {
    assert.deepEqual(yaml.fault(path, 'wrong'), { file: FILE, line, key, message: 'wrong' });
  }
  assert.throws(() => validate(yaml, z.string(), ['none', 'more']), refused('none.more'));
  for (const [text, ...told] of BROKEN) {
    assert.throws(
      () => parseYaml(FILE, text),
      ({ message }: PackError) => {
        assert.deepEqual(message.split('\n'), told);
        return true;
      },
    );
  }
  assert.ok(parseYaml(FILE, aliased(ALIASES)).value);
  assert.throws(() => parseYaml(FILE, aliased(ALIASES + 1)), refused('-'));
}

function refused(...keys: readonly string[]) {
  return (cause: unknown) => {
    assert.ok(cause instanceof PackError);
    assert.deepEqual(
      cause.faults.map(({ key }) => key),
      keys,
    );
    return true;
  };
}

const STRUCTURE = `articles:
  "5": [0]
  "6": [12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
`;
const CANONICAL: readonly (readonly [citation: string, found: string | null])[] = [
  ['5', '5'],
  ['5.1', '5'],
  ['5.2', null],
  ['5.1.1', null],
  ['6', '6'],
  ['6.1', '6.1'],
  ['6.1.0', null],
  ['6.1.2', '6.1.2'],
  ['6.1.12', '6.1.12'],
  ['6.1.13', null],
  ['6.11', '6.11'],
  ['6.12', null],
  ['7', null],
  ['six', null],
  ['x5', null],
  ['5x', null],
];
const COVERED: readonly (readonly [cited: string, expected: string, covered: boolean])[] = [
  ['5', '5', true],
  ['5.1', '5', true],
  ['5', '5.1', true],
  ['5', '5.2', false],
  ['50.1', '5', false],
  ['6.1', '6.1.2', false],
];

export function structures(): void {
  const { canonical } = readStructure(FILE, STRUCTURE);
  for (const [citation, found] of CANONICAL) assert.equal(canonical(citation), found, citation);
  for (const article of ['5a', 'a5']) {
    const wrong = STRUCTURE.replace('5', article);
    assert.throws(() => readStructure(FILE, wrong), refused(`articles.${article}`));
  }
  for (const [cited, expected, covered] of COVERED) {
    assert.equal(covers(cited, expected), covered, `${cited} ${expected}`);
  }
}

const LENGTH = PARAMETERS['period.length'].value;
const range = (from: string, to: string) => ({
  kind: 'catalogue',
  ordinary: { from, to },
  serious: { from: 'P1Y', to: 'P2Y' },
});

/** The longest period, the shortest, and the narrowest range that a pack may state. */
export function limits(): void {
  for (const length of ['P1D', 'P100Y', 'P1200M']) {
    assert.deepEqual(LENGTH.parse({ kind: 'fixed', length }), {
      kind: 'fixed',
      length: parsePeriod(length),
    });
  }
  for (const [from, to] of [
    ['P3M', 'P3M'],
    ['P10D', 'P10D'],
    ['P10D', 'P11D'],
  ] as const) {
    assert.ok(LENGTH.safeParse(range(from, to)).success);
  }
  assert.ok(!LENGTH.safeParse(range('P11D', 'P10D')).success);
  assert.ok(!LENGTH.safeParse(range('P4M', 'P3M')).success);
}

const year = (rest: string, work: string) =>
  `years:\n  "2023": { rest: [${rest}], work: [${work}] }\n`;

export function calendars(): void {
  assert.ok(readReckoning(year('"01-02"', '"01-07"')));
  for (const [rest, work] of [
    ['"02-29"', ''],
    ['', '"02-30"'],
  ] as const) {
    assert.throws(
      () => readReckoning(year(rest, work)),
      ({ message }: PackError) => {
        assert.equal(message, 'calendar/working-days.yaml:2: `years.2023`: no such date');
        return true;
      },
    );
  }
  for (const monthDay of ['1-2', '001-02', '01-022']) {
    assert.throws(() => readReckoning(year(`"${monthDay}"`, '')), refused('years.2023.rest.0'));
  }
  for (const wrong of ['02023', '20230']) {
    assert.throws(
      () => readReckoning(year('', '').replace('2023', wrong)),
      refused(`years.${wrong}`),
    );
  }
}

/** The figures of disclosure control, each with its source and within its limits. */
export function statistics(): void {
  const { sources, memory, ...figures } = loadStatisticsPolicy();
  assert.deepEqual(memory, parsePeriod(String(STATED_STATISTICS.memory?.value)));
  assert.deepEqual(
    { ...figures },
    Object.fromEntries(Object.keys(figures).map((name) => [name, STATED_STATISTICS[name]?.value])),
  );
  assert.deepEqual(
    [...sources],
    Object.entries(STATED_STATISTICS).map(([name, stated]) => [name, stated.source]),
  );
  const { minimumSubjects, dominance, mostDimensions, yearlyQuestions } =
    loadStatisticsPolicy(EDGE_STATISTICS);
  assert.deepEqual([minimumSubjects, dominance, mostDimensions], [3, 100, 5]);
  assert.deepEqual(yearlyQuestions, [0]);
  for (const file of SPOILT_STATISTICS) {
    assert.throws(() => loadStatisticsPolicy(file), /value|source|memory|more/);
  }
}
