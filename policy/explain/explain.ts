import type { PolicyCase } from '../cases/format.ts';
import { questionOf } from '../cases/question.ts';
import { answerOf } from '../cases/run.ts';
import { articleLabel, type Citation, type Decision } from '../decision.ts';
import type { Engine } from '../engine/engine.ts';
import { PARAMETERS, type ParameterName } from '../pack/parameters.ts';
import { openPolicy, regulations } from '../policy.ts';
import { describeQuestion } from './question.ts';
import { type Step, stepsOf } from './steps.ts';
import { MARK_WORDS, OUTCOME_WORDS, REASON_WORDS } from './words.ts';

/** A case explained under its own regulation, for a person to read. */
export function explainCase(found: PolicyCase): readonly string[] {
  return [`# ${found.name}`, '', ...describeQuestion(found), '', ...explainUnder(found)];
}

/** The same facts under every regulation: a table, then each explanation. */
export function compareCase(found: PolicyCase): readonly string[] {
  const all = variantsOf(found);
  return [
    `# ${found.name}`,
    '',
    ...describeQuestion(found),
    '',
    '| regulation | outcome | reason | marks | articles |',
    '|---|---|---|---|---|',
    ...all.map(rowOf),
    ...all.flatMap((one) => ['', ...explainUnder(one)]),
  ];
}

/** An overlay lies over one regulation only, so the others are asked without it. */
function variantsOf(found: PolicyCase): readonly PolicyCase[] {
  const plain = regulations().map((regulation) => ({ ...found, regulation, overlays: [] }));
  return found.overlays.length === 0 ? plain : [...plain, found];
}

function rowOf(found: PolicyCase): string {
  const engine = engineFor(found);
  const answer = answerOf(engine.decide(questionOf(found)), found.regulation);
  const marks = answer.marks.join(', ') || '—';
  const articles = answer.articles.join(', ') || '—';
  return `| ${nameOf(found)} | ${answer.outcome} | ${answer.reason ?? '—'} | ${marks} | ${articles} |`;
}

function explainUnder(found: PolicyCase): readonly string[] {
  const engine = engineFor(found);
  const steps = stepsOf(engine, questionOf(found));
  const last = steps.at(-1);
  if (last === undefined) throw new RangeError('expected a step, got none');
  const { title } = engine.pack;
  return [
    `## ${nameOf(found)}: ${title.en} ${title.zh}`,
    ...steps.flatMap((step, index) => stepLines(step, index + 1, engine, found.regulation)),
    `Answer: ${verdictOf(last.decision)}`,
    ...marksOf(last.decision),
    ...obligationsOf(last.decision),
    ...(last.decision.errors ?? []).map((error) => `Error: ${error}`),
  ];
}

const STAGES: Readonly<Record<Step['stage'], string>> = {
  request: 'Is the request admissible?',
  item: 'The request is admissible. What of the item, before any record is known?',
  record: 'And with the record?',
};

function stepLines(
  { stage, decision, added }: Step,
  number: number,
  engine: Engine,
  regulation: string,
): readonly string[] {
  return [
    `${number}. ${STAGES[stage]} ${verdictOf(decision)}`,
    ...byParameter(added).map((citations) => citationLine(citations, engine, regulation)),
  ];
}

function verdictOf({ outcome, reason }: Decision): string {
  const told = OUTCOME_WORDS[outcome];
  if (reason === null) return `${outcome} (${told.en}; ${told.zh})`;
  const why = REASON_WORDS[reason];
  return `${outcome}, ${reason} (${why.en}; ${why.zh})`;
}

/** Citations of one parameter of one text are one ground, with all its articles. */
function byParameter(citations: readonly Citation[]): readonly (readonly Citation[])[] {
  const key = ({ regulation, parameter }: Citation) => `${regulation} ${parameter}`;
  return Object.values(Object.groupBy(citations, key)).filter((group) => group !== undefined);
}

function citationLine(citations: readonly Citation[], engine: Engine, regulation: string): string {
  const [first] = citations;
  if (first === undefined) throw new RangeError('expected a citation, got none');
  const labels = citations.map((citation) => articleLabel(citation, regulation)).join(', ');
  const rules = rulesOf(first.parameter);
  const own = first.regulation === engine.pack.regulation;
  const reading = own ? readingOf(first.parameter, engine) : '';
  return `   - art. ${labels}: ${first.gist.en}; ${first.gist.zh} [${first.parameter}${rules}${reading}]`;
}

function isParameter(name: string): name is ParameterName {
  return Object.hasOwn(PARAMETERS, name);
}

function rulesOf(parameter: string): string {
  return isParameter(parameter) ? `, ${PARAMETERS[parameter].rules.join(' ')}` : '';
}

function readingOf(parameter: string, { pack }: Engine): string {
  if (!isParameter(parameter)) return '';
  const { reading, silent } = pack.parameters[parameter];
  const by = reading === null ? '' : `, reading ${reading}`;
  return silent ? `, the text is silent${by}` : by;
}

function marksOf({ marks }: Decision): readonly string[] {
  if (marks.length === 0) return ['Marks: none'];
  return marks.map((mark) => `Mark: ${mark} (${MARK_WORDS[mark].en}; ${MARK_WORDS[mark].zh})`);
}

function obligationsOf({ obligations }: Decision): readonly string[] {
  const { log, retention, subjectMayLearn } = obligations;
  const learn = subjectMayLearn.join(', ') || 'nothing of this answer';
  return [
    `The log holds: ${log.join(', ')}; kept: ${retention}`,
    `The subject may learn: ${learn}`,
  ];
}

function nameOf({ regulation, overlays }: PolicyCase): string {
  return [regulation, ...overlays].join(' + ');
}

function engineFor({ regulation, overlays }: PolicyCase): Engine {
  return openPolicy({ regulation, overlays });
}
