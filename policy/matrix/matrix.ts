import { articleLabel, type Decision } from '../decision.ts';
import type { Engine } from '../engine/engine.ts';
import { openPolicy, regulations } from '../policy.ts';
import type { SubjectKind } from '../terms.ts';
import { ASKERS, type Asker, questionFor, THINGS, type Thing } from './ask.ts';

/** Who sees which class of item under each text: every cell is an answer of the engine. */
export function matrixLines(): readonly string[] {
  return [...INTRODUCTION, ...texts().flatMap(textLines)];
}

const INTRODUCTION: readonly string[] = [
  '# Who sees what',
  '',
  'Made by `npm run -s policy:matrix`: each cell is what the engine answers when everything else is',
  'in order, with the article it names first. ✓ shown as held; ◐ de-identified; ✗ not given.',
];

function texts(): readonly Engine[] {
  const plain = regulations().map((regulation) => openPolicy({ regulation }));
  return [...plain, openPolicy({ regulation: 'hangzhou-2020', overlays: ['zhejiang-2017'] })];
}

function textLines(engine: Engine): readonly string[] {
  const { regulation, overlays, title, parameters } = engine.pack;
  const name = [regulation, ...overlays].join(' + ');
  const status = parameters.status.value === 'draft' ? ', run as simulation' : '';
  return [
    '',
    `## ${name}: ${title.en}${status}`,
    ...tableLines(engine, 'legal', 'About a legal person'),
    ...tableLines(engine, 'natural', 'About a natural person'),
  ];
}

function tableLines(engine: Engine, subject: SubjectKind, title: string): readonly string[] {
  return [
    '',
    `### ${title}`,
    '',
    row(['item', ...ASKERS.map((asker) => asker.title)]),
    row(['---', ...ASKERS.map(() => '---')]),
    ...THINGS.filter((thing) => concerns(thing, subject)).map((thing) =>
      row([thing.title, ...ASKERS.map((asker) => cellOf(engine, asker, subject, thing))]),
    ),
  ];
}

/** Identity fields and restricted data are about persons. */
function concerns(thing: Thing, subject: SubjectKind): boolean {
  const personal = thing.identity !== undefined || thing.restricted !== undefined;
  return subject === 'natural' || !personal;
}

/** One cell: the engine's answer and its first article. */
export function cellOf(engine: Engine, asker: Asker, subject: SubjectKind, thing: Thing): string {
  const decision = engine.decide(questionFor(asker, subject, thing));
  const [first] = decision.citations;
  const article = first === undefined ? '' : ` ${articleLabel(first, engine.pack.regulation)}`;
  return `${signOf(decision)}${article}`;
}

function signOf({ outcome, reason }: Decision): string {
  if (outcome === 'disclosed') return '✓';
  if (outcome === 'masked') return '◐';
  return outcome === 'withheld' ? `✗ ${reason}` : `✗ ${outcome}, ${reason}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
