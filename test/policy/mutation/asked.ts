import { join } from 'node:path';
import { loadReckoning } from '../../../policy/calendar/calendar.ts';
import type { PolicyCase } from '../../../policy/cases/format.ts';
import { questionOf } from '../../../policy/cases/question.ts';
import { readCases } from '../../../policy/cases/read.ts';
import { type Day, noonOf, parseDay, plusDays } from '../../../policy/days.ts';
import { loadPack, packNames } from '../../../policy/pack/load.ts';
import type { Pack } from '../../../policy/pack/pack.ts';
import { PACKS, regulations } from '../../../policy/policy.ts';
import type { Question } from '../../../policy/question.ts';
import { caseFolders } from '../../../policy/trace/texts.ts';
import { evaluate } from '../../reference/evaluate.ts';
import { crossedCase, gridCases, rareCases } from '../../reference/questions.ts';
import { REGULATIONS, type ReferenceCase, type Regulation } from '../../reference/types.ts';
import { ON_DAYS, PENALTY } from '../laws.ts';
import { LISTINGS, RECOGNISED } from '../listings.ts';
import { TURNS } from '../reading-turns.ts';
import { caseOf, lineOf, questionFrom, seeded } from '../support.ts';
import { OTHERWISE as TEXTS } from './otherwise.ts';

/**
 * Questions with the answers expected: those of the reference, of the cases, and of the readings.
 * All is made when this file is loaded, before any mutant is active, and the same every time.
 */
export interface Asked {
  readonly pack: Pack;
  readonly question: Question;
  /** Outcome, reason and marks. */
  readonly expected: string;
  /** The case asks no reason. */
  readonly reasonLeftOpen: boolean;
  readonly articles: readonly string[];
}

const SEED = 11;
const CROSSED = 1500;
const GRID_STEP = 23;
const RARELY = 60;
const FAR_AWAY = '2099-12-31';

export const RECKONING = loadReckoning();

const loaded = new Map<string, Pack>();

/** A pack as it is when no mutant is active. */
export function packOf(
  regulation: string,
  overlays: readonly string[] = [],
  readings: Readonly<Record<string, string>> = {},
  root: string = PACKS,
): Pack {
  const key = JSON.stringify([root, regulation, overlays, readings]);
  const pack = loaded.get(key) ?? loadPack({ root, regulation, overlays, readings });
  loaded.set(key, pack);
  return pack;
}

function askedOf(asked: ReferenceCase): Asked {
  return {
    pack: packOf(asked.regulation, asked.overlays ?? []),
    question: questionOf(caseOf(asked)),
    expected: lineOf(evaluate(asked)),
    reasonLeftOpen: false,
    articles: [],
  };
}

function questionsOn(regulation: Regulation): readonly Asked[] {
  const random = seeded(SEED);
  const crossed = Array.from({ length: CROSSED }, () => crossedCase(regulation, random));
  const grid = gridCases(regulation).filter((_each, at) => at % GRID_STEP === 0);
  const rare = rareCases(regulation, random, RARELY);
  return [...crossed, ...grid, ...rare].map(askedOf);
}

const QUESTIONS = new Map(REGULATIONS.map((name) => [name, questionsOn(name)]));

/** Questions drawn for a regulation, answered by the reference. */
export function questionsOf(regulation: Regulation): readonly Asked[] {
  return QUESTIONS.get(regulation) ?? [];
}

/** Those of Guizhou under the reading that a unit, too, entrusts in writing. */
export const IN_WRITING: readonly Asked[] = questionsOf('guizhou-2018').map((one) => ({
  ...one,
  pack: packOf('guizhou-2018', [], { X19: 'written' }),
}));

/** The fictitious pack: values that no pack as shipped has. */
export const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'packs');

const askedBy =
  (root: string) =>
  (found: PolicyCase): Asked => ({
    pack: packOf(found.regulation, found.overlays, {}, root),
    question: questionOf(found),
    expected: lineOf(found.expect),
    reasonLeftOpen: found.expect.reason === null,
    articles: found.expect.articles,
  });

/** The folders of cases with the folder of packs each is asked of. */
export const CASE_FOLDERS: readonly (readonly [folder: string, root: string])[] = [
  ...caseFolders().map((folder) => [folder, PACKS] as const),
  ...packNames(FIXTURES).map((name) => [join(FIXTURES, name, 'cases'), FIXTURES] as const),
];

export const CASES: readonly Asked[] = CASE_FOLDERS.flatMap(([folder, root]) =>
  readCases([folder], [...regulations(), ...packNames(FIXTURES)])
    .map((read) => {
      if ('found' in read) return read.found;
      throw new Error(read.error);
    })
    .map(askedBy(root)),
);

/** Both answers to each question that turns on a reading. */
export const READINGS: readonly Asked[] = TURNS.flatMap((turn) => {
  const { reading, choice, asRead, asChosen, asked } = turn;
  const question = questionOf(caseOf(asked));
  const answer = { question, reasonLeftOpen: false, articles: [] };
  const chosen = packOf(asked.regulation, [], { [reading]: choice });
  return [
    { ...answer, pack: packOf(asked.regulation), expected: asRead },
    { ...answer, pack: chosen, expected: asChosen },
  ];
});

function dayOf(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError('expected a date');
  return day;
}

/** The question asked so many days after a date instead. */
function onDay(question: Question, date: string, after = 0): Question {
  const day = plusDays(dayOf(date), after);
  return { ...question, request: { ...question.request, day, instant: noonOf(day) } };
}

/** Questions on the days about those of higher laws, with the outcome and the laws cited. */
export const ON_EACH_DAY = ON_DAYS.map(([day, outcome, laws]) => ({
  question: onDay(questionOf(caseOf(PENALTY)), day),
  outcome,
  laws,
}));

/** A record of a subject listed more than once, on its last day and on the day after. */
export const LISTED = LISTINGS.map(([listings, last]) => {
  const on = (after: number) => {
    const question = onDay(questionOf(caseOf(RECOGNISED)), last ?? FAR_AWAY, after);
    const listed = listings.map(([from, until]) => ({
      from: dayOf(from),
      until: until === null ? null : dayOf(until),
    }));
    return { ...question, record: question.record && { ...question.record, listed } };
  };
  return { shown: [on(0)], gone: last === null ? [] : [on(1)] };
});

/** Questions to packs whose text is said to be another in one place, with the answer of that text. */
export const OTHERWISE = TEXTS.map(({ regulation, values, asked, facts, answer }) => {
  const question = questionFrom({ ...asked, name: 'otherwise', regulation });
  const subject = { ...question.subject, ...facts?.subject };
  return { text: packOf(regulation), values, asked: { ...question, subject }, answer };
});
