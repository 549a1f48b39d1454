import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PackRequest } from '../../policy/pack/load.ts';
import { PACKS } from '../../policy/policy.ts';
import { scratch } from './scratch.ts';

/** A copy of the packs as shipped, to be spoilt. */
export function copyOfPacks(): string {
  const root = scratch();
  for (const folder of readdirSync(PACKS)) {
    for (const file of ['pack.yaml', 'structure.yaml']) {
      cpSync(join(PACKS, folder, file), join(root, folder, file));
    }
  }
  return root;
}

export const GUIZHOU = 'guizhou-2018/pack.yaml';
type Edit = (text: string) => string;

/** Puts another entry in the place of a parameter's; none = takes it out. */
export function entry(name: string, written?: string): Edit {
  const at = new RegExp(
    `\\n {2}${name.replaceAll('.', '\\.')}:[\\s\\S]*?(?=\\n {2}[\\w.]+:|\\n\\n)`,
  );
  return replacing(at, written === undefined ? '' : `\n  ${name}: ${written}`);
}

function replacing(found: string | RegExp, by: string): Edit {
  return (text) => {
    const edited = text.replace(found, () => by);
    if (edited === text) throw new Error(`the pack has no ${String(found)}`);
    return edited;
  };
}

function appending(more: string): Edit {
  return (text) => `${text}${more}\n`;
}

export const GIST = 'gist: { zh: 一, en: one }';
function override(more: string): Edit {
  return appending(`overrides:\n  - { law: a law, ${GIST}, ${more} }`);
}
const CHOICES_OF_X05 = 'alternatives:\n      agencies-continue:';
const EXPIRY = 'set: { expiry.self: hidden }';

export interface Wrong {
  readonly what: string;
  readonly edit?: Edit;
  readonly file?: string;
  readonly request?: Partial<PackRequest>;
  /** The file, the text on the line, the key and the message of the first fault. */
  readonly fault: readonly [file: string, line: string, key: string, message: string | RegExp];
}

export const WRONG: readonly Wrong[] = [
  {
    what: 'a missing citation',
    edit: entry('log.retention', `{ value: long-term, ${GIST} }`),
    fault: [GUIZHOU, 'log.retention:', 'parameters.log.retention', 'expected a citation'],
  },
  {
    what: 'an empty list of citations',
    edit: entry('log.retention', `{ value: long-term, cite: [], ${GIST} }`),
    fault: [GUIZHOU, 'log.retention:', 'parameters.log.retention.cite', /Too small/],
  },
  {
    what: 'a citation of an article that does not exist',
    edit: entry('log.retention', `{ value: long-term, cite: "99", ${GIST} }`),
    fault: [GUIZHOU, 'log.retention:', 'parameters.log.retention.cite', 'the text has no `99`'],
  },
  {
    what: 'a citation of a paragraph that does not exist',
    edit: entry('log.retention', `{ value: long-term, cite: ["33.1", "33.3"], ${GIST} }`),
    fault: [GUIZHOU, 'log.retention:', 'parameters.log.retention.cite', 'the text has no `33.3`'],
  },
  {
    what: 'a citation of an item that does not exist',
    edit: entry('log.retention', `{ value: long-term, cite: "20.1.6", ${GIST} }`),
    fault: [GUIZHOU, 'log.retention:', 'parameters.log.retention.cite', 'the text has no `20.1.6`'],
  },
  {
    what: 'an item number zero',
    edit: entry('log.retention', `{ value: long-term, cite: "20.1.0", ${GIST} }`),
    fault: [GUIZHOU, 'log.retention:', 'parameters.log.retention.cite', 'the text has no `20.1.0`'],
  },
  {
    what: 'a citation that is no number of an article',
    edit: entry('log.retention', `{ value: long-term, cite: "20.1.1.1", ${GIST} }`),
    fault: [
      ...([GUIZHOU, 'log.retention:', 'parameters.log.retention.cite'] as const),
      'the text has no `20.1.1.1`',
    ],
  },
  {
    what: 'a citation without a gist',
    edit: entry('log.retention', '{ value: long-term, cite: "20" }'),
    fault: [GUIZHOU, 'log.retention:', 'parameters.log.retention.gist', /expected object/],
  },
  {
    what: 'a gist in one language only',
    edit: entry('log.retention', '{ value: long-term, cite: "20", gist: { zh: 一 } }'),
    fault: [GUIZHOU, 'log.retention:', 'parameters.log.retention.gist.en', /expected string/],
  },
  {
    what: 'a silence that cites without a gist',
    edit: entry('log.retention', '{ silent: unspecified, cite: "20" }'),
    fault: [
      ...([GUIZHOU, 'log.retention:', 'parameters.log.retention.cite'] as const),
      'expected a gist beside the citation',
    ],
  },
  {
    what: 'a value and a silence in one',
    edit: entry('log.retention', `{ value: a, silent: b, cite: "20", ${GIST} }`),
    fault: [
      ...([GUIZHOU, 'log.retention:', 'parameters.log.retention'] as const),
      'expected either `value` or `silent`',
    ],
  },
  {
    what: 'neither a value nor a silence',
    edit: entry('log.retention', `{ cite: "20", ${GIST} }`),
    fault: [
      ...([GUIZHOU, 'log.retention:', 'parameters.log.retention'] as const),
      'expected either `value` or `silent`',
    ],
  },
  {
    what: 'an unknown key at the top',
    edit: appending('extra: 1'),
    fault: [GUIZHOU, 'extra: 1', 'extra', 'unknown key'],
  },
  {
    what: 'an unknown key inside an entry',
    edit: entry('log.retention', `{ value: long-term, cite: "20", ${GIST}, note: none }`),
    fault: [GUIZHOU, 'note: none', 'parameters.log.retention.note', 'unknown key'],
  },
  {
    what: 'an unknown key inside a silence',
    edit: entry('log.retention', '{ silent: unspecified, note: none }'),
    fault: [GUIZHOU, 'note: none', 'parameters.log.retention.note', 'unknown key'],
  },
  {
    what: 'an unknown parameter',
    edit: replacing('\nparameters:\n', '\nparameters:\n  log.retentoin: { silent: x }\n'),
    fault: [GUIZHOU, 'log.retentoin', 'parameters.log.retentoin', 'unknown key'],
  },
  {
    what: 'a parameter named like a method of every object',
    edit: replacing('\nparameters:\n', '\nparameters:\n  toString: { silent: x }\n'),
    fault: [GUIZHOU, 'toString', 'parameters.toString', 'unknown key'],
  },
  {
    what: 'a missing parameter',
    edit: entry('log.retention'),
    fault: [GUIZHOU, 'parameters:', 'parameters', 'expected the parameter `log.retention`'],
  },
  {
    what: 'an unknown word as a value',
    edit: entry('guardian.of', `{ value: everybody, cite: "20", ${GIST} }`),
    fault: [GUIZHOU, 'value: everybody', 'parameters.guardian.of.value', /Invalid option/],
  },
  {
    what: 'an unknown word in a silence',
    edit: entry('guardian.of', '{ silent: everybody }'),
    fault: [GUIZHOU, 'silent: everybody', 'parameters.guardian.of.silent', /Invalid option/],
  },
  ...['P101Y', 'P0D', 'P1201M', '3Y', 'P3W'].map((length) => ({
    what: `a period out of range, ${length}`,
    edit: entry('period.length', `{ silent: { kind: fixed, length: ${length} } }`),
    fault: [
      ...([GUIZHOU, 'kind: fixed', 'parameters.period.length.silent.length'] as const),
      'expected an ISO 8601 duration between P1D and P100Y',
    ] as const,
  })),
  {
    what: 'a range that ends before it begins',
    edit: entry(
      'period.length',
      '{ silent: { kind: catalogue, ordinary: { from: P12M, to: P3M }, serious: { from: P6M, to: P6M } } }',
    ),
    fault: [
      ...([GUIZHOU, 'kind: catalogue', 'parameters.period.length.silent.ordinary'] as const),
      'expected a range that ends no earlier than it begins',
    ],
  },
  {
    what: 'an age out of range',
    edit: entry('subject.minimumAge', '{ silent: 101 }'),
    fault: [GUIZHOU, 'silent: 101', 'parameters.subject.minimumAge.silent', /Too big/],
  },
  {
    what: 'a date that does not exist',
    edit: entry('inForceFrom', '{ silent: "2021-02-29" }'),
    fault: [
      ...([GUIZHOU, '2021-02-29', 'parameters.inForceFrom.silent'] as const),
      'expected a date of the calendar, YYYY-MM-DD',
    ],
  },
  {
    what: 'a parameter written twice',
    edit: replacing('\nparameters:\n', '\nparameters:\n  status: { silent: draft }\n'),
    fault: [GUIZHOU, '  status:\n    {', 'status', 'Map keys must be unique'],
  },
  {
    what: 'broken YAML',
    edit: appending('broken: {'),
    fault: [GUIZHOU, '', '-', /Flow map/],
  },
  {
    what: 'an alias of nothing',
    edit: appending('other: *law'),
    fault: [GUIZHOU, '', '-', /Unresolved alias/],
  },
  {
    what: 'an unknown choice of a reading',
    request: { readings: { X05: 'nobody' } },
    fault: [
      ...([GUIZHOU, CHOICES_OF_X05, 'readings.X05.alternatives.nobody'] as const),
      'unknown choice `nobody` for `X05`',
    ],
  },
  {
    what: 'a choice named like a method of every object',
    request: { readings: { X05: 'toString' } },
    fault: [
      ...([GUIZHOU, CHOICES_OF_X05, 'readings.X05.alternatives.toString'] as const),
      'unknown choice `toString` for `X05`',
    ],
  },
  {
    what: 'a choice for a reading that the pack does not have',
    request: { readings: { X17: 'opens' } },
    fault: [GUIZHOU, '', 'readings.X17', 'the pack has no such reading'],
  },
  {
    what: 'a default that is also an alternative',
    edit: replacing('default: shown', 'default: hidden'),
    fault: [
      ...([GUIZHOU, 'default: hidden', 'readings.X06.default'] as const),
      'expected a default that is none of the alternatives',
    ],
  },
  {
    what: 'an alternative for an unknown parameter, chosen or not',
    edit: replacing(EXPIRY, 'set: { expiry.selves: hidden }'),
    fault: [
      ...([
        GUIZHOU,
        'expiry.selves',
        'readings.X06.alternatives.hidden.set.expiry.selves',
      ] as const),
      'unknown key',
    ],
  },
  {
    what: 'an alternative with an unknown word, chosen or not',
    edit: replacing(EXPIRY, 'set: { expiry.self: hid }'),
    fault: [
      ...([GUIZHOU, 'self: hid }', 'readings.X06.alternatives.hidden.set.expiry.self'] as const),
      /Invalid option/,
    ],
  },
  {
    what: 'an overlay over another pack',
    request: { overlays: ['zhejiang-2017'] },
    file: 'zhejiang-2017/pack.yaml',
    fault: [
      ...(['zhejiang-2017/pack.yaml', 'over: hangzhou-2020', 'over'] as const),
      'expected an overlay over `guizhou-2018`',
    ],
  },
  {
    what: 'a pack that is no overlay, laid over another',
    request: { overlays: ['heilongjiang'] },
    file: 'heilongjiang/pack.yaml',
    fault: [
      ...(['heilongjiang/pack.yaml', '', 'over'] as const),
      'expected an overlay over `guizhou-2018`',
    ],
  },
  {
    what: 'an overlay without its first day',
    edit: replacing(/^from: .*$/m, ''),
    file: 'zhejiang-2017/pack.yaml',
    request: { regulation: 'hangzhou-2020', overlays: ['zhejiang-2017'] },
    fault: ['zhejiang-2017/pack.yaml', '', 'from', 'expected the first day of the overlay'],
  },
  {
    what: 'an overlay that there is not',
    request: { overlays: ['nowhere-2020'] },
    fault: ['nowhere-2020/pack.yaml', '', '-', 'no such file'],
  },
  {
    what: 'an override from a date that does not exist',
    edit: override(`from: "2023-02-29", until: null, ${EXPIRY}`),
    fault: [
      ...([GUIZHOU, 'law: a law', 'overrides.0.from'] as const),
      'expected a date of the calendar, YYYY-MM-DD',
    ],
  },
  {
    what: 'an override until a date that does not exist',
    edit: override(`from: "2023-02-28", until: "2023-13-01", ${EXPIRY}`),
    fault: [
      ...([GUIZHOU, 'law: a law', 'overrides.0.until'] as const),
      'expected a date of the calendar, YYYY-MM-DD',
    ],
  },
  {
    what: 'an override that ends before it begins',
    edit: override(`from: "2023-02-28", until: "2023-02-27", ${EXPIRY}`),
    fault: [
      ...([GUIZHOU, 'law: a law', 'overrides.0.until'] as const),
      'expected a last day that is not before the first',
    ],
  },
  {
    what: 'an override of an unknown parameter',
    edit: override('from: "2023-02-28", until: null, set: { expiry.selves: hidden }'),
    fault: [GUIZHOU, 'law: a law', 'overrides.0.set.expiry.selves', 'unknown key'],
  },
  {
    what: 'an override with an unknown word',
    edit: override('from: "2023-02-28", until: null, set: { expiry.self: hid }'),
    fault: [GUIZHOU, 'law: a law', 'overrides.0.set.expiry.self', /Invalid option/],
  },
  ...['X5', 'X005', 'AX05'].map((id) => ({
    what: `a reading that is no number of the register, ${id}`,
    edit: replacing(/^ {2}X05:$/m, `  ${id}:`),
    fault: [GUIZHOU, `  ${id}:`, `readings.${id}`, /Invalid key/] as const,
  })),
  ...['guizhou-20188', '2guizhou-2018'].map((name) => ({
    what: `a name that no regulation has, ${name}`,
    edit: replacing('regulation: guizhou-2018', `regulation: ${name}`),
    fault: [GUIZHOU, `regulation: ${name}`, 'regulation', /Invalid string/] as const,
  })),
  {
    what: "a pack under another's name",
    edit: replacing('regulation: guizhou-2018', 'regulation: guizhou-2019'),
    fault: [
      ...([GUIZHOU, 'regulation: guizhou-2019', 'regulation'] as const),
      "expected the folder's name, `guizhou-2018`",
    ],
  },
  {
    what: 'a structure with an unknown key',
    file: 'guizhou-2018/structure.yaml',
    edit: appending('extra: 1'),
    fault: ['guizhou-2018/structure.yaml', 'extra: 1', 'extra', 'unknown key'],
  },
];

/** The line of the last place where a text stands. */
export function lineOf(text: string, marked: string): number {
  return text.slice(0, text.lastIndexOf(marked)).split('\n').length;
}
