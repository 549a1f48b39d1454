import type { Defence, Patch, RedTest } from './defence.ts';

const attack = (name: string): RedTest => ({ file: 'test/attack/statistics.test.ts', name });
const remote = (name: string): RedTest => ({ file: 'test/statistics/remote.test.ts', name });
const answers = (name: string): RedTest => ({
  file: 'test/statistics/remote-answers.test.ts',
  name,
});
const patch = (file: string, find: string, replace: string): Patch => ({
  file: `gateway/statistics/${file}`,
  find,
  replace,
});

const EARLIER_ANSWERS = patch('linked.ts', '= tables.flatMap((table) => table.levels);', '= [];');

/** Every defence of statistics that can be taken away in the source. */
export const STATISTICS_DEFENCES: readonly Defence[] = [
  {
    id: 'statistics-for-analysts',
    channel: 'statistics asked by somebody else',
    patches: [patch('count.ts', 'if (bar !== null) await', 'if (bar === undefined) await')],
    red: {
      file: 'test/e2e/statistics.test.ts',
      name: 'are refused to everybody but analysts with a registered duty, with the articles',
    },
  },
  {
    id: 'checked-against-earlier-answers',
    channel: 'differencing of two tables',
    patches: [EARLIER_ANSWERS],
    red: attack('does not tell of the few who are in the one and not in the other'),
  },
  {
    id: 'withheld-cells-are-not-computable',
    channel: 'totals minus parts',
    patches: [
      patch(
        'linked.ts',
        'return isProtected({ table: levels, earlier: before, atoms: parts, limits });',
        'return before.length >= 0 || isProtected({ table: levels, earlier: before, atoms: parts, limits });',
      ),
    ],
    red: attack('leave no cell that can be computed'),
  },
  {
    id: 'minimum-of-subjects',
    channel: 'tiny cells by many dimensions',
    patches: [
      patch('control/primary.ts', 'if (subjects < policy.minimumSubjects) return true;', ''),
    ],
    red: attack('are not given, and look like cells that are empty'),
  },
  {
    id: 'yearly-budget',
    channel: 'tiny cells by many dimensions',
    patches: [patch('room.ts', 'if (left <= 0) throw', 'if (left < -1000) throw')],
    red: attack('cannot be asked beyond the limit, nor more often than the budget says'),
  },
  {
    id: 'figures-stand-still',
    channel: 'repeated questions around a rounding edge',
    patches: [
      patch(
        'levels.ts',
        'return figures !== null && Math.abs(subjects - cell.subjects) < minimumSubjects;',
        'return figures !== null && subjects < 0 && cell.subjects < minimumSubjects;',
      ),
    ],
    red: attack('do not tell that one company more has come'),
  },
  {
    id: 'no-edge-of-suppression',
    channel: 'repeated questions around a rounding edge',
    patches: [
      patch(
        'levels.ts',
        'return isNew ? { ...cell, given: false } : cell;',
        'return isNew ? cell : cell;',
      ),
      EARLIER_ANSWERS,
    ],
    red: attack('do not tell when a cell grows past the minimum by one'),
  },
  {
    id: 'p-percent-rule',
    channel: 'a town of a single company',
    patches: [
      patch(
        'control/primary.ts',
        'return amount !== null && isDominated(amount, policy.dominance);',
        'return amount !== null && isDominated(amount, 0);',
      ),
    ],
    red: attack('tells no sum that one company makes nearly alone'),
  },
  {
    id: 'pseudonyms-of-one-run',
    channel: 'pseudonyms that link departments',
    patches: [patch('joined.ts', 'const key = randomBytes(32);', 'const key = randomBytes(0);')],
    red: remote('make other pseudonyms for each run'),
  },
  {
    id: 'pseudonyms-are-read-strictly',
    channel: 'pseudonyms that link departments',
    patches: [
      patch('remote/rows.ts', 'const PSEUDONYM = /^[0-9a-f]{32}$/;', 'const PSEUDONYM = /^/;'),
    ],
    red: answers('gives nothing: an answer'),
  },
  {
    id: 'notes-of-own-items',
    channel: 'the counting endpoint of a department',
    patches: [
      patch(
        'population.ts',
        'records: notes.records.filter(([, item]) => own.has(item)),',
        'records: notes.records.filter(([, item]) => own.has(item) || true),',
      ),
    ],
    red: remote('are asked about their own items only'),
  },
  {
    id: 'credential-for-counting',
    channel: 'the counting endpoint of a department',
    patches: [
      {
        file: 'subgraphs/server.ts',
        find: 'counting === undefined ? serving.isCaller : serving.mayCount;',
        replace: 'serving.isCaller;',
      },
      {
        file: 'schema/statistics/wire.ts',
        find: "return createHmac('sha256', credential).update('creditgate: counting').digest('base64url');",
        replace: 'return createHmac === undefined ? "" : credential;',
      },
    ],
    red: remote('is refused without the credential for counting'),
  },
  {
    id: 'questions-to-count-only',
    channel: 'the counting endpoint of a department',
    patches: [
      {
        file: 'subgraphs/server/counting-request.ts',
        find: 'const evidence = z.enum(EVIDENCE_ARGUMENTS);',
        replace:
          'const evidence = z.string() as never as z.ZodEnum<never>; z.enum(EVIDENCE_ARGUMENTS);',
      },
    ],
    red: remote('takes questions to count and nothing else'),
  },
  {
    id: 'whole-counts-only',
    channel: 'a count that is cut or wrong',
    patches: [
      patch(
        'remote/blocks.ts',
        "if (!isWhole) throw new SourceFailure('format', 'expected a whole answer, got a cut one');",
        '',
      ),
    ],
    red: answers('gives nothing: an answer'),
  },
];
