import type { Parameter } from '../pack/pack.ts';
import type { Carrier } from './rules.ts';
import type { TracedRule, TracedText } from './trace.ts';
import { shortValue } from './value.ts';

/** One block a rule: its title, then a line for each text with what carries the rule out there. */
export function printTrace(traced: readonly TracedRule[], verbose: boolean): readonly string[] {
  return traced.flatMap((one) => [titleOf(one), ...one.texts.flatMap(linesOf(one, verbose))]);
}

function titleOf({ rule }: TracedRule): string {
  const outside = rule.outside === null ? '' : ` — outside: ${rule.outside}`;
  return `${rule.id} ${rule.title} (${rule.class})${outside}`;
}

function linesOf(one: TracedRule, verbose: boolean): (text: TracedText) => readonly string[] {
  return (text) => {
    if (one.rule.parameters.length === 0) return [];
    if (text.parameters.length === 0) return [];
    const parameters = text.parameters.map((parameter) => `    ${describe(one, parameter)}`);
    const names = verbose ? text.cases.map((name) => `      - ${name}`) : [];
    return [`  ${text.text}: ${standingText(text)}`, ...parameters, ...names];
  };
}

function describe({ rule }: TracedRule, parameter: Parameter): string {
  const articles = parameter.citations.map(({ article }) => article).join(', ');
  const reading = parameter.reading === null ? '' : ` (${parameter.reading})`;
  const carried = carriedText(rule.carriedOutBy[parameter.name]);
  const value = shortValue(parameter);
  if (parameter.silent) {
    const nearest = articles === '' ? '' : `, nearest ${articles}`;
    return `${parameter.name}: silent${reading}, read as ${value}${nearest}${carried}`;
  }
  return `${parameter.name}: ${value}, art. ${articles}${reading}${carried}`;
}

function carriedText(carrier: Carrier | undefined): string {
  if (carrier === undefined) return '';
  return carrier === 'explanation' ? ', explains only' : `, carried out by ${carrier}`;
}

function standingText({ standing, cases, shownBy }: TracedText): string {
  const all = `${cases.length} ${cases.length === 1 ? 'case' : 'cases'}`;
  switch (standing) {
    case 'tested':
      return `${all} by ${shownBy}`;
    case 'explained':
      return `explained in ${all}`;
    case 'silent':
      return 'silent';
    case 'carried-out-elsewhere':
      return cases.length === 0
        ? 'carried out elsewhere'
        : `carried out elsewhere; cited in ${all}`;
    case 'outside':
      return 'outside';
    case 'untested':
      return 'NO CASE';
  }
}

/** The same as plain data. */
export function traceJson(traced: readonly TracedRule[]): unknown {
  return traced.map(({ rule, texts }) => ({
    ...rule,
    texts: texts.map(({ parameters, ...rest }) => ({
      ...rest,
      parameters: parameters.map((parameter) => ({
        name: parameter.name,
        value: shortValue(parameter),
        articles: parameter.citations.map(({ regulation, article }) => `${regulation}:${article}`),
        silent: parameter.silent,
        reading: parameter.reading,
      })),
    })),
  }));
}
