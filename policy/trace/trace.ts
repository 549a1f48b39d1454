import type { Pack, Parameter } from '../pack/pack.ts';
import type { Evidence } from './evidence.ts';
import { isInside, type Rule, readRules } from './rules.ts';
import { readTexts, type Text } from './texts.ts';
import { type Answered, turningOn } from './turn.ts';

/** Each rule under each text: its parameters, and the cases in which a decision rests on them. */
export interface TracedRule {
  readonly rule: Rule;
  readonly texts: readonly TracedText[];
}

export interface TracedText {
  readonly text: string;
  readonly parameters: readonly Parameter[];
  /** Names of the cases that test the rule under this text. */
  readonly cases: readonly string[];
  readonly shownBy: ShownBy;
  readonly standing: Standing;
}

/** How a case shows a rule: its decision cites it, owes what it asks for, or turns on it. */
export type ShownBy = 'citation' | 'obligation' | 'turning' | 'nothing';

/** `untested` is the only one that fails. */
export type Standing =
  | 'tested'
  | 'silent'
  | 'explained'
  | 'carried-out-elsewhere'
  | 'outside'
  | 'untested';

/** `turns`: asks of every rule which cases turn on it; else only of those that nothing cites. */
export function traceRules(
  rules: readonly Rule[] = readRules(),
  turns = false,
): readonly TracedRule[] {
  const texts = readTexts();
  return rules.map((rule) => ({ rule, texts: texts.map((text) => traceText(rule, text, turns)) }));
}

export function untested(traced: readonly TracedRule[]): readonly string[] {
  return traced.flatMap(({ rule, texts }) =>
    texts.filter(({ standing }) => standing === 'untested').map(({ text }) => `${rule.id} ${text}`),
  );
}

function traceText(rule: Rule, text: Text, turns: boolean): TracedText {
  const parameters = rule.parameters
    .map((name) => text.parameters.get(name))
    .filter((found) => found !== undefined);
  const spoken = parameters.filter(({ silent }) => !silent);
  const found = turns ? turning(text.pack, spoken, text.cases) : showing(rule, spoken, text);
  const standing = standingOf(rule, spoken, found.cases.length);
  return { text: text.name, parameters, ...found, standing };
}

type Showing = Pick<TracedText, 'cases' | 'shownBy'>;

/** By citation; failing that by what the decision owes; failing that by what it turns on. */
function showing(rule: Rule, spoken: readonly Parameter[], text: Text): Showing {
  const names = spoken.map(({ name }) => name);
  const cited = casesThat(text, ({ cited }) => names.some((name) => cited.has(name)));
  if (cited.length > 0) return { cases: cited, shownBy: 'citation' };
  const owed = casesThat(text, ({ obliged }) => names.some((name) => obliged.has(name)));
  if (owed.length > 0) return { cases: owed, shownBy: 'obligation' };
  const decisive = spoken.filter(({ name }) => rule.carriedOutBy[name] === undefined);
  return turning(text.pack, decisive, text.cases);
}

function casesThat(text: Text, shows: (evidence: Evidence) => boolean): readonly string[] {
  return text.cases.filter(({ evidence }) => shows(evidence)).map(({ name }) => name);
}

function turning(pack: Pack, spoken: readonly Parameter[], cases: readonly Answered[]): Showing {
  const turned = new Set(spoken.flatMap((one) => turningOn(pack, one, cases)));
  return { cases: [...turned], shownBy: turned.size > 0 ? 'turning' : 'nothing' };
}

function standingOf(rule: Rule, spoken: readonly Parameter[], cases: number): Standing {
  if (rule.parameters.length === 0) return 'outside';
  if (spoken.length === 0) return 'silent';
  const carriers = spoken.map(({ name }) => rule.carriedOutBy[name]);
  const explains = carriers.every((carrier) => carrier === 'explanation');
  if (!explains && !carriers.includes(undefined)) return 'carried-out-elsewhere';
  if (cases > 0) return explains ? 'explained' : 'tested';
  return isInside(rule) ? 'untested' : 'outside';
}
